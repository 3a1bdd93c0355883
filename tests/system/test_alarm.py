"""The alarm with the real APScheduler and real descriptors; the clocks are moved, by time-machine or a fake reading.

Nobody sets the clock of the machine that tests run on, so the kernel's word of a step is an eventfd's here.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from support.waiting import until

from reminder.model.events import Woke
from reminder.model.moment import Moment
from reminder.system import alarm, clock
from reminder.system.alarm import Alarm

MOMENT = timedelta(milliseconds=150)
ON_TIME = timedelta(seconds=1)
"""Less is a busy machine's."""
HOUR = timedelta(hours=1)
LONG = timedelta(days=400)
Tell = Callable[[], None]

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
        await until(lambda: len(self.woken) >= times, within)


@asynccontextmanager
async def ringing() -> AsyncIterator[Bench]:
    bench, faults = Bench(), list[object]()
    asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context))
    bench.alarm.start()
    try:
        yield bench
    finally:
        bench.alarm.stop()
    await asyncio.sleep(0)
    assert not faults


@pytest.fixture
def bench(enter: Callable[..., Any]) -> Bench:
    return enter(ringing())


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
def slack(monkeypatch: pytest.MonkeyPatch) -> timedelta:
    """How much later the kernel's timer is to ring: sooner than usual."""
    monkeypatch.setattr(alarm, "SLACK", slack := timedelta(milliseconds=200))
    return slack


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Tell:
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


async def test_rings_once_at_the_moment_that_was_set(bench: Bench) -> None:
    target = bench.ticks() + MOMENT
    bench.alarm.set(target)
    await bench.rings()
    await silence()
    assert len(bench.woken) == 1
    assert target <= bench.woken[0].at.ticks < target + ON_TIME


async def test_the_last_setting_is_the_only_one_that_rings(bench: Bench) -> None:
    now = bench.ticks()
    for number in range(50):
        bench.alarm.set(now + MOMENT / 50 * number)
    bench.alarm.set(now + 2 * MOMENT)
    await bench.rings()
    await silence()
    assert [woke.at.ticks >= now + 2 * MOMENT for woke in bench.woken] == [True]


@pytest.mark.parametrize("last", [None, LONG], ids=["unset", "far off"])
async def test_what_was_set_is_forgotten_with_the_next(bench: Bench, last: timedelta | None) -> None:
    bench.alarm.set(bench.ticks() + MOMENT / 2)
    bench.alarm.set(last and bench.ticks() + last)
    await silence()
    assert bench.woken == []


async def test_a_moment_that_has_passed_rings_at_once(bench: Bench) -> None:
    bench.alarm.set(bench.ticks() - HOUR)
    await bench.rings(within=0.5)
    await silence()
    assert len(bench.woken) == 1


async def test_never_spins_though_the_past_is_set_again_and_again() -> None:
    rung: list[timedelta] = []

    def again(woke: Woke) -> None:
        rung.append(woke.at.ticks)
        bell.set(woke.at.ticks - timedelta(microseconds=len(rung)))

    bell = Alarm(again, clock.read)
    bell.start()
    bell.set(timedelta())
    await until(lambda: len(rung) == 4)
    bell.stop()
    assert min(after - before for before, after in pairwise(rung)) >= alarm.GAP


async def test_setting_the_past_over_and_over_does_not_put_the_ring_off(bench: Bench) -> None:
    for number in range(100):
        bench.alarm.set(bench.ticks() - HOUR * number)
        await asyncio.sleep(0.002)
        if bench.woken:
            return
    pytest.fail("never rang")


@linux
async def test_rings_although_the_clock_was_set_back_an_hour_unnoticed(slack: timedelta, bench: Bench) -> None:
    target = bench.ticks() + MOMENT
    bench.alarm.set(target)
    with time_machine.travel(datetime.now(UTC) - HOUR):
        await bench.rings()
    assert target <= bench.woken[0].at.ticks < target + slack + ON_TIME


async def test_rings_on_time_once_the_kernel_told_that_the_clock_was_set_back(told: Tell, bench: Bench) -> None:
    target = bench.ticks() + MOMENT
    bench.alarm.set(target)
    with time_machine.travel(datetime.now(UTC) - HOUR):
        told()
        await bench.rings(2)
        await silence()
    step, ring = bench.woken
    assert step.at.ticks < target <= ring.at.ticks < target + ON_TIME


@pytest.mark.usefixtures("blind")
async def test_rings_soon_after_a_clock_set_back_where_nobody_tells(bench: Bench) -> None:
    target = bench.ticks() + MOMENT
    bench.alarm.set(target)
    with time_machine.travel(datetime.now(UTC) - HOUR):
        await bench.rings(2)
    assert bench.woken[0].at.ticks < target <= bench.woken[1].at.ticks < target + ON_TIME


@linux
async def test_a_clock_set_forward_a_day_rings_once(bench: Bench) -> None:
    target = bench.ticks() + MOMENT
    bench.alarm.set(target)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1)):
        await bench.rings(2)
        await silence()
    assert [woke.at.ticks >= target for woke in bench.woken] == [False, True], "the step, then the ring"


async def test_a_clock_set_forward_a_day_does_not_ring_what_is_an_hour_off(told: Tell, bench: Bench) -> None:
    target = bench.ticks() + HOUR
    bench.alarm.set(target)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1)):
        told()
        await bench.rings()
        told()
        await silence()
    assert [woke.at.ticks < target for woke in bench.woken] == [True]


@pytest.mark.parametrize(
    ("what", "now"),
    [("slept", timedelta(minutes=3)), ("slept", timedelta(hours=9)), ("zone", ZoneInfo("Asia/Kolkata"))],
    ids=["a short sleep", "a night's", "another zone"],
)
async def test_what_the_clocks_did_meanwhile_is_told_once(told: Tell, bench: Bench, what: str, now: object) -> None:
    bench.alarm.set(bench.ticks() + timedelta(minutes=20))
    setattr(bench, what, now)
    told()
    await bench.rings()
    told()
    await silence()
    assert len(bench.woken) == 1


@linux
async def test_the_kernels_timer_rings_where_apscheduler_is_dead(slack: timedelta, bench: Bench) -> None:
    target = bench.ticks() + MOMENT
    bench.alarm._scheduler.pause()
    bench.alarm.set(target)
    await bench.rings()
    assert target + slack <= bench.woken[0].at.ticks < target + slack + ON_TIME


@linux
async def test_is_idle_while_all_is_well(bench: Bench) -> None:
    bench.alarm.set(bench.ticks() + HOUR)
    before = bench.readings
    await silence()
    assert bench.readings == before
    assert bench.alarm._look_every >= timedelta(minutes=5)


@pytest.mark.usefixtures("blind")
async def test_looking_at_the_clocks_and_finding_nothing_is_silent(bench: Bench) -> None:
    bench.alarm.set(bench.ticks() + HOUR)
    await until(lambda: bench.readings >= 5, 5)
    assert bench.woken == []


async def test_is_silent_and_leaves_no_descriptor_once_stopped() -> None:
    def descriptors() -> int:
        return len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0  # noqa: PTH208

    before = descriptors()
    bench = Bench()
    bench.alarm.start()
    bench.alarm.set(bench.ticks() + MOMENT / 2)
    bench.alarm.stop()
    await silence()
    assert bench.woken == []
    assert descriptors() == before


async def test_a_mistake_of_the_receiver_reaches_the_loops_handler_and_the_next_ring_comes() -> None:
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
    assert [str(fault) for fault in faults] == ["the inbox is broken"] * 2
    assert rung == 2
