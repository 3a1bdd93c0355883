"""Safe Eyes in all its forms: minutes and seconds, one interval or two, plugins or not."""

import json
from functools import partial
from typing import Any

import pytest
from support.peers import lost, read_with, sample, wrong

from reminder.moving import safe_eyes
from reminder.moving.found import TipText

OF_1_2 = {
    "meta": {"config_version": "5.0.1"},
    "break_interval": 20,
    "no_of_short_breaks_per_long_break": 3,
    "short_break_duration": 15,
    "long_break_duration": 90,
    "idle_time": 7,
    "active_window_class": {"skip_break": ["vlc"], "take_break": []},
    "short_breaks": [{"name": "short_break_blink", "time": 30}, {"name": "window"}],
    "long_breaks": [],
    "custom_exercises": {"window": "Look out of the window"},
    "enable_screen_lock": True,
}

its = partial(read_with, safe_eyes, "safeeyes-3.5.json")
"""What is read of the newest sample with other values."""


def test_version_3() -> None:
    found = safe_eyes.read(sample("safeeyes-3.5.json"), "safeeyes.json")
    assert found.settings == {
        "reminders.posture.every": "20m",
        "reminders.posture.lasts": "25s",
        "reminders.posture.enabled": True,
        "reminders.break.every": "50m",
        "reminders.break.lasts": "4m",
        "reminders.break.enabled": True,
        "snooze.for": "1m30s",
        "snooze.limit": 3,
        "quiet.full_screen": "hold",
        "quiet.do_not_disturb": "hold",
        "quiet.apps": ["zoom", "vlc"],
    }
    assert [tip.text for tip in found.tips] == [
        "Regarde au loin, par la fenêtre",
        "Wrists straight, fingers long",
        "Drink",
        "Once around the building",
    ]
    losses = lost(found)
    assert losses.keys() >= {"take_break_windows", "duration", "image", "interval", "plugins", "idle_time"}
    assert losses["interval"].endswith("“Drink”: 35 min")
    assert losses["duration"].endswith("“Wrists straight, fingers long”: 40 s, “Once around the building”: 600 s")
    assert losses["idle_time"].startswith("2m: it stops its clock")
    assert (found.version, found.problems) == ("3.4.1-3.5", ())


def test_version_2_0_has_one_interval_and_every_so_manyth_is_long() -> None:
    found = safe_eyes.read(sample("safeeyes-2.0.json"), "")
    assert found.settings == {
        "reminders.posture.every": "12m",
        "reminders.posture.lasts": "20s",
        "reminders.posture.enabled": True,
        "reminders.break.every": "48m",
        "reminders.break.lasts": "3m",
        "reminders.break.enabled": True,
        "snooze.for": "3m",
        "quiet.full_screen": "ignore",
        "quiet.do_not_disturb": "ignore",
    }
    assert found.tips == (TipText("", "Shake out both hands"),)
    assert found.version == "2.0.0-2.0.6"


def test_version_1_2_has_names_for_its_exercises() -> None:
    data = json.dumps(OF_1_2).encode()
    assert safe_eyes.knows(data)
    found = safe_eyes.read(data, "")
    assert found.settings == {
        "reminders.posture.every": "20m",
        "reminders.posture.lasts": "15s",
        "reminders.posture.enabled": True,
        "reminders.break.every": "1h",
        "reminders.break.lasts": "1m30s",
        "reminders.break.enabled": False,
        "snooze.limit": 0,
        "quiet.full_screen": "hold",
        "quiet.apps": ["vlc"],
    }
    assert found.tips == (TipText("", "Look out of the window"),)
    assert lost(found)["idle_time"].startswith("7m")
    assert "time" in lost(found)
    assert "enable_screen_lock" in lost(found)
    assert found.version == "1.2"


def test_a_kind_without_exercises_is_off_and_keeps_its_numbers() -> None:
    settings = its(short_breaks=[]).settings
    assert settings["reminders.posture.enabled"] is False
    assert settings["reminders.posture.every"] == "20m"


def test_postponing_in_minutes_where_the_file_names_no_unit() -> None:
    assert its(postpone_unit="minutes", postpone_duration=4).settings["snooze.for"] == "4m"


def test_a_newer_form_is_read_and_says_so() -> None:
    found = its(meta={"config_version": "7.0.0"}, breaks={})
    assert "version 7.0.0, newer" in wrong(found)[0]
    assert found.settings["reminders.posture.every"] == "20m"
    assert "breaks" in lost(found)


@pytest.mark.parametrize(
    "others",
    [
        {"plugins": "all", "short_breaks": {"name": "a"}, "meta": []},
        {"plugins": [3, {"id": 4}, {"id": "donotdisturb", "enabled": True, "settings": []}, {"id": "trayicon"}]},
        {"short_breaks": [None, 3, {"name": 4}, {"name": ""}], "long_breaks": [["a"]]},
        {"postpone_unit": 3, "postpone_duration": [], "short_break_interval": None, "strict_break": "yes"},
    ],
)
def test_what_makes_no_sense_does_no_harm(others: dict[str, Any]) -> None:
    assert its(**others).settings["reminders.break.lasts"] == "4m"
