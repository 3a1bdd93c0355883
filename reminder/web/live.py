"""What the running program says of itself, as long as it runs, for all pages that are open.

    a page: look() ─▶ Look ─┐
    a thread: follow("status") ─▶ Status ─▶ on the loop: another version? ─▶ new to a page? ─▶ its stream

While none runs it is looked for every `_AGAIN`, as long as a page is open; so is one that keeps silent.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple, cast

from reminder.control.client import ask, follow
from reminder.control.messages import RequestLine, ResponseLine
from reminder.errors import NotRunning, ReminderError
from reminder.phrase import Phrase, phrase

if TYPE_CHECKING:
    from reminder.control.fields import Status

_SILENT_AFTER = timedelta(seconds=1.5)
"""It answers within a hundredth of that, and a page waits for it."""
_AGAIN = timedelta(seconds=2)
"""To look for one that does not run takes 0.03 ms of the processor, as measured in November 2026."""
_REPLACED_WITHIN = timedelta(seconds=0.25)
"""One that ended may just make room for the next."""

log = logging.getLogger("reminder")


class Look(NamedTuple):
    """What a page is made of."""

    status: "Status | None" = None
    """None: it does not run, or is silent."""
    silent: Phrase | None = None
    """Why nothing is known of it, although it may run."""
    version: int = 0
    """Another one than before where anything lasting is new."""

    @property
    def runs(self) -> bool:
        return self.status is not None or self.silent is not None


class Program:
    """The running program, as the window knows it."""

    def __init__(self) -> None:
        self.runs = False
        """As far as was seen last."""
        self._last: object = None
        self._version = 0
        self._pages: dict[Callable[[], None], int] = {}
        """Each with the version that it shows, or was told of."""
        self._following: _Following | None = None

    async def look(self) -> Look:
        """What it says now."""
        look = await asyncio.to_thread(_current)
        self._know(look)
        if look.silent and self._following:
            self._following.begin_again()
        return look._replace(version=self._version)

    async def ask(self, *words: str) -> ResponseLine:
        """Raises NotRunning, ReminderError."""
        command, *args = words
        return await asyncio.to_thread(_asked, RequestLine(command, tuple(args)))

    @contextmanager
    def listening(self, changed: Callable[[], None], seen: int) -> Iterator[None]:
        """While the block runs, `changed` is called whenever there is anything new to a page of the version `seen`."""
        self._pages[changed] = seen
        self._tell()
        if not self._following:
            self._following = _Following(self._hear)
        try:
            yield
        finally:
            del self._pages[changed]
            if not self._pages:
                self._following.end()
                self._following = None

    def _hear(self, status: "Status | None") -> None:
        self._know(Look(status))

    def _know(self, look: Look) -> None:
        self.runs = look.runs
        lasting = (_lasting(look.status), look.silent is not None)
        if lasting != self._last:
            self._last = lasting
            self._version += 1
            self._tell()

    def _tell(self) -> None:
        for changed, version in self._pages.items():
            if version != self._version:
                self._pages[changed] = self._version
                changed()


class _Following:
    """A thread that listens, until `end()`; `hear` is called on the loop."""

    def __init__(self, hear: "Callable[[Status | None], None]") -> None:
        self._hear = hear
        self._loop = asyncio.get_running_loop()
        self._over = threading.Event()
        self._hang_up: Callable[[], None] = lambda: None
        threading.Thread(target=self._listen, daemon=True).start()

    def end(self) -> None:
        self._over.set()
        self._hang_up()

    def begin_again(self) -> None:
        """A new connection is answered as soon as the program can, an old one when there is news."""
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
            self._hear(status)


def _lasting(status: "Status | None") -> object:
    """What is not another a moment later."""
    if status is None:
        return None
    lasting = {key: value for key, value in status.items() if key != "working_seconds"}
    return {**lasting, "next": {**(status.get("next") or {}), "in_seconds": None}}


def _asked(call: RequestLine) -> ResponseLine:
    """Some of it takes long, so that it is asked first whether it answers at all. Raises NotRunning, ReminderError."""
    _status()
    return ask(call)


def _status() -> ResponseLine:
    return ask(RequestLine("status"), timeout=_SILENT_AFTER.total_seconds())


def _current() -> Look:
    try:
        answer = _status()
        if answer.kind != "status":
            raise ReminderError(answer.fields["message"])
    except NotRunning:
        return Look()
    except ReminderError as error:
        return Look(silent=phrase("{why:sentence}", why=error.said))
    return Look(cast("Status", answer.fields))
