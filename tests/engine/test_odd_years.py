"""Whole years in zones with odd changes of clocks, looked at every minute by somebody who can only read the clock.

What a clock on the wall has shown at most tells what is over: an hour that comes twice was over the first time, and
what lies in a gap is over after it. So this knows nothing of zones and their rules, and says when everything must come.
"""

import random
from collections import deque
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

import pytest
from msgspec.structs import replace
from support.fakes import LOOK, PILLS, POSTURE, WALK, a_plan, hours, minutes, ranges, seconds
from support.odd_years import ODD_YEARS, Change, OddYear, changes, days_of_change
from support.random_desk import SENSED, RandomDesk
from support.trials import HowMany, Tally

from reminder.engine import schedule
from reminder.model.effects import Show
from reminder.model.events import Event, HoldBegan, HoldEnded
from reminder.model.plan import Hours, Plan
from reminder.model.requests import Status
from reminder.model.senses import Reason

pytestmark = [pytest.mark.proof]

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
A_DAY_AND_MORE = hours(27)
"""Who has looked at the clock for so long knows whether there was a yesterday, and which hours come again."""
SHIFT = ranges("08:00-12:00", "13:00-17:00", "22:00-02:00")
WEEK = Hours(week=(SHIFT, SHIFT, (), SHIFT, SHIFT, ranges("21:30-04:00"), None))
"""By day and by night, Wednesday off, Sunday from midnight to midnight."""
AT = (time(0), time(0, 30), time(2, 30), time(12, 30), time(22, 15), time(23, 59))
UNREAD_AT_MOST = 7
"""Minutes: so often the whole status is read where nothing has happened meanwhile."""
ONE_BY_ONE = minutes(5)
"""So much later than its time a fixed time may come: others come before it, each a minute after the other."""


def a_plan_for(year: OddYear) -> Plan:
    """With fixed times in the middle of what its changes skip and double."""
    middles = {(change.clock + change.by / 2).replace(second=0).time() for change in changes(year.zone, year.year)}
    pills = replace(PILLS, at=tuple(sorted(middles | {*AT})))
    look = replace(LOOK, at=(time(12, 30), time(23)))
    return a_plan(POSTURE, replace(WALK, every=minutes(50)), pills, look, hours=WEEK)


class Passed(NamedTuple):
    """A fixed time that clocks have shown, or leapt over, between two looks at them."""

    reminder: str
    time: datetime
    after: datetime
    by: datetime
    skipped: bool
    """Clocks have never shown it."""

    def holds(self, instant: datetime) -> bool:
        """This was the instant, as far as one can tell who looks now and then."""
        return self.after < instant <= self.by


class WallClock:
    """A clock on the wall, and what it has shown at most."""

    def __init__(self, plan: Plan, utc: datetime, zone: ZoneInfo, passed: deque[Passed]) -> None:
        self._week = plan.hours.week
        self._at = [(r.name, at) for r in plan.reminders for at in r.at]
        self._minutes = {at for _, at in self._at}
        self.utc, self.zone = utc - A_DAY_AND_MORE, zone
        self.furthest = self._shows()
        self.dates = {self.furthest.date()}
        self._passed = passed
        while self.utc < utc:
            self.go_on(min(self.utc + MINUTE, utc))

    def runs_on_to(self, utc: datetime, zone: ZoneInfo) -> bool:
        """By no more than a minute, as it does where nobody sets it, takes it elsewhere or stops looking at it."""
        return zone == self.zone and timedelta() <= utc - self.utc <= MINUTE

    def go_on(self, utc: datetime) -> list[Passed]:
        """What is passed on the way."""
        after, before, self.utc = self.utc, self.furthest, utc
        shows = self._shows()
        self.dates.add(shows.date())
        if shows <= before:
            return []
        self.furthest = shows
        if shows - before <= MINUTE and shows.time().replace(second=0, microsecond=0) not in self._minutes:
            return []
        passed = [
            Passed(reminder, when, after, utc, shows - when >= MINUTE)
            for day in sorted({before.date(), shows.date()})
            if self._week[day.weekday()] != ()
            for reminder, at in self._at
            if before < (when := datetime.combine(day, at)) <= shows
        ]
        self._passed += passed
        return passed

    def is_open(self) -> bool:
        """Working hours have begun, and are not over; those of a day that never was have not."""
        yesterday, today = self.furthest.date() - DAY, self.furthest.date()
        return any(
            datetime.combine(day, start) <= self.furthest < datetime.combine(day if end > start else day + DAY, end)
            for day in (yesterday, today)
            if day in self.dates
            for start, end in self._ranges(day)
        )

    def comes_back(self) -> bool:
        """It shows a fixed time for the second time."""
        shows = self._shows()
        return shows < self.furthest and shows.time() in self._minutes

    def _shows(self) -> datetime:
        return self.utc.astimezone(self.zone).replace(tzinfo=None)

    def _ranges(self, day: date) -> tuple[tuple[time, time], ...]:
        ranges = self._week[day.weekday()]
        return ((time(), time()),) if ranges is None else ranges


class OddDesk(RandomDesk):
    """A desk with a clock on the wall. Its person sits there and types unless something happens."""

    def __init__(self, year: OddYear, day: date, tally: Tally) -> None:
        self.tally = tally
        self.clock: WallClock | None = None
        self.passed: deque[Passed] = deque(maxlen=200)
        """On this clock, and on those of the last places."""
        self.awaited: dict[Passed, timedelta] = {}
        """What must come, and by when."""
        self.told: set[tuple[str, datetime]] = set()
        self.last: Status | None = None
        """The last look, where nothing but time has passed since."""
        self.unread = 0
        """Minutes since somebody read the status."""
        super().__init__(a_plan_for(year), day.isoformat(), "00:00", year.zone)

    def pass_by(self, length: timedelta) -> None:
        """Minute by minute, by the machine's own clock."""
        end = self.true + length
        while self.true < end:
            full = self.utc.replace(second=0, microsecond=0) + MINUTE
            self.advance(min(full - self.utc, end - self.true))
            self.look()

    def something_happens(self) -> None:
        """What was to come may come otherwise."""
        self.disturb()
        self.awaited.clear()
        self.last = None

    def look(self) -> None:
        self._read_the_clock()
        self.tally["minutes"] += 1
        self.check_holds()
        self._check_wake()
        assert not [passed for passed, by in self.awaited.items() if self.true > by], "no loss"
        self.unread += 1
        if self.unread > UNREAD_AT_MOST:
            self.read_the_status()

    def read_the_status(self) -> None:
        before, status = self.last, self.check_status()
        self.unread = 0
        for standing in status.reminders:
            upcoming = standing.next
            assert upcoming.at or upcoming.why, "its next is known, or why it is not"
            if standing.every and upcoming.in_ is not None and upcoming.in_ > standing.every and not status.holds:
                closes = schedule.next_change(self.plan.hours, self.now.wall)
                assert closes, "a countdown is no longer than itself"
                assert closes - schedule.stamp(self.now.wall) <= standing.every
        self._check_opening(before, status)
        self.last = status

    def is_open(self) -> bool:
        return self.clock.is_open()

    def _take(self, event: Event) -> None:
        self._read_the_clock()
        super()._take(event)
        self.unread = UNREAD_AT_MOST

    def _read_the_clock(self) -> None:
        assert isinstance(self.zone, ZoneInfo)
        if self.clock is None or not self.clock.runs_on_to(self.utc, self.zone):
            self.something_happens()
            self.clock = WallClock(self.plan, self.utc, self.zone, self.passed)
            return
        for passed in self.clock.go_on(self.utc):
            here = not self.locked and self._last_input is None and not self.paused and not self.sensed
            if here and not any(name == passed.reminder and passed.holds(fixed) for name, fixed in self.told):
                self.awaited[passed] = self.true + ONE_BY_ONE
        if self.clock.comes_back():
            self.tally["fixed times that came twice"] += 1

    def _check_show(self, show: Show) -> None:
        super()._check_show(show)
        assert self.clock
        showing = show.showing
        name, fixed = showing.reminder, showing.fixed
        reminder = next(r for r in self.plan.reminders if r.name == name)
        assert (fixed is not None) == bool(reminder.at)
        assert fixed or self.clock.is_open(), "working hours are respected"
        if fixed:
            assert self.now.wall - fixed <= schedule.LATEST
            assert (name, fixed) not in self.told, "no fixed time comes twice"
            self.told.add((name, fixed))
            times = [p for p in self.passed if p.reminder == name and p.holds(fixed)]
            assert times, "a fixed time comes when clocks show it first, or at the end of the gap that it lies in"
            for passed in times:
                was_awaited = self.awaited.pop(passed, None) is not None
                self.tally["fixed times"] += was_awaited
                self.tally["of these skipped by clocks"] += was_awaited and passed.skipped
        self.tally["notifications"] += 1
        if self.last:
            foretold = next(standing.next for standing in self.last.reminders if standing.name == name)
            if foretold.at or not self.last.holds:
                assert foretold.at, "the last look told when it comes"
                assert abs(foretold.at - self.now.wall) <= ONE_BY_ONE

    def _check_opening(self, before: Status | None, status: Status) -> None:
        """A status tells when working hours begin."""
        opening = [hold.until for hold in status.holds if hold.reason is Reason.OUTSIDE_HOURS]
        for until in opening:
            assert until
            assert until > self.now.wall
        if before and not opening:
            for hold in before.holds:
                if hold.reason is Reason.OUTSIDE_HOURS:
                    assert hold.until
                    assert timedelta() <= self.now.wall - hold.until < MINUTE


# --- what happens -----------------------------------------------------------------------------------------------------


def a_length(chance: random.Random) -> timedelta:
    """Of seconds, of minutes, of hours."""
    return seconds(chance.choice((20, 400, 3600, 4 * 3600, 9 * 3600)) * chance.random() + 1)


def sleep(desk: OddDesk, chance: random.Random) -> None:
    """By night for the rest of it, about."""
    desk.tally["sleeps"] += 1
    desk.sleep(a_length(chance) if 6 <= desk.now.wall.hour < 20 else hours(chance.uniform(5, 12)))
    desk.come_back()


def lock(desk: OddDesk, chance: random.Random) -> None:
    desk.locked = True
    desk.lock()
    desk.pass_by(a_length(chance))
    desk.something_happens()
    desk.come_back()


def set_the_clock(desk: OddDesk, chance: random.Random) -> None:
    desk.tally["clocks set"] += 1
    by = chance.choice((minutes(3), hours(1), DAY)) * chance.choice((-1, 1)) + seconds(chance.randint(0, 1))
    desk.set_clock(by)
    desk.pass_by(a_length(chance))
    desk.something_happens()
    desk.set_clock(-by)


def travel(desk: OddDesk, chance: random.Random) -> None:
    desk.tally["journeys"] += 1
    home = str(desk.zone)
    desk.travel(chance.choice(ODD_YEARS).zone)
    desk.pass_by(chance.choice((1, 1, 9)) * a_length(chance))
    desk.something_happens()
    desk.travel(home)


def be_off(desk: OddDesk, chance: random.Random) -> None:
    desk.tally["restarts"] += 1
    desk.be_off(a_length(chance), reboot=chance.random() < 0.5, killed=chance.random() < 0.5)


def hold(desk: OddDesk, chance: random.Random) -> None:
    key = chance.choice(SENSED)
    desk.sensed[key] = desk.true
    desk.send(HoldBegan(desk.now, *key))
    desk.pass_by(a_length(chance))
    desk.something_happens()
    del desk.sensed[key]
    desk.send(HoldEnded(desk.now, *key))


def pause(desk: OddDesk, chance: random.Random) -> None:
    length = a_length(chance)
    desk.pause(length)
    desk.paused = (desk.true, length, None)
    desk.pass_by(a_length(chance))
    desk.something_happens()
    desk.resume()


HAPPENINGS = (*[sleep] * 4, lock, set_the_clock, set_the_clock, travel, be_off, hold, pause)

SHORT = {"Antarctica/Troll 2026", "America/Havana 2026", "Africa/Cairo 2014", "Pacific/Apia 2011"}
"""Years for a short run."""


def each(years: Iterable[OddYear]) -> pytest.MarkDecorator:
    """A case for each, most of them for a long run only."""
    cases = [pytest.param(it, marks=() if str(it) in SHORT else pytest.mark.long, id=str(it)) for it in years]
    return pytest.mark.parametrize("year", cases)


def test_the_years_have_every_change_of_clocks_that_there_was(how_many: HowMany, tally: Tally) -> None:
    """Since 1970, by its length and by what clocks showed; in a short run, those of late.

    Without the one from an offset with seconds (Monrovia, 1972), which a saved time cannot have.
    """
    known = {kind(change) for year in ODD_YEARS for change in changes(year.zone, year.year)}
    zones = [zone for zone in available_timezones() if not zone.startswith(("right/", "posix/"))]
    for year in range(how_many(2026, 1970), 2027):
        for zone in zones:
            found = changes(zone, year)
            tally["changes of clocks in the database"] += len(found)
            whole = [change for change in found if change.by % MINUTE == timedelta()]
            assert {kind(change) for change in whole} <= known, (zone, year)


def kind(change: Change) -> tuple[timedelta, time]:
    return change.by, change.clock.time()


@each(ODD_YEARS)
def test_the_days_around_a_change_of_clocks_are_like_any_other(year: OddYear, tally: Tally) -> None:
    """With somebody at the desk by day and by night, nothing excuses what is late or missing."""
    for day in days_of_change(year):
        OddDesk(year, day - 2 * DAY, tally).pass_by(5 * DAY)
    tally["years"] += 1


@each({year.zone: year for year in reversed(ODD_YEARS)}.values())
def test_in_a_year_of_sleep_and_set_clocks_and_journeys_nothing_is_lost_or_doubled(
    year: OddYear, how_many: HowMany, chance: random.Random, tally: Tally
) -> None:
    chance = random.Random(f"{chance.random()} {year}")
    days = how_many(4, 368)
    first = date(year.year, 1, 1) - DAY if days > 365 else days_of_change(year)[-1] - 2 * DAY
    desk = OddDesk(year, first, tally)
    while desk.true < days * DAY:
        desk.pass_by(chance.choice((1, 6)) * a_length(chance))
        desk.something_happens()
        chance.choice(HAPPENINGS)(desk, chance)
        desk.something_happens()
    tally["days"] += days
