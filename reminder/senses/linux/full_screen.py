"""Whether a program fills the screen: a film, a game, slides.

    answer() ─▶ the compositor's windows, or the X server's ─▶ HoldBegan, HoldEnded
    Plasma's own word ──────────────────────────────────────┘

Under Wayland the X server is not asked: it knows only a part of the windows. But a compositor may be gone whose name
is still in the environment, beside the X server of today. Plasma's compositor tells of no windows, but its notification
server tells that it shows nothing for a while, without the person's doing: see `Plasma`.
"""

import asyncio
import os
from contextlib import suppress
from datetime import timedelta

from reminder.errors import SwitchedOff, Unavailable
from reminder.model.events import Put
from reminder.model.moment import Clock
from reminder.model.notification_servers import PLASMA
from reminder.model.senses import Reason, SenseName
from reminder.phrase import phrase
from reminder.senses.linux.notification_server import NotificationServer
from reminder.senses.linux.switches import Plasma
from reminder.senses.sensor import Seen, Sensor
from reminder.system.bus import Bus, BusError

_ANSWER_WITHIN = timedelta(seconds=0.5)
"""Plasma; a poll of the full screen waits twice as long."""
_HIDDEN = phrase(
    "Plasma shows no notification meanwhile, not even a critical one; where to change that: System Settings, "
    "Notifications, Do Not Disturb"
)
_IGNORED = phrase(
    "your settings pay it no heed: what comes while Plasma hides notifications is critical, and so is seen"
)
_ALIKE = phrase("a program that asks Plasma for quiet counts as well, and so does a shared screen")


class FullScreen(Sensor):
    """One question to the display server, and under Plasma one to its notification server."""

    name = SenseName.FULL_SCREEN
    polled = True

    def __init__(self, put: Put, clock: Clock, session: Bus, heeded: bool = True) -> None:
        """`heeded`: by the settings; else only what Plasma hides matters."""
        super().__init__(put, clock)
        self._heeded = heeded
        self._server = NotificationServer(session, self.prompt)
        self._plasma = Plasma(session, clock, PLASMA.gate)
        self._is_watched = False

    def start(self) -> None:
        self._server.start()
        super().start()

    async def look(self) -> Seen:
        plasma = None
        with suppress(TimeoutError):
            async with asyncio.timeout(_ANSWER_WITHIN.total_seconds()):
                plasma = await self._ask_plasma()
        if not self._heeded:
            if plasma is None:
                raise SwitchedOff("not wanted ({switch})", switch="quiet.full_screen")
            return plasma
        try:
            seen = await _of_the_display()
        except Unavailable:
            if plasma is None:
                raise
            return plasma
        if plasma is None:
            return seen
        return plasma._replace(source=f"{seen.source}, {plasma.source}", holds={**plasma.holds, **seen.holds})

    async def _ask_plasma(self) -> Seen | None:
        """None: it does not serve, or does not answer; no other server has such a property."""
        try:
            server = await self._server.running()
            if server is None or server.row != PLASMA:
                return None
            if not self._is_watched:
                self._is_watched = True
                self._plasma.inhibited.watch(self.prompt)
            is_quiet = await self._plasma.is_on_unasked(server.owner)
        except (Unavailable, BusError):
            return None
        gate = self._plasma.gate
        limit = _HIDDEN if gate.critical else _ALIKE if self._heeded else _IGNORED
        return Seen(PLASMA.name, {Reason.FULL_SCREEN: ""} if is_quiet else {}, limit, gate=gate if is_quiet else None)


async def _of_the_display() -> Seen:
    """Raises Unavailable."""
    if os.environ.get("WAYLAND_DISPLAY"):
        from reminder.senses.linux.connection import NotThere
        from reminder.senses.linux.wayland.windows import full_screen_program as of_wayland

        try:
            return _seen("wlr-foreign-toplevel-management", await of_wayland())
        except NotThere:
            if not os.environ.get("DISPLAY"):
                raise
    if os.environ.get("DISPLAY"):
        from reminder.senses.linux.x11.windows import full_screen_program as of_x11

        return _seen("X11", await of_x11())
    raise Unavailable("there is no display: neither WAYLAND_DISPLAY nor DISPLAY is set")


def _seen(source: str, program: str | None) -> Seen:
    return Seen(source, {} if program is None else {Reason.FULL_SCREEN: program})
