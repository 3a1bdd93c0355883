"""Windows: the kernel signals a handle once something has changed in its folder, and the loop waits for that.

watch(folders) ─▶ FindFirstChangeNotification ─▶ a handle for each ─▶ signalled ─▶ seen(folder, "")
      └─────────────── a new handle ◀── the old one is closed ◀───────────┘

Nothing polls. What has changed is not said, and a handle serves once: who is told looks for itself, and watches again
before it does, so that nothing is missed between.
"""

import asyncio
import ctypes
import sys
from collections.abc import Callable, Iterable, Mapping
from ctypes import c_int32, c_uint32, c_void_p, c_wchar_p
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from reminder.system.ctypes_library import Libraries, windows_library

_FILE_NAME, _DIR_NAME, _ATTRIBUTES, _SIZE, _LAST_WRITE, _SECURITY = 0x1, 0x2, 0x4, 0x8, 0x10, 0x100
_ANY = _FILE_NAME | _DIR_NAME | _ATTRIBUTES | _SIZE | _LAST_WRITE | _SECURITY
_NO_HANDLE = c_void_p(-1).value


class Kernel:
    """What this computer's is asked."""

    def __init__(self, load: Callable[[str], Any] = windows_library) -> None:
        self._function = Libraries(load).function

    def open(self, folder: Path) -> int:
        """A handle that is signalled by the first change in the folder. Raises OSError."""
        first = self._function("kernel32", "FindFirstChangeNotificationW", c_void_p, *(c_wchar_p, c_int32, c_uint32))
        handle: int | None = first(str(folder), False, _ANY)
        if handle is None or handle == _NO_HANDLE:
            raise _refused()
        return handle

    def close(self, handle: int) -> None:
        self._function("kernel32", "FindCloseChangeNotification", c_int32, c_void_p)(handle)


class _Watched(NamedTuple):
    handle: int
    signal: asyncio.Future[bool]


class Handles:
    """A `watch.Source`."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, seen: Callable[[Path, str], None], api: Kernel | None = None
    ) -> None:
        self._seen = seen
        self._api = api or Kernel()
        self._wait_for = _waiting(loop)
        self._watched: dict[Path, _Watched] = {}

    def watch(self, folders: Mapping[Path, Iterable[str]]) -> None:
        wanted = set(folders)
        for folder in self._watched.keys() - wanted:
            self._let_go(folder)
        failed: OSError | None = None
        for folder in wanted - self._watched.keys():
            try:
                handle = self._api.open(folder)
            except FileNotFoundError:
                pass  # gone since; who asks will see that
            except OSError as error:
                failed = error
            else:
                signal = self._wait_for(handle)
                signal.add_done_callback(partial(self._signalled, folder))
                self._watched[folder] = _Watched(handle, signal)
        if failed:
            raise failed

    def close(self) -> None:
        for folder in list(self._watched):
            self._let_go(folder)

    def _signalled(self, folder: Path, signal: asyncio.Future[bool]) -> None:
        watched = self._watched.get(folder)
        if watched and watched.signal is signal:  # it was not let go meanwhile
            self._let_go(folder)
            self._seen(folder, "")

    def _let_go(self, folder: Path) -> None:
        """No handle is closed while somebody waits for it."""
        watched = self._watched.pop(folder)
        watched.signal.cancel()
        self._api.close(watched.handle)


def _waiting(loop: Any) -> Callable[[int], asyncio.Future[bool]]:
    """What the loop itself waits for the end of a process by; it has no public name."""
    wait_for: Callable[[int], asyncio.Future[bool]] = loop._proactor.wait_for_handle
    return wait_for


def _refused() -> OSError:
    if sys.platform == "win32":
        return ctypes.WinError(ctypes.get_last_error())
    return OSError("this is for Windows")
