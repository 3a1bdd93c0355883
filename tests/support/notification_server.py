"""A notification server without a screen: remembers what it is asked, and hangs, refuses or vanishes when told to.

What real ones do that the specification leaves open, or forbids, it does when told to as well. As a program it is what
a bus starts on demand.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, NamedTuple

from dbus_fast import DBusError, Message, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusInt32, DBusSignature, DBusStr, DBusUInt32
from dbus_fast.service import ServiceInterface, dbus_method
from support.bus_service import a_signal

AS_A_PROGRAM = f"/usr/bin/env PYTHONPATH={Path(__file__).parents[1]} {sys.executable} -m support.notification_server"
NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
ALL = ("actions", "body", "body-markup", "persistence", "sound")

Strings = Annotated[list[str], DBusSignature("as")]
Information = Annotated[list[str], DBusSignature("ssss")]
Hints = Annotated[dict[str, Variant], DBusSignature("a{sv}")]


class Shown(NamedTuple):
    """One call of Notify, and the id it got."""

    id: int
    app: str
    replaces: int
    icon: str
    title: str
    body: str
    actions: list[str]
    hints: dict[str, object]
    expire: int


class Server(ServiceInterface):
    """Takes everything, unless `refusal` is set, `answers` is not, or a thing is not among its `capabilities`."""

    def __init__(self, capabilities: tuple[str, ...] = ALL) -> None:
        super().__init__(NAME)
        self.capabilities = list(capabilities)
        self.shown: list[Shown] = []
        self.closed: list[int] = []
        self.refusal = ""
        self.asked = 0
        self.calls_itself = "stand-in", "reminder"
        self.on_screen: dict[int, Shown] = {}
        """What a person sees."""
        self.history: set[int] = set()
        """What left the screen without a word: it can still be closed, and be replaced where nobody looks."""
        self.tells_of_unknown = False
        """As Plasma and swaync, it says of any number that is to be closed that it closed it."""
        self.takes_equal_after = 0.0
        """Seconds; Plasma refuses a second one with the same words for so long."""
        self._last = "", "", 0.0
        self.answers = asyncio.Event()
        self.answers.set()
        self.bus: MessageBus | None = None

    async def come(self) -> None:
        """Be the session's server."""
        self.bus = await MessageBus().connect()
        self.bus.export(PATH, self)
        await self.bus.request_name(NAME)

    async def go(self) -> None:
        """Leave the bus, as a crash would."""
        if self.bus and self.bus.connected:
            self.bus.disconnect()
            await self.bus.wait_for_disconnect()  # type: ignore[no-untyped-call]
        self.bus = None

    async def end(self) -> None:
        """Leave it as fnott does when it is told to: all that is on the screen it calls closed by the person."""
        for id in self.on_screen:
            self.close(id, 2)
        await self.go()

    def press(self, id: int, key: str) -> None:
        """A person presses a button."""
        self.say("ActionInvoked", "us", id, key)

    def close(self, id: int, reason: int) -> None:
        """It leaves the screen: 1 timed out, 2 closed by the person, 3 closed by a call, 4 for another reason."""
        self.say("NotificationClosed", "uu", id, reason)

    def leave(self, id: int) -> None:
        """It leaves the screen, and nobody is told, as on Plasma, GNOME, Cinnamon, swaync and notification-daemon."""
        del self.on_screen[id]
        self.history.add(id)

    def say(self, member: str, signature: str, *body: object) -> None:
        self.bus.send(signal(member, signature, *body))

    @dbus_method()
    def GetCapabilities(self) -> Strings:
        return self.capabilities

    @dbus_method()
    def GetServerInformation(self) -> Information:
        return [*self.calls_itself, "1", "1.2"]

    @dbus_method()
    async def Notify(
        self,
        app: DBusStr,
        replaces: DBusUInt32,
        icon: DBusStr,
        title: DBusStr,
        body: DBusStr,
        actions: Strings,
        hints: Hints,
        expire: DBusInt32,
    ) -> DBusUInt32:
        self.asked += 1
        bus = self.bus
        await self.answers.wait()
        if self.bus is not bus:  # nobody waits for this any more, and dbus-fast would hit another connection
            await asyncio.get_running_loop().create_future()
        if self.refusal:
            raise DBusError("org.freedesktop.DBus.Error.LimitsExceeded", self.refusal)
        now, before = time.monotonic(), self._last
        if before[:2] == (title, body) and now - before[2] < self.takes_equal_after:
            raise DBusError(f"{NAME}.Error.ExcessNotificationGeneration", "too many in quick succession")
        self._last = title, body, now
        id = replaces or len(self.shown) + 1
        plain = {name: hint.value for name, hint in hints.items()}
        shown = Shown(id, app, replaces, icon, title, body, actions, plain, expire)
        self.shown.append(shown)
        if id not in self.history:
            self.on_screen[id] = shown
        return id

    @dbus_method()
    def CloseNotification(self, id: DBusUInt32) -> None:
        self.closed.append(id)
        if self.tells_of_unknown or id in self.on_screen or id in self.history:
            self.close(id, 3)
        self.on_screen.pop(id, None)
        self.history.discard(id)


def signal(member: str, signature: str, *body: object) -> Message:
    """A signal as a server sends it."""
    return a_signal(PATH, NAME, member, signature, *body)


@asynccontextmanager
async def serving(capabilities: tuple[str, ...] = ALL) -> AsyncIterator[Server]:
    """A server on the session bus while the block runs."""
    server = Server(capabilities)
    await server.come()
    try:
        yield server
    finally:
        await server.go()


async def main() -> None:
    server = Server()
    await server.come()
    await server.bus.wait_for_disconnect()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    asyncio.run(main())
