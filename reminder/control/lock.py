"""Makes the running program the only one of its user: a lock on a file, held until the process ends.

acquire() -> Lock, or the Holder who was first

The kernel drops the lock with the process, however that ends, so a file left behind locks nobody out. Children do not
inherit it, and neither does `os.execv`: the program that takes over acquires it again. On Windows that is a new process
which starts before the old one is gone: `release()` first.
"""

import os
import sys
from typing import NamedTuple

from reminder.control.client import require_private, runtime_directory
from reminder.errors import ReminderError

_LOCKED_BYTE = 1 << 20
"""Windows forbids others to read what is locked, so it is a byte far behind the pid."""


class Holder(NamedTuple):
    """The program that runs already; without a pid if it has just begun."""

    pid: int | None


class Lock:
    """Held until `release()` or the end of the process, not until this object goes."""

    def __init__(self, descriptor: int, path: str) -> None:
        self._descriptor = descriptor
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


def acquire() -> Lock | Holder:
    """Never waits. Raises ReminderError where the lock cannot be written, or its directory is open to others."""
    directory = runtime_directory()
    path = f"{directory}/control.lock"
    try:
        _make_private(directory)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not _lock(descriptor):
                holder = Holder(_pid_in(descriptor))
                os.close(descriptor)
                return holder
            os.ftruncate(descriptor, 0)
            os.write(descriptor, b"%d\n" % os.getpid())
        except BaseException:
            os.close(descriptor)
            raise
    except OSError as error:
        raise ReminderError(f"cannot lock {path}, which keeps a second reminder away: {error.strerror}") from error
    return Lock(descriptor, path)


def _make_private(directory: str) -> None:
    try:
        os.mkdir(directory, 0o700)  # noqa: PTH102 - commands import this too, without pathlib
    except FileExistsError:
        require_private(directory)


def _pid_in(descriptor: int) -> int | None:
    text = os.read(descriptor, 32)
    return int(text) if text.strip().isdigit() else None


def _lock(descriptor: int) -> bool:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True

    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
