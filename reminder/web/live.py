"""What the running program says of itself, as long as it runs, for all pages that are open.

    a thread: follow("status") ─▶ Status ─▶ `status`, and `changed` on the loop ─▶ each page's stream

While none runs it is looked for every `_AGAIN`, as long as a page is open.
"""

import asyncio
import threading
from collections.abc import AsyncGenerator
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from reminder.control.client import ask, follow
from reminder.control.messages import RequestLine, ResponseLine
from reminder.errors import NotRunning, ReminderError

if TYPE_CHECKING:
    from reminder.control.fields import Status

_AGAIN = timedelta(seconds=2)


class Program:
    """The running program, as the window knows it."""

    def __init__(self) -> None:
        self.status: Status | None = None
        """None: it does not run."""
        self._changed: set[asyncio.Event] = set()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def look(self) -> "Status | None":
        """What it says now."""
        self.status = await asyncio.to_thread(_current)
        return self.status

    async def ask(self, *words: str) -> ResponseLine:
        """Raises NotRunning, ReminderError."""
        command, *args = words
        return await asyncio.to_thread(ask, RequestLine(command, tuple(args)))

    async def changes(self) -> "AsyncGenerator[Status | None, None]":
        """What it says, whenever that changes."""
        event = asyncio.Event()
        self._changed.add(event)
        self._follow()
        try:
            while True:
                await event.wait()
                event.clear()
                yield self.status
        finally:
            self._changed.discard(event)

    def _follow(self) -> None:
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._listen, daemon=True)
            self._thread.start()

    def _listen(self) -> None:
        pause = threading.Event()
        while self._changed:
            with suppress(NotRunning, ReminderError):
                for answer in follow(RequestLine("status")):
                    if answer.kind == "status":
                        self._tell(cast("Status", answer.fields))
            self._tell(None)
            pause.wait(_AGAIN.total_seconds())
        self._thread = None

    def _tell(self, status: "Status | None") -> None:
        def told() -> None:
            if _lasting(status) == _lasting(self.status):
                return
            self.status = status
            for event in self._changed:
                event.set()

        assert self._loop is not None
        with suppress(RuntimeError):  # the loop has ended meanwhile
            self._loop.call_soon_threadsafe(told)


def _lasting(status: "Status | None") -> object:
    """What is not another a moment later."""
    if status is None or status["next"] is None:
        return status
    return {**status, "next": {**status["next"], "in_seconds": None}, "working_seconds": None}


def _current() -> "Status | None":
    try:
        answer = ask(RequestLine("status"))
    except NotRunning:
        return None
    return cast("Status", answer.fields) if answer.kind == "status" else None
