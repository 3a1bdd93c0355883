"""Do not disturb on a Linux desktop, as the notification server that serves has it.

    who owns the server's name? ─▶ what does it call itself? ─▶ its kind of switch ─▶ a hold while that is on
                                                                    └ a signal ─▶ looked at again

Nobody is started for it.
"""

import asyncio

from reminder.bus import Bus, BusError
from reminder.model import Clock, Put, Reason
from reminder.presence.base import Blind, Seen, Sensor, Unanswered
from reminder.presence.services import ABSENT, LOST
from reminder.presence.switches import (
    SERVER,
    SERVER_PATH,
    GSettings,
    Method,
    Property,
    Switch,
    Xfconf,
)

_UNKNOWN = (
    *(f"org.freedesktop.DBus.Error.Unknown{what}" for what in ("Object", "Interface", "Method", "Property")),
    "org.freedesktop.DBus.Error.InvalidArgs",
    "org.freedesktop.DBus.Error.NotSupported",
    *ABSENT,
)
"""How a server says that it does not have what it was asked for."""


class DoNotDisturb(Sensor):
    """The person's own switch.

    Plasma answers for more than its switch: full screen and a shared or mirrored screen too, where its settings say so.
    swaync is also on while a program holds notifications back there. mako is not asked: what its modes mean is up to
    its user.
    """

    name = "do not disturb"

    def __init__(self, put: Put, clock: Clock, session: Bus) -> None:
        super().__init__(put, clock)
        self._session = session
        self._owner = ""
        """The unique name of the server."""
        self._found = asyncio.Event()
        """It is known whether there is one."""
        self._known = "", ""
        """The owner that was asked for its name, and the answer."""
        self._switches = _switches(session)
        self._others = Property(session, SERVER, "Inhibited")
        self._watched: set[Switch] = set()

    def start(self) -> None:
        self._session.follow(SERVER, self._change_owner)
        super().start()

    async def look(self) -> Seen:
        await self._found.wait()
        if not self._owner:
            raise Blind(self._session.why or "no notification server runs")
        who, is_on = await self._ask(self._owner)
        return Seen(who, {Reason.DO_NOT_DISTURB: ""} if is_on else {})

    def _change_owner(self, owner: str) -> None:
        is_waited_for = self._looking and not self._found.is_set()
        self._owner = owner
        self._found.set()
        if not is_waited_for:
            self.prompt()

    async def _ask(self, owner: str) -> tuple[str, bool]:
        who = "the notification server"
        try:
            who = await self._name(owner)
            switch = self._switches.get(who.lower(), self._others)
            if switch not in self._watched:
                self._watched.add(switch)
                switch.watch(self.prompt)
            return who, await switch.is_on(owner)
        except BusError as error:
            if self._session.why:
                raise Blind(self._session.why) from None
            if error.name in LOST:
                raise Unanswered(f"{who} does not answer") from None
            if error.name in _UNKNOWN and owner == self._known[0]:
                raise Blind(f"{who} does not tell of it") from None
            raise Unanswered(f"{who} refused to tell: {error}") from None

    async def _name(self, owner: str) -> str:
        """What the server calls itself; asked once of each, again where that failed: it may just be starting."""
        if owner != self._known[0]:
            match await self._session.call(owner, SERVER_PATH, SERVER, "GetServerInformation"):
                case [str(name), str(vendor), *_] if name:
                    self._known = owner, vendor if name == "Notification Daemon" else name
                case _:
                    raise Blind("the notification server does not say what it is")
        return self._known[1]


def _switches(bus: Bus) -> dict[str, Switch]:
    """Those of the servers that have their own way, by what the server calls itself, in lower case."""
    swaync = Method(
        *(bus, "org.erikreider.swaync.cc", "/org/erikreider/swaync/cc"),
        methods=("GetDnd", "IsInhibited"),
        signals=("Subscribe", "SubscribeV2"),
    )
    budgie = Method(
        *(bus, "org.budgie_desktop.Notifications", "/org/budgie_desktop/Notifications"),
        methods=("GetDoNotDisturb",),
        signals=("DoNotDisturbChanged",),
        interface="org.buddiesofbudgie.budgie.Dispatcher",
    )
    mate = "org.mate.NotificationDaemon", "do-not-disturb"
    return {
        "dunst": Property(bus, "org.dunstproject.cmd0", "paused"),
        "swaynotificationcenter": swaync,
        "xfce notify daemon": Xfconf(bus),
        "budgie notification server": budgie,
        "gnome-shell": GSettings(bus, "org.gnome.desktop.notifications", "show-banners", on="false"),
        "cinnamon": GSettings(bus, "org.cinnamon.desktop.notifications", "display-notifications", on="false"),
        "mate": GSettings(bus, *mate, on="true", folder="/org/mate/notification-daemon/"),
        "io.elementary.notifications": GSettings(bus, "io.elementary.notifications", "do-not-disturb", on="true"),
    }
