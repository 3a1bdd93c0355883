"""Rings at one moment and no other, through APScheduler, and sees to it that neither sleep nor a set clock hides it.

set(ticks) -> one APScheduler job ──────────────┐
timerfds, and a look now and then (the guard) ──┴─> _look(): compare the clocks, arm anew -> put(Woke)

APScheduler alone is not enough: it works out its wait from the wall clock and then waits on a clock that stands
still in sleep, so it rings late after a sleep and not at all after the clock was set back. Every waking is the same
look, whoever caused it; one too many does no harm.
"""

import asyncio
import logging
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from reminder.model.events import Woke
from reminder.model.moment import Moment
from reminder.system.lean import instead
from reminder.system.tasks import Timer

_NOT_USED = {
    "apscheduler.executors.pool": SimpleNamespace(ThreadPoolExecutor=None),
    "importlib.metadata": SimpleNamespace(version=lambda name: "3", entry_points=lambda group: ()),
}
"""What APScheduler imports for pools, plug-ins and its own version; it brings multiprocessing, csv and email along."""

with instead(_NOT_USED):
    from apscheduler.executors.asyncio import AsyncIOExecutor
    from apscheduler.jobstores.base import JobLookupError
    from apscheduler.jobstores.memory import MemoryJobStore
    from apscheduler.schedulers.asyncio import AsyncIOScheduler
    from apscheduler.triggers.date import DateTrigger

LOOK_EVERY = timedelta(minutes=5)
LOOK_EVERY_UNTOLD = timedelta(minutes=1)
"""Where the kernel does not tell of sleep and clock steps."""
GAP = timedelta(milliseconds=100)
"""At least this long between two rings, whatever is asked for."""
SLACK = timedelta(seconds=1)
"""How much later than APScheduler the guard rings; and how far the clocks may drift apart between two looks."""

_YEAR_2200 = 7_258_118_400 * 10**9
_TIMER_ABSTIME, _TIMER_CANCEL_ON_SET = 1, 2


class Alarm:
    """The one alarm clock. Everything happens in the loop that runs at `start`."""

    def __init__(self, put: Callable[[Woke], None], clock: Callable[[], Moment]) -> None:
        logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it tells of every job it is given
        self._put = put
        self._clock = clock
        self._scheduler: Any = AsyncIOScheduler(
            timezone=UTC,
            jobstores={"default": MemoryJobStore()},
            executors={"default": AsyncIOExecutor()},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._job: Any = None
        self._target: timedelta | None = None
        self._rang = -GAP
        self._look_timer = Timer()
        self._look_every = LOOK_EVERY_UNTOLD
        self._steps: int | None = None
        """Descriptor that is readable once the wall clock was set, or the machine woke from sleep."""
        self._late: int | None = None
        """Descriptor that is readable a little after the target, the time asleep counted."""

    def start(self) -> None:
        """Begin, in the running loop."""
        self._loop = asyncio.get_running_loop()
        self._last = self._clock()
        self._scheduler.start()
        if sys.platform == "linux":
            with suppress(OSError):  # a kernel or a sandbox without timerfd
                self._late = self._watched(_timerfd(_CLOCK_BOOTTIME))
                self._steps = self._watched(_timerfd(_CLOCK_REALTIME))
                _set_timerfd(self._steps, _YEAR_2200, _TIMER_ABSTIME | _TIMER_CANCEL_ON_SET)
                self._look_every = LOOK_EVERY
        self._arm(self._last)
        self._look_timer.set(self._look_every, self._look)

    def set(self, ticks: timedelta | None) -> None:
        """Ring once at `ticks`, at once if that has passed, in place of what was set before; None: not at all."""
        if ticks != self._target:
            self._target = ticks
            self._arm(self._clock())

    def stop(self) -> None:
        self._target = None
        self._disarm()
        self._look_timer.cancel()
        for descriptor in (self._steps, self._late):
            if descriptor is not None:
                self._loop.remove_reader(descriptor)
                os.close(descriptor)
        self._steps = self._late = None
        self._scheduler.shutdown(wait=False)

    def _look(self) -> None:
        now, last = self._clock(), self._last
        due = self._target is not None and now.ticks >= self._target
        if due:
            self._target, self._rang = None, now.ticks
        self._last = now
        self._arm(now)
        self._look_timer.set(self._look_every, self._look)
        if due or _jumped(last, now):
            self._put(Woke(now))

    def _arm(self, now: Moment) -> None:
        self._disarm()
        if self._target is None:
            return
        wait = max(self._target, self._rang + GAP, now.ticks) - now.ticks
        # A fresh id each time: APScheduler deletes a job after it ran, were it even armed anew meanwhile.
        self._job = self._scheduler.add_job(self._ring, DateTrigger(datetime.now(UTC) + wait, timezone=UTC))
        if sys.platform == "linux" and self._late is not None:
            _set_timerfd(self._late, (wait + SLACK) // timedelta(microseconds=1) * 1000)

    def _disarm(self) -> None:
        if self._job:
            with suppress(JobLookupError):  # it rang
                self._job.remove()
        self._job = None
        if sys.platform == "linux" and self._late is not None:
            _set_timerfd(self._late, 0)

    async def _ring(self) -> None:
        # A coroutine, so that APScheduler needs no thread; and the look outside it, so that a mistake in there goes
        # to the loop's handler and not into APScheduler.
        self._loop.call_soon(self._look)

    def _watched(self, descriptor: int) -> int:
        self._loop.add_reader(descriptor, self._told, descriptor)
        return descriptor

    def _told(self, descriptor: int) -> None:
        with suppress(OSError):  # ECANCELED: the clock was set. Read or refused, the descriptor is quiet again.
            os.read(descriptor, 8)
        self._look()


def _jumped(last: Moment, now: Moment) -> bool:
    """Between the two the machine slept, the clock was set, or the zone or its offset changed."""
    moved = (now.wall.tzinfo, now.wall.utcoffset()) != (last.wall.tzinfo, last.wall.utcoffset())
    return now.slept_since(last) > SLACK or abs(now.set_since(last)) > SLACK or moved


if sys.platform == "linux":
    from time import CLOCK_BOOTTIME as _CLOCK_BOOTTIME
    from time import CLOCK_REALTIME as _CLOCK_REALTIME

    if sys.version_info >= (3, 13):

        def _timerfd(clock: int) -> int:
            return os.timerfd_create(clock, flags=os.TFD_NONBLOCK | os.TFD_CLOEXEC)

        def _set_timerfd(descriptor: int, nanoseconds: int, flags: int = 0) -> None:
            os.timerfd_settime_ns(descriptor, flags=flags, initial=nanoseconds)

    else:
        import ctypes

        _libc = ctypes.CDLL(None, use_errno=True)

        def _timerfd(clock: int) -> int:
            descriptor: int = _libc.timerfd_create(clock, os.O_NONBLOCK | os.O_CLOEXEC)
            if descriptor < 0:
                raise OSError(ctypes.get_errno(), "timerfd_create")
            return descriptor

        def _set_timerfd(descriptor: int, nanoseconds: int, flags: int = 0) -> None:
            seconds, rest = divmod(nanoseconds, 10**9)
            interval_then_value = (ctypes.c_long * 4)(0, 0, seconds, rest)
            if _libc.timerfd_settime(descriptor, flags, interval_then_value, None):
                raise OSError(ctypes.get_errno(), "timerfd_settime")
