"""The same state by other ticks: those of another boot, or of a machine that stood still without counting it.

State, by how much -> State; what the orders went out with stays, since the alarm goes by the ticks of the machine
"""

from datetime import timedelta

from msgspec.structs import replace

from reminder.model.senses import Hold
from reminder.model.showing import Showing
from reminder.model.state import Countdown, State


def shifted(state: State, by: timedelta) -> State:
    """All that was, `by` later; earlier where it is negative."""

    def moved(ticks: timedelta | None) -> timedelta | None:
        return None if ticks is None else ticks + by

    def countdown(c: Countdown) -> Countdown:
        due = replace(c.due, since=c.due.since + by) if c.due else None
        snoozed = replace(c.snoozed, until=c.snoozed.until + by) if c.snoozed else None
        return replace(c, began=c.began + by, due=due, snoozed=snoozed)

    def answerable(showing: Showing) -> Showing:
        return replace(showing, ticks=showing.ticks + by, posted=moved(showing.posted))

    def sensed(holds: tuple[Hold, ...]) -> tuple[Hold, ...]:
        return tuple(replace(hold, began=hold.began + by) for hold in holds)

    return replace(
        state,
        countdowns={name: countdown(c) for name, c in state.countdowns.items()},
        pause=replace(state.pause, began=state.pause.began + by) if state.pause else None,
        showing=answerable(state.showing) if state.showing else None,
        spoke=moved(state.spoke),
        spoke_before=moved(state.spoke_before),
        clock_set=state.clock_set._replace(ticks=state.clock_set.ticks + by) if state.clock_set else None,
        working_since=moved(state.working_since),
        idle_since=moved(state.idle_since),
        locked_since=moved(state.locked_since),
        absent_since=moved(state.absent_since),
        watched_until=moved(state.watched_until),
        sensed=sensed(state.sensed),
        sensed_before=sensed(state.sensed_before),
        heeded={source: since + by for source, since in state.heeded.items()},
        polled_at=moved(state.polled_at),
        activity=state.activity._replace(began=state.activity.began + by) if state.activity else None,
    )
