"""When a break begins and ends, and when reminders are kept back: for the person's own commands, and `reminder rest`.

an input-free stretch after a showing, or an absence ─▶ begin() ─▶ a break goes on ─▶ the next input: follow() ends it
the holds in force ─▶ follow() ─▶ held, free

A break has begun when a stretch without input that begins soon after a showing has lasted as long as that asked for,
or an absence as long as a natural break; it counts from the last input. Whoever snoozes or skips takes none. Absences
are breaks, so they are not among what reminders are kept back by. After a start nothing is told before the senses have
looked once: until then it is not known who is there.
"""

from collections.abc import Iterator
from datetime import timedelta

from reminder.engine import holds, schedule
from reminder.engine.outcomes import STARTS_WITHIN
from reminder.engine.turn import Turn
from reminder.model.plan import Happening
from reminder.model.senses import Reason

_ABSENCES = frozenset({Reason.AWAY, Reason.LOCKED})


def begin(turn: Turn, since: timedelta | None) -> None:
    """Nobody has been there `since` then, which may lie ahead: does a break begin with that?

    After sleep it may become known late that there still was no input: what a break was told of is not told again.
    """
    if since is None or turn.state.resting is not None:
        return
    since, asked = max(since, turn.state.rested or since), turn.delivery.asked
    if asked and max(since, asked.at) <= asked.at + STARTS_WITHIN:
        since, long_enough = max(since, asked.at), min(asked.lasts, holds.shortest_break(turn.plan))
    else:
        long_enough = holds.shortest_break(turn.plan)
    if turn.now.ticks - since >= long_enough:
        turn.set(resting=since)
        turn.set_delivery(asked=None)
        turn.tell(Happening.BREAK_BEGAN, began=schedule.stamp(holds.wall_at(turn.now, since)))


def follow(turn: Turn) -> None:
    """The end of a break, and what is kept back or not any more."""
    if turn.run.answered and not turn.run.looked:
        turn.set_run(looked=True)
    if not turn.run.looked:
        return
    began = turn.state.resting
    if began is not None and _absent_since(turn) is None:
        turn.set(resting=None, rested=turn.now.ticks)
        turn.tell(Happening.BREAK_ENDED, began=schedule.stamp(holds.wall_at(turn.now, began)))
    reasons = tuple(dict.fromkeys(hold.reason for hold in turn.holds if hold.reason not in _ABSENCES))
    if bool(reasons) != turn.state.hushed:
        turn.set(hushed=bool(reasons))
        turn.tell(Happening.HELD if reasons else Happening.FREE, reasons=reasons)


def times(turn: Turn) -> Iterator[timedelta]:
    """When one may begin by the mere passing of time."""
    since, asked = _absent_since(turn), turn.delivery.asked
    if since is None or turn.state.resting is not None:
        return
    since = max(since, turn.state.rested or since)
    yield since + holds.shortest_break(turn.plan)
    if asked:
        yield max(since, asked.at) + asked.lasts


def _absent_since(turn: Turn) -> timedelta | None:
    """Since when nobody is there; None: somebody is, or may be."""
    run, idle = turn.run, holds.absent_from(turn.state, turn.plan)
    parts = (run.absent_since, run.locked_since, idle if idle is not None and idle <= turn.now.ticks else None)
    return min((part for part in parts if part is not None), default=None)
