"""A mouse for a Wayland compositor that knows zwlr_virtual_pointer_manager_v1, as sway does.

It is plugged in as long as the object lives: a program that is clicked on needs a moment to take notice of a mouse.
"""

import os
import socket
import struct
import time
from collections.abc import Iterator
from pathlib import Path

from steps import Failed

LEFT, RIGHT = 0x110, 0x111
_MANAGER = "zwlr_virtual_pointer_manager_v1"
_DISPLAY, _REGISTRY, _SYNC, _MANAGER_ID, _POINTER = range(1, 6)


class Mouse:
    def __init__(self, width: int, height: int) -> None:
        self._size = width, height
        self._line = socket.socket(socket.AF_UNIX)
        self._line.connect(str(Path(os.environ["XDG_RUNTIME_DIR"], os.environ["WAYLAND_DISPLAY"])))
        self._line.settimeout(5)
        self._send(_DISPLAY, 1, struct.pack("=I", _REGISTRY))
        self._send(_DISPLAY, 0, struct.pack("=I", _SYNC))
        for number, interface in self._globals():
            if interface == _MANAGER:
                name = struct.pack("=I", len(_MANAGER) + 1) + _MANAGER.encode().ljust(len(_MANAGER) // 4 * 4 + 4, b"\0")
                self._send(_REGISTRY, 0, struct.pack("=I", number) + name + struct.pack("=II", 1, _MANAGER_ID))
                self._send(_MANAGER_ID, 0, struct.pack("=II", 0, _POINTER))
                return
        raise Failed(f"the compositor has no {_MANAGER}")

    def click(self, x: int, y: int, button: int = LEFT) -> None:
        """At a person's pace."""
        for nearby in (x + 5, x):
            self._do(1, nearby, y, *self._size)
        for pressed in (1, 0):
            self._do(2, button, pressed)

    def _do(self, request: int, *numbers: int) -> None:
        when = time.monotonic_ns() // 1_000_000 % 2**32
        self._send(_POINTER, request, struct.pack(f"={1 + len(numbers)}I", when, *numbers))
        self._send(_POINTER, 4)
        time.sleep(0.15)

    def _send(self, target: int, request: int, body: bytes = b"") -> None:
        self._line.sendall(struct.pack("=IHH", target, request, 8 + len(body)) + body)

    def _globals(self) -> Iterator[tuple[int, str]]:
        """What the compositor offers: number and interface."""
        stream = self._line.makefile("rb")
        while True:
            sender, _, size = struct.unpack("=IHH", stream.read(8))
            body = stream.read(size - 8)
            if sender == _SYNC:
                return
            if sender == _REGISTRY:
                number, length = struct.unpack_from("=II", body)
                yield number, body[8 : 8 + length - 1].decode()
