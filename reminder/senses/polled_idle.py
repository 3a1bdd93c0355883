"""The time without input where the system tells it to who asks, and pushes nothing: Windows, macOS.

    open(): can it be asked? ─▶ watch(after) ─▶ InputPolling ─▶ idle(), active(), lost()

As few questions as `asking` can do with, none of them before somebody watches.
"""

from collections.abc import Callable
from datetime import timedelta

from reminder.model.moment import Clock
from reminder.senses.input import InputListener
from reminder.senses.polled_input import InputPolling
from reminder.system.thread import BlockingCall


class PolledIdle:
    """An IdleSource that is one question."""

    limit = ""

    def __init__(self, name: str, question: Callable[[], timedelta], clock: Clock) -> None:
        """`question`: how long there has been no input; raises OSError with a sentence."""
        self.name = name
        self._question = question
        self._clock = clock
        self._call = BlockingCall()
        self._listener: InputListener | None = None
        self._asking: InputPolling | None = None

    def start(self, listener: InputListener) -> None:
        self._listener = listener

    async def open(self) -> str | None:
        try:
            await self._ask()
        except OSError as error:
            return str(error)
        assert self._listener
        self._asking = InputPolling(self._ask, self._clock, self._listener)
        return None

    def watch(self, after: timedelta | None) -> None:
        if self._asking:
            self._asking.watch(after)

    async def close(self) -> None:
        if self._asking:
            self._asking.stop()
            self._asking = None

    async def stop(self) -> None:
        await self.close()

    async def _ask(self) -> timedelta:
        return await self._call.ask(self._question)
