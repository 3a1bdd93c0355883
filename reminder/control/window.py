"""Where the window's server listens, and the addresses that let a browser of this user in.

    server: hold() ─▶ Held.tell(port) ─▶ RUNTIME/window, locked while the server lives ─▶ find() ─▶ Place ─▶ address()
    a browser comes ─▶ Tickets.redeem() ─▶ True, once and for a short while

An address carries a ticket: a number that nobody has had before, and when it was made, sealed with a secret that only
this user can read. So whoever opens the window needs no answer of the server, and an address that was seen on the
screen or in the list of processes opens nothing a second time.
"""

from __future__ import annotations

import os
import sys
import time
from collections import namedtuple

from reminder.control.address import require_private, runtime_directory
from reminder.control.lock import make_private
from reminder.errors import ReminderError
from reminder.system import file_lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

PAGES = ("today", "settings", "history")
HOST = "127.0.0.1"
TICKET_LIVES = 60.0 if sys.platform == "linux" else 20.0
"""Seconds. Where the server can ask whose a connection is, a browser that starts slowly is given longer."""


class Place(namedtuple("Place", ("port", "secret"))):
    """A server that listens."""

    __slots__ = ()
    port: int
    secret: bytes

    def address(self, page: str) -> str:
        """That of `page`; good for one use."""
        return f"http://{HOST}:{self.port}/enter?page={page}&ticket={_ticket(self.secret, time.monotonic())}"


class Held:
    """The right to be the window's server, until the process ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.secret = os.urandom(32)

    def tell(self, port: int) -> Place:
        """Let others know where it listens. Raises OSError."""
        os.ftruncate(self._descriptor, 0)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, f"{port}\n{self.secret.hex()}\n".encode())
        return Place(port, self.secret)

    def release(self) -> None:
        """Nobody is to come any more."""
        os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)


def hold() -> Held | None:
    """None: another server has it. Raises ReminderError where the file cannot be written, or is open to others."""
    directory = runtime_directory()
    path = f"{directory}/window"
    try:
        make_private(directory)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if file_lock.take(descriptor):
            return Held(descriptor)
        os.close(descriptor)
    except OSError as error:
        raise ReminderError("cannot write {path}, where the window is found: {why}", path=path, why=error) from error
    return None


def find() -> Place | None:
    """The server that listens; None: there is none, or not yet. Raises ReminderError for a place open to others."""
    directory = runtime_directory()
    try:
        require_private(directory)
        descriptor = os.open(f"{directory}/window", os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        if file_lock.take(descriptor):
            return None
        told = os.read(descriptor, 200).decode("ascii").split("\n")
    finally:
        os.close(descriptor)
    return Place(int(told[0]), bytes.fromhex(told[1])) if len(told) == 3 else None


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
        made, _, _ = ticket.partition("-")
        try:
            at = int(made, 16) / 1000
        except ValueError:
            return False
        is_good = hmac.compare_digest(ticket.encode(), _sealed(self._secret, ticket.rpartition("-")[0]).encode())
        if not is_good or not now - TICKET_LIVES <= at <= now or ticket in self._used:
            return False
        self._used[ticket] = at + TICKET_LIVES
        return True


def _ticket(secret: bytes, now: float) -> str:
    return _sealed(secret, f"{int(now * 1000):x}-{os.urandom(8).hex()}")


def _sealed(secret: bytes, what: str) -> str:
    import hmac

    return f"{what}-{hmac.new(secret, what.encode(), 'sha256').hexdigest()}"
