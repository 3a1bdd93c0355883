"""The alarm with the real APScheduler and real descriptors; the clocks are moved, by time-machine or a fake reading.

Nobody sets the clock of the machine that tests run on, so the kernel's word of a step is an eventfd's here.
"""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from reminder.model.events import Woke
from reminder.model.moment import Moment
from reminder.system import alarm, clock
from reminder.system.alarm import Alarm

MOMENT = timedelta(milliseconds=150)
HOUR = timedelta(hours=1)
LONG = timedelta(days=400)

linux = pytest.mark.skipif(sys.platform != "linux", reason="timerfd is Linux's")


class Bench:
    """An alarm, what it put, and a clock whose readings can be shifted."""

    def __init__(self) -> None:
        self.woken: list[Woke] = []
        self.readings = 0
        self.slept = timedelta()
        self.zone: ZoneInfo | None = None
        self.alarm = Alarm(self.woken.append, self.read)

    def read(self) -> Moment:
        self.readings += 1
        now = clock.read()
        wall = now.wall.astimezone(self.zone) if self.zone else now.wall
        return Moment(now.ticks + self.slept, now.awake, wall + self.slept)

    def ticks(self) -> timedelta:
        return clock.read().ticks + self.slept

    async def rings(self, times: int = 1, within: float = 5) -> None:
        deadline = time.monotonic() + within
        while len(self.woken) < times:
            assert time.monotonic() < deadline, f"rang {len(self.woken)} times of {times}"
            await asyncio.sleep(0.005)


def play(story: Callable[[Bench], Awaitable[None]]) -> Bench:
    async def run() -> Bench:
        bench = Bench()
        faults: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context))
        bench.alarm.start()
        try:
            await story(bench)
        finally:
            bench.alarm.stop()
        await asyncio.sleep(0)
        assert not faults
        return bench

    return asyncio.run(run())


async def silence() -> None:
    """Longer than any ring that is due here."""
    await asyncio.sleep(2 * MOMENT.total_seconds())


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel that tells of nothing; a look every 100 ms instead of every minute."""

    def refuse(clock: int) -> int:
        raise OSError("no timerfd")

    monkeypatch.setattr(alarm, "_timerfd", refuse, raising=False)
    monkeypatch.setattr(alarm, "LOOK_EVERY_UNTOLD", timedelta(milliseconds=100))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """A kernel whose word of a clock step comes when this is called."""
    if sys.platform != "linux":
        pytest.skip("timerfd is Linux's")
    descriptors: list[int] = []

    def eventfd(clock: int) -> int:
        descriptors.append(os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC))
        return descriptors[-1]

    monkeypatch.setattr(alarm, "_timerfd", eventfd)
    monkeypatch.setattr(alarm, "_set_timerfd", lambda *arguments: None)
    return lambda: os.eventfd_write(descriptors[-1], 1)


def test_rings_once_at_the_moment_that_was_set() -> None:
    async def story(bench: Bench) -> None:
        target = bench.ticks() + MOMENT
        bench.alarm.set(target)
        await bench.rings()
        await silence()
        assert len(bench.woken) == 1
        assert target <= bench.woken[0].at.ticks < target + alarm.SLACK

    play(story)


def test_the_last_setting_is_the_only_one_that_rings() -> None:
    async def story(bench: Bench) -> None:
        now = bench.ticks()
        for number in range(50):
            bench.alarm.set(now + MOMENT / 50 * number)
        bench.alarm.set(now + 2 * MOMENT)
        await bench.rings()
        await silence()
        assert [woke.at.ticks >= now + 2 * MOMENT for woke in bench.woken] == [True]

    play(story)


@pytest.mark.parametrize("last", [None, LONG], ids=["unset", "far off"])
def test_what_was_set_is_forgotten_with_the_next(last: timedelta | None) -> None:
    async def story(bench: Bench) -> None:
        bench.alarm.set(bench.ticks() + MOMENT / 2)
        bench.alarm.set(last and bench.ticks() + last)
        await silence()

    assert play(story).woken == []


def test_a_moment_that_has_passed_rings_at_once() -> None:
    async def story(bench: Bench) -> None:
        bench.alarm.set(bench.ticks() - HOUR)
        await bench.rings(within=0.5)
        await silence()
        assert len(bench.woken) == 1

    play(story)


def test_never_spins_though_the_past_is_set_again_and_again() -> None:
    async def run() -> int:
        rung = 0

        def again(woke: Woke) -> None:
            nonlocal rung
            rung += 1
            bell.set(woke.at.ticks - timedelta(microseconds=rung))

        bell = Alarm(again, clock.read)
        bell.start()
        bell.set(timedelta())
        await asyncio.sleep(1)
        bell.stop()
        return rung

    assert 2 <= asyncio.run(run()) <= timedelta(seconds=1) / alarm.GAP + 1


def test_setting_the_past_over_and_over_does_not_put_the_ring_off() -> None:
    async def story(bench: Bench) -> None:
        for number in range(100):
            bench.alarm.set(bench.ticks() - HOUR * number)
            await asyncio.sleep(0.002)
            if bench.woken:
                return
        pytest.fail("never rang")

    play(story)


@linux
def test_rings_although_the_clock_was_set_back_an_hour_unnoticed() -> None:
    async def story(bench: Bench) -> None:
        target = bench.ticks() + MOMENT
        bench.alarm.set(target)
        with time_machine.travel(datetime.now(UTC) - HOUR):
            await bench.rings()
        late = bench.woken[0].at.ticks - target
        assert timedelta() <= late < 2 * alarm.SLACK

    play(story)


def test_rings_on_time_once_the_kernel_told_that_the_clock_was_set_back(told: Callable[[], None]) -> None:
    async def story(bench: Bench) -> None:
        target = bench.ticks() + MOMENT
        bench.alarm.set(target)
        with time_machine.travel(datetime.now(UTC) - HOUR):
            told()
            await bench.rings(2)
            await silence()
        step, ring = bench.woken
        assert step.at.ticks < target <= ring.at.ticks < target + alarm.SLACK

    play(story)


@pytest.mark.usefixtures("blind")
def test_rings_soon_after_a_clock_set_back_where_nobody_tells() -> None:
    async def story(bench: Bench) -> None:
        target = bench.ticks() + MOMENT
        bench.alarm.set(target)
        with time_machine.travel(datetime.now(UTC) - HOUR):
            await bench.rings(2)
        assert bench.woken[0].at.ticks < target <= bench.woken[1].at.ticks < target + alarm.SLACK

    play(story)


@linux
def test_a_clock_set_forward_a_day_rings_once() -> None:
    async def story(bench: Bench) -> None:
        target = bench.ticks() + MOMENT
        bench.alarm.set(target)
        with time_machine.travel(datetime.now(UTC) + timedelta(days=1)):
            await bench.rings(2)
            await silence()
        assert [woke.at.ticks >= target for woke in bench.woken] == [False, True], "the step, then the ring"

    play(story)


def test_a_clock_set_forward_a_day_does_not_ring_what_is_an_hour_off(told: Callable[[], None]) -> None:
    async def story(bench: Bench) -> None:
        target = bench.ticks() + HOUR
        bench.alarm.set(target)
        with time_machine.travel(datetime.now(UTC) + timedelta(days=1)):
            told()
            await bench.rings()
            told()
            await silence()
        assert [woke.at.ticks < target for woke in bench.woken] == [True]

    play(story)


@pytest.mark.parametrize("length", [timedelta(minutes=3), timedelta(hours=9)], ids=["short", "night"])
def test_a_sleep_is_told_once(told: Callable[[], None], length: timedelta) -> None:
    async def story(bench: Bench) -> None:
        bench.alarm.set(bench.ticks() + timedelta(minutes=20))
        bench.slept += length
        told()
        await bench.rings()
        told()
        await silence()
        assert len(bench.woken) == 1

    play(story)


def test_a_change_of_zone_is_told_once(told: Callable[[], None]) -> None:
    async def story(bench: Bench) -> None:
        bench.zone = ZoneInfo("Asia/Kolkata")
        told()
        await bench.rings()
        told()
        await silence()
        assert [woke.at.wall.utcoffset() for woke in bench.woken] == [timedelta(hours=5, minutes=30)]

    play(story)


@linux
def test_the_kernels_timer_rings_where_apscheduler_is_dead() -> None:
    async def story(bench: Bench) -> None:
        target = bench.ticks() + MOMENT
        bench.alarm._scheduler.pause()
        bench.alarm.set(target)
        await bench.rings()
        assert target + alarm.SLACK <= bench.woken[0].at.ticks < target + 2 * alarm.SLACK

    play(story)


@linux
def test_is_idle_while_all_is_well() -> None:
    async def story(bench: Bench) -> None:
        bench.alarm.set(bench.ticks() + HOUR)
        before = bench.readings
        await silence()
        assert bench.readings == before
        assert bench.alarm._look_every >= timedelta(minutes=5)

    play(story)


@pytest.mark.usefixtures("blind")
def test_looking_at_the_clocks_and_finding_nothing_is_silent() -> None:
    async def story(bench: Bench) -> None:
        bench.alarm.set(bench.ticks() + HOUR)
        deadline = time.monotonic() + 5
        while bench.readings < 5:
            assert time.monotonic() < deadline, "never looked"
            await asyncio.sleep(0.01)

    assert play(story).woken == []


def test_is_silent_and_leaves_no_descriptor_once_stopped() -> None:
    async def run() -> None:
        bench = Bench()
        bench.alarm.start()
        bench.alarm.set(bench.ticks() + MOMENT / 2)
        bench.alarm.stop()
        await silence()
        assert bench.woken == []

    def descriptors() -> int:
        return len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0  # noqa: PTH208

    before = descriptors()
    asyncio.run(run())
    assert descriptors() == before


def test_a_mistake_of_the_receiver_reaches_the_loops_handler_and_the_next_ring_comes() -> None:
    async def run() -> tuple[list[object], int]:
        faults: list[object] = []
        rung = 0

        def receive(woke: Woke) -> None:
            nonlocal rung
            rung += 1
            bell.set(woke.at.ticks + timedelta(milliseconds=1) if rung == 1 else None)
            raise RuntimeError("the inbox is broken")

        asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context["exception"]))
        bell = Alarm(receive, clock.read)
        bell.start()
        bell.set(timedelta())
        await silence()
        bell.stop()
        return faults, rung

    faults, rung = asyncio.run(run())
    assert [str(fault) for fault in faults] == ["the inbox is broken"] * 2
    assert rung == 2
