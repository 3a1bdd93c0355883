"""What the clients for X11 and Wayland share: one connection to a display server, read by the loop.

connect ─▶ reach, greet ─▶ the bytes that come, put together to messages ─▶ hear(message)
                                                 └▶ rubbish, or the end ─▶ gone(why), also for all who wait
"""

import asyncio
import os
import struct
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, ClassVar

from reminder.errors import NoAnswer, Unavailable
from reminder.phrase import Phrase

_LEAST = 8
"""Bytes that tell how long a message is, in both protocols."""
_LAST_WORDS = 2**16
"""Bytes; the reason why a display server hangs up is shorter."""


class NotThere(Unavailable):
    """Nothing listens where the display server should."""


class Connection(asyncio.Protocol, ABC):
    """To a display server. After `close`, or once it has called `gone`, nothing comes of it any more."""

    DEADLINE: ClassVar = timedelta(seconds=5)
    """A display server that has not answered by then hangs."""
    GONE: ClassVar[Phrase]
    SILENT: ClassVar[Phrase]
    RUBBISH: ClassVar[Phrase]

    def __init__(self, gone: Callable[[Phrase], None], environment: Mapping[str, str] = os.environ) -> None:
        """`environment` says where it is; it is looked at when it is connected to."""
        self._gone = gone
        self._environment = environment
        self._transport: asyncio.Transport | None = None
        self._rest = b""
        """The beginning of a message whose end is still to come."""
        self._answers: set[asyncio.Future[Any]] = set()
        self._end = Unavailable(self.GONE)

    async def connect(self) -> None:
        """Returns when the display server has accepted it. Raises Unavailable."""
        try:
            async with asyncio.timeout(self.DEADLINE.total_seconds()):
                await self._reach()
            await self._greet()
        except BaseException as failure:
            self.close()
            match failure:
                case TimeoutError():
                    raise NoAnswer(self.SILENT) from None
                case OSError():
                    raise self._unreachable(failure) from failure
                case _:
                    raise

    def check(self) -> None:
        """Raises Unavailable once it is gone."""
        if not self._transport:
            raise self._end

    def close(self) -> None:
        self._gone = lambda why: None
        self._leave(self._end)

    # --- what each protocol does in its own way -----------------------------------------------------------------------

    @abstractmethod
    async def _reach(self) -> None:
        """Begin the connection. Raises Unavailable, OSError."""

    @abstractmethod
    async def _greet(self) -> None:
        """Returns when both know of each other what they have to. Raises Unavailable."""

    @abstractmethod
    def _unreachable(self, why: OSError | Phrase) -> NotThere: ...

    @abstractmethod
    def _measure(self, data: bytes) -> int:
        """The length of the message that this begins with. Raises ValueError, struct.error."""

    @abstractmethod
    def _hear(self, message: bytes) -> None:
        """Raises ValueError, struct.error."""

    # --- what the loop calls ------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        data = self._rest + data
        try:
            while self._transport and len(data) >= _LEAST and len(data) >= (size := self._measure(data)):
                message, data = data[:size], data[size:]
                self._hear(message)
        except (ValueError, struct.error):
            self._leave(Unavailable(self.RUBBISH))
        self._rest = data

    def connection_lost(self, error: Exception | None) -> None:
        if error and self._transport:  # a request met the end, and what was said before it waits to be read
            with suppress(OSError):
                self.data_received(os.read(self._transport.get_extra_info("socket").fileno(), _LAST_WORDS))
        self._leave(self._end)

    # --- what follows from it -----------------------------------------------------------------------------------------

    async def _answer(self, request: Callable[[Callable[[Any], None]], None]) -> Any:
        """What is answered to a request, which gets the listener for it. Raises Unavailable."""
        self.check()
        answer = asyncio.get_running_loop().create_future()

        def hear(said: object) -> None:
            if not answer.done():
                answer.set_result(said)

        self._answers.add(answer)
        try:
            request(hear)
            return await answer
        finally:
            self._answers.discard(answer)

    def _leave(self, why: Unavailable) -> None:
        if not self._transport:
            return
        self._transport.abort()
        self._transport, self._end = None, why
        for answer in self._answers:
            if not answer.done():
                answer.set_exception(why)
        self._gone(why.said)


def read_number(message: bytes, at: int = 0) -> int:
    number: int
    (number,) = struct.unpack_from("=I", message, at)
    return number
