"""The polled senses, which push nothing: when a poll is worth its cost, and how long its result holds (rules 6, 7, 19).

what is due, and what the last poll found -> PollSenses, and since when each of them holds reminders back
"""

from datetime import timedelta

from reminder.engine import holds
from reminder.engine.turn import Turn
from reminder.model.effects import PollSenses
from reminder.model.moment import Moment
from reminder.model.senses import Hold, SenseStatus
from reminder.model.state import State

POLL_EVERY = timedelta(seconds=15)
ANSWER_WITHIN = timedelta(seconds=2)
"""Under a hold of theirs they are polled every `POLL_EVERY`, and waited for `ANSWER_WITHIN`: longer than the second
that each of them gets."""
FRESH = timedelta(seconds=5)
"""So long the result of a poll holds."""


def is_fresh(state: State, now: Moment) -> bool:
    """The polled senses have just answered."""
    run = state.run
    return run.answered and not run.gave_up and run.polled_at is not None and now.ticks - run.polled_at <= FRESH


def is_certain(hold: Hold, state: State, now: Moment) -> bool:
    """It holds now; what a polled sense found some time ago may be over."""
    return is_fresh(state, now) or hold.sense not in state.run.polled()


def only_polled_holds_in_the_way(turn: Turn) -> bool:
    """Of a reminder that is due: only a poll can find them over."""
    polled = turn.run.polled()
    for r in turn.enabled():
        against = holds.against(r, turn.holds, turn.plan, turn.now)
        if turn.countdown(r).due and against and all(hold.sense in polled for hold in against):
            return True
    return False


def poll(turn: Turn) -> None:
    turn.set_run(polled_at=turn.now.ticks, answered=False, gave_up=False)
    turn.effects.append(PollSenses())


def has_polled(turn: Turn) -> bool:
    """The result of the last poll is fresh, or has not come in time; else one is ordered now."""
    if turn.run.answered and not turn.run.polled():
        return True
    polled_at = turn.run.polled_at
    since = None if polled_at is None else turn.now.ticks - polled_at
    if since is not None and since <= (FRESH if turn.run.answered else ANSWER_WITHIN):
        return turn.run.answered
    if since is not None and not turn.run.answered and since <= ANSWER_WITHIN + FRESH:
        if not turn.run.status_requests:  # or the reminders would depend on who looks
            turn.set_run(answered=True, gave_up=True, sensed_before=())
        return True
    poll(turn)  # also where one of long ago was never answered
    return False


def polls_again(turn: Turn) -> bool:
    """It is time for the next poll while only a poll can find a hold over."""
    polled_at = turn.run.polled_at
    return only_polled_holds_in_the_way(turn) and (polled_at is None or turn.now.ticks - polled_at >= POLL_EVERY)


def poll_after_absence(turn: Turn) -> None:
    """No poll took place during the absence: what held back before it may be over by now, and another thing begin."""
    if turn.state.heeded and turn.run.polled():
        poll(turn)


def heed(turn: Turn, by_itself: bool) -> None:
    """Rule 7 for polled senses: a hold goes on until a poll finds it over; that no poll took place is no end.

    It begins when it is first in the way of a reminder. A poll for a status neither begins nor ends it, or the
    reminders would depend on who looks. `by_itself`: the poll that has just ended was for the reminders.
    """
    wants = bool(turn.ready()) or only_polled_holds_in_the_way(turn)
    if not is_fresh(turn.state, turn.now) or not (wants or by_itself):
        return
    polled, before = turn.run.polled(), turn.state.heeded
    there = {hold.sense for hold in turn.state.sensed if hold.sense in polled and hold.reason in holds.OVERRULABLE}
    over = {sense.name for sense in turn.run.senses if sense.status is SenseStatus.SERVES} - there
    begun = dict.fromkeys(sorted(there), turn.now.ticks) if wants else {}
    heeded = {sense: since for sense, since in (begun | dict(before)).items() if sense not in over}
    if heeded != before:
        turn.set(heeded=heeded)
