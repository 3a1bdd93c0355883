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
from reminder.model import desktops
from reminder.model.notification_servers import BY_PROGRAM, PLASMA, Row, row_for
from reminder.phrase import Phrase, phrase
from reminder.senses.linux.desktop_files import started_for
from reminder.senses.linux.services import activatable
from reminder.senses.linux.switches import SERVER, SERVER_PATH
from reminder.system.bus import Bus


class Server(NamedTuple):
    row: Row
    owner: str
    """Its unique name; empty: it is away."""

    @property
    def name(self) -> str:
        return self.row.name

    @property
    def limit(self) -> Phrase | None:
        """What that means for the person."""
        if self.owner:
            return None
        if self.row == PLASMA:
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
        self._named: tuple[str, Row | None] = "", None
        """The owner that was asked for its name, and what it is."""

    def start(self) -> None:
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
        return Server(await self._row(owner), owner) if owner else None

    def is_known(self, server: Server) -> bool:
        """It has said what it is, and so is done with starting."""
        return server.owner == self._named[0]

    def _change_owner(self, owner: str) -> None:
        was_known, self._owner = self._known.is_set(), owner
        self._known.set()
        if was_known:
            self._changed()

    async def _row(self, owner: str) -> Row:
        """By what the server calls itself; asked once of each, again where that failed: it may just be starting."""
        known_owner, row = self._named
        if row is None or owner != known_owner:
            match await self._session.call(owner, SERVER_PATH, SERVER, "GetServerInformation"):
                case [str(name), str(vendor), *_] if name:
                    row = row_for(name, vendor)
                    self._named = owner, row
                case _:
                    raise Unavailable("the notification server does not say what it is")
        return row

    async def _away(self) -> Row:
        """The one that is activated by a call."""
        if SERVER not in await activatable(self._session):
            raise Unavailable("no notification server runs")
        if who := self._named[1] or _guess():
            return who
        raise Unavailable("no notification server runs yet; one starts when needed, and is asked then")


def _guess() -> Row | None:
    """Before any has run: the only one that the bus can start, or the desktop's own among several."""
    offered = [BY_PROGRAM.get(program) for program in started_for(SERVER)]
    if len(offered) == 1:
        return offered[0]
    here = desktops.names(os.environ)
    return next((row for row in offered if row and row.desktop and row.desktop.is_among(here)), None)
