"""Working hours and fixed times: what they say of an instant, and when that changes next.

Pure. An instant goes in as an aware `datetime` in the person's zone, and comes out with a fixed offset, so that two of
them compare and subtract truly: Python compares datetimes of one and the same zone by their clock faces, which is wrong
in the night when the clocks change.
"""

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple

from reminder.model.plan import Hours, Range

APART = timedelta(minutes=1)
"""Two notifications are never closer than this, and what falls due this close together is shown as one."""

LATEST = timedelta(minutes=15)
"""A fixed time that was missed is still worth showing this long after it."""

_DAY = timedelta(days=1)
_LONGEST_NIGHT = timedelta(hours=12)
"""Working hours that go on for longer after midnight are no night of the day before."""
_MORNING = time(6)
_ALL_DAY = (Range(time(), time()),)
HORIZON = 800
"""Days to look ahead for an opening: two years of days off in a row are no working life."""


class Closed(NamedTuple):
    """A time outside working hours: from the last closing to the next opening, None where there is none."""

    since: datetime
    until: datetime | None


class Stretch(NamedTuple):
    """A time from one instant to another."""

    begin: datetime
    end: datetime


def stamp(wall: datetime) -> datetime:
    """The same instant, carrying the offset it has instead of the zone."""
    return wall.replace(tzinfo=_fixed(wall.utcoffset() or timedelta()))


def is_day_off(hours: Hours, day: date) -> bool:
    """No work at all on `day`: by its date, or because its weekday has no ranges."""
    return day in hours.off or hours.week[day.weekday()] == ()


def is_open(hours: Hours, wall: datetime) -> bool:
    """Working hours include this instant; a range that runs past midnight belongs to the day it begins on."""
    now = stamp(wall)
    return any(start <= now < end for start, end in _around(hours, wall.date(), _zone(wall)))


def closed(hours: Hours, wall: datetime) -> Closed | None:
    """None within working hours, else when they ended and begin again."""
    if is_open(hours, wall):
        return None
    now, zone, today = stamp(wall), _zone(wall), wall.date()
    ends = (
        max(past)
        for back in range(-1, HORIZON)  # clocks set back over midnight show the day before once more
        if (past := [end for _, end in _spans(hours, today - back * _DAY, zone) if end <= now])
    )
    return Closed(next(ends, instant(today, time(), zone)), _next_opening(hours, wall))


def next_change(hours: Hours, wall: datetime) -> datetime | None:
    """The next opening or closing after this instant; None where nothing ever changes."""
    if all(ranges is None for ranges in hours.week) and not hours.off:
        return None
    shut = closed(hours, wall)
    if shut:
        return shut.until
    now, zone = stamp(wall), _zone(wall)
    ends = (end for start, end in _around(hours, wall.date(), zone) if start <= now < end)
    return _closing(hours, max(ends), zone)


def tomorrow(hours: Hours, wall: datetime) -> datetime:
    """The start of the next working hours after today, else six in the morning. A day begins at six: at one in the
    night, tomorrow is what comes after sleep."""
    zone = _zone(wall)
    day = (wall.replace(tzinfo=None) - timedelta(hours=_MORNING.hour)).date()
    for ahead in range(1, HORIZON):
        candidate = day + ahead * _DAY
        if _is_working_day(hours, candidate, zone):
            ranges = hours.week[candidate.weekday()]
            times = [r.start for r in ranges] if ranges else [_MORNING]
            if coming := [when for t in times if (when := instant(candidate, t, zone)) > stamp(wall)]:
                return min(coming)
    return instant(day + _DAY, _MORNING, zone)


def midnight(wall: datetime) -> datetime:
    """When the next day begins."""
    return instant(wall.date() + _DAY, time(), _zone(wall))


def day_around(hours: Hours, wall: datetime) -> Stretch:
    """The day that this instant belongs to: from midnight to midnight, but working hours that run past one end with the
    day they began on."""
    zone, today = _zone(wall), wall.date()
    begin = _end_of(hours, today - _DAY, zone)
    if stamp(wall) < begin:
        return Stretch(_end_of(hours, today - 2 * _DAY, zone), begin)
    return Stretch(begin, _end_of(hours, today, zone))


def opened(hours: Hours, within: Stretch, zone: tzinfo) -> tuple[Stretch, ...]:
    """The working hours within this time, in order, those that touch as one."""
    first, last = (at.astimezone(zone).date() for at in within)
    days = (first + n * _DAY for n in range(-1, (last - first).days + 2))
    found: list[Stretch] = []
    for start, end in sorted(span for day in days for span in _spans(hours, day, zone)):
        clipped = Stretch(max(start, within.begin), min(end, within.end))
        if found and clipped.begin <= found[-1].end:
            found[-1] = found[-1]._replace(end=max(found[-1].end, clipped.end))
        elif clipped.begin < clipped.end:
            found.append(clipped)
    return tuple(found)


def fixed_times(at: tuple[time, ...], hours: Hours, after: datetime, until: datetime) -> list[datetime]:
    """The instants in (`after`, `until`] at which a clock in the zone of `until` shows one of `at`, in order.

    Days off have none; the ranges of other days do not matter. A time that is skipped when the clocks go forward comes
    at the first moment after the gap, one that comes twice counts the first time; a day that is skipped has none.
    """
    zone, first, last = _zone(until), after.astimezone(until.tzinfo).date(), until.date() + _DAY
    begin, end = stamp(after), stamp(until)
    found = {
        when
        for n in range((last - first).days + 1)
        if _is_working_day(hours, day := first + n * _DAY, zone)
        for when in (instant(day, t, zone) for t in at)
        if begin < when <= end
    }
    return sorted(found)


def next_fixed(at: tuple[time, ...], hours: Hours, after: datetime) -> datetime | None:
    """The first fixed time after this instant; None where every day is off."""
    zone, now = _zone(after), stamp(after)
    for n in range(HORIZON):
        day = after.date() + n * _DAY
        if _is_working_day(hours, day, zone):
            found = [when for t in at if (when := instant(day, t, zone)) > now]
            if found:
                return min(found)
    return None


@lru_cache(maxsize=512)
def instant(day: date, at: time, zone: tzinfo) -> datetime:
    """When clocks in `zone` show `at` on `day`, for the first time, or the end of the gap that skips it."""
    early, late = (datetime.combine(day, at, zone).replace(fold=fold).astimezone(UTC) for fold in (1, 0))
    if early >= late:
        return stamp(late.astimezone(zone))
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return stamp(late.replace(microsecond=0).astimezone(zone))


def _next_opening(hours: Hours, wall: datetime) -> datetime | None:
    zone, now = _zone(wall), stamp(wall)
    for ahead in range(HORIZON):
        starts = [start for start, _ in _spans(hours, wall.date() + ahead * _DAY, zone) if start > now]
        if starts:
            return min(starts)
    return None


@lru_cache(maxsize=512)
def _closing(hours: Hours, end: datetime, zone: tzinfo) -> datetime | None:
    """When the working hours are over that last until `end` and maybe longer; None where they never are."""
    for _ in range(HORIZON):
        around = _around(hours, end.astimezone(zone).date(), zone)
        longer = max((e for s, e in around if s <= end < e), default=end)
        if longer == end:
            return end
        end = longer
    return None


def _end_of(hours: Hours, day: date, zone: tzinfo) -> datetime:
    """The midnight after `day`, or the end of the night that runs past it."""
    at = instant(day + _DAY, time(), zone)
    past = max((end for start, end in _spans(hours, day, zone) if start < at < end), default=at)
    end = _closing(hours, past, zone) if past > at else at
    return end if end and end - at <= _LONGEST_NIGHT else at


@lru_cache(maxsize=512)
def _around(hours: Hours, day: date, zone: tzinfo) -> tuple[tuple[datetime, datetime], ...]:
    """All that may include an instant of `day`: clocks set back over midnight show it once more after it."""
    return tuple(span for ahead in (-1, 0, 1) for span in _spans(hours, day + ahead * _DAY, zone))


@lru_cache(maxsize=512)
def _spans(hours: Hours, day: date, zone: tzinfo) -> tuple[tuple[datetime, datetime], ...]:
    """The working hours that begin on `day`; those that a change of clocks skips are none."""
    if not _is_working_day(hours, day, zone):
        return ()
    ranges = hours.week[day.weekday()]
    spans = (
        (instant(day, start, zone), instant(day if end > start else day + _DAY, end, zone))
        for start, end in (_ALL_DAY if ranges is None else ranges)
    )
    return tuple((start, end) for start, end in spans if start < end)


def _is_working_day(hours: Hours, day: date, zone: tzinfo) -> bool:
    """Neither off nor skipped, as one was where the date line was moved."""
    return not is_day_off(hours, day) and instant(day, time(), zone).date() == day


_fixed = lru_cache(timezone)
"""One object for an offset: datetimes compare and subtract several times as fast where they share it."""


def _zone(wall: datetime) -> tzinfo:
    assert wall.tzinfo, "an instant without a zone says nothing"
    return wall.tzinfo
