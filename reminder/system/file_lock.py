"""A lock on an open file, which the kernel drops with the process that has it."""

import os
import sys

_LOCKED_BYTE = 1 << 20
"""Windows forbids others to read what is locked, so it is a byte far behind the content."""


def take(descriptor: int) -> bool:
    """Never waits; False: another process has it. Raises OSError."""
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
