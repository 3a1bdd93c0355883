"""Do not disturb on a Linux desktop, as the notification server that serves has it.

    which server serves? ─▶ its kind of switch ─▶ a hold while that is on, with what becomes of what is posted
                               └ a signal ─▶ looked at again

It does not trigger D-Bus activation. A server that has ended because it had nothing to do still counts: where its
switch is a setting that is read, else what it said last holds.
"""

from datetime import timedelta

from reminder.errors import Unavailable
from reminder.model.events import Put
from reminder.model.moment import Clock
from reminder.model.notification_servers import Row
from reminder.model.senses import Reason, SenseName
from reminder.phrase import phrase, several
from reminder.senses.linux import switches
from reminder.senses.linux.notification_server import NotificationServer, Server
from reminder.senses.linux.services import ABSENT, silence
from reminder.senses.sensor import Seen, Sensor
from reminder.system.bus import Bus, BusError

_UNKNOWN = (
    *(f"org.freedesktop.DBus.Error.Unknown{what}" for what in ("Object", "Interface", "Method", "Property")),
    "org.freedesktop.DBus.Error.InvalidArgs",
    "org.freedesktop.DBus.Error.NotSupported",
    *ABSENT,
)
"""How a server says that it does not have what it was asked for."""

LXQT_NOTICES = timedelta(seconds=1.5)
"""lxqt-notificationd 2.4 sees a change of its file after more than 0.7 s, and after 1.5 s it has."""


class DoNotDisturb(Sensor):
    """The person's own switch.

    swaync is also on while a program holds notifications back there. Under Plasma that, and whatever else Plasma itself
    holds them back for, belongs to the sense of full screen: see `Plasma`.
    """

    name = SenseName.DO_NOT_DISTURB

    def __init__(self, put: Put, clock: Clock, session: Bus, modes: tuple[str, ...] = ()) -> None:
        """`modes`: those of mako that mean do not disturb."""
        super().__init__(put, clock)
        self._session = session
        self._server = NotificationServer(session, self.prompt)
        self._modes = modes
        self._switches: dict[str, switches.Switch] = {}
        """Those that are watched, by what their servers call themselves."""
        self._last: Seen | None = None
        """What the server has said that runs, or ran last."""

    def start(self) -> None:
        self._server.start()
        super().start()

    async def stop(self) -> None:
        await super().stop()
        for switch in self._switches.values():
            switch.close()

    async def look(self) -> Seen:
        server = None
        try:
            server = await self._server.find()
            switch = self._watch(server.row)
            if not server.owner and not switch.is_setting:
                return self._remember(server, switch)
            is_on = await switch.is_on(server.owner)
        except BusError as error:
            if self._session.why:
                raise Unavailable(self._session.why) from None
            if error.name in _UNKNOWN and server and self._server.is_known(server):
                raise Unavailable("{name} does not tell of it", name=server.name) from None
            raise silence(server.name if server else phrase("the notification server"), error) from None
        limits = [limit for limit in (server.limit, switch.limit) if limit]
        holds = {Reason.DO_NOT_DISTURB: ""} if is_on else {}
        limit = several(limits) if limits else None
        self._last = Seen(server.name, holds, limit, until=switch.until, gate=switch.gate)
        return self._last

    def _watch(self, row: Row) -> switches.Switch:
        switch = self._switches.get(row.name)
        if switch is None:
            switch = self._switches[row.name] = _switch(row, self._session, self._clock, self._modes)
            switch.watch(self.prompt)
        return switch

    def _remember(self, server: Server, switch: switches.Switch) -> Seen:
        """What is so while the server is away, and with it the only one who could tell."""
        if self._last is None or self._last.source != server.name:
            raise Unavailable("the notification server does not run just now; it starts when needed, and is asked then")
        return self._last._replace(limit=server.limit, holds={} if switch.forgets else self._last.holds)


def _switch(row: Row, bus: Bus, clock: Clock, modes: tuple[str, ...]) -> switches.Switch:
    """That of this server: its own way, if it has one."""
    gate = row.gate
    match row.name.lower():
        case "dunst":
            return switches.Property(bus, "org.dunstproject.cmd0", "paused", gate, forgets=True)
        case "mako":
            return switches.Modes(bus, modes, gate)
        case "swaynotificationcenter":
            return switches.Method(
                *(bus, "org.erikreider.swaync.cc", "/org/erikreider/swaync/cc"),
                methods=("GetDnd", "IsInhibited"),
                signals=("Subscribe", "SubscribeV2"),
                gate=gate,
            )
        case "fnott":
            return switches.Unknown(phrase("fnott tells nobody whether it is paused"))
        case "notification-daemon":
            return switches.Unknown(phrase("notification-daemon has no do not disturb"))
        case "xfce notify daemon":
            return switches.Xfconf(bus, gate)
        case "lxqt-notificationd":
            return switches.InFile("lxqt/notifications.conf", "General", "doNotDisturb", gate, LXQT_NOTICES)
        case "budgie notification server":
            return switches.Method(
                *(bus, "org.budgie_desktop.Notifications", "/org/budgie_desktop/Notifications"),
                methods=("GetDoNotDisturb",),
                signals=("DoNotDisturbChanged",),
                gate=gate,
                interface="org.buddiesofbudgie.budgie.Dispatcher",
            )
        case "gnome-shell" | "phosh notify daemon":
            return switches.GSettings(bus, "org.gnome.desktop.notifications", "show-banners", "false", gate)
        case "cinnamon":
            return switches.GSettings(bus, "org.cinnamon.desktop.notifications", "display-notifications", "false", gate)
        case "mate":
            folder = "/org/mate/notification-daemon/"
            return switches.GSettings(bus, "org.mate.NotificationDaemon", "do-not-disturb", "true", gate, folder=folder)
        case "io.elementary.notifications":
            return switches.GSettings(bus, "io.elementary.notifications", "do-not-disturb", "true", gate)
        case "plasma":
            return switches.Plasma(bus, clock, gate)
        case _:
            return switches.Property(bus, switches.SERVER, "Inhibited", gate)
