"""GNOME's session manager, as far as it says that a film keeps the session from idling, for as long as this runs."""

import asyncio
from typing import Annotated

from dbus_fast import PropertyAccess
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusBool, DBusSignature, DBusStr, DBusUInt32
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property

NAME = "org.gnome.SessionManager"
PATH = "/org/gnome/SessionManager"
FILM = f"{PATH}/Inhibitor1"
IDLE = 8


class SessionManager(ServiceInterface):
    def __init__(self) -> None:
        super().__init__(NAME)

    @dbus_property(access=PropertyAccess.READ)
    def InhibitedActions(self) -> DBusUInt32:
        return IDLE

    @dbus_method()
    def IsInhibited(self, flags: DBusUInt32) -> DBusBool:
        return bool(flags & IDLE)

    @dbus_method()
    def GetInhibitors(self) -> Annotated[list[str], DBusSignature("ao")]:
        return [FILM]


class Inhibitor(ServiceInterface):
    def __init__(self) -> None:
        super().__init__(f"{NAME}.Inhibitor")

    @dbus_method()
    def GetAppId(self) -> DBusStr:
        return "org.gnome.Totem"

    @dbus_method()
    def GetFlags(self) -> DBusUInt32:
        return IDLE


async def main() -> None:
    bus = await MessageBus().connect()
    bus.export(PATH, SessionManager())
    bus.export(FILM, Inhibitor())
    await bus.request_name(NAME)
    await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]


asyncio.run(main())
