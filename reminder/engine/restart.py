"""The program begins to run with the state it ended with: rules 1 and 3."""

from datetime import timedelta

from reminder.engine import countdowns, outcomes
from reminder.engine.shift import shifted
from reminder.engine.turn import Turn
from reminder.model.effects import PollSenses
from reminder.model.state import Run
from reminder.phrase import phrase

HEARTBEAT_EVERY = timedelta(minutes=5)
"""The program writes a heartbeat at least this often, so one that was killed ran on for up to so long after it."""

STARTING = phrase("it is just starting")
"""Why nothing notifies yet."""


def start(turn: Turn, boot: str, virtual: bool) -> None:
    """What was sensed, and what served, is unknown again; the rest goes on, or begins again after a long time.

    Until the senses have looked for the first time nothing is shown: the person may be in a meeting.
    """
    last, same = turn.state.heartbeat.last, turn.state.heartbeat.boot == boot
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
    if not turn.state.heartbeat.ended:
        off -= HEARTBEAT_EVERY
    rested = absurd or off > turn.plan.natural_break
    goes_on = same and not rested
    turn.set(
        run=Run(
            virtual=virtual,
            sensed_before=turn.state.sensed if goes_on else (),
            polled_at=turn.now.ticks,
            answered=False,
            notifier_why=STARTING,
        ),
        sensed=(),
        heeded=turn.state.heeded if goes_on else {},
    )
    turn.set_heartbeat(boot=boot, ended=False)
    turn.effects.append(PollSenses())
    if turn.delivery.withdrawn:
        turn.effects.append(turn.delivery.withdrawn)
    if rested:
        countdowns.restart_after_break(turn, timedelta.max)
        outcomes.ignore(turn)
    if rested or last is None:
        turn.set(working_since=turn.now.ticks)
