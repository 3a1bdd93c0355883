"""What people ask for finds its option among the first three."""

import pytest

from reminder.phrase import Phrase, plainly
from reminder.settings.schema import ELSEWHERE, keys, option
from reminder.settings.search import ANY, search

FIRST = 3

ASKED = [
    ("pause", "pause"),
    ("stop for today", "pause"),
    ("leave me alone until tomorrow", "pause"),
    ("popup", "notify.backend"),
    ("popup disappears too quickly", "notify.expire"),
    ("there is no snooze button", "snooze.limit"),
    ("remind me later", "snooze.for"),
    ("too often", "reminders.*.every"),
    ("every 30 minutes", "reminders.*.every"),
    ("how long is the break", "reminders.*.lasts"),
    ("take my pills at noon", "reminders.*.at"),
    ("drink water", "reminders.*.title"),
    ("stretch my neck", "reminders.*.about"),
    ("exercises for the wrists", "reminders.*.about"),
    ("turn off a reminder", "reminders.*.enabled"),
    ("it interrupts me while I type", "timing.wait_for_pause"),
    ("getting a coffee", "timing.natural_break"),
    ("is the keyboard watched", "timing.idle"),
    ("watching a film", "timing.passive"),
    ("my neck hurts", "checkin.enabled"),
    ("time of the check-in", "checkin.at"),
    ("lunch", "hours.mon"),
    ("lunch from 12 to 1", "hours.mon"),
    ("night shift", "hours.mon"),
    ("friday afternoon", "hours.fri"),
    ("weekends", "hours.sat"),
    ("sunday", "hours.sun"),
    ("holidays", "hours.off"),
    ("christmas", "hours.off"),
    ("do not disturb", "quiet.do_not_disturb"),
    ("zoom", "quiet.meeting"),
    ("quiet during a call", "quiet.meeting"),
    ("microphone", "quiet.meeting"),
    ("it thinks I am in a meeting", "quiet.meeting_ignore"),
    ("games", "quiet.full_screen"),
    ("quiet while obs runs", "quiet.apps"),
    ("nothing comes for hours", "quiet.at_most"),
    ("no sound", "notify.sound"),
    ("bell", "notify.sound"),
    ("I do not see the notifications", "notify.urgency"),
    ("what happens if I click on it", "notify.click"),
    ("hide the icon", "tray.enabled"),
    ("system tray", "tray.enabled"),
    ("icon on the panel", "tray.enabled"),
    ("write a tip of my own", "tips.files"),
    ("hide a tip", "tips.hide"),
    ("forget my history", "history.keep"),
    ("privacy", "history.enabled"),
    ("statistics", "history.enabled"),
    ("export my history", "history.data"),
    ("delete my history", "history.data"),
    ("csv", "history.data"),
    ("log file", "log.level"),
    ("start with the computer", "login"),
    ("autostart", "login"),
]


@pytest.mark.parametrize(("query", "key"), ASKED, ids=[query for query, _ in ASKED])
def test_a_question_as_people_ask_it_finds_its_option(query: str, key: str) -> None:
    assert key in search(query)[:FIRST]


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("forget my histroy", "history.keep"),
        ("notifcation sounds", "notify.sound"),
        ("LUNCH!", "hours.mon"),
        ("stretsh my nekc", "reminders.*.about"),
        ("stretches", "reminders.*.about"),
        ("meetings", "quiet.meeting"),
        ("micro", "quiet.meeting"),
        ("fullscren", "quiet.full_screen"),
        ("holliday", "hours.off"),
        ("snoozing", "snooze.limit"),
        ("weekend", "hours.sun"),
    ],
)
def test_a_plural_a_beginning_and_a_slip_of_the_finger_are_forgiven(query: str, key: str) -> None:
    assert key in search(query)[:FIRST]


def test_every_option_is_found_by_its_label_and_by_its_key() -> None:
    options = {**{key: it for key in keys([ANY]) if (it := option(key.split(".")))}, **ELSEWHERE}
    for key, of in options.items():
        assert key in search(plainly(of.label))[:FIRST], key
        assert key in search(key)[:FIRST] or key == "reminders.*.at"


@pytest.mark.parametrize("query", ["", " ", "?", "xylophone", "a", "12", "reminders" * 1000])
def test_what_means_nothing_finds_nothing(query: str) -> None:
    assert search(query) == []


def test_it_searches_in_the_language_of_whoever_asks() -> None:
    def say(said: Phrase) -> str:
        return plainly(said).replace("sound", "Ton").replace("lunch", "Mittag")

    assert search("ton", say)[0] == "notify.sound"
    assert "hours.mon" in search("mittags", say)[:FIRST]
    assert "hours.mon" not in search("lunch", say)
