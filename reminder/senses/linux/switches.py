"""Where each kind of notification server keeps do not disturb, and how it tells that it was switched.

    watch(changed) ─▶ a signal, or a file that has changed ─▶ changed() ─▶ is_on(): asked anew

A signal is a reason to ask and nothing more, so that neither its sender nor its order matters.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from dbus_fast import Message, Variant

from reminder.errors import Unavailable
from reminder.model.moment import Clock
from reminder.model.senses import Gate
from reminder.phrase import Phrase
from reminder.senses.linux import gsettings
from reminder.senses.linux.desktop_files import SettingsFile
from reminder.senses.linux.services import ABSENT, LOST
from reminder.system.bus import PROPERTIES, Bus, BusError

SERVER = "org.freedesktop.Notifications"
SERVER_PATH = "/org/freedesktop/Notifications"


class Switch(ABC):
    """That of one kind of server."""

    is_setting = False
    """It can be read while the server does not run."""
    limit: Phrase | None = None
    """What cannot be told of it."""

    def __init__(self, gate: Gate, forgets: bool = False) -> None:
        """`gate`: what the server does with what is posted meanwhile. `forgets`: it is off when the server ends."""
        self.gate = gate
        self.forgets = forgets
        self.until: datetime | None = None
        """When it ends by itself, as of the last answer."""

    @abstractmethod
    def watch(self, changed: Callable[[], None]) -> None:
        """Call `changed` whenever it may have been switched, from now on."""

    @abstractmethod
    async def is_on(self, owner: str) -> bool:
        """`owner` is the server's unique name; empty: it does not run. Raises BusError, or Unavailable."""

    def close(self) -> None:  # noqa: B027
        """Watch no more."""


class Unknown(Switch):
    """That of a server that has none, or has no interface for it."""

    def __init__(self, why: Phrase) -> None:
        super().__init__(Gate())
        self._why = why

    def watch(self, changed: Callable[[], None]) -> None: ...

    async def is_on(self, owner: str) -> bool:
        raise Unavailable(self._why)


class Property(Switch):
    """A property of the server: `paused` in dunst."""

    def __init__(
        self, bus: Bus, interface: str, name: str, gate: Gate, path: str = SERVER_PATH, forgets: bool = False
    ) -> None:
        super().__init__(gate, forgets)
        self._bus = bus
        self._interface = interface
        self._name = name
        self._path = path

    def watch(self, changed: Callable[[], None]) -> None:
        def heard(message: Message) -> None:
            if message.signature == "sa{sv}as" and self._name in (*message.body[1], *message.body[2]):
                changed()

        self._bus.listen_to_properties(heard, self._interface, self._path)

    async def is_on(self, owner: str) -> bool:
        return _yes_or_no(await self.read(owner))

    async def read(self, owner: str) -> list[Any]:
        return await self._bus.call(owner, self._path, PROPERTIES, "Get", "ss", self._interface, self._name)


class Modes(Property):
    """mako's modes: its user gives them their names, and says what they do.

    They are at a path of their own, of whoever has the server's name: nobody has the name fr.emersion.Mako (1.11).
    """

    def __init__(self, bus: Bus, meant: Iterable[str], gate: Gate) -> None:
        """`meant`: the modes that are do not disturb."""
        super().__init__(bus, "fr.emersion.Mako", "Modes", gate, "/fr/emersion/Mako", forgets=True)
        self._meant = frozenset(meant)

    async def is_on(self, owner: str) -> bool:
        match await self.read(owner):
            case [Variant(value=[*modes])]:
                return not self._meant.isdisjoint(mode for mode in modes if isinstance(mode, str))
        raise Unavailable("mako does not name its modes")


class Method(Switch):
    """A method that answers yes or no: swaync, Budgie."""

    def __init__(
        self,
        bus: Bus,
        name: str,
        path: str,
        methods: Sequence[str],
        signals: Sequence[str],
        gate: Gate,
        interface: str = "",
    ) -> None:
        """`methods`: one yes is enough; all but the first may be missing. `interface`: if it is not the name's."""
        super().__init__(gate)
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


class Xfconf(Switch):
    """A setting of Xfce; one that was never set does not exist."""

    NAME = "org.xfce.Xfconf"
    PATH = "/org/xfce/Xfconf"
    SETTING = "xfce4-notifyd", "/do-not-disturb"
    is_setting = True

    def __init__(self, bus: Bus, gate: Gate) -> None:
        super().__init__(gate)
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
                raise Unavailable("xfconfd, which keeps the settings of Xfce, does not run") from None
            raise
        return _yes_or_no(body)


class GSettings(Switch):
    """A setting of GNOME and its relatives."""

    is_setting = True

    def __init__(self, bus: Bus, schema: str, key: str, on: str, gate: Gate, folder: str = "") -> None:
        """`on`: its value while do not disturb is on. `folder`: where dconf stores it, if not under its own name."""
        super().__init__(gate)
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
            raise Unavailable(
                "gsettings says neither true nor false of {key}, but {value!r}", key=self._key, value=value[:40]
            )
        return value == self._on


class InFile(Switch):
    """A line in a file of the desktop's, which the server reads as well: LXQt."""

    is_setting = True

    def __init__(self, name: str, group: str, key: str, gate: Gate, noticed: timedelta) -> None:
        """`noticed`: how long it takes the server to see a change; what is posted sooner is still dropped."""
        super().__init__(gate)
        self._file = SettingsFile(name)
        self._place = group, key
        self._noticed = noticed
        self._was_on = False

    def watch(self, changed: Callable[[], None]) -> None:
        self.limit = self._file.watch(changed)

    async def is_on(self, owner: str) -> bool:
        if self._was_on and not self._read():
            await asyncio.sleep(self._noticed.total_seconds())
        self._was_on = self._read()
        return self._was_on

    def close(self) -> None:
        self._file.close()

    def _read(self) -> bool:
        """Qt takes every word for yes but these."""
        return (self._file.value(*self._place) or "").lower() not in ("", "0", "false")


class Plasma(Switch):
    """Plasma's, whose property `Inhibited` is true for more than the person's own switch.

    That is a date in a file, until when. Without it Plasma means what a program asked for, or, as its settings have it
    unless told otherwise, any window that fills the screen, and a shared or mirrored screen (Plasma 6.7). Critical
    notifications are seen in both, unless its settings say no.
    """

    is_setting = True
    _OPEN_ENDED = timedelta(days=300)
    """"Until turned off" is a year for Plasma."""
    _WAVERS = timedelta(seconds=1)
    """When a full screen ends, `Inhibited` goes and comes back at once."""

    def __init__(self, bus: Bus, clock: Clock, gate: Gate) -> None:
        super().__init__(gate)
        self._clock = clock
        self._file = SettingsFile("plasmanotifyrc")
        self.inhibited = Property(bus, SERVER, "Inhibited", gate)
        self._was_on = False

    def watch(self, changed: Callable[[], None]) -> None:
        self.inhibited.watch(changed)
        self.limit = self._file.watch(changed)

    async def is_on(self, owner: str) -> bool:
        was_on, self._was_on = self._was_on, await self._holds(owner)
        if was_on and not self._was_on and self._read():
            await asyncio.sleep(self._WAVERS.total_seconds())
            self._was_on = await self._holds(owner)
        return self._was_on

    async def is_on_unasked(self, owner: str) -> bool:
        """It holds notifications back though the person has not switched that on."""
        return not self._read() and await self.inhibited.is_on(owner)

    def close(self) -> None:
        self._file.close()

    async def _holds(self, owner: str) -> bool:
        return self._read() and (not owner or await self.inhibited.is_on(owner))

    def _read(self) -> bool:
        """Whether the person has switched it on, by the file; what else is told of it comes from there as well."""
        now = self._clock().wall
        until = _date(self._file.value("DoNotDisturb", "Until") or "", now)
        is_ahead = until is not None and until > now
        self.until = until if until is not None and is_ahead and until - now < self._OPEN_ENDED else None
        hides_critical = self._file.value("Notifications", "CriticalInDndMode") == "false"
        self.gate = Gate(hides_critical, self.gate.fate)
        return is_ahead


def _date(text: str, now: datetime) -> datetime | None:
    """KConfig's way to write one, in local time: `2030,1,1,0,0,0`, the seconds also with a fraction."""
    try:
        *whole, second = text.split(",")
        year, month, day, hour, minute = map(int, whole)
        return datetime(year, month, day, hour, minute, tzinfo=now.tzinfo) + timedelta(seconds=float(second))
    except (ValueError, OverflowError):
        return None


def _yes_or_no(body: list[Any]) -> bool:
    match body:
        case [bool(answer)] | [Variant(value=bool(answer))]:
            return answer
    raise Unavailable("the notification server answers neither yes nor no")
