"""The day ahead with settings that are not saved: a sentence, and a little picture of it.

Draft, what it changes ─▶ the values that would be in force ─▶ the engine's own day ahead ─▶ Ahead

It goes on from now and from the state of the program, where one runs, as the page of today does. Where nothing is left
of today's working hours it is the next day with work. For the picture no tip's words matter, so it goes without the
rotation of all of them.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from msgspec.structs import replace

from reminder.engine import schedule
from reminder.engine.day_ahead import DayAhead, day_ahead
from reminder.model.moment import Moment
from reminder.model.plan import Plan
from reminder.model.state import State
from reminder.phrase import Phrase, counted, phrase
from reminder.settings.nested import nested, overlay
from reminder.settings.plan import make_plan
from reminder.settings.schema import option
from reminder.settings.times import TIMES
from reminder.storage import paths
from reminder.storage.checkins import known_weights
from reminder.web.band import Drawing, Mark, Piece, around, draw
from reminder.web.settings.base import Base

_DAYS = 8
"""So many to look at for one with work."""
_NEVER_IGNORED = timedelta(hours=4)
"""Whether one is withdrawn before the next comes changes nothing of when that is."""


class Ahead(NamedTuple):
    words: Phrase
    drawing: Drawing


def ahead(base: Base, changed: Mapping[str, Any], now: Moment, state: State | None = None) -> Ahead:
    """`state` is that of the program which runs."""
    return _told(_played(plan(base, changed), now, state, plan(base, {})))


def plan(base: Base, changed: Mapping[str, Any]) -> Plan:
    """With these changes of the file; what is not right yet has to be left out of them."""
    values = base.reading.values
    for dotted, value in changed.items():
        key = dotted.split(".")
        value = base.default(dotted) if value is None and option(key) else value
        values = _without(values, key) if value is None else overlay(values, nested(key, value))
    reminders = {name: rule for name, rule in values["reminders"].items() if not rule.keys().isdisjoint(TIMES)}
    shown = [tip for tip in base.tips if tip.id not in values["tips"]["hide"]]
    made = make_plan({**values, "reminders": reminders}, shown[:1])
    return replace(made, notify=replace(made.notify, expire=_NEVER_IGNORED), problems=())


def _without(values: Mapping[str, Any], key: Sequence[str]) -> dict[str, Any]:
    """A copy."""
    name, *rest = key
    left = {at: its for at, its in values.items() if rest or at != name}
    return {**left, name: _without(left[name], rest)} if rest and name in left else left


class _Played(NamedTuple):
    day: DayAhead
    hours: bool
    """It is a day that has working hours."""
    later: date | None = None
    """It is that day, since today has no more work."""


def _played(plan: Plan, now: Moment, state: State | None, before: Plan) -> _Played:
    at = schedule.stamp(now.wall)
    for ahead in range(_DAYS):
        wall = now.wall if not ahead else (now.wall + timedelta(days=ahead)).replace(hour=12)
        around = schedule.day_around(plan.hours, wall)
        opened = schedule.opened(plan.hours, around, now.wall.tzinfo or UTC)
        if any(its.end > at for its in opened):
            break
    else:
        ahead, around, opened = 0, schedule.day_around(plan.hours, now.wall), ()
    has_hours, weights = opened != (around,), known_weights(paths.checkins_file())
    if not ahead:
        return _Played(day_ahead(plan, now, around.end, state, before, weights), has_hours)
    begins = opened[0].begin.astimezone(now.wall.tzinfo)
    then = Moment(timedelta(hours=1), timedelta(hours=1), begins)
    return _Played(day_ahead(plan, then, around.end, weights=weights), has_hours, begins.date())


def _told(played: _Played) -> Ahead:
    day = played.day
    times = [it.at for it in day.coming]
    pieces = [Piece("plan", its.begin, its.end) for its in day.hours]
    ends = [at for its in day.hours for at in its] if played.hours else [day.begin]
    begin, end = around([*ends, *times], (min(ends, default=day.begin), day.end))
    drawing = draw(pieces, [Mark("fixed" if it.fixed else "come", it.at) for it in day.coming], begin, end)
    return Ahead(_words(times, played), drawing)


def _words(times: Sequence[datetime], played: _Played) -> Phrase:
    if not times:
        return phrase("you would not hear from me any more today")
    first, count = times[0], len(times)
    if played.later:
        return counted(
            "you would not hear from me any more today, but once on {day:long_date}, at {first:clock}",
            "you would not hear from me any more today, but {count} times on {day:long_date}, first at {first:clock}",
            count,
            first=first,
            day=played.later.isoformat(),
        )
    return counted(
        "you would hear from me once more today, at {first:clock}",
        "you would hear from me {count} more times today, first at {first:clock}",
        count,
        first=first,
    )
