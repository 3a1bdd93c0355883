"""When each reminder falls due, and what makes its countdown begin again: rules 1, 2, 5, 6, 11 and 17.

holds, absences, the clocks -> the countdowns of the reminders
"""

from datetime import timedelta

from msgspec.structs import replace

from reminder.engine import holds, outcomes, schedule
from reminder.engine.polling import is_certain
from reminder.engine.status import is_told
from reminder.engine.turn import Turn
from reminder.model.plan import Plan, Reminder
from reminder.model.state import Countdown, Due, Missed

_REMEMBER = timedelta(days=2)
"""How long a fixed time is remembered as shown or missed."""
_MISSED = 5
"""How many missed fixed times a status names."""


def change_plan(turn: Turn, before: Plan) -> None:
    """Rule 17. One that was disabled, or had fixed times, begins its countdown now."""
    old = {r.name: r for r in before.reminders if r.enabled}
    new = {r.name: r for r in turn.enabled()}
    known = {
        name: countdown
        for name, countdown in turn.state.countdowns.items()
        if name in old and name in new and bool(old[name].every) == bool(new[name].every)
    }
    turn.set(countdowns=known)
    if turn.showing and turn.showing.reminder not in new:
        outcomes.ignore(turn)


def sync(turn: Turn) -> None:
    """Each enabled reminder has a countdown, no other has."""
    known = turn.state.countdowns
    names = [r.name for r in turn.enabled()]
    if list(known) != names:
        fresh = Countdown(began=turn.now.ticks, renew=True)
        turn.set(countdowns={name: known.get(name, fresh) for name in names})


# --- beginning again --------------------------------------------------------------------------------------------------


def restart_after_break(turn: Turn, absence: timedelta) -> None:
    """Whatever this absence was a natural break for begins again when the person is back."""
    for r in turn.enabled():
        if r.name in turn.state.countdowns and absence >= holds.natural_break(r.lasts, turn.plan):
            _clear(turn, r)


def drop_and_renew(turn: Turn) -> None:
    """Rules 2 and 5."""
    for r in turn.enabled():
        if holds.drops(holds.against(r, turn.holds, turn.plan, turn.now)):
            _clear(turn, r)
    if not any(hold.reason in holds.STOPPING for hold in turn.holds):
        for name, countdown in turn.state.countdowns.items():
            if countdown.renew:
                turn.set_countdown(name, began=turn.now.ticks, renew=False)


def _clear(turn: Turn, r: Reminder) -> None:
    """What was due, deferred or snoozed is gone; a fixed time is not: its own 15 minutes decide (rule 11)."""
    due = turn.countdown(r).due
    turn.set_countdown(r.name, renew=True, due=due if due and due.fixed else None, snoozed=None)


# --- falling due ------------------------------------------------------------------------------------------------------


def falls_due(turn: Turn, r: Reminder) -> timedelta | None:
    """When this one falls due next; None: it is due already, or something must happen before."""
    countdown = turn.countdown(r)
    if countdown.due:
        return None
    if countdown.snoozed:
        return countdown.snoozed.until
    if r.every:
        return None if countdown.renew else countdown.began + r.every
    when = schedule.next_fixed(r.at, turn.plan.hours, turn.now.wall)
    return turn.ticks_at(when) if when else None


def fall_due(turn: Turn) -> None:
    """What is due by now, and what is deferred because a hold is against it."""
    _fall_due_by_the_clock(turn)
    for r in turn.enabled():
        if (falls := falls_due(turn, r)) is not None and falls <= turn.now.ticks:
            snoozed = turn.countdown(r).snoozed
            turn.set_countdown(r.name, due=Due(since=turn.now.ticks, words=snoozed.words if snoozed else None))
        due, against = turn.countdown(r).due, holds.against(r, turn.holds, turn.plan, turn.now)
        if due and not due.deferred and any(is_certain(hold, turn.state, turn.now) for hold in against):
            turn.set_countdown(r.name, due=replace(due, deferred=True))


def _fall_due_by_the_clock(turn: Turn) -> None:
    """Rule 11. `checked` moves back with a clock that is set back; `said` keeps that from doubling anything."""
    now = turn.stamp()
    after = max(min(turn.state.heartbeat.checked or now, now), now - _REMEMBER).astimezone(turn.now.wall.tzinfo)
    missed = list(turn.state.missed)
    for r in turn.enabled():
        if not r.at:
            continue
        countdown = turn.countdown(r)
        due, said = countdown.due, tuple(when for when in countdown.said if abs(now - when) < _REMEMBER)
        passed = schedule.fixed_times(r.at, turn.plan.hours, after, turn.now.wall)
        passed = [when for when in passed if when not in said]
        if due and due.fixed and abs(now - due.fixed) < _REMEMBER:  # else the clock was set, and it comes again
            passed.insert(0, due.fixed)
        worth = passed[-1] if passed and now - passed[-1] <= schedule.LATEST else None
        missed += [Missed(r.name, when) for when in passed if when != worth and not is_told(r, turn.state, turn.now)]
        if is_told(r, turn.state, turn.now):
            due, said = None, (*said, *(when for when in passed if when not in said))
        elif worth and (due is None or due.fixed != worth):
            due = Due(since=turn.now.ticks, fixed=worth)
        elif due and due.fixed != worth:
            due = None
        if (due, said) != (countdown.due, countdown.said):
            turn.set_countdown(r.name, due=due, said=said)
    turn.set_heartbeat(checked=now)
    turn.set(missed=tuple(m for m in missed if timedelta() <= now - m.at < _REMEMBER)[-_MISSED:])
