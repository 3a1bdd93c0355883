"""Lengths of time as people write them: `20m`, `1h30m`, `45 s`.

text -> parse() -> timedelta -> spell() -> text
"""

import re
from datetime import timedelta

from reminder.errors import UsageError

_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), timedelta(seconds=1)),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), timedelta(minutes=1)),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), timedelta(hours=1)),
    **dict.fromkeys(("d", "day", "days"), timedelta(days=1)),
}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]*)\s*")
_LONGEST = timedelta(days=36500)


def parse(text: str) -> timedelta:
    """The length that `text` names; units fall from large to small, each at most once.

    Raises UsageError with a hint: `90` lacks a unit, and `1m1h` is refused.
    """
    rest = text.strip().lower()
    total, previous = timedelta(), _LONGEST
    while rest:
        part = _PART.match(rest)
        number, unit = part.groups() if part else ("", "")
        if part and not unit and part.end() == len(rest):
            raise UsageError("{text!r} lacks a unit; write {number}s, {number}m or {number}h", text=text, number=number)
        length = _UNITS.get(unit)
        if not part or length is None or length >= previous or float(number) > _LONGEST / length:
            raise UsageError("{text!r} is not a length of time; write it like 20m, 1h30m or 45s", text=text)
        total, previous, rest = total + float(number) * length, length, rest[part.end() :]
    if not text.strip():
        raise UsageError("a length of time is missing; write it like 20m, 1h30m or 45s")
    return total


def spell(length: timedelta) -> str:
    """`length` to the second in the form that `parse` reads: `1h30m`, `45s`, `0s`."""
    seconds = round(length.total_seconds())
    parts = (
        (seconds // 86400, "d"),
        (seconds // 3600 % 24, "h"),
        (seconds // 60 % 60, "m"),
        (seconds % 60, "s"),
    )
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0s"
