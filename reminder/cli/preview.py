"""`reminder preview`: the day ahead, played through the same engine that runs it."""

from __future__ import annotations

# isort: off
from reminder.system import lean  # noqa: F401 - before what imports msgspec

# isort: on
from datetime import UTC, date, time, timedelta

from msgspec.structs import replace

from reminder.cli.commands import Arguments
from reminder.cli.result import Result
from reminder.control.client import ask
from reminder.control.messages import RequestLine
from reminder.engine import schedule
from reminder.engine.simulate import World
from reminder.errors import NotRunning, UsageError
from reminder.model.moment import Moment
from reminder.model.state import State
from reminder.phrase import phrase
from reminder.settings.in_force import in_force
from reminder.storage import paths, state
from reminder.system import clock

_FIRST_YEAR, _LAST_YEAR = 1971, 9000
"""Farther off, the days and years around that the working hours are sought in have no date any more."""

_HEADS = ("at", "reminder", "title", "text")


def preview(args: Arguments) -> Result:
    """The rest of today as it goes on from here, or a whole day of its own; nobody is away and nobody answers."""
    from reminder.cli.table import table

    plan, now = in_force().plan, clock.read()
    zone = now.wall.tzinfo or UTC
    if args.day:
        day = _day(args.day)
        start = schedule.instant(day, time(), zone)
        world = World(plan, start.astimezone(UTC), zone, sees_input=False)
    else:
        day = now.wall.date()
        world = World(plan, now.wall.astimezone(UTC), zone, state=_known(now), sees_input=False, boot=clock.boot_id())
        world.ticks, world.awake = now.ticks, now.awake
    world.start()
    world.advance_to(schedule.instant(day + timedelta(days=1), time(), zone) - timedelta(microseconds=1))
    rows = [
        (f"{at:%H:%M}", show.showing.reminder, show.showing.words.title, show.showing.words.text)
        for at, show in world.shows()
    ]
    heads = phrase("time"), phrase("reminder"), phrase("title"), phrase("text")
    text = table(heads, rows) if rows else phrase("Nothing comes on {day:date}.", day=day.isoformat())
    data = [
        dict(zip(_HEADS, (schedule.stamp(at).isoformat(timespec="seconds"), *row[1:]), strict=True))
        for (at, _), row in zip(world.shows(), rows, strict=True)
    ]
    return Result(text, data)


def _known(now: Moment) -> State:
    """Where the running program stands; a fresh start where none runs."""
    try:
        ask(RequestLine("status"))
    except NotRunning:
        return State()
    known = state.load(paths.state_file()).state or State()
    return replace(known, heartbeat=replace(known.heartbeat, last=now))


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
