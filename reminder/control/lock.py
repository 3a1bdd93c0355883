"""Makes the running program the only one of its user: a lock on a file, held until the process ends.

acquire() -> Lock, or the Holder of it

There are two. The one in the runtime directory goes with the session that it was begun in. The one beside the saved
state keeps a second program off that where the runtime directory came later, or is another one; the process that
holds it writes into it where it listens. Where a file system cannot lock, as that of some network homes, the first
has to do.

The kernel drops the lock with the process, however that ends, so a file left behind locks nobody out. Children do not
inherit it, and neither does `os.execv`: the program that takes over acquires it again. On Windows that is a new process
which starts before the old one is gone: `release()` first.
"""

import os
import sys
from typing import NamedTuple

from reminder.control.address import require_private, running_file, runtime_directory, socket_path
from reminder.errors import ReminderError
from reminder.system import file_lock


class Holder(NamedTuple):
    """The program that runs already; without a pid if it has just begun."""

    pid: int | None
    is_displaced: bool = False
    """Its own lock was deleted: no command reaches it, and it ends as soon as anything wakes it."""


class Lock:
    """Held until `release()` or the end of the process, not until this object goes."""

    def __init__(self, descriptor: int, path: str, beside: int | None = None) -> None:
        """`beside`: that of the saved state, if it can be locked."""
        self._descriptor = descriptor
        self._beside = beside
        self.path = path

    def holds(self) -> bool:
        """False once the file was deleted, as at the end of a session: then it keeps nobody away any more."""
        try:
            return os.path.samestat(os.fstat(self._descriptor), os.stat(self.path))  # noqa: PTH116
        except FileNotFoundError:
            return False
        except OSError:  # nothing is known of it
            return True

    def release(self) -> None:
        os.close(self._descriptor)
        if self._beside is not None:
            os.close(self._beside)


def acquire() -> Lock | Holder:
    """Never waits. Raises ReminderError where the lock cannot be written, or its directory is open to others."""
    directory = runtime_directory()
    path = f"{directory}/control.lock"
    try:
        make_private(directory)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not file_lock.take(descriptor):
                holder = Holder(_told_in(descriptor)[0])
                os.close(descriptor)
                return holder
            beside = _acquire_beside(directory)
            if isinstance(beside, Holder):
                os.close(descriptor)
                return beside
            os.ftruncate(descriptor, 0)
            os.write(descriptor, b"%d\n" % os.getpid())
        except BaseException:
            os.close(descriptor)
            raise
    except OSError as error:
        raise ReminderError(
            "cannot lock {path}, which keeps a second reminder away: {why}", path=path, why=error
        ) from error
    return Lock(descriptor, path, beside)


def _acquire_beside(directory: str) -> int | Holder | None:
    """The lock beside the saved state; None where there can be none. The one in `directory` is ours already."""
    path = running_file()
    if not path:
        return None
    try:
        os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)  # noqa: PTH103, PTH120 - see above
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None
    try:
        if not file_lock.take(descriptor):
            pid, place, room = _told_in(descriptor)
            os.close(descriptor)
            if room != _room():  # a container with the same home: its pids and its files are not those of here
                return Holder(None)
            its = os.path.dirname(place)  # noqa: PTH120 - see above
            is_there = its != directory and os.path.exists(f"{its}/control.lock")  # noqa: PTH110 - see above
            return Holder(pid, bool(place) and not is_there)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, b"%d\n%s\n%s\n" % (os.getpid(), os.fsencode(socket_path()), os.fsencode(_room())))
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def make_private(directory: str) -> None:
    """Make it for this user alone. Raises OSError, and ReminderError for one that is not."""
    try:
        os.mkdir(directory, 0o700)  # noqa: PTH102 - commands import this too, without pathlib
    except FileExistsError:
        require_private(directory)


def _told_in(descriptor: int) -> tuple[int | None, str, str]:
    """The pid of the process that holds it, where it listens, and where that pid counts, as far as that is written."""
    pid, place, room, *_ = [*os.read(descriptor, 4096).split(b"\n"), b"", b""]
    return int(pid) if pid.strip().isdigit() else None, os.fsdecode(place.strip()), os.fsdecode(room.strip())


def _room() -> str:
    """Where a pid of ours means us; empty: it is the same everywhere."""
    try:
        return os.readlink("/proc/self/ns/pid") if sys.platform == "linux" else ""  # noqa: PTH115 - see above
    except OSError:
        return ""
