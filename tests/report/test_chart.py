"""Levels over time, beside the breaks taken."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from support.told import told

from reminder.report.chart import By, chart, height_of, suited

FIRST = date(2026, 1, 1)


@pytest.mark.parametrize(("days", "by"), [(1, "day"), (45, "day"), (46, "week"), (400, "week"), (401, "month")])
def test_is_drawn_by_what_leaves_room(days: int, by: By) -> None:
    assert suited(FIRST, FIRST + timedelta(days=days - 1)) == by


@pytest.mark.parametrize(
    ("by", "begins"),
    [
        ("day", [date(2026, 1, day) for day in range(1, 32)]),
        ("week", [date(2025, 12, 29), *(date(2026, 1, day) for day in (5, 12, 19, 26))]),
        ("month", [FIRST]),
    ],
)
def test_every_day_has_its_place(by: By, begins: list[date]) -> None:
    last = date(2026, 1, 31)
    each = [told(FIRST + timedelta(days=n), {"neck": n % 11}) for n in range(31)]
    found = chart(each, ["neck"], FIRST, last, by, {it.day: 1 for it in each})

    assert [bucket.begin for bucket in found.buckets] == begins
    assert all(bucket.levels and bucket.breaks == 1 for bucket in found.buckets)


@pytest.mark.parametrize("by", ["day", "week", "month"])
@pytest.mark.parametrize(
    ("first", "last"),
    [(date.min, date(1, 2, 9)), (date(9999, 11, 25), date.max), (date.min, date.min), (date.max, date.max)],
)
def test_the_calendar_has_a_first_and_a_last_day(by: By, first: date, last: date) -> None:
    found = chart([told(first), told(last)], [], first, last, by, {first: 1, last: 1}).buckets

    assert found[0].begin <= first <= found[0].end
    assert found[-1].begin <= last <= found[-1].end
    assert all(bucket.end + timedelta(days=1) == after.begin for bucket, after in pairwise(found))


def test_a_line_breaks_off_where_nothing_was_told_and_is_at_the_ground_where_nothing_hurt() -> None:
    days = [FIRST + timedelta(days=n) for n in range(6)]
    each = [told(days[0], {"neck": 10}), told(days[1]), told(days[4], {"neck": 5})]
    found = chart(each, ["neck"], days[0], days[5], "day", None)

    (line,) = found.lines
    assert [[y for _, y in run] for run in line.runs] == [[height_of(10), height_of(0)], [height_of(5)]]
    assert not found.has_bars


def test_bars_show_the_mean_of_the_days_of_work() -> None:
    breaks = {FIRST: 4, FIRST + timedelta(days=1): 8, FIRST + timedelta(days=20): 3, FIRST - timedelta(days=9): 50}
    found = chart([], [], FIRST, FIRST + timedelta(days=27), "week", breaks)

    assert [bucket.breaks for bucket in found.buckets] == [6, None, None, 3, None]
    assert found.most == 6
    assert [bar.height for bar in found.bars] == [42, 21]
