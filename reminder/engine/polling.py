"""The senses that must be asked: when that is worth a question, and how long what they tell goes on (rules 6, 7, 19).

what is due, and what was answered -> PollSenses, and since when reminders are held back for what each of them tells
"""

from datetime import timedelta

from reminder.engine import holds
from reminder.engine.turn import Turn
from reminder.model.effects import PollSenses
from reminder.model.moment import Moment
from reminder.model.plan import Reminder
from reminder.model.senses import Hold, SenseStatus
from reminder.model.state import Due, State

POLL_EVERY = timedelta(seconds=15)
ANSWER_WITHIN = timedelta(seconds=2)
"""The asked senses are asked every `POLL_EVERY` under a hold of theirs, and waited for `ANSWER_WITHIN`: longer than the
second that each of them gets."""
FRESH = timedelta(seconds=5)
"""So long their answer is good."""


def is_fresh(state: State, now: Moment) -> bool:
    """The senses that must be asked have just answered."""
    return state.run.answered and state.run.polled_at is not None and now.ticks - state.run.polled_at <= FRESH


def is_certain(hold: Hold, state: State, now: Moment) -> bool:
    """It is so now; what a sense that must be asked told some time ago may be over."""
    return is_fresh(state, now) or hold.source not in state.run.polled()


def ready(turn: Turn) -> list[tuple[Reminder, Due]]:
    """What is due with no hold against it."""
    return [
        (r, due)
        for r in turn.enabled()
        if (due := turn.countdown(r).due) and not holds.against(r, turn.holds, turn.plan, turn.now)
    ]


def defers(turn: Turn) -> bool:
    """One is due, and nothing but what the asked senses told is in its way: only their word can let it go."""
    asked = turn.run.polled()
    for r in turn.enabled():
        against = holds.against(r, turn.holds, turn.plan, turn.now)
        if turn.countdown(r).due and against and all(hold.source in asked for hold in against):
            return True
    return False


def poll(turn: Turn) -> None:
    """Ask the senses that push nothing."""
    turn.set_run(polled_at=turn.now.ticks, answered=False)
    turn.effects.append(PollSenses())


def has_polled(turn: Turn) -> bool:
    """What the asked senses know is fresh, or they have not answered in time; else they are asked now."""
    if turn.run.answered and not turn.run.polled():
        return True
    asked = turn.run.polled_at
    since = None if asked is None else turn.now.ticks - asked
    if since is not None and since <= (FRESH if turn.run.answered else ANSWER_WITHIN):
        return turn.run.answered
    if since is not None and not turn.run.answered and since <= ANSWER_WITHIN + FRESH:
        if not turn.run.status_requests:  # or the reminders would depend on who looks
            turn.set_run(answered=True, sensed_before=())
        return True
    poll(turn)  # also where a question of long ago was never answered
    return False


def polls_again(turn: Turn) -> bool:
    """It is time for the next question about what only the asked senses can let go."""
    asked = turn.run.polled_at
    return defers(turn) and (asked is None or turn.now.ticks - asked >= POLL_EVERY)


def poll_after_absence(turn: Turn) -> None:
    """Nobody asked while they were away: what had held back before may be over by now, and another thing begin."""
    if turn.state.heeded and turn.run.polled():
        poll(turn)


def heed(turn: Turn, by_itself: bool) -> None:
    """Rule 7 for what must be asked: it goes on until an answer says that it is over; that nobody asked is no end.

    It begins when it is first in the way of a reminder. What somebody sees who asks for a status neither begins nor
    ends it, or the reminders would depend on who looks. `by_itself`: the program has just got an answer for itself.
    """
    wants = bool(ready(turn)) or defers(turn)
    if not is_fresh(turn.state, turn.now) or not (wants or by_itself):
        return
    asked, before = turn.run.polled(), turn.state.heeded
    there = {hold.source for hold in turn.state.sensed if hold.source in asked and hold.reason in holds.OVERRULABLE}
    over = {sense.name for sense in turn.run.senses if sense.status is SenseStatus.SERVES} - there
    begun = dict.fromkeys(sorted(there), turn.now.ticks) if wants else {}
    heeded = {source: since for source, since in (begun | dict(before)).items() if source not in over}
    if heeded != before:
        turn.set(heeded=heeded)
