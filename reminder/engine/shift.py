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

    delivery, run = state.delivery, state.run
    return replace(
        state,
        countdowns={name: countdown(c) for name, c in state.countdowns.items()},
        pause=replace(state.pause, began=state.pause.began + by) if state.pause else None,
        delivery=replace(
            delivery,
            showing=answerable(delivery.showing) if delivery.showing else None,
            asked=replace(delivery.asked, at=delivery.asked.at + by) if delivery.asked else None,
            spoke=moved(delivery.spoke),
            spoke_before=moved(delivery.spoke_before),
        ),
        working_since=moved(state.working_since),
        sensed=sensed(state.sensed),
        heeded={sense: since + by for sense, since in state.heeded.items()},
        resting=moved(state.resting),
        rested=moved(state.rested),
        activity=state.activity._replace(began=state.activity.began + by) if state.activity else None,
        run=replace(
            run,
            clock_set=run.clock_set._replace(ticks=run.clock_set.ticks + by) if run.clock_set else None,
            idle_since=moved(run.idle_since),
            locked_since=moved(run.locked_since),
            absent_since=moved(run.absent_since),
            watched_until=moved(run.watched_until),
            sensed_before=sensed(run.sensed_before),
            polled_at=moved(run.polled_at),
        ),
    )
