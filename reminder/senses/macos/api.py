"""What macOS answers about the person: its calls, declared and translated. Nothing is decided here.

    CoreGraphics, CoreFoundation, libproc ─▶ numbers and names; SystemRefused

None of these asks the person for a permission.
"""

import ctypes
import os
from collections.abc import Callable, Sequence
from ctypes import byref, c_bool, c_char_p, c_double, c_int32, c_long, c_uint32, c_ulong, c_void_p
from typing import Any, NamedTuple

from reminder.errors import SystemRefused
from reminder.system.ctypes_library import Libraries

GRAPHICS = "/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices"
FOUNDATION = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation"
KERNEL = "/usr/lib/libSystem.B.dylib"
"""None of these three needs to be a file: the linker has them in a cache."""

_HID_SYSTEM_STATE = 1
_ANY_INPUT = 0xFFFFFFFF
_UTF_8 = 0x08000100
_SIGNED_32 = 3
_SHORT_INFO = 13
_LONGEST_NAME = 64
_MORE = 64
"""Processes that may have come since they were counted."""


class Session(NamedTuple):
    """What the window server says of the session that this program runs in; None: nothing."""

    locked: bool | None
    on_console: bool | None


class ShortInfo(ctypes.Structure):
    """proc_bsdshortinfo."""

    _fields_ = (
        ("pid", c_uint32),
        ("parent", c_uint32),
        ("group", c_uint32),
        ("status", c_uint32),
        ("command", ctypes.c_char * 16),
        ("flags", c_uint32),
        ("uid", c_uint32),
        ("others", c_uint32 * 6),
    )


def load(path: str) -> Any:
    return ctypes.CDLL(path, use_errno=True)


class System:
    """This computer's answers. Each call raises SystemRefused."""

    def __init__(self, load: Callable[[str], Any] = load) -> None:
        self._function = Libraries(load).function

    def since_input(self) -> float:
        """Seconds."""
        ask = self._function(GRAPHICS, "CGEventSourceSecondsSinceLastEventType", c_double, c_int32, c_uint32)
        return float(ask(_HID_SYSTEM_STATE, _ANY_INPUT))

    def session(self) -> Session | None:
        """None: this program runs in no session that has a screen."""
        copy = self._function(GRAPHICS, "CGSessionCopyCurrentDictionary", c_void_p)
        release = self._function(FOUNDATION, "CFRelease", None, c_void_p)
        dictionary = copy()
        if not dictionary:
            return None
        try:
            return Session(
                *(self._flag(dictionary, key) for key in (b"CGSSessionScreenIsLocked", b"kCGSSessionOnConsoleKey"))
            )
        finally:
            release(dictionary)

    def programs(self) -> Sequence[str]:
        """The names of what this user runs, cut to 31 bytes by macOS."""
        list_all = self._function(KERNEL, "proc_listallpids", c_int32, c_void_p, c_int32)
        count = list_all(None, 0)
        pids = (c_int32 * (max(count, 0) + _MORE))()
        count = list_all(pids, ctypes.sizeof(pids)) if count > 0 else count
        if count <= 0:
            why = os.strerror(ctypes.get_errno())
            raise SystemRefused("macOS refuses {call}: {why}", call="proc_listallpids", why=why)
        return [name for pid in pids[:count] if self._is_own(pid) and (name := self._name(pid))]

    def _is_own(self, pid: int) -> bool:
        """Of this user."""
        inform = self._function(KERNEL, "proc_pidinfo", c_int32, c_int32, c_int32, ctypes.c_uint64, c_void_p, c_int32)
        own_uid = self._function(KERNEL, "getuid", c_uint32)
        info = ShortInfo()
        told = inform(pid, _SHORT_INFO, 0, byref(info), ctypes.sizeof(info))
        return bool(told == ctypes.sizeof(info) and info.uid == own_uid())

    def _name(self, pid: int) -> str:
        """Empty: it has ended."""
        ask = self._function(KERNEL, "proc_name", c_int32, c_int32, c_void_p, c_uint32)
        name = ctypes.create_string_buffer(_LONGEST_NAME)
        return name.value.decode(errors="replace") if ask(pid, name, len(name)) > 0 else ""

    def _flag(self, dictionary: int, key: bytes) -> bool | None:
        """What stands under `key`, a CFBoolean or a number; None: neither."""
        make = self._function(FOUNDATION, "CFStringCreateWithCString", c_void_p, c_void_p, c_char_p, c_uint32)
        look_up = self._function(FOUNDATION, "CFDictionaryGetValue", c_void_p, c_void_p, c_void_p)
        kind = self._function(FOUNDATION, "CFGetTypeID", c_ulong, c_void_p)
        boolean = self._function(FOUNDATION, "CFBooleanGetTypeID", c_ulong)
        number = self._function(FOUNDATION, "CFNumberGetTypeID", c_ulong)
        is_true = self._function(FOUNDATION, "CFBooleanGetValue", c_bool, c_void_p)
        get = self._function(FOUNDATION, "CFNumberGetValue", c_bool, c_void_p, c_long, c_void_p)
        release = self._function(FOUNDATION, "CFRelease", None, c_void_p)
        name = make(None, key, _UTF_8)
        if not name:
            raise SystemRefused("macOS has no memory to spare")
        try:
            found = look_up(dictionary, name)
        finally:
            release(name)
        if not found:
            return None
        value = c_int32()
        if kind(found) == boolean():
            return bool(is_true(found))
        if kind(found) == number() and get(found, _SIGNED_32, byref(value)):
            return value.value != 0
        return None
