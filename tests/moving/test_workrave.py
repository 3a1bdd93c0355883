"""Workrave's stores and the totals of its days, each as a person of it meant them."""

from datetime import timedelta
from pathlib import Path

import pytest
from support.peers import SAMPLES, database, here, lost, sample, wrong

from reminder.moving import workrave
from reminder.moving.found import LONG, SHORT, Home, Tally

BLOCKS = "gui/breaks/block-mode"
"""It does, unless it is told otherwise."""


def test_what_dconf_prints_is_taken_over() -> None:
    found = workrave.read(sample("workrave-dconf.txt"), "dconf")
    assert found.settings == {
        "reminders.posture.every": "7m",
        "reminders.posture.lasts": "20s",
        "reminders.posture.enabled": True,
        "reminders.break.every": "50m",
        "reminders.break.lasts": "8m",
        "reminders.break.enabled": True,
        "snooze.for": "1m30s",
        "timing.natural_break": "20s",
    }
    assert found.login is True
    assert not found.problems
    assert lost(found).keys() == {
        "timers/micro-pause/limit",
        "timers/rest-break/snooze",
        "daily-limit",
        "general/usage-mode",
        "breaks/micro-pause/max-preludes",
        "gui/breaks/rest-break/exercises",
        "monitor/idle",
    }
    assert "it was off, at 6h" in lost(found)["daily-limit"]
    assert "3m" in lost(found)["timers/rest-break/snooze"]


def test_what_an_ini_says_is_taken_over_and_what_is_off_keeps_its_numbers() -> None:
    found = workrave.read(sample("workrave.ini"), "workrave.ini")
    assert found.settings == {
        "reminders.posture.every": "5m",
        "reminders.posture.lasts": "25s",
        "reminders.posture.enabled": False,
        "reminders.break.every": "1h",
        "reminders.break.lasts": "7m",
        "reminders.break.enabled": True,
        "snooze.for": "4m",
        "timing.natural_break": "7m",
    }
    assert "it was on, at 5h" in lost(found)["daily-limit"]
    assert "gui/breaks/block-mode" in lost(found)


REGISTRY = rb"""
HKEY_CURRENT_USER\Software\Workrave\timers\micro_pause
    limit    REG_SZ    420
    auto_reset    REG_SZ    20

HKEY_CURRENT_USER\Software\Workrave\breaks\rest_break
    enabled    REG_SZ    0
"""
QT = b"[timers]\nmicro_pause\\limit=420\nmicro_pause\\auto_reset=20\n[breaks]\nrest_break\\enabled=false\n"
OLD = b"[timers]\nmicro_pause.limit=420\nmicro_pause.auto_reset=20\n[gui]\nbreaks.rest_break.enabled=false\n"


@pytest.mark.parametrize("data", [REGISTRY, QT, OLD], ids=["registry", "the Qt build", "before a renaming"])
def test_other_stores_say_the_same_in_their_spelling(data: bytes) -> None:
    assert workrave.knows(data)
    settings = workrave.read(data, "").settings
    assert settings["reminders.posture.every"] == "7m"
    assert settings["reminders.posture.lasts"] == "20s"
    assert settings["reminders.break.every"] == "45m"
    assert settings["reminders.break.enabled"] is False


def test_who_never_changed_a_setting_has_its_defaults() -> None:
    data = b"org.workrave.timers.micro-pause limit 180\norg.workrave.gui autostart true\n"
    assert workrave.knows(data)
    settings = workrave.read(data, "").settings
    assert (settings["reminders.posture.every"], settings["reminders.posture.lasts"]) == ("3m", "30s")
    assert (settings["reminders.break.every"], settings["reminders.break.lasts"]) == ("45m", "10m")
    assert settings["snooze.for"] == "2m30s"


RAN_ONLY = b"""[general]
usage-mode=0

[gui/main-window]
enabled=true

[sound/events]
break-prelude='/usr/share/sounds/workrave/subtle/break-prelude.wav'
"""


def test_one_that_only_ran_has_its_defaults_and_no_day() -> None:
    """What 1.11.5 writes by itself."""
    assert workrave.knows(RAN_ONLY)
    found = workrave.read(RAN_ONLY, "")
    assert found.settings["reminders.posture.every"] == "3m"
    assert lost(found).keys() == {"timers/micro-pause/limit", "timers/rest-break/snooze", "daily-limit", BLOCKS}
    day = b"WorkRaveStats 4\nD 28 10 126 18 56 28 10 126 18 56\nB 0 7 0 0 0 0 0 0 0 \nm 6 0 0 0 0 0 0 \n"
    assert workrave.read(day, "").days == ()


def test_without_its_icon_there_is_none_here() -> None:
    data = b"[timers/micro-pause]\nlimit=420\n\n[gui]\ntrayicon-enabled=false\n"
    assert workrave.read(data, "").settings["tray.enabled"] == "false"


def test_what_makes_no_sense_is_told_and_the_rest_taken_over() -> None:
    data = b"[timers/micro-pause]\nlimit=soon\nauto-reset=20\n\n[breaks/micro-pause]\nenabled='yes'\n"
    found = workrave.read(data, "")
    assert len(wrong(found)) >= 2
    assert "reminders.posture.every" not in found.settings
    assert found.settings["reminders.posture.lasts"] == "20s"


def test_the_totals_of_a_day_come_as_they_were_counted() -> None:
    found = workrave.read(sample("workrave-historystats"), "historystats")
    assert not found.problems
    monday, tuesday, night = found.days
    assert (here(monday.began), here(monday.ended)) == ("2026-11-23 08:52:00", "2026-11-23 17:31:00")
    assert monday.breaks == {SHORT: Tally(44, 9, 12, 5), LONG: Tally(7, 2, 1, 3)}
    assert monday.active == timedelta(hours=5, minutes=23, seconds=52)
    assert tuesday.breaks == {SHORT: Tally(17, 3, 0, 1), LONG: Tally(3, 1, 0, 0)}
    assert tuesday.active is None
    assert (here(night.began), here(night.ended)) == ("2026-11-27 23:40:00", "2026-11-28 01:15:00")
    assert night.active == timedelta(seconds=4980)


def test_older_statistics_have_the_active_time_in_a_line_of_its_own() -> None:
    found = workrave.read(b"WorkRaveStats 3\nD 2 0 110 9 0 2 0 110 17 0\nB 0 7 4 3 2 1 0 4 0 \nG 7200\n", "")
    (day,) = found.days
    assert (here(day.began), day.active) == ("2010-01-02 09:00:00", timedelta(hours=2))
    assert not found.problems


def test_damaged_lines_and_newer_versions_are_told_and_the_rest_is_read() -> None:
    text = sample("workrave-historystats").decode()
    spoilt = text.replace("D 24 10 126", "D 24 13 126").replace("Stats 4", "Stats 7")
    found = workrave.read(spoilt.encode() + b"D 28 10", "")
    assert [here(day.began)[:10] for day in found.days] == ["2026-11-23", "2026-11-27"]
    assert len(wrong(found)) == 2


def test_the_database_of_later_versions_says_the_same_as_the_text() -> None:
    found = workrave.read(sample("workrave-statistics.sql"), "statistics.db")
    (day,) = found.days
    assert (here(day.began), here(day.ended)) == ("2026-11-27 23:40:00", "2026-11-28 01:15:00")
    assert day.breaks == {SHORT: Tally(5, 1, 2, 0), LONG: Tally(1, 0, 1, 0)}
    assert day.active == timedelta(seconds=4980)
    assert not found.problems


def test_a_newer_or_damaged_database_is_told() -> None:
    script = (SAMPLES / "workrave-statistics.sql").read_text()
    newer = database(script.replace("'schema_version', '1'", "'schema_version', '2'"))
    assert len(wrong(workrave.read(newer, ""))) == 1
    assert len(wrong(workrave.read(database(script)[:9000], ""))) == 1


def test_an_ini_comes_before_dconf_and_each_history_is_read() -> None:
    places = [*workrave.places(Home("linux", Path("/h"), {"XDG_CONFIG_HOME": "/c"}))]
    settings = [place for place in places if not place.history]
    assert settings[0].path == Path("/c/workrave/workrave.ini")
    assert settings[3].command == ("dconf", "dump", "/org/workrave/")
    assert {place.path for place in places if place.history} >= {
        Path("/h/.local/state/workrave/historystats"),
        Path("/h/.workrave/todaystats"),
        Path("/h/.local/state/workrave/statistics.db"),
    }
