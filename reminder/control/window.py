"""Where the window's server listens, and the addresses that let a browser of this user in.

    server: hold() ─▶ Held.tell(port) ─▶ RUNTIME/window, locked while the server lives ─▶ find() ─▶ Place ─▶ address()
    a browser comes ─▶ Tickets.redeem() ─▶ True, once and for a short while
    nobody looks any more ─▶ Held.leaves() ─▶ False, while a browser may be on its way

An address carries a ticket: a number that nobody has had before, and when it was made, sealed with a secret that only
this user can read. So whoever opens the window needs no answer of the server, and an address that was seen on the
screen or in the list of processes opens nothing a second time.
"""

from __future__ import annotations

import os
import sys
import time
from collections import namedtuple
from contextlib import suppress

from reminder import __version__
from reminder.control.address import require_private, runtime_directory
from reminder.control.lock import make_private
from reminder.errors import ReminderError
from reminder.model.names import is_name
from reminder.system import file_lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

PAGES = ("today", "settings", "history", "checkin")
_TIP = "tips/"
HOST = "127.0.0.1"
TICKET_LIVES = 60.0 if sys.platform == "linux" else 20.0
"""Seconds. Where the server can ask whose a connection is, a browser that starts slowly is given longer."""
_TELLS_WITHIN = 5.0
_LOOK_AGAIN = 0.01
"""Seconds."""
_CALLED = "window.called"
"""Was touched last by whoever went there last."""
_AT_MOST = 1000
"""Bytes of the file."""


def is_page(page: str) -> bool:
    """Whether a ticket may lead there: one of PAGES, or that of a tip."""
    return page in PAGES or (page.startswith(_TIP) and is_name(page.removeprefix(_TIP)))


def page_of(tip: str) -> str:
    return f"{_TIP}{tip}"


class Place(namedtuple("Place", ("pid", "version", "port", "secret"))):
    """A server that listens, and of which version of the program it is."""

    __slots__ = ()
    pid: int
    version: str
    port: int
    secret: bytes

    def address(self, page: str) -> str:
        """That of `page`; good for one use."""
        return f"http://{HOST}:{self.port}/enter?page={page}&ticket={_ticket(self.secret, time.monotonic())}"


class Held:
    """The right to be the window's server, until `release()` or the end of the process."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._told = b""

    def tell(self, port: int) -> Place:
        """Let others know where it listens. Raises OSError."""
        place = Place(os.getpid(), __version__, port, os.urandom(32))
        self._told = f"{place.pid}\n{place.version}\n{port}\n{place.secret.hex()}\n".encode()
        self._tell()
        return place

    def _tell(self) -> None:
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, self._told)

    def leaves(self) -> bool:
        """Nobody finds it any more; False: somebody has just found it to go there, and it is found as before.

        Whoever goes there says so before reading where, so nobody is overlooked.
        """
        os.ftruncate(self._descriptor, 0)
        with suppress(OSError):  # nobody ever went there, or there is no room to tell it again
            since = time.time() - os.stat(f"{runtime_directory()}/{_CALLED}").st_mtime  # noqa: PTH116
            if abs(since) < TICKET_LIVES:  # a clock that was set back is no reason to stay
                self._tell()
                return False
        return True

    def release(self) -> None:
        """Nobody is to come any more, and another may serve."""
        os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)


def hold() -> Held | None:
    """None: another server has it. Raises ReminderError where the file cannot be written, or is open to others.

    The lock is also taken, for a moment, by whoever looks for a server: only one that has told a place has it.
    """
    directory = runtime_directory()
    path = f"{directory}/window"
    give_up, seen = time.monotonic() + _TELLS_WITHIN, 0
    try:
        make_private(directory)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        while not file_lock.take(descriptor):
            seen = seen + 1 if _told_in(descriptor) else 0
            if seen > 2 or time.monotonic() > give_up:
                os.close(descriptor)
                return None
            time.sleep(_LOOK_AGAIN)
        os.ftruncate(descriptor, 0)  # what one that was killed has left is not to be taken for the place of this one
    except OSError as error:
        raise ReminderError("cannot write {path}, where the window is found: {why}", path=path, why=error) from error
    return Held(descriptor)


def find(to_go_there: bool = False) -> Place | None:
    """The server that listens; None: there is none, or not yet. Raises ReminderError for a place open to others.

    `to_go_there`: it stays for as long as an address that is made now is good.
    """
    directory = runtime_directory()
    path = f"{directory}/window"
    try:
        require_private(directory)
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ReminderError("cannot read {path}, where the window is found: {why}", path=path, why=error) from error
    try:
        if file_lock.take(descriptor):
            return None
        if to_go_there:
            with suppress(OSError):  # there is no room for it; then it may be just ending
                _call(f"{directory}/{_CALLED}")
        return _told_in(descriptor)
    finally:
        os.close(descriptor)


def _call(path: str) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    os.utime(path)


def _told_in(descriptor: int) -> Place | None:
    """The version comes first: another one may tell something else after it."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    told = os.read(descriptor, _AT_MOST).decode("utf-8", "replace").split("\n")
    try:
        pid, version, port, secret, _ = told
        return Place(int(pid), version, int(port), bytes.fromhex(secret))
    except ValueError:
        return Place(int(told[0]), "", 0, b"") if told[0].isdecimal() and len(told) > 2 else None


class Tickets:
    """Lets each ticket in once, and none that is older than `TICKET_LIVES`."""

    def __init__(self, secret: bytes, clock: Callable[[], float] = time.monotonic) -> None:
        self._secret, self._clock = secret, clock
        self._used: dict[str, float] = {}
        """Until when each could have been used."""

    def redeem(self, ticket: str) -> bool:
        import hmac

        now = self._clock()
        self._used = {used: until for used, until in self._used.items() if until > now}
        what = ticket.rpartition("-")[0]
        if not ticket.isascii() or not hmac.compare_digest(ticket, _sealed(self._secret, what)):
            return False
        at = int(what.partition("-")[0], 16) / 1000
        if not now - TICKET_LIVES < at <= now or ticket in self._used:
            return False
        self._used[ticket] = at + TICKET_LIVES
        return True


def _ticket(secret: bytes, now: float) -> str:
    return _sealed(secret, f"{int(now * 1000):x}-{os.urandom(8).hex()}")


def _sealed(secret: bytes, what: str) -> str:
    import hmac

    return f"{what}-{hmac.new(secret, what.encode(), 'sha256').hexdigest()}"
