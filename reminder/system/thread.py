"""Questions to the system that it mostly answers at once, but need not: they wait in a thread, never in the loop.

    ask(question) ─▶ a thread of its own, for as long as the answer takes ─▶ the answer, or SystemSilent

The loop hears of an answer as of any other event, and of none after it has ended.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures.thread import ThreadPoolExecutor  # by now: later there may be no descriptor to import it
from contextlib import suppress
from datetime import timedelta
from threading import Thread
from typing import TypeVar

from reminder.errors import NoAnswer, SystemRefused

Given = TypeVar("Given")
T = TypeVar("T")

WITHIN = timedelta(seconds=5)


async def in_a_thread(work: Callable[[Given], T], given: Given, give_up: Callable[[], None] = lambda: None) -> T:
    """One that is gone afterwards, unlike that of asyncio.to_thread. `give_up` ends the work that nobody waits for."""
    with ThreadPoolExecutor(1) as thread:
        try:
            return await asyncio.get_running_loop().run_in_executor(thread, work, given)
        except asyncio.CancelledError:
            give_up()
            raise


class SystemSilent(NoAnswer, TimeoutError):
    """A call has not returned in time."""


class BlockingCall:
    """Asks one question at a time; the next one waits.

    A thread cannot be ended. One that hangs is left behind, and until it is back nothing more is asked, so that there
    is never a second. It does not keep the program from ending.
    """

    def __init__(self, within: timedelta = WITHIN) -> None:
        self._within = within
        self._free = asyncio.Event()
        self._free.set()

    async def ask(self, question: Callable[[], T]) -> T:
        """Raises what `question` raises, and SystemSilent where it, or the one before, does not come to an end."""
        try:
            async with asyncio.timeout(self._within.total_seconds()):
                while not self._free.is_set():
                    await self._free.wait()
                return await self._begin(question)
        except TimeoutError:
            raise SystemSilent("the system does not answer") from None

    def _begin(self, question: Callable[[], T]) -> "asyncio.Future[T]":
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()

        def work() -> None:
            result: T | Exception
            try:
                result = question()
            except Exception as error:
                result = error
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(self._take, answer, result)

        try:
            Thread(target=work, name="aside", daemon=True).start()
        except RuntimeError as error:
            raise SystemRefused("the system has no thread to spare: {why}", why=str(error)) from error
        self._free.clear()
        return answer

    def _take(self, answer: "asyncio.Future[T]", result: T | Exception) -> None:
        self._free.set()
        if answer.done():
            return
        if isinstance(result, Exception):
            answer.set_exception(result)
            answer.exception()  # who asked may be gone this moment: asyncio is not to complain
        else:
            answer.set_result(result)
