"""The window manager of GNOME or Cinnamon as far as it tells of input, and the session manager; both obey the test."""

import asyncio

from dbus_fast import Message, Variant
from support.bus_service import Answer, Service

MUTTER = "org.gnome.Mutter.IdleMonitor"
MUFFIN = "org.cinnamon.Muffin.IdleMonitor"
SESSION_MANAGER = "org.gnome.SessionManager"


class Monitor(Service):
    """Fires as Mutter 48 does: idle watches again and again, those for input once, and no idle ones while inhibited."""

    def __init__(self, name: str = MUTTER) -> None:
        super().__init__()
        self.names = (name,)
        self.watches: dict[int, float] = {}
        """By number: seconds; 0: for input."""
        self.last_number = 0
        self._name = name
        self._path = f"/{name.replace('.', '/')}/Core"
        self._inhibited = False
        self._last_input = 0.0
        self._timers: dict[int, asyncio.TimerHandle] = {}

    async def come(self) -> None:
        self._last_input = self._now()
        await super().come()

    async def go(self) -> None:
        for number in tuple(self.watches):
            self._drop(number)
        await super().go()

    @property
    def lengths(self) -> list[float]:
        """Of the watches there are."""
        return sorted(self.watches.values())

    def type(self) -> None:
        """A key, or the mouse."""
        self._last_input = self._now()
        for number, after in tuple(self.watches.items()):
            if after:
                self._arm(number)
            else:
                self._drop(number)
                self.fire(number)

    def be_idle_for(self, seconds: float) -> None:
        """There was no input for so long."""
        self._last_input = self._now() - seconds
        for number in self.watches:
            self._arm(number)

    def inhibit(self, inhibited: bool) -> None:
        """At its end the time without input begins anew, but no watch for input fires."""
        self._inhibited = inhibited
        if not inhibited:
            self._last_input = self._now()
        for number in self.watches:
            self._arm(number)

    def fire(self, number: int) -> None:
        self.signal(self._path, self._name, "WatchFired", "u", number)

    def truth(self, call: Message) -> Answer:
        if call.interface != self._name or call.path != self._path:
            return None
        match call.member, call.body:
            case "GetIdletime", []:
                return "t", int((self._now() - self._last_input) * 1000)
            case "AddIdleWatch", [int(milliseconds)] if milliseconds:
                return self._add(milliseconds / 1000)
            case "AddUserActiveWatch", []:
                return self._add(0)
            case "RemoveWatch", [int(number)]:
                self._drop(number)
                return ("",)
        return None

    def _add(self, after: float) -> Answer:
        self.last_number += 1
        self.watches[self.last_number] = after
        self._arm(self.last_number)
        return "u", self.last_number

    def _drop(self, number: int) -> None:
        self.watches.pop(number, None)
        if timer := self._timers.pop(number, None):
            timer.cancel()

    def _arm(self, number: int) -> None:
        if timer := self._timers.pop(number, None):
            timer.cancel()
        if self.watches[number] and not self._inhibited:
            left = self._last_input + self.watches[number] - self._now()
            self._timers[number] = asyncio.get_running_loop().call_later(max(left, 0), self.fire, number)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


class StillMonitor(Monitor):
    """Its time stands still until it is moved."""

    ticks = 3600.0

    def let_pass(self, seconds: float) -> None:
        """Without input."""
        self.ticks += seconds
        self.be_idle_for(self.ticks - self._last_input)

    def _now(self) -> float:
        return self.ticks


class SessionManager(Service):
    """GNOME's, as far as it says what is inhibited, and by whom."""

    names = (SESSION_MANAGER,)
    PATH = "/org/gnome/SessionManager"

    def __init__(self, **inhibitors: int) -> None:
        """Each program's name, and what it inhibits: 4 is sleep, 8 is idling."""
        super().__init__()
        self.inhibitors = inhibitors

    @property
    def flags(self) -> int:
        flags = 0
        for inhibited in self.inhibitors.values():
            flags |= inhibited
        return flags

    def inhibit(self, **inhibitors: int) -> None:
        self.inhibitors = inhibitors
        self.changed(self.PATH, SESSION_MANAGER, InhibitedActions=Variant("u", self.flags))

    def truth(self, call: Message) -> Answer:
        match call.member, call.body:
            case "Get", [_, "InhibitedActions"]:
                return "v", Variant("u", self.flags)
            case "IsInhibited", [int(flags)]:
                return "b", bool(self.flags & flags)
            case "GetInhibitors", []:
                return "ao", [f"{self.PATH}/{name}" for name in self.inhibitors]
            case "GetFlags", []:
                return "u", self._behind(call)[1]
            case "GetAppId", []:
                return "s", self._behind(call)[0]
        return None

    def _behind(self, call: Message) -> tuple[str, int]:
        name = str(call.path).rpartition("/")[2]
        return name, self.inhibitors[name]
