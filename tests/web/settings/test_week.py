"""Working hours as text and as a picture; whatever a file can hold stays what it is."""

import re
from itertools import product

import pytest

from reminder.errors import UsageError
from reminder.settings.values import WEEKDAYS
from reminder.web.settings.week import Ranges, clock, lunch_of, read, rows, spans, with_lunch, written

ENDS = ("00:00", "06:15", "12:00", "22:00", "24:00")
ANY = [f"{start}-{end}" for start, end in product(ENDS[:-1], ENDS)]


@pytest.mark.parametrize("ranges", [None, [], ["09:00-17:30"], ["9:00-12:00", "22:00-02:00"], *([it] for it in ANY)])
def test_what_is_written_reads_as_the_same_hours(ranges: Ranges) -> None:
    again = read(written(ranges))
    assert (again is None) == (ranges is None)
    assert spans(again) == spans(ranges)


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("9-12, 13-17:30", ["09:00-12:00", "13:00-17:30"]),
        ("9:00 - 12.30", ["09:00-12:30"]),
        ("9 to 17", ["09:00-17:00"]),
        ("9–17", ["09:00-17:00"]),  # noqa: RUF001 - what phones write
        ("22-2", ["22:00-02:00"]),
        ("0-24", ["00:00-24:00"]),
        ("9am-12pm", ["09:00-12:00"]),
        ("9 a.m. - noon, 1:30pm until 5.15 PM", ["09:00-12:00", "13:30-17:15"]),
        ("12am-9", ["00:00-09:00"]),
        ("All day", None),
        ("day off", []),
        ("", []),
        ("off", []),
    ],
)
def test_reads_hours_as_people_write_them(text: str, ranges: Ranges) -> None:
    assert read(text) == ranges


@pytest.mark.parametrize(
    "text", ["9", "9-", "9-25", "9-12-15", "nine to five", "9:60-10", "9-12,x", "13pm-15", "0am-9"]
)
def test_refuses_what_are_no_hours(text: str) -> None:
    with pytest.raises(UsageError):
        read(text)


@pytest.mark.parametrize(("text", "typed"), [("9am-5x", "'5x'"), ("9:60-10", "'9:60'"), ("9-", "'9-'")])
def test_a_mistake_names_what_was_typed(text: str, typed: str) -> None:
    with pytest.raises(UsageError, match=re.escape(typed)):
        read(text)


def test_lunch_is_the_gap_that_most_days_have() -> None:
    office = ["09:00-12:00", "13:00-17:30"]
    assert lunch_of([office, office, ["09:00-12:30", "13:00-17:30"], None, []]) == (720, 780)
    assert lunch_of([office, None]) is None


@pytest.mark.parametrize(
    ("ranges", "free"),
    [
        (["09:00-17:30"], ["09:00-12:00", "13:00-17:30"]),
        (["09:00-12:30"], ["09:00-12:00"]),
        (["12:15-18:00"], ["13:00-18:00"]),
        (["13:00-18:00"], ["13:00-18:00"]),
        (["12:15-12:45"], []),
        ([], []),
        (None, ["00:00-12:00", "13:00-24:00"]),
        (["22:00-14:00"], ["22:00-12:00", "13:00-14:00"]),
    ],
)
def test_lunch_is_cut_out_of_every_day(ranges: Ranges, free: Ranges) -> None:
    assert with_lunch(ranges, (720, 780), None) == free
    assert with_lunch(free, (720, 780), (720, 780)) == free


def test_the_picture_reaches_as_far_as_the_hours_do() -> None:
    week: dict[str, Ranges] = {day: ["09:00-17:30"] for day in WEEKDAYS}
    assert {(row.begin, row.end) for row in rows(week)} == {(360, 1260)}
    night = {**week, "fri": ["22:00-02:00"]}
    friday = rows(night)[4]
    assert (friday.begin, friday.end) == (360, 1560)
    assert friday.parts[0][:2] == (1320, 1560)
    assert friday.hours[-1][0] == "0"
    assert rows({**week, "sat": None})[0].end == 1440


def test_the_clock_goes_on_after_midnight() -> None:
    assert [clock(at) for at in (0, 1439, 1440, 1560)] == ["00:00", "23:59", "24:00", "02:00"]
