"""Levels over time, beside the breaks taken: check-ins and counts of breaks -> buckets -> lines and bars of a picture.

Pure. Nothing here says that the one comes of the other.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from reminder.model.checkin import WORST, CheckIn

By = Literal["day", "week", "month"]

WIDTH, HEIGHT, LEFT, TOP, BARS = 640, 180, 26, 30, 72
"""Of the picture, in its own units; `BARS`: the height of what stands below the lines."""
_LONGEST = {"day": 45, "week": 400}
"""Days, up to which it is drawn by each of them."""
_DAY = timedelta(days=1)
_MOST_LINES = 4


class Bucket(NamedTuple):
    """A day, a week from its Monday on, or a month."""

    begin: date
    end: date
    """Its last day."""
    levels: Mapping[str, float] | None
    """By the area, what was told on average; None: nothing was told."""
    breaks: float | None
    """Taken on a day of work, on average; None: there was none."""


class Line(NamedTuple):
    area: str
    number: int
    """The how many-eth: each is drawn in its own way."""
    runs: tuple[tuple[tuple[float, float], ...], ...]
    """Points that belong together; where nothing was told there is none."""


class Bar(NamedTuple):
    x: float
    y: float
    width: float
    height: float


class Chart(NamedTuple):
    by: By
    buckets: tuple[Bucket, ...]
    lines: tuple[Line, ...]
    bars: tuple[Bar, ...]
    has_bars: bool
    most: float
    """Breaks, which the tallest bar has."""
    marks: tuple[tuple[float, date], ...]
    """Below: where a day stands."""
    height: int


def suited(first: date, last: date) -> By:
    days = (last - first).days + 1
    return "day" if days <= _LONGEST["day"] else "week" if days <= _LONGEST["week"] else "month"


def chart(
    told: Iterable[CheckIn], areas: Sequence[str], first: date, last: date, by: By, breaks: Mapping[date, int] | None
) -> Chart:
    """Of those areas, the worst first; without `breaks` there are no bars."""
    buckets = _buckets(told, first, last, by, breaks or {})
    has_bars = breaks is not None
    height = HEIGHT + BARS * has_bars
    step = (WIDTH - LEFT) / len(buckets)
    middles = [LEFT + step * (at + 0.5) for at in range(len(buckets))]
    lines = tuple(
        Line(area, number, _runs(middles, [None if it.levels is None else it.levels.get(area, 0) for it in buckets]))
        for number, area in enumerate(areas[:_MOST_LINES])
    )
    most = max((it.breaks for it in buckets if it.breaks), default=0.0)
    bars = tuple(
        Bar(round(x - step * 0.35, 1), round(height - 20 - tall, 1), round(step * 0.7, 1), round(tall, 1))
        for x, it in zip(middles, buckets, strict=True)
        if it.breaks and (tall := (BARS - 30) * it.breaks / most)
    )
    every = max(1, len(buckets) // 6)
    marks = tuple((round(middles[at], 1), buckets[at].begin) for at in range(0, len(buckets), every))
    return Chart(by, buckets, lines, bars, has_bars, most, marks, height)


def height_of(level: float) -> float:
    """Where it stands in the picture."""
    return round(TOP + (HEIGHT - TOP - 24) * (1 - level / WORST), 1)


def _runs(middles: Sequence[float], levels: Sequence[float | None]) -> tuple[tuple[tuple[float, float], ...], ...]:
    runs: list[list[tuple[float, float]]] = [[]]
    for x, level in zip(middles, levels, strict=True):
        if level is None:
            runs.append([])
        else:
            runs[-1].append((round(x, 1), height_of(level)))
    return tuple(tuple(run) for run in runs if run)


def _buckets(
    told: Iterable[CheckIn], first: date, last: date, by: By, breaks: Mapping[date, int]
) -> tuple[Bucket, ...]:
    begins = [_begin(first, by)]
    while (end := _end(begins[-1], by)) < last:
        begins.append(end + _DAY)
    by_begin: dict[date, list[CheckIn]] = {begin: [] for begin in begins}
    for checkin in told:
        by_begin[_begin(checkin.day, by)].append(checkin)
    taken: dict[date, list[int]] = {begin: [] for begin in begins}
    for day, number in breaks.items():
        if first <= day <= last:
            taken[_begin(day, by)].append(number)
    return tuple(
        Bucket(
            begin,
            _end(begin, by),
            mean(by_begin[begin]) if by_begin[begin] else None,
            sum(taken[begin]) / len(taken[begin]) if taken[begin] else None,
        )
        for begin in begins
    )


def mean(told: Sequence[CheckIn]) -> dict[str, float]:
    """By the area. Where something was told, but not of an area, that did not hurt."""
    sums: dict[str, int] = {}
    for checkin in told:
        for area, level in checkin.areas:
            sums[area] = sums.get(area, 0) + level
    return {area: total / len(told) for area, total in sums.items()}


def worst_first(told: Sequence[CheckIn]) -> list[str]:
    """The areas that hurt, by the mean of all days."""
    means = mean(told)
    return sorted(dict.fromkeys(pain.area for it in told for pain in it.hurting), key=lambda area: -means[area])


def _begin(day: date, by: By) -> date:
    match by:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)


def _end(begin: date, by: By) -> date:
    """Its last day, which is at most the last of the calendar."""
    match by:
        case "day":
            return begin
        case "week":
            return date.fromordinal(min(begin.toordinal() + 6, date.max.toordinal()))
        case "month":
            return begin.replace(day=monthrange(begin.year, begin.month)[1])
