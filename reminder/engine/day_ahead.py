"""The day ahead, as it goes on from here: every notification that is to come, played through the engine itself.

plan, state, a moment ─▶ day_ahead() ─▶ DayAhead ─▶ `reminder preview`, the page

Nobody is away in it and nobody answers, and what the senses hold for is over. Only pauses and the clock are foreseen.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

from msgspec.structs import replace

from reminder.engine import holds, schedule
from reminder.engine.schedule import Stretch
from reminder.engine.simulate import World
from reminder.model.checkin import NO_WEIGHTS, TipWeights
from reminder.model.effects import Effect, Show
from reminder.model.events import Event, NotifierReady, PlanChanged
from reminder.model.moment import Moment
from reminder.model.plan import Plan
from reminder.model.senses import Reason
from reminder.model.showing import Showing, Words
from reminder.model.state import Missed, Run, State

_WORTH_TELLING = timedelta(seconds=1)
_RANK = list(Reason).index


class Moved(StrEnum):
    """Why one comes later than it would by its reminder alone; where a hold was in the way, its `Reason` tells."""

    SNOOZED = "snoozed"
    APART = "apart"
    """Another goes before it, within a minute."""


class Coming(NamedTuple):
    """A notification that is to come."""

    at: datetime
    reminder: str
    words: Words
    fixed: datetime | None = None
    """The fixed time that it is about."""
    waited: timedelta = timedelta()
    """So long it is due by then."""
    moved: Moved | Reason | None = None


class DayAhead(NamedTuple):
    """From `begin` to `end`; the hours are those of the whole day, so that it can be drawn."""

    begin: datetime
    end: datetime
    coming: tuple[Coming, ...]
    dropped: tuple[Missed, ...]
    """Fixed times that a pause outlasts; the last few of many."""
    hours: tuple[Stretch, ...]
    pause: Stretch | None
    """The one that goes on at `begin`, at most to `end`."""

    @property
    def first(self) -> datetime | None:
        return self.coming[0].at if self.coming else None

    @property
    def last(self) -> datetime | None:
        return self.coming[-1].at if self.coming else None

    @property
    def rests(self) -> tuple[Stretch, ...]:
        """Between the hours, as lunch is."""
        return tuple(Stretch(this.end, then.begin) for this, then in zip(self.hours, self.hours[1:], strict=False))


def day_ahead(
    plan: Plan,
    now: Moment,
    end: datetime,
    state: State | None = None,
    before: Plan | None = None,
    weights: TipWeights = NO_WEIGHTS,
) -> DayAhead:
    """What comes until shortly before `end`.

    `state` is that of the program which runs now, with `before` as its plan where that is another one; without a state
    the program starts at `now`.
    """
    zone = now.wall.tzinfo or UTC
    world = _World(plan, now, zone, state, weights)
    if state:
        world.send(PlanChanged(world.now, before or plan))
        world.send(NotifierReady(world.now, "simulated"))
    else:
        world.start()
    begin = schedule.stamp(now.wall)
    pause = _pause(world.state, plan, now, end)
    world.advance_to(end - timedelta(microseconds=1))
    dropped = tuple(missed for missed in world.state.missed if missed.at > begin)
    opened = schedule.opened(plan.hours, schedule.day_around(plan.hours, now.wall), zone)
    return DayAhead(begin, end, tuple(world.coming()), dropped, opened, pause)


def _pause(state: State, plan: Plan, now: Moment, end: datetime) -> Stretch | None:
    paused = (hold for hold in holds.active(state, plan, now) if hold.reason is Reason.PAUSED)
    return next((Stretch(hold.since, min(hold.until or end, end)) for hold in paused), None)


class _World(World):
    """It goes on from a state, with the program that is already there, and remembers what was in the way of what."""

    def __init__(self, plan: Plan, now: Moment, zone: tzinfo, state: State | None, weights: TipWeights) -> None:
        super().__init__(plan, now.wall.astimezone(UTC), zone, sees_input=False)
        self.ticks, self.awake = now.ticks, now.awake
        if state:
            heartbeat = replace(state.heartbeat, last=self.now)
            self.state = replace(state, heartbeat=heartbeat, sensed=(), heeded={}, run=Run(weights=weights))
        self.weights = weights
        self._held: dict[str, Reason | None] = {}
        """What defers, or has deferred, each reminder that is deferred."""
        self._moved: dict[int, Moved | Reason] = {}
        """By showing."""

    def coming(self) -> Iterator[Coming]:
        for at, show in self.shows():
            its = show.showing
            yield Coming(schedule.stamp(at), its.reminder, its.words, its.fixed, its.waited, self._moved.get(its.id))

    def _take(self, event: Event) -> None:
        self._held = {
            name: min(self.state.held, key=_RANK) if self.state.held else self._held.get(name)
            for name, countdown in self.state.countdowns.items()
            if countdown.due and countdown.due.deferred
        }
        super()._take(event)

    def _perform(self, effect: Effect) -> None:
        if isinstance(effect, Show) and (moved := self._why(effect.showing)):
            self._moved[effect.showing.id] = moved
        super()._perform(effect)

    def _why(self, showing: Showing) -> Moved | Reason | None:
        if showing.snoozes:
            return Moved.SNOOZED
        if showing.waited < _WORTH_TELLING:
            return None
        return self._held.get(showing.reminder) or Moved.APART
