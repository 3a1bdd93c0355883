"""What the running program says of itself, as long as it runs, for all pages that are open.

    a thread: follow("status") ─▶ Status ─▶ on the loop: new to a page? ─▶ its stream

While none runs it is looked for every `_AGAIN`, as long as a page is open.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from reminder.control.client import ask, follow
from reminder.control.messages import RequestLine, ResponseLine
from reminder.errors import NotRunning, ReminderError

if TYPE_CHECKING:
    from reminder.control.fields import Status

_AGAIN = timedelta(seconds=2)
_REPLACED_WITHIN = timedelta(seconds=0.25)
"""One that ended may just make room for the next."""

log = logging.getLogger("reminder")


class Program:
    """The running program, as the window knows it; None: it does not run."""

    def __init__(self) -> None:
        self._looked: Status | None = None
        """What a page was last made of."""
        self._pages: dict[Callable[[], None], Status | None] = {}
        """Each with what it was told last."""
        self._following: _Following | None = None

    async def look(self) -> "Status | None":
        """What it says now. Raises ReminderError."""
        self._looked = await asyncio.to_thread(_current)
        return self._looked

    async def ask(self, *words: str) -> ResponseLine:
        """Raises NotRunning, ReminderError."""
        command, *args = words
        return await asyncio.to_thread(ask, RequestLine(command, tuple(args)))

    @contextmanager
    def listening(self, changed: Callable[[], None]) -> Iterator[None]:
        """While the block runs, `changed` is called whenever it says anything new."""
        self._pages[changed] = self._looked
        if not self._following:
            self._following = _Following(self._hear)
        elif self._following.has_heard:
            self._tell(changed, self._following.heard)
        try:
            yield
        finally:
            del self._pages[changed]
            if not self._pages:
                self._following.end()
                self._following = None

    def _hear(self, status: "Status | None") -> None:
        for changed in self._pages:
            self._tell(changed, status)

    def _tell(self, changed: Callable[[], None], status: "Status | None") -> None:
        if _lasting(status) != _lasting(self._pages[changed]):
            self._pages[changed] = status
            changed()


class _Following:
    """A thread that listens, until `end()`; `hear` is called on the loop."""

    def __init__(self, hear: "Callable[[Status | None], None]") -> None:
        self._hear = hear
        self.has_heard = False
        self.heard: Status | None = None
        self._loop = asyncio.get_running_loop()
        self._over = threading.Event()
        self._hang_up: Callable[[], None] = lambda: None
        threading.Thread(target=self._listen, daemon=True).start()

    def end(self) -> None:
        self._over.set()
        self._hang_up()

    def _connected(self, hang_up: Callable[[], None]) -> None:
        self._hang_up = hang_up
        if self._over.is_set():
            hang_up()

    def _listen(self) -> None:
        while not self._over.is_set():
            pause = _AGAIN
            try:
                for answer in follow(RequestLine("status"), connected=self._connected):
                    if answer.kind == "status":
                        self._put(cast("Status", answer.fields))
                        pause = _REPLACED_WITHIN
            except NotRunning:
                self._put(None)
            except (ReminderError, OSError):  # it hangs, or has no room for one more: what was known stays
                pass
            except Exception:
                log.exception("a bug: the running program could not be followed")
            self._over.wait(pause.total_seconds())

    def _put(self, status: "Status | None") -> None:
        with suppress(RuntimeError):  # the loop has ended meanwhile
            self._loop.call_soon_threadsafe(self._take, status)

    def _take(self, status: "Status | None") -> None:
        if not self._over.is_set():
            self.has_heard, self.heard = True, status
            self._hear(status)


def _lasting(status: "Status | None") -> object:
    """What is not another a moment later."""
    if status is None:
        return None
    lasting = {key: value for key, value in status.items() if key != "working_seconds"}
    return {**lasting, "next": {**(status.get("next") or {}), "in_seconds": None}}


def _current() -> "Status | None":
    try:
        answer = ask(RequestLine("status"))
    except NotRunning:
        return None
    if answer.kind != "status":
        raise ReminderError(answer.fields["message"])
    return cast("Status", answer.fields)
