"""A day as a picture: stretches of time side by side, marks above them, the hours below.

pieces, marks, from when to when ─▶ draw() ─▶ Drawing, its places in percent of the width ─▶ templates/band.html

The picture has no size of its own, so that its text stays as large as all other text at any width.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

_HOUR = timedelta(hours=1)


class Piece(NamedTuple):
    """A stretch of the day; `kind` is one of the classes that the style sheet knows: plan, work, rest, hold, off."""

    kind: str
    begin: datetime
    end: datetime


class Mark(NamedTuple):
    """A notification at a moment; `kind` is an outcome, "come" for one to come, or "fixed" for one at a fixed time."""

    kind: str
    at: datetime


class Block(NamedTuple):
    """A piece, in percent."""

    kind: str
    x: float
    width: float


class Point(NamedTuple):
    """A mark, an hour, or now."""

    kind: str
    x: float


class Drawing(NamedTuple):
    blocks: tuple[Block, ...]
    marks: tuple[Point, ...]
    hours: tuple[Point, ...]
    """Their kind is what stands below: the hour by the clock."""
    now: float | None


def draw(
    pieces: Iterable[Piece], marks: Iterable[Mark], begin: datetime, end: datetime, now: datetime | None = None
) -> Drawing:
    """What lies outside is left out, what reaches out is cut off."""
    length = (end - begin).total_seconds()

    def x(at: datetime) -> float:
        return round(100 * (at - begin).total_seconds() / length, 2)

    cut = [(piece.kind, max(piece.begin, begin), min(piece.end, end)) for piece in pieces]
    blocks = tuple(Block(kind, x(its), round(x(until) - x(its), 2)) for kind, its, until in cut if its < until)
    points = tuple(Point(mark.kind, x(mark.at)) for mark in marks if begin <= mark.at <= end)
    hours = tuple(Point(f"{at.hour}", x(at)) for at in _hours(begin, end))
    return Drawing(blocks, points, hours, x(now) if now and begin <= now <= end else None)


def around(moments: Iterable[datetime], day: tuple[datetime, datetime]) -> tuple[datetime, datetime]:
    """The whole hours around all of these, within the day; eight hours of it at least. By the clock of the first."""
    inside = [at for at in moments if day[0] <= at <= day[1]] or [day[0] + 8 * _HOUR]
    first, last = min(inside), max(inside)
    begin = max(day[0], first.replace(minute=0, second=0, microsecond=0))
    whole = last.replace(minute=0, second=0, microsecond=0)
    end = min(day[1], max(whole if whole == last else whole + _HOUR, begin + 8 * _HOUR))
    begin = min(begin, max(day[0], end - 8 * _HOUR))
    return begin.astimezone(first.tzinfo), end.astimezone(first.tzinfo)


def _hours(begin: datetime, end: datetime) -> Iterable[datetime]:
    at = begin
    while at <= end:
        yield at
        at += _HOUR
