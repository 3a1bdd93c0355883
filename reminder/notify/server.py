"""The notification server of a Linux desktop: finding it, keeping the connection, calling it, hearing it.

    connect ─▶ who owns the name? ─▶ found(), owned_by() ─▶ call(), signalled() ─▶ lost(), and from the beginning

One connection is kept for life: some desktops remove what a program posted when it leaves the bus. Every message is
handed on in the order in which it comes, without a task between, so that its listener can tell what was pressed before
a notification was replaced from what was pressed after.

A server that may be started on demand counts as there, but only a call starts it: at login, being first would put the
wrong one in the place of the desktop's own.
"""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from dbus_fast import Message, MessageFlag, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.errors import AuthError

from reminder.notify.base import DEADLINE

NAME = INTERFACE = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
BUS = "org.freedesktop.DBus"
BUS_PATH = "/org/freedesktop/DBus"
RETRY = timedelta(seconds=1)
RETRY_AT_MOST = timedelta(seconds=60)

_QUIET = MessageFlag.NO_REPLY_EXPECTED | MessageFlag.NO_AUTOSTART
_RULES = (
    f"type='signal',interface='{INTERFACE}',path='{PATH}'",
    f"type='signal',sender='{BUS}',interface='{BUS}',member='NameOwnerChanged',arg0='{NAME}'",
)


class Listener(Protocol):
    """Who wants to know what becomes of the server."""

    def found(self) -> None:
        """It can be called; said again for every new one."""

    def lost(self, why: str) -> None:
        """It cannot."""

    def owned_by(self, owner: str) -> None:
        """The unique name of the server that runs; empty: none does."""

    def cut_off(self) -> None:
        """The bus is gone, and so is every answer that is still out."""

    def signalled(self, member: str, body: list[Any]) -> None:
        """The server said something to all."""


class Server:
    """The connection to it; comes back by itself when the bus does."""

    def __init__(self, listener: Listener, deadline: timedelta = DEADLINE) -> None:
        self._listener = listener
        self._deadline = deadline
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._bus: MessageBus | None = None
        self._answers: dict[int, Callable[[Message], None]] = {}
        self._looked = asyncio.Event()
        self._owner = ""
        self.why: str | None = "it is just starting"
        """Why it cannot be called; None: it can."""

    def start(self) -> None:
        """Connect, and stay connected."""
        self._task = asyncio.create_task(self._stay_connected())

    async def looked(self) -> str | None:
        """`why`, after the first look."""
        await self._looked.wait()
        return self.why

    async def stop(self) -> None:
        """Leave the bus."""
        self._stopping = True
        if self._bus:
            self._bus.disconnect()
        elif self._task:
            self._task.cancel()
        if self._task:
            await asyncio.gather(self._task, return_exceptions=True)

    def call(self, member: str, heard: Callable[[Message], None] | None, signature: str = "", *body: Any) -> None:
        """Call the server, and start it if need be; `heard` gets its answer or its error, however late, or nothing."""
        self._send(NAME, PATH, member, heard, signature, *body)

    async def _stay_connected(self) -> None:
        pause = RETRY
        while True:
            try:
                async with asyncio.timeout(self._deadline.total_seconds()):
                    bus = await MessageBus(bus_address=_address()).connect()
            except (OSError, EOFError, ValueError, AuthError) as error:
                self._lose(f"there is no session bus: {str(error) or 'it does not answer'}")
            else:
                self._begin(bus)
                with suppress(Exception):
                    await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]
                if self._stopping:
                    return
                if not self.why:
                    pause = RETRY
                self._end()
            await asyncio.sleep(pause.total_seconds())
            pause = min(2 * pause, RETRY_AT_MOST)

    def _begin(self, bus: MessageBus) -> None:
        self._bus = bus
        bus.add_message_handler(self._hear)
        for rule in _RULES:
            self._ask("AddMatch", None, "s", rule)
        self._ask("GetNameOwner", self._hear_owner, "s", NAME)

    def _end(self) -> None:
        self._bus = None
        self._answers.clear()
        self._listener.cut_off()
        self._change_owner("")
        self._lose("the session bus is gone")

    def _ask(self, member: str, heard: Callable[[Message], None] | None, signature: str = "", *body: Any) -> None:
        self._send(BUS, BUS_PATH, member, heard, signature, *body)

    def _send(
        self, to: str, path: str, member: str, heard: Callable[[Message], None] | None, signature: str, *body: Any
    ) -> None:
        if not self._bus or not self._bus.connected:
            return
        message = Message(
            destination=to,
            path=path,
            interface=to,
            member=member,
            signature=signature,
            body=list(body),
            flags=MessageFlag.NONE if heard else _QUIET,
            serial=self._bus.next_serial(),
        )
        if heard:
            self._answers[message.serial] = heard
        with suppress(OSError):
            self._bus.send(message).add_done_callback(lambda sent: sent.cancelled() or sent.exception())

    def _hear(self, message: Message) -> None:
        if message.message_type is not MessageType.SIGNAL:
            if heard := self._answers.pop(message.reply_serial, None):
                heard(message)
        elif message.member == "NameOwnerChanged" and message.sender == BUS and message.body[0] == NAME:
            self._change_owner(message.body[2])
            if self._owner:
                self._find()
            else:
                self._ask("ListActivatableNames", self._hear_activatable)
        elif message.interface == INTERFACE and message.sender == self._owner and message.member:
            self._listener.signalled(message.member, message.body)

    def _hear_owner(self, answer: Message) -> None:
        if answer.message_type is MessageType.METHOD_RETURN:
            self._change_owner(answer.body[0])
            self._find()
        else:
            self._ask("ListActivatableNames", self._hear_activatable)

    def _hear_activatable(self, answer: Message) -> None:
        if self._owner:
            return
        if answer.message_type is MessageType.METHOD_RETURN and NAME in answer.body[0]:
            self._find()
        else:
            self._lose("no notification server runs on the session bus")

    def _change_owner(self, owner: str) -> None:
        self._owner = owner
        self._listener.owned_by(owner)

    def _find(self) -> None:
        self.why = None
        self._listener.found()
        self._looked.set()

    def _lose(self, why: str) -> None:
        self.why = why
        self._listener.lost(why)
        self._looked.set()


class _Nobody:
    """Listens to nothing."""

    def found(self) -> None: ...
    def lost(self, why: str) -> None: ...
    def owned_by(self, owner: str) -> None: ...
    def cut_off(self) -> None: ...
    def signalled(self, member: str, body: list[Any]) -> None: ...


async def why_no_server() -> str | None:
    """Why no notification server can be reached now, or None."""
    server = Server(_Nobody())
    server.start()
    try:
        return await server.looked()
    finally:
        await server.stop()


def _address() -> str:
    """The session bus; not every way to start a program sets the variable."""
    if address := os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return address
    socket = Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere"), "bus")
    if socket.exists():
        return f"unix:path={socket}"
    raise OSError("DBUS_SESSION_BUS_ADDRESS is not set")
