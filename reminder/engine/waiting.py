"""What to wait for: the next wake-up (rule 4), the idle time worth knowing of, the senses worth asking."""

from collections.abc import Iterator
from datetime import timedelta

from reminder.engine import breaks, holds, nearness, schedule
from reminder.engine import status as report
from reminder.engine.countdowns import falls_due
from reminder.engine.outcomes import STARTS_WITHIN
from reminder.engine.polling import (
    ANSWER_WITHIN,
    POLL_EVERY,
    has_polled,
    only_polled_holds_in_the_way,
    poll,
    polls_again,
)
from reminder.engine.turn import Turn
from reminder.engine.warnings import untold
from reminder.model.effects import WakeAt, WatchIdle
from reminder.model.requests import Resumed

_AFTER = timedelta(milliseconds=1)


def arrange(turn: Turn) -> None:
    """Answer what waited for the rest to be settled, and order what has changed of what to wait for."""
    if turn.resumed:
        request, was_paused = turn.resumed
        status = report.status(turn.state, turn.plan, turn.now)
        turn.respond(request, Resumed(was_paused, status.holds, status.next))
    if turn.run.status_requests and has_polled(turn):
        answer_status_requests(turn)
    if polls_again(turn):
        poll(turn)
    wake = min((at for at in _times(turn) if at > turn.now.ticks), default=None)
    if wake != turn.run.wake:
        turn.set_run(wake=wake)
        turn.effects.append(WakeAt(wake))
    watch = min(_idle_times(turn), default=None)
    if watch != turn.run.watch:
        turn.set_run(watch=watch)
        turn.effects.append(WatchIdle(watch))


def answer_status_requests(turn: Turn) -> None:
    """Rule 19: by what is known."""
    for request in turn.run.status_requests:
        turn.respond(request, report.status(turn.state, turn.plan, turn.now))
    turn.set_run(status_requests=())


def _times(turn: Turn) -> Iterator[timedelta]:
    """Every moment at which the passing of time alone changes something; those gone by do no harm."""
    state, plan, now = turn.state, turn.plan, turn.now
    if state.pause and (left := holds.pause_left(state.pause, now)) is not None:
        yield now.ticks + left
    if change := schedule.next_change(plan.hours, now.wall):
        yield turn.ticks_at(change)
    absent = holds.absent_from(state, plan)
    if absent is not None:
        yield absent + holds.shortest_break(plan)
    for hold in state.sensed:
        if (since := holds.heeded_since(hold, state)) is not None:
            yield since + plan.quiet.at_most
        if hold.until:
            yield turn.ticks_at(hold.until)
    for r in turn.enabled():
        due = turn.countdown(r).due
        if due:
            yield due.since + plan.wait_for_pause
            if state.run.idle_since is not None:
                yield state.run.idle_since + plan.pause_is
            if due.fixed:
                yield turn.ticks_at(due.fixed + schedule.LATEST) + _AFTER
        if (falls := falls_due(turn, r)) is not None:
            yield falls
        if r.at and (when := schedule.next_fixed(r.at, plan.hours, now.wall)):
            yield turn.ticks_at(when)
    if state.delivery.spoke is not None and (turn.ready() or untold(turn)):
        yield state.delivery.spoke + schedule.APART
    if showing := state.delivery.showing:
        yield showing.ticks + plan.notify.expire
        if absent is not None:
            yield max(absent, showing.ticks) + showing.lasts
    yield from breaks.times(turn)
    if state.run.icon:
        yield from _icon_times(turn)
    if state.run.polled_at is not None:
        if not state.run.answered:
            yield state.run.polled_at + ANSWER_WITHIN + _AFTER
        if only_polled_holds_in_the_way(turn):
            yield state.run.polled_at + POLL_EVERY


def _icon_times(turn: Turn) -> Iterator[timedelta]:
    """When the icon on the panel looks or reads otherwise, though nothing else changes."""
    yield turn.ticks_at(schedule.midnight(turn.now.wall))  # it says "tomorrow"
    coming = report.coming(turn.state, turn.plan, turn.now)
    if coming and coming.in_ is not None and not turn.holds:
        every = next(r.every for r in turn.plan.reminders if r.name == coming.reminder)
        for left in nearness.steps(every):
            yield turn.now.ticks + coming.in_ - left


def _idle_times(turn: Turn) -> Iterator[timedelta]:
    """How long an input-free time must be to matter now."""
    if not holds.sees_input(turn.state, turn.plan):
        return
    yield holds.shortest_break(turn.plan)
    if any(not due.deferred for _, due in turn.ready()):
        yield turn.plan.pause_is
    showing = turn.showing
    if showing and turn.now.ticks < showing.ticks + STARTS_WITHIN + showing.lasts:
        yield showing.lasts
    asked = turn.delivery.asked
    if asked and turn.now.ticks < asked.at + STARTS_WITHIN + asked.lasts:
        yield asked.lasts
