"""Lengths of time as people say them: `1 h 30`, `half an hour`, `1:30`, and all that `durations.parse` reads.

text ─▶ read() ─▶ timedelta; a bare number is one of the unit that the bounds speak of
"""

import re
from datetime import timedelta

from reminder import durations
from reminder.errors import UsageError
from reminder.phrase import phrase
from reminder.settings.kinds import Option

_SAID = {
    "a minute": "1m",
    "a quarter of an hour": "15m",
    "quarter of an hour": "15m",
    "a quarter hour": "15m",
    "half an hour": "30m",
    "half hour": "30m",
    "three quarters of an hour": "45m",
    "an hour": "1h",
    "an hour and a half": "1h30m",
    "one and a half hours": "1h30m",
    "a day": "1d",
    "a week": "7d",
    "a month": "30d",
    "a year": "365d",
}
_CLOCK = re.compile(r"(\d+):([0-5]\d)")
_HOURS_AND_MORE = re.compile(r"(\d+)\s*(h|hr|hrs|hours?)\s*(\d+)")
_DAY = timedelta(days=1)


def read(text: str, of: Option) -> timedelta:
    """Raises UsageError, also for what is not within the bounds of `of`."""
    length = durations.parse(_plain(text, of))
    if not of.least <= length <= of.most:
        raise UsageError(
            phrase(
                "it is from {least:short} to {most:short}, and not {it:short}", least=of.least, most=of.most, it=length
            )
        )
    return length


def _plain(text: str, of: Option) -> str:
    """As `durations.parse` wants it."""
    said = " ".join(text.lower().replace(",", ".").split())
    if said in _SAID:
        return _SAID[said]
    if clock := _CLOCK.fullmatch(said):
        return f"{clock[1]}h{clock[2]}m"
    if more := _HOURS_AND_MORE.fullmatch(said):
        return f"{more[1]}h{more[3]}m"
    if said.isdecimal() and of.least >= _DAY:
        return f"{said}d"
    if said.isdecimal() and of.least >= timedelta(minutes=1):
        return f"{said}m"
    return said.replace(" and ", " ")
