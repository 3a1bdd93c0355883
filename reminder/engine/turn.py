"""The way of one event through the rules: what is known by now, and what was ordered so far."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec

from msgspec import Struct, field
from msgspec.structs import replace

from reminder.engine import holds, schedule
from reminder.model.effects import Effect, Respond, RunHooks
from reminder.model.moment import Moment
from reminder.model.plan import Happening, Plan, Reminder
from reminder.model.requests import Response
from reminder.model.senses import Hold, Reason
from reminder.model.showing import Outcome, Showing, Shown
from reminder.model.state import Countdown, Delivery, Due, Heartbeat, Run, State

_Fields = ParamSpec("_Fields")


def _writes(kind: Callable[_Fields, Struct], group: str = "") -> Callable[Concatenate["Turn", _Fields], None]:
    """Sets some fields of the state, or of one group in it; mypy checks them, as they are what `kind` is made of."""

    def write(turn: "Turn", /, *_: _Fields.args, **changes: _Fields.kwargs) -> None:
        new = {group: replace(getattr(turn.state, group), **changes)} if group else changes
        turn.state = replace(turn.state, **new)

    return write


def _writes_countdown(kind: Callable[_Fields, Countdown]) -> Callable[Concatenate["Turn", str, _Fields], None]:
    """The same for the countdown of one reminder, by its name."""

    def write(turn: "Turn", name: str, /, *_: _Fields.args, **changes: _Fields.kwargs) -> None:
        known = turn.state.countdowns
        turn.set(countdowns={**known, name: replace(known[name], **changes)})

    return write


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

    set = _writes(State)
    set_heartbeat = _writes(Heartbeat, "heartbeat")
    set_delivery = _writes(Delivery, "delivery")
    set_run = _writes(Run, "run")
    set_countdown = _writes_countdown(Countdown)

    @property
    def run(self) -> Run:
        return self.state.run

    @property
    def delivery(self) -> Delivery:
        return self.state.delivery

    @property
    def showing(self) -> Showing | None:
        """The one that can still be answered."""
        return self.state.delivery.showing

    def respond(self, request: int, response: Response) -> None:
        self.effects.append(Respond(request, response))

    def tell(
        self,
        what: Happening,
        showing: Showing | None = None,
        outcome: Outcome | None = None,
        began: datetime | None = None,
        reasons: tuple[Reason, ...] = (),
    ) -> None:
        """The person's commands, where there are any for it."""
        if self.plan.hooks.get(what):
            order = RunHooks(what=what, at=self.stamp(), showing=showing, outcome=outcome, began=began, reasons=reasons)
            self.effects.append(order)

    def enabled(self) -> list[Reminder]:
        """The reminders that are; each has a countdown once the turn is being settled."""
        return [r for r in self.plan.reminders if r.enabled]

    def countdown(self, r: Reminder) -> Countdown:
        return self.state.countdowns[r.name]

    def ready(self) -> list[tuple[Reminder, Due]]:
        """What is due with no hold against it."""
        return [
            (r, due)
            for r in self.enabled()
            if (due := self.countdown(r).due) and not holds.against(r, self.holds, self.plan, self.now)
        ]

    def open(self, id: int) -> Showing | None:
        """The showing with this id, if it can still be answered."""
        return self.showing if self.showing and self.showing.id == id else None

    def last_shown(self) -> Shown:
        """The showing that has just got its outcome."""
        assert self.delivery.shown
        return self.delivery.shown

    def stamp(self) -> datetime:
        """The clock on the wall, fit to be compared."""
        return schedule.stamp(self.now.wall)

    def ticks_at(self, when: datetime) -> timedelta:
        """When that will be on the clock that nobody sets."""
        return self.now.ticks + (when - self.stamp())
