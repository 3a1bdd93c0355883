"""Work that goes on beside everything else, and what is to be done later."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")


class Tasks:
    """Those that have not ended; true while there are any."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def __bool__(self) -> bool:
        return any(not task.done() for task in self._tasks)

    def begin(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """It goes on until it ends by itself, or all of them are stopped; asyncio alone would forget it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def any(self) -> None:
        """Until one of them ends."""
        await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


class Timer:
    """One thing to do later; true while that is still to come."""

    def __init__(self) -> None:
        self._handle: asyncio.TimerHandle | None = None

    def __bool__(self) -> bool:
        return self._handle is not None

    def set(self, wait: timedelta, act: Callable[[], object]) -> None:
        """Do this in so long, in place of what was to be done."""
        self.cancel()
        self._handle = asyncio.get_running_loop().call_later(wait.total_seconds(), partial(self._ring, act))

    def cancel(self) -> None:
        if self._handle:
            self._handle.cancel()
            self._handle = None

    def _ring(self, act: Callable[[], object]) -> None:
        self._handle = None
        act()
