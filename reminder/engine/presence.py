"""Who is there, and what is sensed: absences, natural breaks (rule 2) and the sensed holds (rule 5).

idle, inhibitors, lock, sleep, sensed reasons -> what is known of the person; an absence that was long enough renews
countdowns, and is recorded where it was a break from work
"""

from datetime import timedelta

from reminder.engine import breaks, countdowns, holds, outcomes, polling, schedule
from reminder.engine.shift import shifted
from reminder.engine.turn import Turn
from reminder.model.effects import RecordBreak
from reminder.model.events import HoldBegan, HoldEnded, SenseLost
from reminder.model.moment import CLOCK_SET, ClockSet
from reminder.model.senses import Hold, Programs, Sense, SenseName

SLEPT = timedelta(seconds=2)
"""One clock gets ahead of another by less than this only by rounding, or because it is kept right."""


def begin_hold(turn: Turn, event: HoldBegan) -> None:
    """A sense that repeats itself, or corrects the detail, does not begin a hold anew."""
    known = {(hold.reason, hold.sense): hold for hold in turn.state.sensed}
    earlier = {(hold.reason, hold.sense): hold for hold in turn.run.sensed_before}
    key = (event.reason, event.sense)
    before = known.get(key) or earlier.get(key)
    known[key] = Hold(
        reason=event.reason,
        sense=event.sense,
        detail=event.detail,
        since=before.since if before else turn.stamp(),
        began=before.began if before else turn.now.ticks,
        until=event.until,
        gate=event.gate,
    )
    turn.set(sensed=tuple(known.values()))


def end_hold(turn: Turn, event: HoldEnded) -> None:
    """Only that of this sense, for this reason."""
    key = (event.reason, event.sense)
    turn.set(sensed=tuple(hold for hold in turn.state.sensed if (hold.reason, hold.sense) != key))


def find_sense(turn: Turn, found: Sense) -> None:
    """It serves from now on, or is known not to."""
    turn.set_run(senses=tuple({**{sense.name: sense for sense in turn.run.senses}, found.name: found}.values()))


def lose_sense(turn: Turn, event: SenseLost) -> None:
    """Unknown means present: what a sense found before it was lost holds nothing back."""
    find_sense(turn, Sense(name=event.name, status=event.status, why=event.why, polled=event.polled))
    turn.set(sensed=tuple(hold for hold in turn.state.sensed if hold.sense != event.name))
    inhibit(turn, event.name, ())
    if event.name == SenseName.IDLE:
        end_idleness(turn)
    if event.name == SenseName.LOCK:
        turn.set_run(locked_since=None)


def inhibit(turn: Turn, sense: SenseName, by: Programs) -> None:
    """These keep the screen awake, by what one sense detects. A person who is away already stays so."""
    before = turn.run.inhibitors
    after = {**before, sense: by} if by else {name: their for name, their in before.items() if name != sense}
    if after and not before:
        turn.set_run(passively_present=holds.away_since(turn.state, turn.plan, turn.now) is None)
    elif before and not after:
        turn.set_run(
            passively_present=False,
            watched_until=turn.now.ticks if turn.run.passively_present else turn.run.watched_until,
        )
    turn.set_run(inhibitors=after)


def begin_idleness(turn: Turn, since: timedelta) -> None:
    if turn.plan.see_idle:
        turn.set_run(idle_since=min(since, turn.now.ticks))


def end_idleness(turn: Turn) -> None:
    """There is input again, or it cannot be detected."""
    if (away := holds.away_since(turn.state, turn.plan, turn.now)) is not None:
        _absent(turn, away)
    outcomes.observe(turn, holds.absent_from(turn.state, turn.plan))
    breaks.begin(turn, holds.absent_from(turn.state, turn.plan))
    turn.set_run(idle_since=None, passively_present=bool(turn.run.inhibitors))


def notice_clocks(turn: Turn) -> None:
    """Where the clock that counts sleep got ahead of the one that does not, nobody was there for the difference.

    A virtual machine that was paused did not count it at all: then it is the clock on the wall that got ahead.
    """
    last = turn.state.heartbeat.last
    if last is None:
        return
    paused, by = holds.stood_still(turn.state, turn.now), turn.now.set_since(last)
    if paused:
        turn.state = shifted(turn.state, -paused)
    if abs(by) >= SLEPT:
        turn.set_run(set_back=max(turn.run.set_back - by, timedelta()))
    if abs(by) >= CLOCK_SET:
        turn.set_run(clock_set=ClockSet(turn.stamp(), by, turn.now.ticks, paused=bool(paused)))
    slept = turn.now.slept_since(last) + paused
    if slept >= SLEPT:
        _absent(turn, turn.now.ticks - slept)
        outcomes.observe(turn, turn.run.absent_since)


def follow_absence(turn: Turn) -> None:
    """An absence that was a reminder's natural break renews its countdown, and ends its showing."""
    away, locked = holds.away_since(turn.state, turn.plan, turn.now), turn.run.locked_since
    if away is not None:
        _absent(turn, away)
    if locked is not None:
        _absent(turn, locked)
    since = turn.run.absent_since
    if since is None:
        return
    absence = turn.now.ticks - since
    countdowns.restart_after_break(turn, absence)
    outcomes.outlast(turn, since)
    breaks.begin(turn, since)
    if away is not None or locked is not None:
        return
    turn.set_run(absent_since=None)
    if absence >= holds.shortest_break(turn.plan):
        turn.set(working_since=turn.now.ticks)
        polling.poll_after_absence(turn)
        _record(turn, since)


def _record(turn: Turn, since: timedelta) -> None:
    """A break from work ends on the day on which it began, and began while reminders might have come."""
    began, pause = holds.wall_at(turn.now, since), turn.state.pause
    paused = pause is not None and pause.began <= since
    if began.date() == turn.now.wall.date() and schedule.is_open(turn.plan.hours, began) and not paused:
        turn.effects.append(RecordBreak(schedule.stamp(began), turn.stamp()))


def _absent(turn: Turn, since: timedelta) -> None:
    """One absence may have several parts: idle, then locked, then asleep."""
    parts = (since, turn.run.absent_since, holds.absent_from(turn.state, turn.plan))
    turn.set_run(absent_since=min(part for part in parts if part is not None))
