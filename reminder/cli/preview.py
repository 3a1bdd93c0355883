"""`reminder preview`: the day ahead, played through the same engine that runs it."""

from __future__ import annotations

from datetime import UTC, date, time, timedelta

import reminder.system.lean  # noqa: F401 - before what imports msgspec
from reminder.cli.commands import Arguments
from reminder.cli.known import known_state
from reminder.cli.result import Result
from reminder.engine import schedule
from reminder.engine.day_ahead import day_ahead
from reminder.errors import UsageError
from reminder.model.checkin import NO_WEIGHTS
from reminder.model.moment import Moment
from reminder.phrase import phrase
from reminder.settings.in_force import in_force
from reminder.storage import paths
from reminder.system import clock

_FIRST_YEAR, _LAST_YEAR = 1971, 9000
"""Farther off, the days and years around that the working hours are sought in have no date any more."""

_UP = timedelta(hours=1)
"""So long the machine of another day has run."""

_HEADS = ("at", "reminder", "title", "text")


def preview(args: Arguments) -> Result:
    """The rest of today as it goes on from here, or a whole day of its own; nobody is away and nobody answers."""
    from reminder.cli.table import table

    plan, now, known = in_force().plan, clock.read(), None
    zone = now.wall.tzinfo or UTC
    if args.day:
        day = _day(args.day)
        now = Moment(_UP, _UP, schedule.instant(day, time(), zone).astimezone(zone))
    else:
        day, known = now.wall.date(), known_state()
    weights = NO_WEIGHTS
    if (told := paths.checkins_file()).exists():
        from reminder.storage.checkins import known_weights

        weights = known_weights(told)
    end = schedule.instant(day + timedelta(days=1), time(), zone)
    coming = day_ahead(plan, now, end, known, weights=weights).coming
    rows = [(f"{it.at:%H:%M}", it.reminder, it.words.title, it.words.text) for it in coming]
    heads = phrase("time"), phrase("reminder"), phrase("title"), phrase("text")
    text = table(heads, rows) if rows else phrase("Nothing comes on {day:date}.", day=day.isoformat())
    data = [
        dict(zip(_HEADS, (it.at.isoformat(timespec="seconds"), *row[1:]), strict=True))
        for it, row in zip(coming, rows, strict=True)
    ]
    return Result(text, data)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError("--day {day!r} is no date; write it like 2026-12-24", day=text) from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise UsageError(
            "--day {day!r}: a year from {first} to {last} is possible", day=text, first=_FIRST_YEAR, last=_LAST_YEAR
        )
    return day
