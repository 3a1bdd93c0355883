"""How long a simulated year of office days takes: `python tests/bench/year.py [ROUNDS]`.

The defaults, with office hours, are played through the engine in the world of `reminder preview`: somebody who types,
pauses, has lunch and two meetings, answers some notifications and locks the screen in the evening, on every weekday. A
loop of additions beside it tells how fast the machine is.
"""

import sys
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from statistics import median
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from reminder.engine.simulate import World
from reminder.model.effects import Show
from reminder.model.events import HoldBegan, HoldEnded
from reminder.model.plan import Hours, Plan, Range
from reminder.model.senses import Reason
from reminder.model.showing import Button
from reminder.settings.reading import packaged_plan

GOAL = 10.0
"""Seconds."""

YEAR, ADDITIONS = 2026, 10_000_000
HOME = ZoneInfo("Europe/Berlin")
_MINUTE = timedelta(minutes=1)
_SEES_CAMERA = Reason.MEETING, "camera"


def main(rounds: int) -> bool:
    """Print the table; True where the goal is met."""
    years, loops = [], []
    for _ in range(rounds):
        loops.append(seconds_for_additions())
        begin = time.process_time()
        world = a_year()
        years.append(time.process_time() - begin)
    year, loop = median(years), median(loops)
    shown = sum(isinstance(entry.effect, Show) for entry in world.log)
    simulated = timedelta(days=365).total_seconds()
    print(f"{sys.executable}, medians of {rounds} rounds\n")
    print(f"a year of office days, with {shown:,} notifications  {year:8.2f} s  {'met' if year < GOAL else 'missed'}")
    print(f"simulated time, in real time                       {simulated / year:12,.0f} times")
    print(f"{ADDITIONS:,} additions in a loop                 {loop:8.2f} s")
    print(f"the year, in such loops                            {year / loop:8.2f}")
    return year < GOAL


def seconds_for_additions() -> float:
    begin, total = time.process_time(), 0
    for number in range(ADDITIONS):
        total += number
    return time.process_time() - begin


def a_year() -> World:
    day = date(YEAR, 1, 1)
    world = World(a_plan(), datetime(YEAR, 1, 1, tzinfo=HOME).astimezone(UTC), HOME)
    world.start()
    world.lock()
    while day.year == YEAR:
        if day.weekday() < 5:
            play(world, day)
        day += timedelta(days=1)
    world.advance_to(datetime(YEAR + 1, 1, 1, tzinfo=HOME))
    return world


def a_plan() -> Plan:
    nine_to_five = (Range(clock_time(9), clock_time(17)),)
    return replace(packaged_plan(), hours=Hours(week=(nine_to_five,) * 5 + ((), ())))


def play(world: World, day: date) -> None:
    """One day at the office."""

    def work_until(hour: int, minute: int = 0) -> None:
        end = datetime(day.year, day.month, day.day, hour, minute, tzinfo=HOME)
        while world.now.wall < end - 10 * _MINUTE:
            for _ in range(3):
                world.advance(3 * _MINUTE)
                world.be_away(timedelta(seconds=5))
            world.be_away(timedelta(seconds=45))
            if world.state.delivery.showing:
                world.press(Button.SNOOZE if world.now.wall.minute == 10 else Button.DONE)
        world.advance_to(end)

    def meet_until(hour: int, minute: int = 0) -> None:
        world.send(HoldBegan(world.now, *_SEES_CAMERA))
        work_until(hour, minute)
        world.send(HoldEnded(world.now, *_SEES_CAMERA))

    world.advance_to(datetime(day.year, day.month, day.day, 8, 55, tzinfo=HOME))
    world.unlock()
    work_until(10)
    meet_until(10, 45)
    work_until(12)
    world.lock()
    world.advance_to(datetime(day.year, day.month, day.day, 13, tzinfo=HOME))
    world.unlock()
    work_until(15)
    meet_until(16)
    work_until(17, 5)
    world.lock()


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if sys.argv[1:] else 3) else 1)
