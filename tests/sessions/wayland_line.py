"""What the tools here that speak Wayland have in common: one connection, asked and answered step by step."""

import array
import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from steps import Failed

_DISPLAY = 1


class Event(NamedTuple):
    sender: int
    number: int
    body: bytes


class Line:
    """A connection to the compositor."""

    def __init__(self) -> None:
        self._line = socket.socket(socket.AF_UNIX)
        self._line.connect(str(Path(os.environ["XDG_RUNTIME_DIR"], os.environ["WAYLAND_DISPLAY"])))
        self._stream = self._line.makefile("rb")
        self._last = _DISPLAY
        self._registry = self.create()
        self.send(_DISPLAY, 1, self._registry)
        self._offers: dict[str, tuple[int, int]] = {}
        for event in self.answer():
            if event.sender == self._registry:
                number, length = struct.unpack_from("=II", event.body)
                (version,) = struct.unpack_from("=I", event.body, len(event.body) - 4)
                self._offers[event.body[8 : 7 + length].decode()] = number, version

    def offers(self, interface: str) -> int:
        """In which version; 0: it does not."""
        return self._offers.get(interface, (0, 0))[1]

    def create(self) -> int:
        """The number of an object that the next request creates."""
        self._last += 1
        return self._last

    def bind(self, interface: str, version: int = 1) -> int:
        if not self.offers(interface):
            raise Failed(f"the compositor has no {interface}")
        it = self.create()
        self.send(self._registry, 0, self._offers[interface][0], interface, version, it)
        return it

    def send(self, target: int, request: int, *arguments: int | str, descriptors: tuple[int, ...] = ()) -> None:
        body = b"".join(map(_written, arguments))
        message = struct.pack("=II", target, 8 + len(body) << 16 | request) + body
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))] if descriptors else []
        self._line.sendmsg([message], rights)

    def events(self) -> Iterator[Event]:
        """What the compositor says, as it comes; ends with the connection."""
        while header := self._stream.read(8):
            sender, word = struct.unpack("=II", header)
            event = Event(sender, word & 0xFFFF, self._stream.read((word >> 16) - 8))
            if sender == _DISPLAY and event.number == 0:
                raise Failed(f"the compositor refused: {event.body[12:].rstrip(bytes(1)).decode()}")
            yield event

    def answer(self) -> list[Event]:
        """Returns once everything that was sent is done, with what was said meanwhile."""
        done, said = self.create(), []
        self.send(_DISPLAY, 0, done)
        for event in self.events():
            if event.sender == done:
                return said
            said.append(event)
        raise Failed("the compositor is gone")


def fixed(number: float) -> int:
    """As Wayland writes a number with a fraction."""
    return round(number * 256) % 2**32


def _written(argument: int | str) -> bytes:
    if isinstance(argument, int):
        return struct.pack("=I", argument % 2**32)
    text = argument.encode() + b"\0"
    return struct.pack("=I", len(text)) + text + bytes(-len(text) % 4)
