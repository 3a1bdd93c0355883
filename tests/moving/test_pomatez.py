"""Pomatez, as a person copies it out of its browser."""

import json
from pathlib import Path

from support.peers import lost, wrong

from reminder.moving import pomatez
from reminder.moving.finding import installed
from reminder.moving.found import Home

STATE = {
    "config": {
        "stayFocus": 30,
        "shortBreak": 5,
        "longBreak": 20,
        "sessionRounds": 3,
        "specialBreaks": {
            "firstBreak": {"fromTime": "12:30", "toTime": "13:00", "duration": 30},
            "secondBreak": {"fromTime": "", "toTime": "", "duration": 0},
            "thirdBreak": {"fromTime": "late", "toTime": "", "duration": 10},
        },
    },
    "settings": {"openAtLogin": True, "enableStrictMode": True},
    "tasks": [{"title": "all"}],
}


def test_every_so_manyth_round_ends_in_a_long_break() -> None:
    data = json.dumps(STATE).encode()
    assert pomatez.knows(data)
    found = pomatez.read(data, "")
    assert found.settings == {
        "reminders.posture.every": "30m",
        "reminders.posture.lasts": "5m",
        "reminders.posture.enabled": True,
        "reminders.break.every": "1h30m",
        "reminders.break.lasts": "20m",
        "reminders.break.enabled": True,
        "reminders.pomatez-1.at": ["12:30"],
        "reminders.pomatez-1.lasts": "30m",
    }
    assert found.login is True
    assert lost(found).keys() == {"thirdBreak", "enableStrictMode", "tasks"}


def test_one_that_is_installed_says_how_to_get_at_its_settings(tmp_path: Path) -> None:
    home = Home("linux", tmp_path, {})
    database = home.config / "pomatez" / "Local Storage" / "leveldb"
    database.mkdir(parents=True)
    (database / "CURRENT").write_text("MANIFEST-000001\n")
    (found,) = installed(home, [pomatez])
    assert not found.settings
    assert "copy(localStorage.state)" in wrong(found)[0]
