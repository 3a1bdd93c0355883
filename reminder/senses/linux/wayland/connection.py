"""A small client for Wayland: one connection to the compositor, read by the loop.

    connect ─▶ what the compositor offers ─▶ bind, create, send ─▶ an event ─▶ heard(its number, its arguments)
                                                                └▶ an error, or the end ─▶ gone(why)

Only what the senses need: no file descriptors, no surfaces. https://wayland.freedesktop.org/docs/html/ch04.html has the
wire format, https://wayland.app the numbers of requests and events.
"""

import asyncio
import os
import struct
from collections.abc import Callable, Mapping
from typing import NamedTuple

from reminder.errors import NoAnswer, Unavailable
from reminder.phrase import Phrase, phrase
from reminder.senses.linux.connection import Connection, NotThere, read_number

_DISPLAY = 1
_SYNC, _GET_REGISTRY, _BIND = 0, 1, 0
_ERROR, _DELETE_ID = 0, 1
_GLOBAL = 0
_HEADER = struct.Struct("=II")
"""Whose it is; then the length of it all in the upper half and its number in the lower, in the machine's own order."""

Heard = Callable[[int, bytes], None]
"""Gets the number of an event and its arguments."""


class Offer(NamedTuple):
    """Something that the compositor offers to everybody."""

    interface: str
    version: int


class Compositor(Connection):
    GONE = phrase("the compositor is gone")
    SILENT = phrase("the compositor does not answer")
    RUBBISH = phrase("what answers there does not speak Wayland")

    def __init__(
        self,
        gone: Callable[[Phrase], None],
        changed: Callable[[str], None] = lambda interface: None,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        """`changed`: such an interface is offered now, or is not any more, otherwise than at the beginning."""
        super().__init__(gone, environment)
        self.offers: dict[int, Offer] = {}
        self._changed = changed
        self._heard: dict[int, Heard] = {_DISPLAY: self._hear_display}
        self._next = _DISPLAY + 1
        self._free: list[int] = []
        self._registry = 0
        self._is_settled = False

    def find(self, interface: str) -> list[int]:
        """The numbers of what is offered under this name."""
        return [number for number, offer in self.offers.items() if offer.interface == interface]

    def bind(self, number: int, version: int, heard: Heard) -> int:
        """Take an offer, in this version of it; the object."""
        it = self.create(heard)
        self.send(self._registry, _BIND, number, self.offers[number].interface, version, it)
        return it

    def create(self, heard: Heard) -> int:
        """A number for an object that the next request creates."""
        if self._free:
            number = self._free.pop()
        else:
            number, self._next = self._next, self._next + 1
        self._heard[number] = heard
        return number

    def adopt(self, number: int, heard: Heard) -> None:
        """Listen to an object that the compositor has created."""
        self._heard[number] = heard

    def send(self, target: int, request: int, *arguments: int | str) -> None:
        if self._transport and not self._transport.is_closing():
            body = b"".join(map(_written, arguments))
            size = _HEADER.size + len(body)
            self._transport.write(_HEADER.pack(target, size << 16 | request) + body)

    def destroy(self, target: int, request: int) -> None:
        """Ask an object to go, by the request that does so. What it still says is not heard."""
        self.send(target, request)
        self._heard[target] = ignore

    async def answer(self) -> None:
        """Returns when everything that was sent is done, and what it led to is heard. Raises Unavailable."""
        try:
            async with asyncio.timeout(self.DEADLINE.total_seconds()):
                await self._answer(self._sync)
        except TimeoutError:
            raise NoAnswer(self.SILENT) from None

    # --- how it begins ------------------------------------------------------------------------------------------------

    async def _reach(self) -> None:
        await asyncio.get_running_loop().create_unix_connection(lambda: self, address(self._environment))

    def _unreachable(self, why: OSError | Phrase) -> NotThere:
        return NotThere("the compositor cannot be reached: {why}", why=why)

    async def _greet(self) -> None:
        """It is known then what the compositor offers."""
        self._registry = self.create(self._hear_registry)
        self.send(_DISPLAY, _GET_REGISTRY, self._registry)
        await self.answer()
        self._is_settled = True

    def _sync(self, heard: Callable[[None], None]) -> None:
        self.send(_DISPLAY, _SYNC, self.create(lambda event, body: heard(None)))

    # --- what the compositor says -------------------------------------------------------------------------------------

    def _measure(self, data: bytes) -> int:
        size = _HEADER.unpack_from(data)[1] >> 16
        if size < _HEADER.size or size % 4:
            raise ValueError(f"a message of {size} bytes")
        return int(size)

    def _hear(self, message: bytes) -> None:
        sender, word = _HEADER.unpack_from(message)
        self._heard.get(sender, ignore)(word & 0xFFFF, message[_HEADER.size :])

    def _hear_display(self, event: int, body: bytes) -> None:
        if event == _ERROR:
            text, _ = read_text(body[8:])
            self._leave(Unavailable("the compositor refused: {why}", why=text))
        elif event == _DELETE_ID:
            number = read_number(body)
            if number in self._heard and number != _DISPLAY:
                del self._heard[number]
                self._free.append(number)

    def _hear_registry(self, event: int, body: bytes) -> None:
        number = read_number(body)
        if event == _GLOBAL:
            interface, rest = read_text(body[4:])
            self.offers[number] = Offer(interface, read_number(rest))
            if self._is_settled:
                self._changed(interface)
        elif offer := self.offers.pop(number, None):
            self._changed(offer.interface)


def address(environment: Mapping[str, str] = os.environ) -> str:
    """Where the compositor of a session listens. Raises Unavailable."""
    name = environment.get("WAYLAND_DISPLAY")
    if not name:
        raise Unavailable("this is no Wayland session: WAYLAND_DISPLAY is not set")
    folder = environment.get("XDG_RUNTIME_DIR", "")
    if not (folder or os.path.isabs(name)):  # noqa: PTH117 - text is what is wanted
        raise Unavailable("XDG_RUNTIME_DIR is not set")
    return os.path.join(folder, name)  # noqa: PTH118 - an absolute name stays as it is


def read_text(body: bytes) -> tuple[str, bytes]:
    """The text that `body` begins with, and what follows it."""
    value, rest = read_array(body)
    return value.rstrip(b"\0").decode(errors="replace"), rest


def read_array(body: bytes) -> tuple[bytes, bytes]:
    """The bytes that `body` begins with, and what follows them."""
    size = read_number(body)
    if size > len(body) - 4:
        raise ValueError(f"{size} bytes are said to be in {len(body)}")
    return body[4 : 4 + size], body[4 + size + -size % 4 :]


def _written(argument: int | str) -> bytes:
    if isinstance(argument, int):
        return struct.pack("=I", argument)
    text = argument.encode() + b"\0"
    return struct.pack("=I", len(text)) + text + bytes(-len(text) % 4)


def ignore(event: int, body: bytes) -> None:
    """What an object says after it was asked to go, or one that nobody listens to."""
