"""What the person does, for the history: one thing at a time, the first of `Activity` that is so, told once it is over.

the holds in force, sleep, the Activity until now -> the Activity from now on, and a RecordSpan for what has ended

Spans lie end to end by the ticks, from a start of the program to its end, so none is lost or counted twice when clocks
are set; each is told by the clock of the time when it ended. What is known only afterwards, as absences and sleep are,
counts from when it began. One that a kill cuts off ends when the program was last known to run, and the next run
records it. Without a history nothing is remembered.
"""

from datetime import timedelta

from reminder.engine import holds, schedule
from reminder.engine.presence import SLEPT
from reminder.engine.turn import Turn
from reminder.model.activity import Activity, Doing
from reminder.model.effects import RecordSpan
from reminder.model.events import Event, PlanChanged, Started, Stopping
from reminder.model.moment import Moment
from reminder.model.senses import Hold, Reason
from reminder.model.state import State

SHORTEST = timedelta(seconds=1)
"""What lasts less belongs to what follows it."""

_KINDS = {
    Reason.PAUSED: Activity.PAUSED,
    Reason.OUTSIDE_HOURS: Activity.OUTSIDE_HOURS,
    Reason.AWAY: Activity.AWAY,
    Reason.LOCKED: Activity.AWAY,
}
"""Under any other hold: `HELD`."""
_BY_RULE = Activity.PAUSED, Activity.OUTSIDE_HOURS
"""These go on while the machine sleeps, and their end is known before."""
_RANK = list(Activity).index
_WEIGHT = list(Reason).index


def follow(turn: Turn, before: State, event: Event) -> None:
    """Settle what goes on after this event; `before` it the state was another."""
    doing, last = turn.state.activity, before.heartbeat.last
    if turn.plan.history_retention is None:
        turn.set(activity=None)
    elif doing and last and not isinstance(event, Started):
        _go_on(turn, doing, before, last, event)
    else:
        if before.activity and last:
            _record(turn, before.activity, last.ticks, last)
        kind, reason, _ = _present(turn)
        turn.set(activity=None if isinstance(event, Stopping) else Doing(kind, reason, turn.now.ticks))


def going_on(state: State) -> RecordSpan | None:
    """What goes on, as far as the program is known to have run; it is recorded once it is over."""
    doing, last = state.activity, state.heartbeat.last
    return _span(doing, last.ticks, last) if doing and last and last.ticks > doing.began else None


def _go_on(turn: Turn, doing: Doing, before: State, last: Moment, event: Event) -> None:
    kind, reason, hold = _present(turn)
    left = _left(turn, doing, before, last)
    slept = turn.now.slept_since(last) + holds.stood_still(before, turn.now)
    if slept >= SLEPT and not (doing.kind in _BY_RULE and doing.kind is kind):
        began = turn.now.ticks - slept
        doing = _turn_to(turn, doing, Doing(Activity.ASLEEP, None, max(began, left) if left else began))
        left = None
    if isinstance(event, Stopping):
        _record(turn, doing, turn.now.ticks, turn.now)
        turn.set(activity=None)
    elif (kind, reason) != (doing.kind, doing.reason):
        since = left
        if _RANK(kind) < _RANK(doing.kind) and not isinstance(event, PlanChanged):
            since = _since(turn, hold)
        _turn_to(turn, doing, Doing(kind, reason, turn.now.ticks if since is None else since))


def _present(turn: Turn) -> tuple[Activity, Reason | None, Hold | None]:
    """By the holds in force; sleep is over where something happens."""
    first = min(turn.holds, key=lambda hold: _WEIGHT(hold.reason), default=None)
    if first is None:
        return Activity.AT_WORK, None, None
    kind = _KINDS.get(first.reason, Activity.HELD)
    return kind, first.reason if kind is Activity.HELD else None, first


def _left(turn: Turn, doing: Doing, before: State, last: Moment) -> timedelta | None:
    """When the pause or the closed hours ended, by their rule or else now; None: it was neither."""
    if doing.kind not in _BY_RULE:
        return None
    known = (hold.until for hold in holds.active(before, turn.plan, last) if _KINDS.get(hold.reason) is doing.kind)
    until = next(known, None)
    return min(turn.ticks_at(until), turn.now.ticks) if until else turn.now.ticks


def _since(turn: Turn, hold: Hold | None) -> timedelta | None:
    """Since when it is so, where that may be long before it is known."""
    match hold:
        case Hold(reason=Reason.OUTSIDE_HOURS, since=since):
            return turn.ticks_at(since)
        case Hold(reason=Reason.AWAY | Reason.LOCKED):
            return turn.run.absent_since
    return None


def _turn_to(turn: Turn, doing: Doing, then: Doing) -> Doing:
    """From `doing`, as early as `then` says, but after it has begun."""
    ended = min(max(then.began, doing.began), turn.now.ticks)
    if is_long := ended - doing.began >= SHORTEST:
        _record(turn, doing, ended, turn.now)
    then = then._replace(began=ended if is_long else doing.began)
    turn.set(activity=then)
    return then


def _record(turn: Turn, doing: Doing, ended: timedelta, clock: Moment) -> None:
    if ended > doing.began:
        turn.effects.append(_span(doing, ended, clock))


def _span(doing: Doing, ended: timedelta, clock: Moment) -> RecordSpan:
    began, end = (schedule.stamp(holds.wall_at(clock, ticks)) for ticks in (doing.began, ended))
    return RecordSpan(doing.kind, doing.reason, began, end)
