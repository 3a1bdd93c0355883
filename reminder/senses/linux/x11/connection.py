"""A small client for X11: one connection to the X server, read by the loop.

    connect ─▶ the first screen's root window ─▶ send, ask ─▶ an answer ─▶ heard(it)
                                                          ├▶ an event ─▶ notice(it)
                                                          └▶ an error without a listener, or the end ─▶ gone(why)

Only what the senses need, and never libX11: that ends the whole process when the X server goes.
https://www.x.org/releases/current/doc/xproto/x11protocol.html has the wire format and the numbers of requests.
"""

import asyncio
import os
import re
import struct
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from reminder.errors import NoAnswer, Unavailable
from reminder.phrase import Phrase, phrase, several
from reminder.senses.linux.connection import Connection, NotThere, read_number
from reminder.senses.linux.x11.authority import COOKIE, TCP, address, cookie
from reminder.system.tasks import Timer

_VERSION = 11
_REFUSED, _ACCEPTED, _MORE_WANTED = 0, 1, 2
_ERROR, _REPLY, _LONG_EVENT = 0, 1, 35
_LEAST = 32
"""Bytes of every message, but for the greeting."""
_MOST = 2**20
"""Nothing that is asked for here has a longer answer."""
_INTERN_ATOM, _GET_PROPERTY, _QUERY_EXTENSION = 16, 20, 98
_VALUES = 256
"""A property is read up to there, in fours of bytes."""

_ABOUT_COOKIES = re.compile("cookie|authori[sz]", re.IGNORECASE)

Heard = Callable[[bytes | None], None]
"""Gets the answer to a request; None: it was refused."""


class Refused(Unavailable):
    """The X server will not do it; mostly because what it was asked about is gone."""

    def __init__(self) -> None:
        super().__init__(phrase("the display refuses to tell"))


class Extension(NamedTuple):
    """What the requests and events of an extension are known by."""

    opcode: int
    first_event: int


class Display(Connection):
    GONE = phrase("the display is gone")
    SILENT = phrase("the display does not answer")
    RUBBISH = phrase("what answers there does not speak X11")

    def __init__(
        self,
        gone: Callable[[Phrase], None],
        notice: Callable[[bytes], None] = lambda event: None,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        super().__init__(gone, environment)
        self.root = 0
        """The window that all others are in."""
        self._notice = notice
        self._number = 0
        """Of the display."""
        self._is_accepted = False
        self._requests = 0
        self._heard: dict[int, Heard] = {}
        """The listeners for answers, by the lower half of the request's number; 0: for the greeting's."""
        self._overdue = Timer()
        self._base = self._mask = self._created = 0

    def create(self) -> int:
        """A number for something that the next request creates. After a very long time they come again."""
        self._created += 1
        return self._base | self._created * (self._mask & -self._mask) & self._mask

    def send(self, opcode: int, detail: int, body: bytes = b"", heard: Heard | None = None) -> None:
        """Request something, of an extension by `detail`. `heard` belongs to what is answered, and only to that."""
        if self._transport and not self._transport.is_closing():
            self._requests = (self._requests + 1) & 0xFFFF
            if heard:
                self._expect(self._requests, heard)
            self._transport.write(struct.pack("=BBH", opcode, detail, 1 + len(body) // 4) + body)

    async def ask(self, opcode: int, detail: int, body: bytes = b"") -> bytes:
        """The answer to a request. Raises Unavailable, Refused among it."""
        answer: bytes | None = await self._answer(lambda heard: self.send(opcode, detail, body, heard))
        if answer is None:
            raise Refused
        return answer

    async def extension(self, name: str) -> Extension | None:
        """The extension of this name, if it has it. Raises Unavailable."""
        answer = await self.ask(_QUERY_EXTENSION, 0, _named(name))
        is_there, opcode, first_event = struct.unpack_from("=BBB", answer, 8)
        return Extension(opcode, first_event) if is_there else None

    async def atom(self, name: str) -> int:
        """The number of a name; 0: nobody has used it yet. Raises Unavailable."""
        return read_number(await self.ask(_INTERN_ATOM, 1, _named(name)), 8)

    async def text(self, window: int, atom: int) -> str:
        """A property of a window; empty where there is none, or it is no text. Raises Unavailable."""
        return (await self._property(window, atom, 8)).decode("latin-1")

    async def numbers(self, window: int, atom: int) -> tuple[int, ...]:
        """The same of one that is numbers."""
        value = await self._property(window, atom, 32)
        return struct.unpack(f"={len(value) // 4}I", value)

    # --- what the X server says ---------------------------------------------------------------------------------------

    def _measure(self, data: bytes) -> int:
        if not self._is_accepted:
            status, version, fours = struct.unpack_from("=BxHxxH", data)
            if status > _MORE_WANTED or (status != _MORE_WANTED and version != _VERSION):
                raise ValueError("no greeting")
            return 8 + 4 * int(fours)
        is_longer = data[0] == _REPLY or data[0] & 0x7F == _LONG_EVENT
        size = _LEAST + (4 * read_number(data, 4) if is_longer else 0)
        if size > _MOST:
            raise ValueError(f"a message of {size} bytes")
        return size

    def _hear(self, message: bytes) -> None:
        (number,) = struct.unpack_from("=H", message, 2)
        if not self._is_accepted:
            self._hear_greeting(message)
        elif message[0] not in (_ERROR, _REPLY):
            self._notice(message)
        elif message[0] == _ERROR and number not in self._heard:
            self._leave(Unavailable("the display refused a request, with error {code}", code=message[1]))
        else:
            self._settle(number, message if message[0] == _REPLY else None)

    def _hear_greeting(self, message: bytes) -> None:
        if message[0] != _ACCEPTED:
            text = message[8:] if message[0] == _MORE_WANTED else message[8 : 8 + message[1]]
            said = "".join(filter(str.isprintable, text.decode("latin-1")))
            why = phrase("the display refused: {why}", why=said or phrase("it does not say why"))
            hint = phrase("is XAUTHORITY set as it is in the session?") if _ABOUT_COOKIES.search(said) else None
            self._leave(Unavailable(several((why, hint))))
            return
        self._base, self._mask = struct.unpack_from("=II", message, 12)
        vendor, formats = struct.unpack_from("=HxxxB", message, 24)
        self.root = read_number(message, 40 + vendor + -vendor % 4 + 8 * formats)
        self._is_accepted = True
        self._settle(0, message)

    def _settle(self, number: int, answer: bytes | None) -> None:
        if heard := self._heard.pop(number, None):
            self._wait()
            heard(answer)

    def _leave(self, why: Unavailable) -> None:
        self._heard.clear()
        self._wait()
        super()._leave(why)

    # --- what is asked of it ------------------------------------------------------------------------------------------

    async def _reach(self) -> None:
        """On this machine the socket in the file system goes first: nobody else can have put it there."""
        loop = asyncio.get_running_loop()
        host, self._number = address(self._environment)
        if host:
            try:
                await loop.create_connection(lambda: self, host, TCP + self._number)
            except UnicodeError as error:
                raise self._unreachable(phrase("{host!r} is no host", host=host)) from error
            return
        path = f"/tmp/.X11-unix/X{self._number}"
        try:
            await loop.create_unix_connection(lambda: self, path)
        except OSError as missing:
            try:
                await loop.create_unix_connection(lambda: self, f"\0{path}")
            except OSError:
                raise missing from None

    def _unreachable(self, why: OSError | Phrase) -> NotThere:
        return NotThere("the display cannot be reached: {why}", why=why)

    async def _greet(self) -> None:
        await self._answer(self._show_cookie)
        if await self.extension("XWAYLAND"):
            raise Unavailable("this is a Wayland session, of which X11 sees a part only")

    def _show_cookie(self, heard: Heard) -> None:
        if self._transport:
            peer = self._transport.get_extra_info("peername")
            secret = cookie(self._number, peer[0] if isinstance(peer, tuple) else "", self._environment)
            name = COOKIE if secret else b""
            order = ord("l" if sys.byteorder == "little" else "B")
            self._expect(0, heard)
            greeting = struct.pack("=BxHHHHxx", order, _VERSION, 0, len(name), len(secret))
            self._transport.write(greeting + _padded(name) + _padded(secret))

    def _expect(self, number: int, heard: Heard) -> None:
        self._heard[number] = heard
        if not self._overdue:
            self._wait()

    def _wait(self) -> None:
        """For the next answer, not longer than until the deadline."""
        self._overdue.cancel()
        if self._heard:
            self._overdue.set(self.DEADLINE, partial(self._leave, NoAnswer(self.SILENT)))

    async def _property(self, window: int, atom: int, form: int) -> bytes:
        """The value of a property that is of this form: so many bits go together."""
        if not atom:
            return b""
        answer = await self.ask(_GET_PROPERTY, 0, struct.pack("=IIIII", window, atom, 0, 0, _VALUES))
        size = read_number(answer, 16) * form // 8
        return answer[32 : 32 + size] if answer[1] == form and len(answer) >= 32 + size else b""


def _named(name: str) -> bytes:
    return struct.pack("=Hxx", len(name)) + _padded(name.encode())


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)
