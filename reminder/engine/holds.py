"""Which holds there are now. A hold is a reason not to speak; the program speaks only while there is none.

Pure: what is known of the pause, the hours, the person and the senses -> the holds in force, and the overruled ones.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from reminder.engine import schedule
from reminder.model.moment import CLOCK_SET, LONGEST_STILL, Moment
from reminder.model.plan import Plan, Reminder, Urgency
from reminder.model.senses import Hold, Reason, SenseName, SenseStatus
from reminder.model.state import Pause, State

DROPPING = frozenset({Reason.PAUSED, Reason.OUTSIDE_HOURS})
"""What falls due under these is dropped."""

STOPPING = DROPPING | {Reason.AWAY, Reason.LOCKED}
"""Under these nobody works, as far as the reminders are concerned: no countdown begins before they are over."""

PASSIVE_AT_MOST = timedelta(hours=2)
"""So long after the last input somebody may still sit before a film or a call."""

OVERRULABLE = frozenset({Reason.MEETING, Reason.FULL_SCREEN, Reason.APP})
"""These count no more after `quiet.at_most`, until they have ended once."""


def active(state: State, plan: Plan, now: Moment) -> tuple[Hold, ...]:
    sensed = (hold for hold in _heeded(state, plan, now) if not is_overruled(hold, state, plan, now))
    return (*_of_the_person(state, plan, now), *sensed)


def overruled(state: State, plan: Plan, now: Moment) -> tuple[Hold, ...]:
    """The holds that have lasted too long to be heeded; those of polled senses count from when they were heeded."""
    return tuple(
        replace(hold, began=heeded_since(hold, state) or hold.began)
        for hold in _heeded(state, plan, now)
        if is_overruled(hold, state, plan, now)
    )


def is_over(hold: Hold, now: Moment) -> bool:
    """Its end was known, and has come."""
    return hold.until is not None and hold.until <= schedule.stamp(now.wall)


def is_overruled(hold: Hold, state: State, plan: Plan, now: Moment) -> bool:
    """`hold` is of a kind that ends, and has not for `quiet.at_most`; in vain where the desktop shows nothing then."""
    since = heeded_since(hold, state)
    return since is not None and now.ticks - since >= plan.quiet.at_most and not hides(hold, Urgency.CRITICAL)


def heeded_since(hold: Hold, state: State) -> timedelta | None:
    """When the time began that reminders are held back for it at most; None: it has not, or there is no such time.

    A sense that pushes notices the beginning. A poll finds a hold at some later time, by chance: there it is the time
    when the hold was first in the way of a reminder.
    """
    if hold.reason not in OVERRULABLE:
        return None
    return state.heeded.get(hold.sense) if hold.sense in state.run.polled() else hold.began


def urgency(state: State, plan: Plan, now: Moment) -> Urgency:
    """That of a notification which is posted now.

    Critical where only that is seen before a full screen, which is no wish for quiet; through do not disturb nothing is
    forced.
    """
    shut = [hold.reason is Reason.FULL_SCREEN and not hold.gate.critical for hold in _gates(state, now) if hold.gate]
    return Urgency.CRITICAL if shut and all(shut) else plan.notify.urgency


def behind(state: State, plan: Plan, now: Moment) -> Hold | None:
    """What keeps a notification that is posted now from being seen; None: nothing is known to."""
    wanted = urgency(state, plan, now)
    return next((hold for hold in _gates(state, now) if hides(hold, wanted)), None)


def hides(hold: Hold, urgency: Urgency) -> bool:
    """While it lasts, a notification of this urgency is not seen."""
    return hold.gate is not None and (hold.gate.critical or urgency is not Urgency.CRITICAL)


def _heeded(state: State, plan: Plan, now: Moment) -> Iterable[Hold]:
    """What the senses tell of that is so and that the settings heed; all that hides everything, as nothing helps then.

    Of a full screen they tell under Plasma even where the settings do not heed it: it is a gate there.
    """
    for hold in state.sensed:
        ignored = hold.reason is Reason.FULL_SCREEN and not plan.quiet.full_screen
        if not is_over(hold, now) and (not ignored or hides(hold, Urgency.CRITICAL)):
            yield hold


def _gates(state: State, now: Moment) -> Iterable[Hold]:
    return (hold for hold in state.sensed if hold.gate and not is_over(hold, now))


def against(reminder: Reminder, holds: Iterable[Hold], plan: Plan, now: Moment) -> tuple[Hold, ...]:
    """The holds that keep this reminder quiet: fixed times ignore the ranges of working hours, not days off."""
    free = reminder.at and not schedule.is_day_off(plan.hours, now.wall.date())
    return tuple(hold for hold in holds if not (free and hold.reason is Reason.OUTSIDE_HOURS))


def drops(holds: Iterable[Hold]) -> bool:
    """What falls due under these is dropped."""
    return any(hold.reason in DROPPING for hold in holds)


def natural_break(lasts: timedelta, plan: Plan) -> timedelta:
    """How long an absence must be to count as the break that a reminder asks for, which `lasts` so long."""
    return max(plan.natural_break, lasts)


def shortest_break(plan: Plan) -> timedelta:
    """The absence from which on the person counts as away: it is the natural break of one reminder at least."""
    return min((natural_break(r.lasts, plan) for r in plan.reminders if r.enabled), default=plan.natural_break)


def sees_input(state: State, plan: Plan) -> bool:
    """Whether a pause in typing and an absence would be noticed."""
    serving = (sense.name for sense in state.run.senses if sense.status is SenseStatus.SERVES)
    return plan.see_idle and SenseName.IDLE in serving


def absent_from(state: State, plan: Plan) -> timedelta | None:
    """From when on nobody is taken to be there, by the input; it may lie ahead. None: somebody is, or may be.

    Sitting before a film or a call is work where the plan says so: until the last program lets the screen go dark, and
    for at most `PASSIVE_AT_MOST`.
    """
    idle = state.run.idle_since
    if idle is None or not plan.passive_is_work:
        return idle
    if state.run.passively_present:
        return idle + PASSIVE_AT_MOST
    return min(max(idle, state.run.watched_until or idle), idle + PASSIVE_AT_MOST)


def away_since(state: State, plan: Plan, now: Moment) -> timedelta | None:
    """Since when the person is away, by the input; None: they are not, or not for long enough."""
    absent = absent_from(state, plan)
    return absent if absent is not None and now.ticks - absent >= shortest_break(plan) else None


def pause_left(pause: Pause, now: Moment) -> timedelta | None:
    """How much of a pause remains, never more than it had when it began; None: until resumed.

    A pause until a time ends by the clock on the wall; where that was set back, after the time that it had to run. One
    that only drifts, as clocks do, ends it when it says so.
    """
    if pause.length is None:
        return None
    left = pause.began + pause.length - now.ticks
    if pause.until is None:
        return left
    by_the_wall = pause.until - schedule.stamp(now.wall)
    return by_the_wall if by_the_wall < left + CLOCK_SET else left


def wall_at(now: Moment, ticks: timedelta) -> datetime:
    """The clock on the wall at `ticks`, past or to come, as far as it is not set in between."""
    return (now.wall.astimezone(UTC) + (ticks - now.ticks)).astimezone(now.wall.tzinfo)


def stood_still(state: State, now: Moment) -> timedelta:
    """How long a virtual machine was paused since the last event; zero: it was not.

    Its kernel counts nothing then, and afterwards the clock on the wall is put right. One that goes ahead again after
    it was set back was wrong meanwhile, and one that goes ahead by more than `LONGEST_STILL` was so before.
    """
    if state.heartbeat.last is None or not state.run.virtual:
        return timedelta()
    ahead = now.set_since(state.heartbeat.last) - state.run.set_back
    return ahead if CLOCK_SET <= ahead <= LONGEST_STILL else timedelta()


def _of_the_person(state: State, plan: Plan, now: Moment) -> Iterable[Hold]:
    if state.pause:
        left = pause_left(state.pause, now)
        until = None if left is None else schedule.stamp(wall_at(now, now.ticks + left))
        yield Hold(reason=Reason.PAUSED, since=state.pause.since, until=until, began=state.pause.began)
    if shut := schedule.closed(plan.hours, now.wall):
        yield Hold(reason=Reason.OUTSIDE_HOURS, since=shut.since, until=shut.until)
    if (away := away_since(state, plan, now)) is not None:
        yield Hold(reason=Reason.AWAY, since=schedule.stamp(wall_at(now, away)), began=away)
    if state.run.locked_since is not None:
        since = schedule.stamp(wall_at(now, state.run.locked_since))
        yield Hold(reason=Reason.LOCKED, since=since, began=state.run.locked_since)
