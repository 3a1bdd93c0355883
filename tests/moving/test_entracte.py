"""Entracte's settings and the events of its days."""

import json

import pytest
from support.peers import lost, sample, wrong

from reminder.model.activity import Activity
from reminder.model.showing import Outcome
from reminder.moving import entracte
from reminder.moving.found import LONG, SHORT, TipText


def settings(**more: object) -> bytes:
    """The sample, with these in the profile that is in force."""
    data = json.loads(sample("entracte-settings.json"))
    data["profiles"][1]["settings"] |= more
    return json.dumps(data, indent=2).encode()


def test_the_profile_in_force_is_taken_over_and_the_others_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entracte, "is_shipped", lambda text: text == "A hint that came with it")
    found = entracte.read(settings(), "settings.json")
    weekdays = {f"hours.{day}": ["08:30-16:45"] for day in ("mon", "tue", "wed", "thu", "fri")}
    assert found.settings == {
        "reminders.posture.every": "25m",
        "reminders.posture.lasts": "25s",
        "reminders.posture.enabled": True,
        "reminders.break.every": "1h30m",
        "reminders.break.lasts": "8m",
        "reminders.break.enabled": False,
        "snooze.for": "7m",
        "snooze.limit": 12,
        "timing.natural_break": "4m",
        "timing.wait_for_pause": "1m",
        "timing.pause_is": "10s",
        **weekdays,
        "hours.sat": [],
        "hours.sun": [],
        "quiet.do_not_disturb": "ignore",
        "quiet.meeting": "hold",
        "quiet.apps": ["zoom"],
    }
    assert found.tips == (TipText("", "Look at the birch"),)
    assert found.login is True
    assert not found.problems
    assert lost(found).keys() == {
        "profiles",
        "postpone_escalation_enabled",
        "long_idle_reset_secs",
        "micro_physical_hints",
        "strict_mode",
        "hooks",
    }
    assert "Home" in lost(found)["profiles"]
    assert "lamp" not in str(found)


def test_what_no_known_version_has_is_named() -> None:
    assert "smart_mode" in lost(entracte.read(settings(smart_mode="yes"), ""))


def test_older_files_have_no_profiles_and_other_names() -> None:
    data = json.dumps({"micro_interval_secs": 900, "long_interval_secs": 3600, "idle_reset_secs": 120}).encode()
    assert entracte.knows(data)
    its = entracte.read(data, "").settings
    assert (its["reminders.posture.every"], its["timing.natural_break"]) == ("15m", "2m")


def test_fixed_times_take_the_place_of_the_interval() -> None:
    found = entracte.read(settings(long_schedule_mode="fixed", long_fixed_times=["12:30", "16:00"]), "")
    assert found.settings["reminders.break.at"] == ["12:30", "16:00"]
    assert "reminders.break.every" not in found.settings
    both = entracte.read(settings(long_schedule_mode="both", long_fixed_times=["12:30"]), "")
    assert both.settings["reminders.break.every"] == "1h30m"
    assert "12:30" in lost(both)["long_fixed_times"]


@pytest.mark.parametrize(
    "off", [{"postpone_enabled": False}, {"micro_postpone_enabled": False, "long_postpone_enabled": False}]
)
def test_without_postponing_there_is_no_snooze(off: dict[str, object]) -> None:
    its = entracte.read(settings(**off), "").settings
    assert its["snooze.limit"] == 0
    assert "snooze.for" not in its


def test_breaks_that_do_not_wait_for_typing_do_not_here() -> None:
    assert entracte.read(settings(delay_break_if_typing=False), "").settings["timing.wait_for_pause"] == "0s"


def test_half_written_it_gives_what_is_there_and_says_so() -> None:
    data = settings()
    found = entracte.read(data[: data.index(b"postpone_minutes") + 5], "")
    assert len(wrong(found)) == 1
    assert "snooze.for" not in found.settings


def test_its_events_are_outcomes() -> None:
    found = entracte.read(sample("entracte-events.jsonl"), "events.jsonl")
    assert [(its.reminder, its.outcome) for its in found.breaks] == [(SHORT, Outcome.DONE), (SHORT, Outcome.SKIPPED)]
    assert (found.breaks[0].answered - found.breaks[0].at).total_seconds() == pytest.approx(25.18)
    assert lost(found) == {"guard_suppress": "1 break was held back by the camera; for how long it does not tell"}
    assert not found.problems


def test_each_event_has_its_counterpart_and_a_spoilt_line_is_told() -> None:
    events = [
        {"t": "2026-11-27T08:00:00Z", "type": "break_start", "kind": "long", "duration_secs": 480},
        {"t": "2026-11-27T08:01:00Z", "type": "break_end", "kind": "long", "outcome": "dismissed"},
        {"t": "2026-11-27T09:00:00Z", "type": "break_postponed", "kind": "long", "minutes": 7},
        {"t": "2026-11-27T10:00:00Z", "type": "pause_start", "duration_secs": None},
        {"t": "2026-11-27T11:00:00Z", "type": "pause_end"},
        {"t": "2026-11-27T22:00:00Z", "type": "break_end", "kind": "sleep", "outcome": "completed"},
    ]
    found = entracte.read("\n".join(map(json.dumps, events)).encode() + b'\n{"t":"2026-11-2', "")
    assert [(its.reminder, its.outcome) for its in found.breaks] == [(LONG, Outcome.DISMISSED), (LONG, Outcome.SNOOZED)]
    assert [(its.kind, (its.ended - its.began).total_seconds()) for its in found.spans] == [(Activity.PAUSED, 3600)]
    assert len(wrong(found)) == 1
