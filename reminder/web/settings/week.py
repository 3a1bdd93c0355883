"""The working hours of a day as text, as a picture with two handles for each range, and with lunch cut out.

"09:00-12:00, 13:00-17:30" ◀─▶ ["09:00-12:00", "13:00-17:30"] ─▶ Row, its places in percent of the width

Minutes count from the midnight that the day begins at; a range that runs into the next morning ends after 24:00.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from reminder.errors import UsageError
from reminder.phrase import phrase
from reminder.settings.values import WEEKDAYS, parse_clock, parse_range
from reminder.wording.language import means, word

ALL_DAY, DAY_OFF = phrase("all day"), phrase("day off")
_OFF = ("", "-", "off", "none", "free", "closed")
_DAY = 24 * 60
_FROM, _TO = 6 * 60, 21 * 60
"""What a picture shows at least."""
_BETWEEN = re.compile(r"\s*(?:-|–|—|to|until)\s*")  # noqa: RUF001 - people write these
_BARE_HOUR = re.compile(r"([01]?\d|2[0-4])")
_HALF_DAY = re.compile(r"(0?[1-9]|1[0-2])(?:[:.]([0-5]\d))?\s*([ap])\.?m\.?")
_NOON = ("noon", "midday")

KEYS = tuple(f"hours.{day}" for day in WEEKDAYS)
"""The options, one a day."""

Span = tuple[int, int]
"""From a minute to a minute."""
Ranges = Sequence[str] | None
"""As a file has them; None: all day."""


class Part(NamedTuple):
    """One range of a day."""

    begin: int
    end: int
    x: float
    width: float


class Row(NamedTuple):
    """One day."""

    day: str
    parts: tuple[Part, ...]
    begin: int
    end: int
    """Of the picture."""
    hours: tuple[tuple[str, float], ...]
    """What the clock shows, and where."""


def written(ranges: Ranges) -> str:
    if ranges is None:
        return str(word(ALL_DAY))
    return ", ".join(ranges) if ranges else str(word(DAY_OFF))


def read(text: str) -> list[str] | None:
    """Raises UsageError."""
    said = text.strip().lower()
    if means(said, ALL_DAY):
        return None
    if said in _OFF or means(said, DAY_OFF):
        return []
    return [_range(each) for each in re.split(r"[,;]", said) if each.strip()]


def _range(text: str) -> str:
    ends = _BETWEEN.split(text.strip())
    if len(ends) != len("ab") or not all(ends):
        raise UsageError(phrase("{text!r} is not a range of time; write it like 09:00-17:30", text=text.strip()))
    made = "-".join(map(_clock, ends))
    parse_range(made)
    return made


def _clock(text: str) -> str:
    """`9`, `9.30` and `9pm` as `09:00`, `09:30` and `21:00`; what is none is told of as it was typed."""
    if text in _NOON:
        return "12:00"
    if half := _HALF_DAY.fullmatch(text):
        return f"{int(half[1]) % 12 + 12 * (half[3] == 'p'):02}:{half[2] or '00'}"
    made = text.replace(".", ":")
    made = (f"{made}:00" if _BARE_HOUR.fullmatch(made) else made).zfill(len("09:00"))
    try:
        return made if made == clock(_DAY) else f"{parse_clock(made):%H:%M}"
    except UsageError as error:
        raise UsageError(error.said._replace(values={"text": text})) from None


# --- lunch ------------------------------------------------------------------------------------------------------------


def lunch_of(week: Iterable[Ranges]) -> Span | None:
    """The gap between two ranges that most days have, if it is more than one day that has it."""
    gaps = Counter(gap for ranges in week for gap in _gaps(spans(ranges)))
    found = gaps.most_common(1)
    return found[0][0] if found and found[0][1] > 1 else None


def with_lunch(ranges: Ranges, lunch: Span, before: Span | None) -> Ranges:
    """Cut out of a working day, in the place of the one that there was before."""
    left = _closed(spans(ranges), before)
    for start, stop in (lunch, (lunch[0] + _DAY, lunch[1] + _DAY)):  # that of a night may be in the next morning
        left = [cut for begin, end in left for cut in ((begin, min(end, start)), (max(begin, stop), end))]
        left = [span for span in left if span[0] < span[1]]
    return ranges if left == spans(ranges) else [f"{clock(begin % _DAY)}-{clock(end)}" for begin, end in left]


def _gaps(parts: Sequence[Span]) -> list[Span]:
    return [(this[1], then[0]) for this, then in pairwise(parts)]


def _closed(parts: Sequence[Span], gap: Span | None) -> list[Span]:
    made: list[Span] = []
    for part in parts:
        if gap and made and (made[-1][1], part[0]) == gap:
            made[-1] = made[-1][0], part[1]
        else:
            made.append(part)
    return made


# --- the picture ------------------------------------------------------------------------------------------------------


def rows(week: Mapping[str, Ranges]) -> list[Row]:
    """All days from the same minute to the same; whole days where one is."""
    parts = {day: spans(week.get(day)) for day in WEEKDAYS}
    begin = min((its[0] for day in parts.values() for its in day), default=_FROM)
    end = max((its[1] for day in parts.values() for its in day), default=_TO)
    begin, end = min(begin // 60 * 60, _FROM), max(-(-end // 60) * 60, _TO)
    every = 3 * 60
    hours = tuple((f"{at // 60 % 24}", _x(at, begin, end)) for at in range(-(-begin // every) * every, end + 1, every))
    return [Row(day, tuple(_part(it, begin, end) for it in its), begin, end, hours) for day, its in parts.items()]


def _part(span: Span, begin: int, end: int) -> Part:
    x = _x(span[0], begin, end)
    return Part(*span, x, round(_x(span[1], begin, end) - x, 2))


def _x(at: int, begin: int, end: int) -> float:
    return round(100 * (at - begin) / (end - begin), 2)


def spans(ranges: Ranges) -> list[Span]:
    """In minutes; of ranges that cannot be read nothing."""
    if ranges is None:
        return [(0, _DAY)]
    found = []
    for text in ranges:
        start, end = (at.hour * 60 + at.minute for at in parse_range(text))
        found.append((start, end if end > start else end + _DAY))
    return sorted(found)


def clock(minute: int) -> str:
    """`24:00` is the end of a day."""
    return "24:00" if minute == _DAY else f"{minute // 60 % 24:02}:{minute % 60:02}"
