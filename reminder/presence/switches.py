"""Where each kind of notification server keeps do not disturb, and how it tells that it was switched.

    watch(changed) ─▶ a signal ─▶ changed() ─▶ is_on(): asked anew

A signal is a reason to ask and nothing more, so that neither its sender nor its order matters.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from dbus_fast import Message, Variant

from reminder.bus import PROPERTIES, Bus, BusError
from reminder.presence import gsettings
from reminder.presence.base import Blind
from reminder.presence.services import ABSENT, LOST

SERVER = "org.freedesktop.Notifications"
SERVER_PATH = "/org/freedesktop/Notifications"


class Switch(Protocol):
    """That of one kind of server."""

    def watch(self, changed: Callable[[], None]) -> None:
        """Call `changed` whenever it may have been switched, from now on."""

    async def is_on(self, owner: str) -> bool:
        """`owner` is the server's unique name. Raises BusError, or Blind with a reason of its own."""


class Property:
    """A property of the server: `Inhibited` in many, `paused` in dunst."""

    def __init__(self, bus: Bus, interface: str, name: str) -> None:
        self._bus = bus
        self._interface = interface
        self._name = name

    def watch(self, changed: Callable[[], None]) -> None:
        def heard(message: Message) -> None:
            if message.signature == "sa{sv}as" and self._name in (*message.body[1], *message.body[2]):
                changed()

        self._bus.listen(heard, PROPERTIES, "PropertiesChanged", SERVER_PATH, f",arg0='{self._interface}'")

    async def is_on(self, owner: str) -> bool:
        body = await self._bus.call(owner, SERVER_PATH, PROPERTIES, "Get", "ss", self._interface, self._name)
        return _yes_or_no(body)


class Method:
    """A method that answers yes or no: swaync, Budgie."""

    def __init__(
        self, bus: Bus, name: str, path: str, methods: Sequence[str], signals: Sequence[str], interface: str = ""
    ) -> None:
        """`methods`: one yes is enough; all but the first may be missing. `interface`: if it is not the name's."""
        self._bus = bus
        self._name = name
        self._path = path
        self._methods = methods
        self._signals = signals
        self._interface = interface or name

    def watch(self, changed: Callable[[], None]) -> None:
        for signal in self._signals:
            self._bus.listen(lambda _: changed(), self._interface, signal, self._path)

    async def is_on(self, owner: str) -> bool:
        first, *others = self._methods
        if await self._says(first):
            return True
        for method in others:
            try:
                if await self._says(method):
                    return True
            except BusError as error:
                if error.name in LOST:
                    raise
        return False

    async def _says(self, method: str) -> bool:
        return _yes_or_no(await self._bus.call(self._name, self._path, self._interface, method))


class Xfconf:
    """A setting of Xfce; one that was never set does not exist."""

    NAME = "org.xfce.Xfconf"
    PATH = "/org/xfce/Xfconf"
    SETTING = "xfce4-notifyd", "/do-not-disturb"

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    def watch(self, changed: Callable[[], None]) -> None:
        channel, name = self.SETTING
        for signal in ("PropertyChanged", "PropertyRemoved"):
            more = f",arg0='{channel}',arg1='{name}'"
            self._bus.listen(lambda _: changed(), self.NAME, signal, self.PATH, more)
        self._bus.follow(self.NAME, lambda _: changed())

    async def is_on(self, owner: str) -> bool:
        try:
            body = await self._bus.call(self.NAME, self.PATH, self.NAME, "GetProperty", "ss", *self.SETTING)
        except BusError as error:
            if error.name in ("org.xfce.Xfconf.Error.PropertyNotFound", "org.xfce.Xfconf.Error.ChannelNotFound"):
                return False
            if error.name in ABSENT:
                raise Blind("xfconfd, which keeps the settings of Xfce, does not run") from None
            raise
        return _yes_or_no(body)


class GSettings:
    """A setting of GNOME and its relatives."""

    def __init__(self, bus: Bus, schema: str, key: str, on: str, folder: str = "") -> None:
        """`on`: its value while do not disturb is on. `folder`: where dconf stores it, if not under its own name."""
        self._bus = bus
        self._schema = schema
        self._key = key
        self._on = on
        self._folder = folder or f"/{schema.replace('.', '/')}/"

    def watch(self, changed: Callable[[], None]) -> None:
        more = f",arg0path='{self._folder}{self._key}'"
        self._bus.listen(lambda _: changed(), gsettings.DCONF, "Notify", more=more)

    async def is_on(self, owner: str) -> bool:
        value = await gsettings.read(self._schema, self._key)
        if value not in ("true", "false"):
            raise Blind(f"gsettings says neither true nor false of {self._key}, but {value[:40]!r}")
        return value == self._on


def _yes_or_no(body: list[Any]) -> bool:
    match body:
        case [bool(answer)] | [Variant(value=bool(answer))]:
            return answer
    raise Blind("the notification server answers neither yes nor no")
