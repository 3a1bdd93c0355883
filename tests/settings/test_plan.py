"""From values to a plan."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from support.fakes import a_notify

from reminder.errors import UsageError
from reminder.model.plan import Click, Hours, NotifierName, Plan, Range, Reminder, Tip, Tray, Urgency
from reminder.phrase import plainly
from reminder.settings.nested import overlay
from reminder.settings.plan import make_plan, notify_problems
from reminder.settings.reading import packaged_plan, packaged_reading
from reminder.settings.values import parse_clock, parse_range

TIPS = [
    Tip(id="nod", about="neck", title="Nod", text="Nod slowly.", source=""),
    Tip(id="roll", about="neck", title="Roll", text="Roll the head.", source=""),
    Tip(id="walk", about="move", title="Walk", text="Walk a bit.", source=""),
]


def plan(origins: Mapping[str, str] | None = None, **changed: Mapping[str, Any]) -> Plan:
    """Of the defaults with these options changed."""
    return make_plan(overlay(packaged_reading().values, changed), TIPS, origins=origins)


def test_the_packaged_plan_is_what_the_documentation_promises() -> None:
    packaged = packaged_plan()
    posture, hourly = packaged.reminders
    assert posture == Reminder(name="posture", every=timedelta(minutes=20), lasts=timedelta(seconds=30))
    assert hourly == Reminder(
        name="break", every=timedelta(hours=1), lasts=timedelta(minutes=5), about=("move",), enabled=False
    )
    assert len(packaged.tips) >= 40
    assert packaged.hours == Hours()
    assert packaged.notify == a_notify()
    assert packaged.see_idle
    assert (packaged.snooze_for, packaged.snooze_limit) == (timedelta(minutes=5), 2)
    assert packaged.natural_break == timedelta(minutes=5)
    assert (packaged.wait_for_pause, packaged.pause_is) == (timedelta(minutes=2), timedelta(seconds=3))
    assert packaged.quiet.at_most == timedelta(hours=2)
    assert packaged.history_retention == timedelta(days=365)
    assert packaged.problems == ()


def test_working_hours_are_typed_by_weekday() -> None:
    hours = plan(hours={"mon": ["09:00-12:00", "13:00-17:30"], "sun": [], "off": ["2026-12-24"]}).hours
    assert hours.week[0] == (Range(time(9), time(12)), Range(time(13), time(17, 30)))
    assert hours.week[6] == ()
    assert set(hours.week[1:6]) == {None}
    assert hours.off == {date(2026, 12, 24)}


def test_fixed_times_are_sorted_and_said_once() -> None:
    pills = plan(reminders={"pills": {"at": ["20:00", "8:00", "20:00"], "title": "Pills"}}).reminders[-1]
    assert pills == Reminder(name="pills", at=(time(8), time(20)), title="Pills")


QUIET, NOTIFY = packaged_plan().quiet, packaged_plan().notify


@pytest.mark.parametrize(
    ("section", "key", "value", "attribute", "expected"),
    [
        ("timing", "idle", "off", "see_idle", False),
        ("timing", "passive", "break", "passive_is_work", False),
        ("quiet", "do_not_disturb", "ignore", "quiet", replace(QUIET, do_not_disturb=False)),
        ("quiet", "meeting", "ignore", "quiet", replace(QUIET, meeting=False)),
        ("quiet", "modes", ["dnd", "away", "dnd"], "quiet", replace(QUIET, modes=("away", "dnd"))),
        ("quiet", "meeting_ignore", ["Cava", "cava", "b"], "quiet", replace(QUIET, meeting_ignore=("b", "cava"))),
        ("quiet", "full_screen", "ignore", "quiet", replace(QUIET, full_screen=False)),
        ("quiet", "apps", ["Zoom", "obs"], "quiet", replace(QUIET, apps=("obs", "zoom"))),
        ("history", "enabled", False, "history_retention", None),
        ("notify", "backend", "plyer", "notify", replace(NOTIFY, backend=NotifierName.PLYER)),
        ("notify", "urgency", "low", "notify", replace(NOTIFY, urgency=Urgency.LOW)),
        ("notify", "click", "done", "notify", replace(NOTIFY, click=Click.DONE)),
        ("tray", "enabled", "false", "tray", Tray.OFF),
        ("log", "level", "debug", "log_level", "debug"),
    ],
)
def test_an_option_reaches_the_plan(section: str, key: str, value: object, attribute: str, expected: object) -> None:
    assert getattr(plan(**{section: {key: value}}), attribute) == expected


def test_hidden_tips_are_not_in_the_plan() -> None:
    assert [tip.id for tip in plan(tips={"hide": ["roll"]}).tips] == ["nod", "walk"]


NECK = {"every": "20m", "about": ["neck"]}


@pytest.mark.parametrize(
    ("posture", "hide", "key", "words"),
    [
        pytest.param(NECK, ["gone"], "tips.hide", "no tip has the id 'gone'", id="unknown id"),
        pytest.param({**NECK, "about": ["nekc"]}, [], "reminders.posture.about", "mean 'neck'", id="unknown kind"),
        pytest.param({**NECK, "about": ["xyz"]}, [], "reminders.posture.about", "there are: move, neck", id="far off"),
        pytest.param(
            NECK, ["nod", "roll"], "reminders.posture.about", "no tip about neck is left", id="none of a kind"
        ),
        pytest.param(NECK, ["nod", "roll", "walk"], "tips.hide", "every tip is hidden", id="none at all"),
    ],
)
def test_rule_12_a_lack_of_tips_is_a_problem(posture: dict[str, Any], hide: list[str], key: str, words: str) -> None:
    (problem,) = plan(reminders={"posture": posture}, tips={"hide": hide}).problems
    assert problem.key == key
    assert words in plainly(problem.text)


@pytest.mark.parametrize(
    "posture",
    [
        pytest.param({**NECK, "title": "Drink"}, id="words of its own"),
        pytest.param({**NECK, "enabled": False}, id="disabled"),
    ],
)
def test_a_reminder_that_says_no_tips_lacks_none(posture: dict[str, Any]) -> None:
    assert plan(reminders={"posture": posture}, tips={"hide": ["nod", "roll"]}).problems == ()


def test_a_problem_names_the_file_that_the_value_came_from() -> None:
    file = str(Path("/home/a/config.toml").absolute())
    (problem,) = plan({"tips.hide": file}, tips={"hide": ["gone"]}).problems
    assert problem.file == file
    assert plainly(problem.text).startswith(f"{file}: tips.hide: ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("09:00-12:00", Range(time(9), time(12))),
        ("9:00 - 12:30", Range(time(9), time(12, 30))),
        ("22:00-02:00", Range(time(22), time(2))),
        ("18:00-24:00", Range(time(18), time(0))),
    ],
)
def test_a_range_is_read(text: str, expected: Range) -> None:
    assert parse_range(text) == expected


@pytest.mark.parametrize("text", ["", "9-12", "09:00", "09:00-25:00", "24:00-09:00", "09:60-10:00", "a-b"])
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="write it like"):
        parse_range(text)


@pytest.mark.parametrize("text", ["", "9", "24:00", "12:60", "12:5", "9am"])
def test_what_is_no_time_of_the_day_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="write it like 09:00"):
        parse_clock(text)


@pytest.mark.parametrize(
    ("backend", "platform", "there"),
    [
        ("dbus", "linux", True),
        ("dbus", "win32", False),
        ("toast", "linux", False),
        ("toast", "darwin", True),
        ("toast", "win32", True),
        ("plyer", "win32", True),
        ("auto", "freebsd14", True),
    ],
)
def test_a_way_to_notify_belongs_to_its_systems(backend: str, platform: str, there: bool) -> None:
    assert bool(notify_problems(backend, {}, platform)) != there
