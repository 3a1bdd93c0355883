"""Lengths of time as people say them."""

from datetime import timedelta

import pytest

from reminder.errors import UsageError
from reminder.settings.schema import REMINDER, SECTIONS
from reminder.web.settings.lengths import read

EVERY, PAUSE, KEEP = REMINDER["every"], SECTIONS["timing"]["pause_is"], SECTIONS["history"]["keep"]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("25m", 25),
        ("25 min", 25),
        ("25", 25),
        (" 1 h 30 ", 90),
        ("1 H 30", 90),
        ("1 hour 30", 90),
        ("1h30m", 90),
        ("1:30", 90),
        ("1.5h", 90),
        ("1,5 h", 90),
        ("1 hour and 30 minutes", 90),
        ("half an hour", 30),
        ("Half an hour", 30),
        ("an hour and a half", 90),
        ("a quarter of an hour", 15),
        ("90 s", 1.5),
    ],
)
def test_reads_what_people_write(text: str, minutes: float) -> None:
    assert read(text, EVERY) == timedelta(minutes=minutes)


def test_a_bare_number_is_one_of_the_unit_that_the_bounds_speak_of() -> None:
    assert read("30", KEEP) == timedelta(days=30)
    with pytest.raises(UsageError, match="lacks a unit"):
        read("3", PAUSE)


@pytest.mark.parametrize("text", ["", "soon", "1 h 30 parsecs", "-5 min", "1:75", "5 min 1 h", "1e9", "9" * 400])
def test_refuses_what_is_no_length(text: str) -> None:
    with pytest.raises(UsageError):
        read(text, EVERY)


def test_says_what_it_can_be() -> None:
    with pytest.raises(UsageError, match="from 60 to 86400"):
        read("30 s", EVERY)
