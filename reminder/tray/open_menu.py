"""Whether a thread has a menu open on Windows, where pystray makes the menu anew for each change of it.

Under Wine 10 a menu that was made anew while it was open takes no press any more, and stays on the screen.
"""

import ctypes
from collections.abc import Callable
from ctypes import POINTER, byref, c_int32, c_uint32, c_void_p
from typing import Any

from reminder.system.ctypes_library import Libraries, windows_library

_MENU_MODE = 0x04


class GuiThreadInfo(ctypes.Structure):
    """GUITHREADINFO."""

    _fields_ = (
        ("size", c_uint32),
        ("flags", c_uint32),
        ("windows", c_void_p * 6),
        ("caret", c_int32 * 4),
    )


class OpenMenu:
    def __init__(self, load: Callable[[str], Any] = windows_library) -> None:
        self._function = Libraries(load).function

    def is_there(self, thread: int) -> bool:
        """`thread`: its number. Where Windows does not tell, there is none."""
        ask = self._function("user32", "GetGUIThreadInfo", c_int32, c_uint32, POINTER(GuiThreadInfo))
        info = GuiThreadInfo(size=ctypes.sizeof(GuiThreadInfo))
        return bool(ask(thread, byref(info)) and info.flags & _MENU_MODE)
