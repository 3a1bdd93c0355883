"""Notification servers without a screen: each kind with its own switch, and a test decides what it answers."""

import asyncio
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dbus_fast import DBusError, Variant
from support.bus_service import PROPERTIES, Service

SERVER = "org.freedesktop.Notifications"
SERVER_PATH = "/org/freedesktop/Notifications"
XFCONF = "org.xfce.Xfconf"
XFCONF_PATH = "/org/xfce/Xfconf"


@dataclass
class Server(Service):
    """It knows the methods and properties in `says`, and no others."""

    calls_itself: str
    vendor: str = "stand-in"
    names: Iterable[str] = (SERVER,)
    nonsense: str = "the notification server answers neither yes nor no"
    """How an answer that makes no sense is told."""

    def __post_init__(self) -> None:
        super().__init__()
        self.says["GetServerInformation"] = "ssss", self.calls_itself, self.vendor, "1", "1.2"
        self.set(False)

    def switch(self, on: bool) -> None:
        """A person switches do not disturb."""
        self.set(on)
        self.tell(on)

    def set(self, on: bool) -> None:
        """Answer this from now on."""

    def tell(self, on: bool) -> None:
        """Say to all that it was switched."""


@dataclass
class WithProperty(Server):
    """It has a property: `Inhibited`, unless told otherwise."""

    calls_itself: str = "some new server"
    interface: str = SERVER
    property: str = "Inhibited"

    def set(self, on: bool) -> None:
        self.says[self.property] = "v", Variant("b", on)

    def tell(self, on: bool) -> None:
        changed = {self.property: Variant("b", on)}
        self.signal(SERVER_PATH, PROPERTIES, "PropertiesChanged", "sa{sv}as", self.interface, changed, [])


@dataclass
class Plasma(WithProperty):
    """`Inhibited` is on, and why is its own affair: what the person switched on stands in a file."""

    calls_itself: str = "Plasma"

    def write(self, until: str = "", *more: str) -> None:
        """Have this in its file; the date as KConfig writes it."""
        lines = ["[DoNotDisturb]", f"Until={until}"] if until else []
        file = Path(os.environ["XDG_CONFIG_HOME"], "plasmanotifyrc")
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_suffix(".new")
        new.write_text("\n".join([*lines, *more, ""]))
        new.replace(file)


@dataclass
class Mako(Server):
    """Its modes have a path of their own."""

    calls_itself: str = "mako"
    nonsense: str = "mako does not name its modes"

    def set(self, on: bool) -> None:
        self.says["Modes"] = "v", Variant("as", ["default", "dnd"] if on else ["default"])

    def tell(self, on: bool) -> None:
        self.signal("/fr/emersion/Mako", PROPERTIES, "PropertiesChanged", "sa{sv}as", "fr.emersion.Mako", {}, ["Modes"])


@dataclass
class Swaync(Server):
    """SwayNotificationCenter; an old one does not know `IsInhibited`."""

    calls_itself: str = "SwayNotificationCenter"
    names: Iterable[str] = (SERVER, "org.erikreider.swaync.cc")
    old: bool = False

    def set(self, on: bool) -> None:
        self.says["GetDnd"] = "b", on

    def tell(self, on: bool) -> None:
        path, interface = "/org/erikreider/swaync/cc", "org.erikreider.swaync.cc"
        if self.old:
            self.signal(path, interface, "Subscribe", "ubb", 0, on, False)
        else:
            self.signal(path, interface, "SubscribeV2", "ubbb", 0, on, False, False)


@dataclass
class Budgie(Server):
    calls_itself: str = "Budgie Notification Server"
    names: Iterable[str] = (SERVER, "org.budgie_desktop.Notifications")

    def set(self, on: bool) -> None:
        self.says["GetDoNotDisturb"] = "b", on

    def tell(self, on: bool) -> None:
        path, interface = "/org/budgie_desktop/Notifications", "org.buddiesofbudgie.budgie.Dispatcher"
        self.signal(path, interface, "DoNotDisturbChanged", "b", on)


@dataclass
class Xfce(Server):
    """xfce4-notifyd and xfconfd in one."""

    calls_itself: str = "Xfce Notify Daemon"
    names: Iterable[str] = (SERVER, XFCONF)

    def set(self, on: bool) -> None:
        self.says["/do-not-disturb"] = "v", Variant("b", on)

    def tell(self, on: bool) -> None:
        body = "xfce4-notifyd", "/do-not-disturb", Variant("b", on)
        self.signal(XFCONF_PATH, XFCONF, "PropertyChanged", "ssv", *body)

    def remove(self) -> None:
        """It was never set, or was reset."""
        self.says["/do-not-disturb"] = DBusError("org.xfce.Xfconf.Error.PropertyNotFound", "does not exist")
        if self.bus:
            self.signal(XFCONF_PATH, XFCONF, "PropertyRemoved", "ss", "xfce4-notifyd", "/do-not-disturb")


def dunst() -> Server:
    return WithProperty("dunst", interface="org.dunstproject.cmd0", property="paused")


async def run(*command: str) -> str:
    """What a program prints that must not fail."""
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    printed, _ = await process.communicate()
    assert process.returncode == 0, command
    return printed.decode().strip()
