"""BreakTimer in seconds, and before in dates of the person's zone."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from support.peers import lost, read_with, sample, wrong

from reminder.model.moment import Moment
from reminder.moving import breaktimer
from reminder.moving.found import Found

FULL = ["08:30-12:00", "13:00-17:00"]


def its(**others: Any) -> Found:
    """What is read of the sample with other values."""
    settings = json.loads(sample("breaktimer-2.1.json"))["settings"]
    return read_with(breaktimer, "breaktimer-2.1.json", settings=settings | others)


def test_version_2() -> None:
    found = breaktimer.read(sample("breaktimer-2.1.json"), "config.json")
    assert found.settings == {
        "reminders.posture.every": "45m",
        "reminders.posture.lasts": "3m",
        "reminders.posture.enabled": True,
        "reminders.posture.title": "Up!",
        "reminders.posture.text": "Stand up. Look at the hills.",
        "snooze.for": "5m",
        "snooze.limit": 2,
        "timing.natural_break": "7m",
        **{f"hours.{day}": FULL for day in ("mon", "tue", "wed", "thu")},
        "hours.fri": ["08:30-14:00"],
        "hours.sat": [],
        "hours.sun": [],
    }
    assert (found.version, found.login, found.problems) == ("2", True, ())


def old(zone: str, offset: str) -> dict[str, Any]:
    """Version 1 as it writes, in that zone, what its person sees as 28 min, 2 min and 9 to 18."""

    def written(hours: int, minutes: int = 0) -> str:
        parts = [int(part) for part in offset.split(":")]
        shift = timedelta(hours=parts[0], minutes=parts[1], seconds=parts[2])
        local = datetime(1899, 12, 31, hours, minutes, tzinfo=UTC) - shift
        return local.strftime("%Y-%m-%dT%H:%M:%S.000Z")

    return {
        "breakFrequency": written(0, 28),
        "breakLength": written(0, 2),
        "postponeLength": written(0, 3),
        "idleResetLength": written(0, 5),
        "workingHoursEnabled": True,
        "workingHoursFrom": written(9),
        "workingHoursTo": written(18),
        "workingHoursMonday": True,
        "workingHoursSaturday": False,
        "gongEnabled": True,
    }


@pytest.mark.parametrize(
    ("zone", "offset"),
    [("Europe/Berlin", "1:00:00"), ("Asia/Kolkata", "5:21:10"), ("America/New_York", "-5:00:00"), ("UTC", "0:00:00")],
)
def test_version_1_has_dates_with_the_offset_of_that_date(
    zone: str, offset: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = Moment(timedelta(), timedelta(), datetime(2026, 11, 28, tzinfo=ZoneInfo(zone)))
    monkeypatch.setattr("reminder.system.clock.read", lambda: now)
    data = json.dumps({"settings": old(zone, offset)}).encode()
    assert breaktimer.knows(data)
    found = breaktimer.read(data, "")
    settings = found.settings
    assert settings["reminders.posture.every"] == "28m"
    assert (settings["reminders.posture.lasts"], settings["snooze.for"]) == ("2m", "3m")
    assert settings["timing.natural_break"] == "5m"
    assert (settings["hours.mon"], settings["hours.sat"]) == (["09:00-18:00"], [])
    assert (found.version, found.problems) == ("1.0-1.2", ())


def test_without_hours_there_are_none() -> None:
    assert not [key for key in its(workingHoursEnabled=False).settings if key.startswith("hours")]


def test_hours_that_never_come_there_do_not_come_here_either() -> None:
    night = {
        "enabled": True,
        "ranges": [{"fromMinutes": 1320, "toMinutes": 360}, {"fromMinutes": 0, "toMinutes": 1440}],
    }
    found = its(workingHoursMonday=night)
    assert found.settings["hours.mon"] == ["00:00-24:00"]
    assert "never comes" in lost(found)["workingHoursMonday"]


def test_words_that_come_with_it_are_not_the_persons() -> None:
    shipped = {
        "breakTitle": "Time for a break!",
        "breakMessage": "Rest your eyes.\nStretch your legs.\nBreathe. Relax.",
    }
    assert "reminders.posture.title" not in its(**shipped).settings


def test_a_snooze_without_a_limit_has_our_longest() -> None:
    found = its(postponeLimit=0)
    assert found.settings["snooze.limit"] == 10
    assert "10 in a row" in lost(found)["postponeLimit"]
    assert its(postponeBreakEnabled=False).settings["snooze.limit"] == 0


def test_a_newer_form_says_so() -> None:
    assert "version 3, newer" in wrong(read_with(breaktimer, "breaktimer-2.1.json", settingsVersion=3))[0]


def test_a_date_that_is_none_is_named() -> None:
    found = breaktimer.read(b'{"settings": {"breakFrequency": "soon", "breakLength": 3}}', "")
    assert len(wrong(found)) == 2
    assert "reminders.posture.every" not in found.settings
