"""Whether a menu is open on Windows, whose call is played with its own signature and memory layout."""

import ctypes
import struct
from ctypes import c_int32, c_uint32, c_void_p
from types import SimpleNamespace

import pytest

from reminder.tray.open_menu import OpenMenu

THREAD = 4711
SIZE = 72 if ctypes.sizeof(c_void_p) == 8 else 48
"""Of GUITHREADINFO, as Windows wants to be told it."""


@pytest.mark.parametrize(
    ("flags", "is_open"),
    [(0x00, False), (0x01, False), (0x04, True), (0x14, True), (0x15, True), (None, False)],
    ids=["nothing", "a caret", "a menu", "a popup menu", "both", "no such thread"],
)
def test_a_menu_is_open_while_its_thread_is_in_the_mode_for_it(flags: int | None, is_open: bool) -> None:
    def info(thread: int, address: int) -> int:
        assert (thread, *struct.unpack("=I", ctypes.string_at(address, 4))) == (THREAD, SIZE)
        if flags is None:
            return 0
        data = struct.pack("=II", SIZE, flags)
        ctypes.memmove(address, data, len(data))
        return 1

    user32 = SimpleNamespace(GetGUIThreadInfo=ctypes.CFUNCTYPE(c_int32, c_uint32, c_void_p)(info))
    assert OpenMenu(lambda name: {"user32": user32}[name]).is_there(THREAD) is is_open
