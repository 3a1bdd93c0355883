"""The sources of input that Linux has, before an X server, a compositor and a window manager."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from support.fakes import seconds
from support.idle_monitor import StillMonitor
from support.input_desks import Desk, at, moving_the_loop, opened
from support.wayland_compositor import NOTIFIER, SEAT, Compositor, composing
from support.x11_server import SCREEN_SAVER, Server, serving

from reminder.model.moment import Moment
from reminder.senses.linux.mutter import IdleMonitor
from reminder.senses.linux.wayland.idle import WaylandIdle
from reminder.senses.linux.x11.idle import X11Idle
from reminder.system.bus import session_bus


class X11(Desk):
    name = "X11 (SYNC)"
    gone, absent = "the display is gone", "the display cannot be reached: No such file or directory"

    def __init__(self, server: Server) -> None:
        self.server = server
        self.clock, self.let_pass, self.touch = server.clock, server.let_pass, server.touch
        self.go, self.come = server.go, server.come
        super().__init__(X11Idle(server.clock))

    async def ask(self) -> None:
        await self.source._display.extension("a question")

    def orders(self) -> int:
        return len(self.server.alarms)


class ScreenSaver(X11):
    """Where the X server has no counter, and its screen saver is asked."""

    name = "X11 (MIT-SCREEN-SAVER)"
    is_pushed = False

    def __init__(self, server: Server) -> None:
        super().__init__(server)
        self.let_pass = moving_the_loop(server.let_pass)

    def orders(self) -> int:
        return self.server.asked.count((144, 1))


class Wayland(Desk):
    name = "Wayland"
    gone, absent = "the compositor is gone", "the compositor cannot be reached: No such file or directory"
    knows_before = False

    def __init__(self, compositor: Compositor, moment: timedelta, doubt_every: timedelta) -> None:
        self.compositor = compositor
        self.clock, self.let_pass, self.touch = compositor.clock, compositor.let_pass, compositor.touch
        self.go, self.come = compositor.go, compositor.come
        super().__init__(WaylandIdle(compositor.clock, moment, doubt_every))

    async def ask(self) -> None:
        await self.source._compositor.answer()

    def orders(self) -> int:
        return len(self.compositor.notifications)


class Mutter(Desk):
    """The window manager of GNOME, on the session's bus."""

    name = "Mutter"
    gone, absent = "it has ended", "GNOME does not run"

    def __init__(self, monitor: StillMonitor) -> None:
        self.monitor = monitor
        self.let_pass, self.touch, self.go = monitor.let_pass, monitor.type, monitor.go
        self.bus = session_bus()
        super().__init__(IdleMonitor.mutter(self.bus, self.clock))

    def clock(self) -> Moment:
        return at(seconds(self.monitor.ticks))

    async def come(self) -> None:
        await self.monitor.come()
        await self.ask()

    async def ask(self) -> None:
        await self.bus.call("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "GetId")

    def orders(self) -> int:
        return len(self.monitor.watches)


@asynccontextmanager
async def at_x11(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[X11]:
    async with serving(monkeypatch, Server()) as server, opened(X11(server)) as desk:
        yield desk


@asynccontextmanager
async def at_a_screen_saver(monkeypatch: pytest.MonkeyPatch, server: Server | None = None) -> AsyncIterator[X11]:
    without = server or Server(extensions=(SCREEN_SAVER,))
    async with serving(monkeypatch, without), opened(ScreenSaver(without)) as desk:
        yield desk


@asynccontextmanager
async def at_wayland(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    version: int = 2,
    seats: int = 1,
    moment: timedelta = timedelta(seconds=0.1),
    doubt_every: timedelta = timedelta(hours=1),
) -> AsyncIterator[Wayland]:
    offers = (NOTIFIER, version), *((SEAT, 9),) * seats
    async with (
        composing(folder, monkeypatch, *offers) as compositor,
        opened(Wayland(compositor, moment, doubt_every)) as desk,
    ):
        yield desk


@asynccontextmanager
async def at_mutter() -> AsyncIterator[Mutter]:
    """On the session's bus."""
    async with StillMonitor() as monitor:
        desk = Mutter(monitor)
        desk.bus.start()
        try:
            async with opened(desk):
                yield desk
        finally:
            await desk.bus.stop()
