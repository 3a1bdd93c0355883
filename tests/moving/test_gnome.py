"""GNOME Break Timer, and GNOME Shell's own break reminders."""

from pathlib import Path
from types import ModuleType

import pytest
from support.peers import lost, sample, wrong

from reminder.moving import gnome_break_timer, gnome_shell
from reminder.moving.found import Home


def test_the_shells_reminders_are_taken_over_the_one_that_is_off_too() -> None:
    found = gnome_shell.read(sample("gnome-shell-break-reminders-dconf.txt"), "dconf")
    assert found.settings == {
        "reminders.posture.every": "20m",
        "reminders.posture.lasts": "30s",
        "reminders.posture.enabled": True,
        "reminders.break.every": "20m",
        "reminders.break.lasts": "2m",
        "reminders.break.enabled": False,
        "snooze.for": "5m",
    }
    assert not found.problems
    assert lost(found).keys() == {"eyesight/fade-screen"}


def test_nothing_selected_is_nothing_on() -> None:
    settings = gnome_shell.read(b"[movement]\ninterval-seconds=1800\n", "").settings
    assert settings["reminders.posture.enabled"] is False
    assert settings["reminders.break.enabled"] is False
    assert settings["reminders.break.every"] == "30m"


def test_of_two_delays_the_other_one_is_named() -> None:
    data = b"[/]\nselected-breaks=['movement', 'eyesight']\n[movement]\ndelay-seconds=uint32 600\nlock-screen=true\n"
    found = gnome_shell.read(data, "")
    assert found.settings["snooze.for"] == "3m"
    assert "10m" in lost(found)["movement/delay-seconds"]
    assert "movement/fade-screen, movement/lock-screen" in lost(found)


def test_who_never_touched_the_shells_reminders_has_none_and_who_switched_them_off_has_them_off() -> None:
    assert not gnome_shell.knows(b"")
    off = b"[/]\nselected-breaks=@as []\n"
    assert gnome_shell.knows(off)
    assert gnome_shell.read(off, "").settings["reminders.posture.enabled"] is False


BREAK_TIMER = {
    "dconf": (
        b"[/]\nenabled=true\nselected-breaks=['restbreak']\n\n[restbreak]\nduration-seconds=300\nlock-screen=true\n"
    ),
    "the keyfile of its Flatpak": sample("gnome-break-timer-keyfile"),
    "its first version": (
        b"[org/gnome/break-timer]\nenabled=true\nselected-breaks=['restbreak']\n\n"
        b"[org/gnome/break-timer/restbreak]\nduration-seconds=300\nlock-screen=true\n"
    ),
}


@pytest.mark.parametrize("data", BREAK_TIMER.values(), ids=BREAK_TIMER)
def test_the_break_timer_says_the_same_in_each_of_its_stores(data: bytes) -> None:
    assert gnome_break_timer.knows(data)
    assert not gnome_shell.knows(data)
    found = gnome_break_timer.read(data, "")
    assert found.settings == {
        "reminders.posture.every": "6m",
        "reminders.posture.lasts": "30s",
        "reminders.posture.enabled": False,
        "reminders.break.every": "40m",
        "reminders.break.lasts": "5m",
        "reminders.break.enabled": True,
    }
    assert found.login is True
    assert lost(found).keys() == {"restbreak/lock-screen"}


def test_a_break_timer_that_was_only_switched_on_has_its_defaults() -> None:
    data = b"[/]\nenabled=true\n"
    assert gnome_break_timer.knows(data)
    settings = gnome_break_timer.read(data, "").settings
    assert settings["reminders.posture.enabled"] is settings["reminders.break.enabled"] is True


def test_a_break_timer_that_is_off_keeps_its_numbers() -> None:
    found = gnome_break_timer.read(b"[microbreak]\ninterval-seconds=480\n", "")
    assert found.settings["reminders.posture.every"] == "8m"
    assert found.settings["reminders.posture.enabled"] is False
    assert found.login is False


@pytest.mark.parametrize("reader", [gnome_break_timer, gnome_shell])
def test_half_written_it_is_told(reader: ModuleType) -> None:
    found = reader.read(b"[/]\nselected-breaks=['microbreak']\n[microbr", "")
    assert len(wrong(found)) == 1


def test_they_are_for_linux_alone() -> None:
    assert not [*gnome_shell.places(Home("win32", Path("/h"), {}))]
    assert not [*gnome_break_timer.places(Home("darwin", Path("/h"), {}))]
