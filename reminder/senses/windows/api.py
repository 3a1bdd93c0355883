"""What Windows answers about the person: its calls, declared and translated. Nothing is decided here.

    user32, wtsapi32, shell32, kernel32, the registry ─▶ numbers and names; SystemRefused

The structures have widths of their own, so that they are laid out alike wherever this is imported.
"""

import ctypes
import sys
from collections.abc import Callable, Iterator, Sequence
from ctypes import POINTER, byref, c_int32, c_size_t, c_uint16, c_uint32, c_uint64, c_void_p
from typing import Any, NamedTuple

from reminder.errors import SystemRefused
from reminder.system import registry
from reminder.system.ctypes_library import Libraries, windows_library

_CURRENT_SESSION = 0xFFFFFFFF
_SESSION_INFO_EX = 25
_PROCESSES = 0x2
_NO_HANDLE = c_void_p(-1).value


class Session(NamedTuple):
    """The one that this program runs in, in the numbers of WTSINFOEX."""

    state: int
    flags: int


class LastInput(ctypes.Structure):
    """LASTINPUTINFO."""

    _fields_ = (("size", c_uint32), ("ticks", c_uint32))


class SessionLevel1(ctypes.Structure):
    """WTSINFOEX_LEVEL1_W."""

    _fields_ = (
        ("id", c_uint32),
        ("state", c_int32),
        ("flags", c_int32),
        ("station", c_uint16 * 33),
        ("user", c_uint16 * 21),
        ("domain", c_uint16 * 18),
        ("times", c_uint64 * 5),
        ("counters", c_uint32 * 6),
    )


class SessionInfo(ctypes.Structure):
    """WTSINFOEXW. Four bytes of nothing follow the level, since the times in the data begin at a multiple of eight."""

    _fields_ = (("level", c_uint32), ("data", SessionLevel1))


class ProcessEntry(ctypes.Structure):
    """PROCESSENTRY32W."""

    _fields_ = (
        ("size", c_uint32),
        ("usage", c_uint32),
        ("id", c_uint32),
        ("heap", c_size_t),
        ("module", c_uint32),
        ("threads", c_uint32),
        ("parent", c_uint32),
        ("priority", c_int32),
        ("flags", c_uint32),
        ("file", c_uint16 * 260),
    )


class System:
    """This computer's answers. Each call raises SystemRefused."""

    def __init__(self, load: Callable[[str], Any] = windows_library) -> None:
        self._function = Libraries(load).function

    def ticks(self) -> int:
        """Milliseconds since Windows started, sleep included, in 32 bits: from the beginning again after 49.7 days."""
        return int(self._function("kernel32", "GetTickCount", c_uint32)())

    def last_input(self) -> int:
        """The ticks of the last input in this session."""
        ask = self._function("user32", "GetLastInputInfo", c_int32, POINTER(LastInput))
        last = LastInput(size=ctypes.sizeof(LastInput))
        if not ask(byref(last)):
            raise _refused("GetLastInputInfo")
        return int(last.ticks)

    def session(self) -> Session:
        ask = self._function(
            *("wtsapi32", "WTSQuerySessionInformationW", c_int32),
            *(c_void_p, c_uint32, c_int32, POINTER(c_void_p), POINTER(c_uint32)),
        )
        free = self._function("wtsapi32", "WTSFreeMemory", None, c_void_p)
        buffer, size = c_void_p(), c_uint32()
        if not ask(None, _CURRENT_SESSION, _SESSION_INFO_EX, byref(buffer), byref(size)):
            raise _refused("WTSQuerySessionInformation")
        try:
            if not buffer.value or size.value < ctypes.sizeof(SessionInfo):
                raise SystemRefused("{call} says nothing of this session", call="WTSQuerySessionInformation")
            info = SessionInfo.from_address(buffer.value)
            if info.level != 1:
                raise SystemRefused(
                    "{call} answers at level {level}, which is not known",
                    call="WTSQuerySessionInformation",
                    level=info.level,
                )
            return Session(info.data.state, info.data.flags)
        finally:
            free(buffer)

    def notification_state(self) -> int:
        """A QUERY_USER_NOTIFICATION_STATE."""
        ask = self._function("shell32", "SHQueryUserNotificationState", c_int32, POINTER(c_int32))
        state = c_int32()
        if result := ask(byref(state)):
            code = f"{result & 0xFFFFFFFF:#x}"
            raise SystemRefused("Windows refuses {call}: {code}", call="SHQueryUserNotificationState", code=code)
        return state.value

    def programs(self) -> Sequence[str]:
        """The names of what runs, as of their files; without those that are known to belong to another session."""
        session_of = self._function("kernel32", "ProcessIdToSessionId", c_int32, c_uint32, POINTER(c_uint32))
        own_id = self._function("kernel32", "GetCurrentProcessId", c_uint32)
        own, other = c_uint32(), c_uint32()
        is_known = session_of(own_id(), byref(own))
        return [
            name
            for id, name in self._processes()
            if not (is_known and session_of(id, byref(other)) and other.value != own.value)
        ]

    keys = staticmethod(registry.keys)
    value = staticmethod(registry.value)

    def _processes(self) -> Iterator[tuple[int, str]]:
        snapshot = self._function("kernel32", "CreateToolhelp32Snapshot", c_void_p, c_uint32, c_uint32)
        first = self._function("kernel32", "Process32FirstW", c_int32, c_void_p, POINTER(ProcessEntry))
        next_ = self._function("kernel32", "Process32NextW", c_int32, c_void_p, POINTER(ProcessEntry))
        close = self._function("kernel32", "CloseHandle", c_int32, c_void_p)
        handle = snapshot(_PROCESSES, 0)
        if handle in (None, _NO_HANDLE):
            raise _refused("CreateToolhelp32Snapshot")
        try:
            entry = ProcessEntry(size=ctypes.sizeof(ProcessEntry))
            more = first(handle, byref(entry))
            if not more:
                raise _refused("Process32First")
            while more:
                yield entry.id, bytes(entry.file).decode("utf-16-le", "replace").partition("\0")[0]
                more = next_(handle, byref(entry))
        finally:
            close(handle)


def _refused(call: str) -> SystemRefused:
    """With what Windows says of it, which may be nothing; its sentences end in a full stop, and ours go on."""
    if sys.platform == "win32" and (code := ctypes.get_last_error()):
        why = ctypes.FormatError(code).strip().rstrip(".")
        return SystemRefused("Windows refuses {call}: {why}", call=call, why=why)
    return SystemRefused("Windows refuses {call}", call=call)
