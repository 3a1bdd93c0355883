"""What a status says: `status(state, plan, now)`, always, whatever is going on.

Pure: state, plan, the moment -> Status.
"""

from datetime import datetime, timedelta

from reminder.engine import holds, schedule
from reminder.model.moment import ClockSet, Moment
from reminder.model.plan import Plan, Problem, Reminder
from reminder.model.requests import Next, ReminderStatus, Status
from reminder.model.senses import Hold, Reason
from reminder.model.showing import Showing, Shown
from reminder.model.state import Countdown, Missed, State

_NEWS_FOR = timedelta(hours=1)
"""So long it is worth telling that the clock was set."""
_OPENINGS = 30
"""How many openings to look at for one that lasts as long as a countdown."""


def status(state: State, plan: Plan, now: Moment) -> Status:
    """Everything that a person may ask about this moment."""
    active = holds.active(state, plan, now)
    standings = _standings(state, plan, now, active)
    open = state.delivery.showing
    absent = any(hold.reason in (Reason.AWAY, Reason.LOCKED) for hold in active)
    since = None if absent else state.working_since
    return Status(
        next=_earliest(standings),
        reminders=standings,
        holds=active,
        overruled=holds.overruled(state, plan, now),
        last=Shown(open.reminder, open.words, open.at) if open else state.delivery.shown,
        open=open is not None,
        checkin=asks_checkin(open, plan),
        missed=tuple(Missed(m.reminder, _local(m.at, now)) for m in state.missed),
        clock_set=_clock_set(state, now),
        working=now.ticks - since if since is not None and holds.sees_input(state, plan) else None,
        resting=_wall(state.resting, now) if state.resting is not None else None,
        notifier=state.run.notifier,
        notifier_why=state.run.notifier_why,
        senses=state.run.senses,
        problems=(*(Problem(part, why) for part, why in state.run.faults.items()), *plan.problems),
    )


def _clock_set(state: State, now: Moment) -> ClockSet | None:
    last = state.run.clock_set
    return last._replace(at=_local(last.at, now)) if last and now.ticks - last.ticks < _NEWS_FOR else None


def coming(state: State, plan: Plan, now: Moment) -> Next | None:
    """What comes next, for whoever needs nothing else of a status."""
    return _earliest(_standings(state, plan, now, holds.active(state, plan, now)))


def next_name(state: State, plan: Plan, now: Moment) -> str:
    """The reminder that comes next; empty where none is enabled."""
    earliest = coming(state, plan, now)
    return earliest.reminder if earliest else ""


def _standings(state: State, plan: Plan, now: Moment, active: tuple[Hold, ...]) -> tuple[ReminderStatus, ...]:
    return tuple(_standing(r, state, plan, now, active) for r in plan.reminders)


def _earliest(standings: tuple[ReminderStatus, ...]) -> Next | None:
    upcoming = [standing.next for standing in standings if standing.next]
    known = [(n.at, n) for n in upcoming if n.at]
    return min(known, key=lambda pair: pair[0])[1] if known else next(iter(upcoming), None)


def _standing(r: Reminder, state: State, plan: Plan, now: Moment, active: tuple[Hold, ...]) -> ReminderStatus:
    countdown = state.countdowns.get(r.name) if r.enabled else None
    against = holds.against(r, active, plan, now)
    due = countdown.due if countdown else None
    snoozed = countdown.snoozed if countdown else None
    return ReminderStatus(
        name=r.name,
        enabled=r.enabled,
        every=r.every,
        at=r.at,
        next=_next(r, countdown, state, plan, now, against) if countdown else None,
        deferred=bool(due and against),
        waiting=bool(due and not against),
        snoozed_until=_wall(snoozed.until, now) if snoozed and not due else None,
    )


def _next(r: Reminder, countdown: Countdown, state: State, plan: Plan, now: Moment, against: tuple[Hold, ...]) -> Next:
    """A hold without a known end leaves it open; one with an end puts it off."""
    for hold in against:
        if hold.until is None:
            return Next(reminder=r.name, at=None, why=hold.reason)
    free = max((_end(hold, hold.until, r, now) for hold in against if hold.until), default=schedule.stamp(now.wall))
    if not r.every and not _still_worth(countdown, free):
        at = _next_fixed(r, state, plan, now, free)
    elif r.every and holds.drops(against):
        at = _within_hours(free, free + r.every, r.every, plan, now)
    else:
        at = max(_next_countdown(r, countdown, state, plan, now), free)
        if r.every:
            at = _within_hours(schedule.stamp(now.wall), at, r.every, plan, now)
    if countdown.due and not against and not state.run.notifier:
        return Next(reminder=r.name, at=None)
    if at is None:
        return Next(reminder=r.name, at=None, why=Reason.OUTSIDE_HOURS)
    return Next(reminder=r.name, at=_local(at, now), in_=at - schedule.stamp(now.wall))


def _end(hold: Hold, until: datetime, r: Reminder, now: Moment) -> datetime:
    """When this hold is over for `r`: fixed times are free again with the day off, before the hours begin."""
    if r.at and hold.reason is Reason.OUTSIDE_HOURS:
        return min(until, schedule.midnight(now.wall))
    return until


def _still_worth(countdown: Countdown, free: datetime) -> bool:
    """A reminder with fixed times has something to show, or to show again, once it is `free` to."""
    if countdown.due and countdown.due.fixed:
        return free - countdown.due.fixed <= schedule.LATEST
    return bool(countdown.due or countdown.snoozed)


def asks_checkin(showing: Showing | None, plan: Plan) -> bool:
    return showing is not None and any(r.checkin and r.name == showing.reminder for r in plan.reminders)


def is_told(r: Reminder, state: State, now: Moment) -> bool:
    """It asks for a check-in, and there is one of today."""
    return r.checkin and state.run.weights.of_today(now.wall)


def _next_fixed(r: Reminder, state: State, plan: Plan, now: Moment, free: datetime) -> datetime | None:
    """The first fixed time that is still worth showing once the holds are over; what was told today is not asked."""
    late = max(schedule.stamp(now.wall), free - schedule.LATEST)
    if is_told(r, state, now):
        late = max(late, schedule.midnight(now.wall) - timedelta.resolution)
    late = late.astimezone(now.wall.tzinfo)
    when = schedule.next_fixed(r.at, plan.hours, late)
    return max(when, free) if when else None


def _next_countdown(r: Reminder, countdown: Countdown, state: State, plan: Plan, now: Moment) -> datetime:
    if countdown.due:
        waits = timedelta() if countdown.due.deferred or not holds.sees_input(state, plan) else plan.wait_for_pause
        apart = now.ticks if state.delivery.spoke is None else state.delivery.spoke + schedule.APART
        return _wall(max(countdown.due.since + waits, apart, now.ticks), now)
    if countdown.snoozed:
        return _wall(countdown.snoozed.until, now)
    return _wall(countdown.began + (r.every or timedelta()), now)


def _within_hours(start: datetime, at: datetime, every: timedelta, plan: Plan, now: Moment) -> datetime | None:
    """`at`, if the hours are open from `start` until then; else a whole countdown after the next opening for one."""
    for _ in range(_OPENINGS):
        if shut := schedule.closed(plan.hours, start.astimezone(now.wall.tzinfo)):
            if shut.until is None:
                return None
            start, at = shut.until, shut.until + every
        closing = schedule.next_change(plan.hours, start.astimezone(now.wall.tzinfo))
        if closing is None or closing > at:
            return at
        start = closing
    return None


def _wall(ticks: timedelta, now: Moment) -> datetime:
    return schedule.stamp(holds.wall_at(now, ticks))


def _local(when: datetime, now: Moment) -> datetime:
    return schedule.stamp(when.astimezone(now.wall.tzinfo))
