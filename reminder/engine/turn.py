"""The way of one event through the rules: what is known by now, and what was ordered so far."""

from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from reminder.engine import schedule
from reminder.model.effects import Effect, Respond
from reminder.model.moment import Moment
from reminder.model.plan import Plan, Reminder
from reminder.model.requests import Response
from reminder.model.senses import Hold
from reminder.model.showing import Showing, Shown
from reminder.model.state import Countdown, State


class Turn(Struct):
    """Lives as long as one call of `step`; every rule reads it and writes to it."""

    state: State
    plan: Plan
    now: Moment
    effects: list[Effect] = field(default_factory=list)
    holds: tuple[Hold, ...] = ()
    """Those in force, once it is settled who is there."""
    wanted: tuple[int, str] | None = None
    """A request for `now`, and the reminder it names."""
    answered: bool = False
    """The senses have just answered a question of the program's own."""
    resumed: tuple[int, bool] | None = None
    """A request to end the pause, and whether there was one."""

    def set(self, **changes: Any) -> None:
        """Write to the state."""
        self.state = replace(self.state, **changes)

    def set_countdown(self, name: str, **changes: Any) -> None:
        """Write to the course of one reminder."""
        self.set(countdowns={**self.state.countdowns, name: replace(self.state.countdowns[name], **changes)})

    def respond(self, request: int, told: Response) -> None:
        """Answer a person's request."""
        self.effects.append(Respond(request, told))

    def enabled(self) -> list[Reminder]:
        """The reminders that are; each has a course once the turn is being settled."""
        return [r for r in self.plan.reminders if r.enabled]

    def countdown(self, r: Reminder) -> Countdown:
        """Where this one stands."""
        return self.state.countdowns[r.name]

    def open(self, id: int) -> Showing | None:
        """The showing with this id, if it can still be answered."""
        showing = self.state.showing
        return showing if showing and showing.id == id else None

    def last_shown(self) -> Shown:
        """The showing that has just got its outcome."""
        assert self.state.shown
        return self.state.shown

    def stamp(self) -> datetime:
        """The clock on the wall, fit to be compared."""
        return schedule.stamp(self.now.wall)

    def ticks_at(self, when: datetime) -> timedelta:
        """When that will be on the clock that nobody sets."""
        return self.now.ticks + (when - self.stamp())
