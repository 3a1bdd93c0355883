"""Years in which the clocks of a zone do something that a program may not reckon with."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


class OddYear(NamedTuple):
    """One year of one zone, and what is odd in it."""

    zone: str
    year: int
    why: str

    def __str__(self) -> str:
        return f"{self.zone} {self.year}"


class Change(NamedTuple):
    """Clocks are moved on, or back."""

    at: datetime
    by: timedelta
    clock: datetime
    """What they showed when it came, without a zone."""


ODD_YEARS = tuple(
    OddYear(*row)
    for row in (
        # Summer time of another kind than one hour from two o'clock
        ("Australia/Lord_Howe", 2026, "summer time is half an hour"),
        ("Antarctica/Troll", 2026, "summer time is two hours"),
        ("America/St_Johns", 1988, "summer time was two hours, from one minute past midnight"),
        ("America/Rosario", 1991, "two hours, on stroke of midnight"),
        ("Europe/Dublin", 2026, "winter is the exception, an hour less than standard time"),
        ("Africa/Casablanca", 2026, "an hour less in Ramadan"),
        ("Africa/El_Aaiun", 2017, "summer time, and none in Ramadan: four changes"),
        ("Africa/Cairo", 2014, "the same, at midnight"),
        ("Asia/Gaza", 2011, "the same, at another minute each time"),
        ("Africa/Windhoek", 2017, "winter time, given up in this year"),
        # Days without a midnight, or with two
        ("America/Santiago", 2026, "no midnight in spring, two in autumn"),
        ("America/Asuncion", 2024, "the same, and then summer time for good"),
        ("America/Havana", 2026, "no midnight in spring, and one o'clock goes back to it"),
        ("Asia/Beirut", 2026, "no midnight in spring"),
        ("Asia/Tehran", 2022, "no midnight at the equinox, in the middle of the week"),
        ("Asia/Damascus", 2022, "no midnight on a Friday, and it stayed so"),
        ("Africa/Cairo", 2026, "no midnight on a Friday"),
        ("Atlantic/Azores", 2026, "with Lisbon, where it is an hour later"),
        ("America/St_Johns", 2010, "back at one minute past midnight: a minute of the day, then the eve once more"),
        # In the evening, in the morning, at noon
        ("America/Nuuk", 2022, "with Denmark, where it is night: at ten in the evening"),
        ("America/Nuuk", 2026, "the last hour of a Saturday is skipped, or comes twice"),
        ("America/Scoresbysund", 2024, "another standard time and summer time at once: the clocks stayed"),
        ("Pacific/Easter", 2026, "with Santiago, where it is midnight: at ten in the evening"),
        ("Pacific/Easter", 1981, "at nine in the evening"),
        ("Asia/Baku", 1996, "at five, back at six"),
        ("Asia/Baku", 2015, "at four, back at five"),
        ("Europe/Athens", 1979, "at nine in the morning"),
        ("Africa/Khartoum", 2000, "at noon"),
        # At a quarter, a half, a minute
        ("Pacific/Chatham", 2026, "at a quarter to three, and the offset has three quarters"),
        ("Asia/Hong_Kong", 1979, "at half past three"),
        ("Asia/Bishkek", 2004, "at half past two"),
        ("Pacific/Guam", 1976, "back at one minute past two"),
        # Another standard time
        ("Europe/Volgograd", 2018, "an hour more"),
        ("Europe/Volgograd", 2020, "and less again"),
        ("Europe/Istanbul", 2016, "summer time for good"),
        ("Europe/Simferopol", 2014, "two hours more in spring, one less in autumn"),
        ("Asia/Chita", 2014, "two hours less"),
        ("Asia/Almaty", 2024, "an hour less at midnight"),
        ("Asia/Pyongyang", 2015, "half an hour less at midnight"),
        ("Asia/Pyongyang", 2018, "half an hour more, up to midnight"),
        ("America/Caracas", 2007, "half an hour less"),
        ("America/Caracas", 2016, "half an hour more"),
        ("Asia/Colombo", 1996, "an hour more, then half an hour less"),
        ("Asia/Kathmandu", 1985, "a quarter of an hour more, as the year began"),
        ("Africa/Sao_Tome", 2018, "an hour more as the year began, and less as it ended"),
        ("America/Guyana", 1975, "three quarters of an hour more"),
        ("Pacific/Kiritimati", 1979, "forty minutes more"),
        ("Pacific/Rarotonga", 1990, "summer time of half an hour, at midnight"),
        ("America/Montevideo", 1974, "an hour and a half, then an hour, then half an hour: four changes"),
        ("America/Metlakatla", 2019, "winter time in January, and a summer after it"),
        ("America/Danmarkshavn", 1996, "three hours more as the year began"),
        ("Antarctica/Rothera", 1976, "from the time of London to that of the station"),
        ("Antarctica/Vostok", 1994, "seven hours less in February, more in November"),
        ("Antarctica/Casey", 2010, "three hours less at two"),
        ("Antarctica/Casey", 2011, "three hours more at two"),
        ("Antarctica/Casey", 2018, "three hours at four o'clock"),
        ("Antarctica/Casey", 2019, "three hours at three o'clock"),
        ("Antarctica/Casey", 2020, "three hours less at three o'clock, more at one minute past midnight"),
        # A day that never was
        ("Pacific/Apia", 2011, "no 30 December"),
        ("Pacific/Kiritimati", 1994, "no 31 December"),
        ("Pacific/Kwajalein", 1993, "no 21 August"),
        # Nothing odd, to compare with
        ("Asia/Kathmandu", 2026, "the offset has three quarters, and nothing changes"),
        ("Europe/Berlin", 2026, "as in all the European Union"),
        ("UTC", 2026, "nothing changes"),
    )
)


@cache
def changes(zone: str, year: int) -> tuple[Change, ...]:
    """When the clocks of `zone` are moved in `year`, and around it; at most once in a day."""
    return tuple(_changes(ZoneInfo(zone), year))


def days_of_change(year: OddYear) -> list[date]:
    """By the clocks that are moved; where none are, one day like another."""
    return [change.clock.date() for change in changes(year.zone, year.year)] or [date(year.year, 1, 6)]


def _changes(zone: ZoneInfo, year: int) -> Iterator[Change]:
    day = datetime.combine(date(year, 1, 1), datetime.min.time(), UTC) - _DAY
    offset = _offset(day, zone)
    for _ in range(367):
        before, day = day, day + _DAY
        previous, offset = offset, _offset(day, zone)
        if offset != previous:
            at = _first(before, day, zone)
            yield Change(at, offset - previous, (at + previous).replace(tzinfo=None))


def _first(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first second with the offset that there is `after`."""
    previous = _offset(before, zone)
    while after - before > _SECOND:
        middle = before + timedelta(seconds=(after - before) // _SECOND // 2)
        if _offset(middle, zone) == previous:
            before = middle
        else:
            after = middle
    return after


def _offset(utc: datetime, zone: ZoneInfo) -> timedelta:
    return utc.astimezone(zone).utcoffset() or timedelta()
