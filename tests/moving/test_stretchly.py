"""Stretchly's file in milliseconds: the minis between two long breaks, the ideas in use, and what is lost."""

from functools import partial

import pytest
from support.peers import lost, read_with, sample, wrong

from reminder.moving import stretchly
from reminder.moving.found import TipText

its = partial(read_with, stretchly, "stretchly-1.22.json")
"""What is read of the sample with other values."""


def test_its_settings_in_ours() -> None:
    found = stretchly.read(sample("stretchly-1.22.json"), "config.json")
    assert found.settings == {
        "reminders.posture.every": "25m",
        "reminders.posture.lasts": "30s",
        "reminders.posture.enabled": True,
        "reminders.break.every": "1h40m",
        "reminders.break.lasts": "7m",
        "reminders.break.enabled": True,
        "snooze.for": "3m",
        "snooze.limit": 2,
        "timing.natural_break": "6m",
        "quiet.do_not_disturb": "hold",
        "quiet.apps": ["obs", "zoom"],
    }
    assert (found.version, found.login, found.source, found.problems) == ("1.22.1", True, "config.json", ())


def test_its_ideas_as_tips_without_tags_and_without_those_that_are_off() -> None:
    assert stretchly.read(sample("stretchly-1.22.json"), "").tips == (
        TipText("Treppe", "Zwei Stockwerke hinauf und wieder hinunter, ohne Telefon."),
        TipText("Shoulder circles", "Ten slow circles back, as on. Then let the arms hang."),
        TipText("", "Schau aus dem Fenster, bis zum fernsten Dach."),
        TipText("", "Hands off the mouse: open and close both fists five times & breathe out."),
    )


def test_what_is_lost_is_named() -> None:
    losses = lost(stretchly.read(sample("stretchly-1.22.json"), ""))
    assert losses["breakPostponeTime"].startswith("10m")
    assert losses["breakIdeas"] == "the picture of “Shoulder circles”"
    named = " ".join(losses)
    for name in (
        "morningHour",
        "mainColor",
        "longBreakAudio",
        "pauseBreaksToggleShortcut",
        "PostponableDurationPercent",
    ):
        assert name in named


def test_one_that_was_never_touched_gives_its_defaults() -> None:
    found = stretchly.read(b'{"microbreak": true, "break": true}', "")
    assert found.settings == {
        "reminders.posture.every": "10m",
        "reminders.posture.lasts": "20s",
        "reminders.posture.enabled": True,
        "reminders.break.every": "30m",
        "reminders.break.lasts": "5m",
        "reminders.break.enabled": True,
        "snooze.for": "2m",
        "snooze.limit": 1,
        "timing.natural_break": "5m",
        "quiet.do_not_disturb": "hold",
    }
    assert lost(found).keys() == {"breakPostponeTime"}


def test_minis_that_are_off_keep_their_numbers_and_the_long_ones_their_interval() -> None:
    settings = its(microbreak=False).settings
    assert settings["reminders.posture.enabled"] is False
    assert (settings["reminders.posture.every"], settings["reminders.break.every"]) == ("25m", "1h40m")
    assert (settings["snooze.for"], settings["snooze.limit"]) == ("10m", 2)


def test_nothing_can_be_put_off_where_neither_could() -> None:
    assert its(microbreakPostpone=False, breakPostpone=False).settings["snooze.limit"] == 0


@pytest.mark.parametrize(
    ("rules", "apps", "said"),
    [
        ([{"rule": "pause", "active": True, "commands": ["C:\\Program Files\\OBS\\obs64.exe"]}], ["obs64.exe"], ""),
        ([{"rule": "resume", "active": True, "commands": ["gimp"]}], None, "gimp"),
        ([{"rule": "pause", "active": False, "commands": ["gimp"]}], None, "left out"),
    ],
    ids=["a path of Windows", "only while it runs", "off"],
)
def test_the_first_rule_that_is_on_counts(rules: list[object], apps: list[str] | None, said: str) -> None:
    found = its(appExclusions=rules)
    assert found.settings.get("quiet.apps") == apps
    assert said in lost(found).get("appExclusions", "")


def test_ideas_that_come_with_it_are_not_the_persons() -> None:
    shipped = {"data": "Stretch your legs.", "enabled": True}
    found = its(breakIdeas=[], microbreakIdeas=[shipped, "Open the window", ["Stand", "On one leg"]])
    assert found.tips == (TipText("", "Open the window"), TipText("Stand", "On one leg"))
    assert lost(found)["breakIdeas, microbreakIdeas"].startswith("one came with Stretchly")


def test_ideas_that_are_not_used_are_no_tips() -> None:
    assert its(useIdeasFromSettings=False).tips == ()


def test_breaks_that_nobody_could_skip_are_named() -> None:
    assert "reminder forces nobody" in lost(its(breakStrictMode=True))["breakStrictMode"]


def test_absences_that_count_for_nothing_are_named() -> None:
    found = its(naturalBreaks=False)
    assert "timing.natural_break" not in found.settings
    assert "timing.idle" in lost(found)["naturalBreaks"]


def test_what_makes_no_sense_is_told_once() -> None:
    odd = {"active": True, "rule": "pause", "commands": "zoom"}
    found = its(microbreak="yes", breakInterval=-2, breakPostponesLimit=4000, appExclusions=[odd])
    assert sorted(wrong(found)) == [
        "breakInterval is -2 there, which makes no sense; it was left out",
        "breakPostponesLimit is 4000 there, which makes no sense; it was left out",
        "commands is 'zoom' there, which makes no sense; it was left out",
        "microbreak is 'yes' there, which makes no sense; it was left out",
    ]
    assert "reminders.break.every" not in found.settings
    assert not found.settings["quiet.apps"]


def test_a_newer_one_is_read_and_says_so() -> None:
    found = its(__internal__={"migrations": {"version": "2.0.0"}}, moonPhase="full")
    assert found.settings["reminders.posture.every"] == "25m"
    assert wrong(found) == [
        "it is of version 2.0.0, newer than reminder knows (1.22): what is new in it cannot be read"
    ]
    assert lost(found)["moonPhase"] == "reminder does not know what that is"


def test_a_value_that_makes_no_sense_costs_no_other() -> None:
    found = its(microbreakInterval="often", breakDuration=-1, microbreakDuration=1e300)
    assert found.settings["timing.natural_break"] == "6m"
    assert not {"reminders.posture.every", "reminders.break.every", "reminders.break.lasts"} & found.settings.keys()
    assert len(found.problems) == 3


def test_of_half_a_file_only_what_it_says_counts() -> None:
    data = sample("stretchly-1.22.json")
    found = stretchly.read(data[: data.index(b'"breakInterval"') + 4], "")
    assert found.settings == {
        "reminders.posture.every": "25m",
        "reminders.posture.lasts": "30s",
        "reminders.break.lasts": "7m",
    }
    assert "half written from line 5" in wrong(found)[0]


def test_of_a_spoilt_file_the_other_lines_count() -> None:
    found = stretchly.read(
        sample("stretchly-1.22.json").replace(b'"breakDuration": 420000', b'"breakDuration": 42x000'), ""
    )
    assert found.settings["quiet.apps"] == ["obs", "zoom"]
    assert "reminders.break.lasts" not in found.settings
    assert "from line 4 on" in wrong(found)[0]
