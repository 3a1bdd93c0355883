"""The program begins to run with the state it ended with: rules 1 and 3."""

from datetime import timedelta

from msgspec.structs import replace

from reminder.engine import countdowns, outcomes
from reminder.engine.shift import shifted
from reminder.engine.turn import Turn
from reminder.model.effects import PollSenses
from reminder.phrase import phrase

SEEN_EVERY = timedelta(minutes=5)
"""The program leaves word on disk at least this often, so one that was killed ran on for up to so long after that."""

STARTING = phrase("it is just starting")
"""Why nothing notifies yet."""


def start(turn: Turn, boot: str, virtual: bool) -> None:
    """What the senses told, and what served, is unknown again; the rest goes on, or begins again after a long time.

    Until the senses have had their first look nothing is said: somebody may be in a meeting.
    """
    last, same = turn.state.last, turn.state.boot == boot
    if last is None:
        off = timedelta()
    elif same:
        off = turn.now.ticks - last.ticks
    else:
        off = turn.stamp() - last.wall
    absurd = off < timedelta()
    off = max(off, timedelta())
    if last and (absurd or not same):
        turn.state = shifted(turn.state, turn.now.ticks - (last.ticks + off))
    if not turn.state.ended:
        off -= SEEN_EVERY
    rested = absurd or off > turn.plan.natural_break
    goes_on = same and not rested
    turn.set(sensed_before=turn.state.sensed if goes_on else (), heeded=turn.state.heeded if goes_on else {})
    _forget(turn, boot)
    turn.set(virtual=virtual, set_back=timedelta())
    turn.effects.append(PollSenses())
    if turn.state.withdrawn:
        turn.effects.append(turn.state.withdrawn)
    if rested:
        countdowns.restart_after_break(turn, timedelta.max)
        outcomes.ignore(turn)
    if rested or last is None:
        turn.set(working_since=turn.now.ticks)


def _forget(turn: Turn, boot: str) -> None:
    """Everything that the program before this one had only for itself."""
    showing = turn.state.showing
    turn.set(
        boot=boot,
        idle_since=None,
        locked_since=None,
        absent_since=None,
        inhibitors={},
        passively_present=False,
        watched_until=None,
        sensed=(),
        senses=(),
        polled_at=turn.now.ticks,
        answered=False,
        status_requests=(),
        notifier="",
        notifier_why=STARTING,
        faults={},
        clock_set=None,
        wake=None,
        watch=None,
        upgrade_pending=False,
        ended=False,
        showing=replace(showing, request=None) if showing else None,
    )
