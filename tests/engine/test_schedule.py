"""Working hours and fixed times on the clocks of real places, in the nights when they change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.fakes import hours, minutes, office, ranges

from reminder.engine.schedule import (
    closed,
    day_around,
    fixed_times,
    instant,
    is_day_off,
    is_open,
    next_change,
    next_fixed,
    opened,
    stamp,
    tomorrow,
)
from reminder.model.plan import Hours

ALWAYS = Hours()
NEVER = office()
OFFICE = office("09:00-12:00", "13:00-17:30")
NIGHT = Hours(week=(ranges("22:00-02:00"),) * 5 + ((), ()))


def wall(text: str, zone: str = "Europe/Berlin", fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


def spelled(when: datetime | None) -> str | None:
    return when.isoformat(timespec="minutes") if when else None


# --- the instant of a clock time --------------------------------------------------------------------------------------

CLOCKS = {
    "an ordinary day": ("Europe/Berlin", "2026-01-05", "12:30", "2026-01-05T12:30+01:00"),
    "Berlin skips 02:00-03:00": ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T03:00+02:00"),
    "Berlin, the first minute skipped": ("Europe/Berlin", "2026-03-29", "02:00", "2026-03-29T03:00+02:00"),
    "Berlin, the first minute after": ("Europe/Berlin", "2026-03-29", "03:00", "2026-03-29T03:00+02:00"),
    "Berlin, the last minute before": ("Europe/Berlin", "2026-03-29", "01:59", "2026-03-29T01:59+01:00"),
    "Berlin doubles 02:00-03:00": ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T02:30+02:00"),
    "Berlin, after the double": ("Europe/Berlin", "2026-10-25", "03:00", "2026-10-25T03:00+01:00"),
    "New York skips": ("America/New_York", "2026-03-08", "02:30", "2026-03-08T03:00-04:00"),
    "New York doubles": ("America/New_York", "2026-11-01", "01:30", "2026-11-01T01:30-04:00"),
    "Lord Howe skips half an hour": ("Australia/Lord_Howe", "2026-10-04", "02:10", "2026-10-04T02:30+11:00"),
    "Lord Howe doubles half an hour": ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-05T01:45+11:00"),
    "Lisbon skips 01:00-02:00": ("Europe/Lisbon", "2026-03-29", "01:30", "2026-03-29T02:00+01:00"),
    "Lisbon doubles 01:00-02:00": ("Europe/Lisbon", "2026-10-25", "01:30", "2026-10-25T01:30+01:00"),
    "Beirut skips midnight": ("Asia/Beirut", "2026-03-29", "00:00", "2026-03-29T01:00+03:00"),
    "Newfoundland doubles the eve": ("America/St_Johns", "2010-11-06", "23:30", "2010-11-06T23:30-02:30"),
    "Newfoundland, before the eve again": ("America/St_Johns", "2010-11-07", "00:00", "2010-11-07T00:00-02:30"),
}
each_clock = pytest.mark.parametrize(("zone", "day", "at", "expected"), CLOCKS.values(), ids=CLOCKS)


@each_clock
def test_a_clock_time_has_one_instant(zone: str, day: str, at: str, expected: str) -> None:
    found = instant(date.fromisoformat(day), time.fromisoformat(at), ZoneInfo(zone))
    assert spelled(found) == expected


def test_a_clock_time_of_a_skipped_day_is_the_end_of_the_gap() -> None:
    apia = ZoneInfo("Pacific/Apia")
    assert spelled(instant(date(2011, 12, 30), time(12, 30), apia)) == "2011-12-31T00:00+14:00"


def test_stamps_of_a_doubled_hour_subtract_truly() -> None:
    first, second = wall("2026-10-25T02:30"), wall("2026-10-25T02:30", fold=1)
    assert stamp(second) - stamp(first) == hours(1)
    assert first == second, "what Python makes of it without a stamp"


# --- fixed times ------------------------------------------------------------------------------------------------------


@each_clock
def test_a_fixed_time_comes_once_a_day_in_whatever_steps_the_time_is_looked_at(
    zone: str, day: str, at: str, expected: str
) -> None:
    times = (time.fromisoformat(at),)
    end = datetime.fromisoformat(expected).astimezone(ZoneInfo(zone))
    before = end.astimezone(UTC) - hours(5)
    found = []
    for _ in range(600):
        after = before + minutes(1)
        found += fixed_times(times, ALWAYS, before.astimezone(ZoneInfo(zone)), after.astimezone(ZoneInfo(zone)))
        before = after
    assert [spelled(when) for when in found] == [expected]


@each_clock
def test_the_next_fixed_time_is_the_one_that_comes(zone: str, day: str, at: str, expected: str) -> None:
    when = datetime.fromisoformat(expected)
    just_before = (when - timedelta(seconds=1)).astimezone(ZoneInfo(zone))
    assert spelled(next_fixed((time.fromisoformat(at),), ALWAYS, just_before)) == expected
    following = next_fixed((time.fromisoformat(at),), ALWAYS, when.astimezone(ZoneInfo(zone)))
    assert following
    assert following > when


def test_fixed_times_are_in_order_over_days() -> None:
    found = fixed_times((time(16), time(12, 30)), ALWAYS, wall("2026-01-05T13:00"), wall("2026-01-07T12:30"))
    assert [f"{when:%a %H:%M}" for when in found] == ["Mon 16:00", "Tue 12:30", "Tue 16:00", "Wed 12:30"]


def test_the_beginning_is_left_out_and_the_end_is_in() -> None:
    at = (time(12, 30),)
    assert fixed_times(at, ALWAYS, wall("2026-01-05T12:30"), wall("2026-01-05T12:31")) == []
    assert len(fixed_times(at, ALWAYS, wall("2026-01-05T12:29"), wall("2026-01-05T12:30"))) == 1


def test_days_off_have_no_fixed_times_and_ranges_do_not_matter() -> None:
    days = Hours(week=OFFICE.week, off=frozenset({date(2026, 1, 6)}))
    found = fixed_times((time(20),), days, wall("2026-01-05T00:00"), wall("2026-01-12T00:00"))
    assert [f"{when:%a}" for when in found] == ["Mon", "Wed", "Thu", "Fri"]
    assert spelled(next_fixed((time(20),), days, wall("2026-01-09T21:00"))) == "2026-01-12T20:00+01:00"


def test_a_skipped_day_has_no_fixed_times() -> None:
    before, after = wall("2011-12-29T23:00", "Pacific/Apia"), wall("2011-12-31T13:00", "Pacific/Apia")
    noon = ["2011-12-31T12:30+14:00"]
    assert [spelled(when) for when in fixed_times((time(12, 30),), ALWAYS, before, after)] == noon
    assert [spelled(next_fixed((time(12, 30),), ALWAYS, before))] == noon


def test_a_fixed_time_is_not_lost_where_clocks_are_set_back_over_midnight() -> None:
    """One minute of the new day, then the eve again: a machine that slept meanwhile wakes on the day before."""
    before, after = wall("2010-11-06T22:30", "America/St_Johns"), wall("2010-11-06T23:30", "America/St_Johns", fold=1)
    found = fixed_times((time(0),), ALWAYS, before, after)
    assert [spelled(when) for when in found] == ["2010-11-07T00:00-02:30"]


def test_with_every_day_off_there_is_no_next_fixed_time() -> None:
    assert next_fixed((time(20),), NEVER, wall("2026-01-05T00:00")) is None


# --- working hours ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "at", "open"),
    [
        (OFFICE, "2026-01-05T08:59", False),
        (OFFICE, "2026-01-05T09:00", True),
        (OFFICE, "2026-01-05T11:59", True),
        (OFFICE, "2026-01-05T12:00", False),
        (OFFICE, "2026-01-05T13:00", True),
        (OFFICE, "2026-01-05T17:30", False),
        (OFFICE, "2026-01-10T10:00", False),
        (ALWAYS, "2026-01-10T00:00", True),
        (NEVER, "2026-01-05T10:00", False),
        (NIGHT, "2026-01-05T21:59", False),
        (NIGHT, "2026-01-05T22:00", True),
        (NIGHT, "2026-01-06T01:59", True),
        (NIGHT, "2026-01-06T02:00", False),
        (NIGHT, "2026-01-10T01:00", True),
        (NIGHT, "2026-01-05T01:00", False),
        (Hours(week=(ranges("00:00-00:00"),) * 7), "2026-01-05T12:00", True),
        (office("14:00-00:00"), "2026-01-05T23:59", True),
        (Hours(off=frozenset({date(2026, 1, 5)})), "2026-01-05T12:00", False),
    ],
)
def test_working_hours_include_their_start_and_not_their_end(hours: Hours, at: str, open: bool) -> None:
    assert is_open(hours, wall(at)) is open
    assert (closed(hours, wall(at)) is None) is open


def test_a_range_past_midnight_belongs_to_the_day_it_begins_on() -> None:
    friday_off = Hours(week=NIGHT.week, off=frozenset({date(2026, 1, 9)}))
    assert not is_open(friday_off, wall("2026-01-10T01:00"))
    assert is_open(friday_off, wall("2026-01-09T01:00")), "the night of Thursday"


@pytest.mark.parametrize(
    ("hours", "at", "since", "until"),
    [
        (OFFICE, "2026-01-05T12:30", "2026-01-05T12:00+01:00", "2026-01-05T13:00+01:00"),
        (OFFICE, "2026-01-10T12:30", "2026-01-09T17:30+01:00", "2026-01-12T09:00+01:00"),
        (NIGHT, "2026-01-06T12:00", "2026-01-06T02:00+01:00", "2026-01-06T22:00+01:00"),
        (NEVER, "2026-01-06T12:00", "2026-01-06T00:00+01:00", None),
    ],
    ids=["at lunch", "at the weekend", "by day, of a night worker", "never open"],
)
def test_closed_hours_have_a_beginning_and_an_end(hours: Hours, at: str, since: str, until: str | None) -> None:
    shut = closed(hours, wall(at))
    assert (spelled(shut.since), spelled(shut.until)) == (since, until)


@pytest.mark.parametrize(
    ("hours", "at", "change"),
    [
        (ALWAYS, "2026-01-05T12:00", None),
        (NEVER, "2026-01-05T12:00", None),
        (OFFICE, "2026-01-05T11:00", "2026-01-05T12:00+01:00"),
        (OFFICE, "2026-01-05T12:00", "2026-01-05T13:00+01:00"),
        (office("09:00-12:00", "12:00-17:00"), "2026-01-05T11:00", "2026-01-05T17:00+01:00"),
        (office("09:00-13:00", "12:00-17:00"), "2026-01-05T11:00", "2026-01-05T17:00+01:00"),
        (NIGHT, "2026-01-05T23:00", "2026-01-06T02:00+01:00"),
        (Hours(off=frozenset({date(2026, 1, 7)})), "2026-01-05T12:00", "2026-01-07T00:00+01:00"),
        (Hours(off=frozenset({date(2026, 1, 5)})), "2026-01-05T12:00", "2026-01-06T00:00+01:00"),
    ],
    ids=[
        "always",
        "never",
        "closing",
        "opening",
        "ranges that meet",
        "ranges that overlap",
        "past midnight",
        "a day off ahead",
        "on a day off",
    ],
)
def test_the_next_change_is_the_next_opening_or_closing(hours: Hours, at: str, change: str | None) -> None:
    assert spelled(next_change(hours, wall(at))) == change


@pytest.mark.parametrize(
    ("day", "length"),
    [("2026-03-28", hours(7)), ("2026-10-24", hours(9)), ("2026-06-06", hours(8))],
    ids=["forward", "back", "an ordinary night"],
)
def test_a_night_shift_lasts_as_long_as_the_night_does(day: str, length: timedelta) -> None:
    shift = Hours(week=(ranges("22:00-06:00"),) * 7)
    end = next_change(shift, wall(f"{day}T22:00"))
    assert end
    assert end - stamp(wall(f"{day}T22:00")) == length


def test_hours_that_begin_in_the_gap_begin_after_it() -> None:
    early = Hours(week=(ranges("02:30-04:00"),) * 7)
    assert spelled(next_change(early, wall("2026-03-29T01:00"))) == "2026-03-29T03:00+02:00"


def test_a_skipped_day_is_no_day() -> None:
    working = Hours(week=(ranges("09:00-17:00"),) * 7)
    opening = next_change(working, wall("2011-12-29T18:00", "Pacific/Apia"))
    assert spelled(opening) == "2011-12-31T09:00+14:00"


def test_a_night_shift_of_a_skipped_day_is_none() -> None:
    assert not is_open(Hours(week=(ranges("22:00-02:00"),) * 7), wall("2011-12-31T01:00", "Pacific/Apia"))


def test_a_day_that_has_begun_goes_on_where_clocks_are_set_back_over_midnight() -> None:
    eve = wall("2010-11-06T23:30", "America/St_Johns", fold=1)
    assert is_open(Hours(off=frozenset({date(2010, 11, 6)})), eve)
    assert not is_open(Hours(off=frozenset({date(2010, 11, 7)})), eve)
    shut = closed(Hours(week=(ranges("22:00-00:00"),) * 7), eve)
    assert spelled(shut.since) == "2010-11-07T00:00-02:30"


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)), st.sampled_from([OFFICE, NIGHT]))  # noqa: DTZ001
def test_between_now_and_the_next_change_nothing_changes(at: datetime, hours: Hours) -> None:
    now = at.replace(tzinfo=ZoneInfo("Europe/Berlin"))
    change = next_change(hours, now)
    assert change
    assert change > stamp(now)
    just_before = (change - timedelta(milliseconds=1)).astimezone(now.tzinfo)
    assert is_open(hours, max(just_before, now, key=stamp)) == is_open(hours, now)
    assert is_open(hours, change.astimezone(now.tzinfo)) != is_open(hours, now)


# --- days -------------------------------------------------------------------------------------------------------------


def test_a_day_off_is_a_weekday_without_ranges_or_a_date() -> None:
    days = Hours(week=OFFICE.week, off=frozenset({date(2026, 12, 24)}))
    assert [is_day_off(days, date(2026, 12, day)) for day in range(23, 28)] == [False, True, False, True, True]


@pytest.mark.parametrize(
    ("hours", "at", "begins"),
    [
        (ALWAYS, "2026-01-05T10:00", "2026-01-06T06:00+01:00"),
        (ALWAYS, "2026-01-05T23:59", "2026-01-06T06:00+01:00"),
        (ALWAYS, "2026-01-06T01:00", "2026-01-06T06:00+01:00"),
        (ALWAYS, "2026-01-06T06:00", "2026-01-07T06:00+01:00"),
        (OFFICE, "2026-01-05T10:00", "2026-01-06T09:00+01:00"),
        (OFFICE, "2026-01-06T01:00", "2026-01-06T09:00+01:00"),
        (OFFICE, "2026-01-09T10:00", "2026-01-12T09:00+01:00"),
        (NIGHT, "2026-01-05T23:00", "2026-01-06T22:00+01:00"),
        (Hours(week=(ranges("00:30-04:00"),) * 7), "2026-01-06T01:00", "2026-01-07T00:30+01:00"),
        (Hours(week=(ranges("00:30-02:00", "05:00-08:00"),) * 7), "2026-01-06T03:00", "2026-01-06T05:00+01:00"),
        (NEVER, "2026-01-05T10:00", "2026-01-06T06:00+01:00"),
        (ALWAYS, "2026-03-28T12:00", "2026-03-29T06:00+02:00"),
    ],
)
def test_tomorrow_begins_with_the_next_days_work_else_at_six(hours: Hours, at: str, begins: str) -> None:
    assert spelled(tomorrow(hours, wall(at))) == begins


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)), st.sampled_from([ALWAYS, OFFICE, NIGHT]))  # noqa: DTZ001
def test_tomorrow_is_always_to_come(at: datetime, hours: Hours) -> None:
    now = at.replace(tzinfo=ZoneInfo("Europe/Lisbon"))
    assert stamp(now) < tomorrow(hours, now)


# --- days, and the hours within them ----------------------------------------------------------------------------------

NIGHTS = Hours(week=(ranges("22:00-02:00", "02:30-06:00"),) * 2 + (ranges("22:00-06:00"),) * 5)


@pytest.mark.parametrize(
    ("hours", "at", "begin", "end"),
    [
        (Hours(), "2026-01-07T00:00", "07 00:00", "08 00:00"),
        (office("09:00-17:30"), "2026-01-07T23:59", "07 00:00", "08 00:00"),
        (NIGHTS, "2026-01-08T23:00", "08 06:00", "09 06:00"),
        (NIGHTS, "2026-01-09T05:59", "08 06:00", "09 06:00"),
        (NIGHTS, "2026-01-09T06:00", "09 06:00", "10 06:00"),
        (Hours(week=(ranges("20:00-20:00"),) * 7), "2026-01-07T21:00", "07 00:00", "08 00:00"),
    ],
    ids=["no hours", "an evening", "before midnight", "after it", "the morning", "no end"],
)
def test_a_night_at_work_belongs_to_the_day_it_began_on(hours: Hours, at: str, begin: str, end: str) -> None:
    day = day_around(hours, wall(at))
    assert (f"{day.begin:%d %H:%M}", f"{day.end:%d %H:%M}") == (begin, end)


def test_the_hours_of_a_day_are_those_within_it_and_what_touches_is_one() -> None:
    home = ZoneInfo("Europe/Berlin")

    def of(hours: Hours, at: str) -> list[str]:
        return [f"{a:%H:%M}-{b:%H:%M}" for a, b in opened(hours, day_around(hours, wall(at)), home)]

    assert of(office("09:00-12:00", "12:00-13:00", "14:00-17:30"), "2026-01-07T10:00") == ["09:00-13:00", "14:00-17:30"]
    assert of(Hours(), "2026-03-29T10:00") == ["00:00-00:00"]
    assert of(office("09:00-12:00"), "2026-01-10T10:00") == []
    assert of(NIGHTS, "2026-01-08T23:00") == ["22:00-06:00"]
