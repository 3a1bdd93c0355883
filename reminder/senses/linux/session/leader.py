"""The process that leads a login session: its end is the session's, and logind is about to learn the same.

follow(pid) ─▶ the process ends ─▶ lost()
"""

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import suppress


class Leader:
    """Watched by a descriptor of the kernel's, so that nothing wakes up before its end."""

    def __init__(self, lost: Callable[[], None]) -> None:
        self._lost = lost
        self._pid = 0
        self._watch: int | None = None
        self.is_gone = False
        """The one that is followed has ended."""

    def follow(self, pid: int) -> None:
        """From now on, and no other; 0: none."""
        if pid == self._pid:
            return
        self._close()
        self._pid, self.is_gone = pid, False
        if pid and sys.platform == "linux":
            with suppress(OSError):  # it has just ended, or is in another container
                self._watch = os.pidfd_open(pid)
                asyncio.get_running_loop().add_reader(self._watch, self._lose)

    def _lose(self) -> None:
        self._close()
        self.is_gone = True
        self._lost()

    def _close(self) -> None:
        if self._watch is not None:
            asyncio.get_running_loop().remove_reader(self._watch)
            os.close(self._watch)
            self._watch = None
