"""The notification server of a Linux desktop: finding it, calling it, hearing it.

    who owns the name? ─▶ found(), owned_by() ─▶ call(), signalled() ─▶ lost(), and from the beginning

The connection is kept for life: some desktops remove what a program posted when it leaves the bus. A server that may
be started on demand counts as there, but only a call starts it: at login, being first would put the wrong one in the
place of the desktop's own.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

from dbus_fast import Message, MessageType

from reminder.phrase import Phrase, phrase
from reminder.system.bus import DAEMON, DAEMON_PATH, Bus, BusError

NAME = INTERFACE = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
_NONE_RUNS = phrase("no notification server runs on the session bus")


class Listener(Protocol):
    """Who wants to know what becomes of the server."""

    def found(self) -> None:
        """It can be called; said again for every new one."""

    def lost(self, why: Phrase) -> None:
        """It cannot."""

    def owned_by(self, owner: str) -> None:
        """The unique name of the server that runs; empty: none does."""

    def cut_off(self) -> None:
        """The bus is gone, and so is every answer that is still out."""

    def signalled(self, member: str, body: list[Any]) -> None:
        """The server said something to all."""


class Server:
    """The way to it; it comes back by itself when the bus does."""

    def __init__(self, listener: Listener, bus: Bus) -> None:
        self._listener = listener
        self._bus = bus
        self._looked = asyncio.Event()
        self._owner = ""
        self.why: Phrase | None = phrase("it is just starting")
        """Why it cannot be called; None: it can."""

    def start(self) -> None:
        self._bus.listen(self._hear, INTERFACE, path=PATH)
        self._bus.follow(NAME, self._change_owner)
        self._bus.start()

    async def looked(self) -> Phrase | None:
        """`why`, after the first look."""
        await self._looked.wait()
        return self.why

    async def stop(self) -> None:
        await self._bus.stop()

    def call(
        self, member: str, heard: Callable[[Message], None] | None, signature: str = "", *body: Any, start: bool = True
    ) -> None:
        """Call the server; `heard` gets its answer or its error, however late, or nothing. `start`: if need be."""
        self._bus.send(NAME, PATH, INTERFACE, member, heard, signature, *body, start=start)

    def unique(self, owner: str | None) -> str:
        """That name, made one that no server of another bus has: each bus counts from the first who comes to it."""
        return f"{self._bus.id}/{owner}"

    # --- what becomes of the bus, and of the name on it ---------------------------------------------------------------

    def _change_owner(self, owner: str) -> None:
        self._owner = owner
        if self._bus.why:
            self._listener.cut_off()
        self._listener.owned_by(owner)
        if self._bus.why:
            self._lose(self._bus.why)
        elif owner:
            self._find()
        else:
            self._bus.send(DAEMON, DAEMON_PATH, DAEMON, "ListActivatableNames", self._hear_activatable)

    def _hear_activatable(self, answer: Message) -> None:
        if self._owner:
            return
        if answer.message_type is MessageType.METHOD_RETURN and NAME in answer.body[0]:
            self._find()
        else:
            self._lose(_NONE_RUNS)

    def _hear(self, message: Message) -> None:
        if message.sender == self._owner and message.member:
            self._listener.signalled(message.member, message.body)

    def _find(self) -> None:
        self.why = None
        self._listener.found()
        self._looked.set()

    def _lose(self, why: Phrase) -> None:
        self.why = why
        self._listener.lost(why)
        self._looked.set()


async def why_no_server(bus: Bus) -> Phrase | None:
    """Why no notification server can be reached now, or None."""
    try:
        async with bus.joined():
            [runs] = await bus.call(DAEMON, DAEMON_PATH, DAEMON, "NameHasOwner", "s", NAME)
            [activatable] = await bus.call(DAEMON, DAEMON_PATH, DAEMON, "ListActivatableNames")
    except BusError as error:
        return error.said
    return None if runs or NAME in activatable else _NONE_RUNS
