"""Which notification server serves, or would be started: some end when they have had nothing to do for a while.

    who owns the server's name? ─▶ what does it call itself? ─▶ Server
        └ none ─▶ can it be activated? ─▶ the one that ran last, or that the bus would start ─▶ Server, away

None of this triggers D-Bus activation.
"""

import asyncio
import os
from collections.abc import Callable
from typing import NamedTuple

from reminder.errors import Unavailable
from reminder.phrase import Phrase, phrase
from reminder.senses.linux.desktop_files import started_for
from reminder.senses.linux.services import activatable
from reminder.senses.linux.switches import SERVER, SERVER_PATH
from reminder.system.bus import Bus

PLASMA = "Plasma"
_PROGRAMS = {
    "dunst": "dunst",
    "fnott": "fnott",
    "mako": "mako",
    "mate-notification-daemon": "MATE",
    "plasma_waitforname": PLASMA,
    "swaync": "SwayNotificationCenter",
    "xfce4-notifyd": "Xfce Notify Daemon",
}
"""What a bus starts for the name -> what calls itself so then; in Debian's packages of 2026."""
_DESKTOPS = {"KDE": PLASMA, "MATE": "MATE", "XFCE": "Xfce Notify Daemon"}
"""Those of which a server belongs that is started on demand, by $XDG_CURRENT_DESKTOP."""


class Server(NamedTuple):
    """The one that serves."""

    name: str
    owner: str
    """Its unique name; empty: it is away."""

    @property
    def limit(self) -> Phrase | None:
        """What that means for the person."""
        if self.owner:
            return None
        if self.name == PLASMA:  # its service file starts `plasma_waitforname`, which only waits (6.7)
            return phrase("Plasma's shell does not run; what it is given waits until it does")
        return phrase("the notification server does not run just now; it starts when needed")


class NotificationServer:
    """Finds it, and calls `changed` when it is another."""

    def __init__(self, session: Bus, changed: Callable[[], None]) -> None:
        self._session = session
        self._changed = changed
        self._owner = ""
        self._known = asyncio.Event()
        """The bus has said who has the name."""
        self._named = "", ""
        """The owner that was asked for its name, and the answer."""

    def start(self) -> None:
        """Begin to follow the name."""
        self._session.follow(SERVER, self._change_owner)

    async def find(self) -> Server:
        """The one that runs, or that would be started. Raises Unavailable or BusError."""
        return await self.running() or Server(await self._away(), "")

    async def running(self) -> Server | None:
        """Raises Unavailable or BusError."""
        await self._known.wait()
        if self._session.why:
            raise Unavailable(self._session.why)
        owner = self._owner
        return Server(await self._name(owner), owner) if owner else None

    def is_known(self, server: Server) -> bool:
        """It has said what it is, and so is done with starting."""
        return server.owner == self._named[0]

    def _change_owner(self, owner: str) -> None:
        was_known, self._owner = self._known.is_set(), owner
        self._known.set()
        if was_known:
            self._changed()

    async def _name(self, owner: str) -> str:
        """What the server calls itself; asked once of each, again where that failed: it may just be starting."""
        if owner != self._named[0]:
            match await self._session.call(owner, SERVER_PATH, SERVER, "GetServerInformation"):
                case [str(name), str(vendor), *_] if name:
                    self._named = owner, _plain(name, vendor)
                case _:
                    raise Unavailable("the notification server does not say what it is")
        return self._named[1]

    async def _away(self) -> str:
        """The one that is activated by a call."""
        if SERVER not in await activatable(self._session):
            raise Unavailable("no notification server runs")
        if who := self._named[1] or _guess():
            return who
        raise Unavailable("no notification server runs yet; one starts when needed, and is asked then")


def _plain(name: str, vendor: str) -> str:
    """MATE's server and the one that it once came from, whose vendor is GNOME, have the same general name."""
    if name != "Notification Daemon":
        return name
    return "notification-daemon" if vendor == "GNOME" else vendor or name


def _guess() -> str:
    """Before any has run: the only one that the bus can start, or the desktop's own among several."""
    offered = {_PROGRAMS.get(program, "") for program in started_for(SERVER)}
    if len(offered) == 1:
        return offered.pop()
    desktops = os.environ.get("XDG_CURRENT_DESKTOP", "").split(":")
    return next((_DESKTOPS[name] for name in desktops if _DESKTOPS.get(name) in offered), "")
