"""The time without input where the system returns it on a call, and pushes nothing: Windows, macOS.

    open(): can it be asked? ─▶ watch(after) ─▶ InputPolling ─▶ idle(), active(), lost()

As few calls as `polled_input` can do with, none of them before it is watched.
"""

from collections.abc import Callable
from datetime import timedelta

from reminder.errors import Unavailable, said_by
from reminder.model.moment import Clock
from reminder.phrase import Phrase
from reminder.senses.input import IdleSource
from reminder.senses.polled_input import InputPolling
from reminder.system.thread import BlockingCall


class PolledIdle(IdleSource):
    """By one question."""

    def __init__(self, name: str, question: Callable[[], timedelta], clock: Clock) -> None:
        """`question`: how long there has been no input; raises OSError or Unavailable."""
        self.name = name
        self._question = question
        self._clock = clock
        self._call = BlockingCall()
        self._asking: InputPolling | None = None

    async def open(self) -> Phrase | None:
        try:
            await self._ask()
        except (OSError, Unavailable) as error:
            return said_by(error)
        self._asking = InputPolling(self._ask, self._clock, self._listener)
        return None

    def watch(self, after: timedelta | None) -> None:
        if self._asking:
            self._asking.watch(after)

    async def close(self) -> None:
        if self._asking:
            self._asking.stop()
            self._asking = None

    async def _ask(self) -> timedelta:
        return await self._call.ask(self._question)
