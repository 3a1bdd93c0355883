"""The sources of input, each before what tells it of input: a stand-in whose time is moved, and that can go and come.

watch(after) ─▶ the source ◀─▶ X server, compositor, window manager or system ◀─ let_pass(), touch(), go(), come()
                    └▶ heard: ("idle", seconds), "active", the names of programs, "lost: …"
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from support.fakes import seconds
from support.idle_monitor import StillMonitor
from support.waiting import until
from support.wayland_compositor import NOTIFIER, SEAT, Compositor, composing
from support.x11_server import SCREEN_SAVER, Server, serving

from reminder.model.moment import Moment
from reminder.senses.input import IdleSource
from reminder.senses.linux.mutter import IdleMonitor
from reminder.senses.linux.wayland.idle import WaylandIdle
from reminder.senses.linux.x11.idle import X11Idle
from reminder.senses.polled_idle import PolledIdle
from reminder.system.bus import session_bus


class Desk:
    """A source, and what it has said; idle by the seconds since when."""

    name: str
    gone: str
    absent: str
    """Why it is lost once the other side is gone, and cannot be opened then."""
    is_pushed = True
    """Nothing is asked while a person works, nor before they are back."""
    knows_before = True
    """It can tell of a time without input that began before it was watched for."""
    clock: Callable[[], Moment]
    let_pass: Callable[[float], None]
    """Seconds go by without input."""
    touch: Callable[[], None]
    """There is input."""
    go: Callable[[], Awaitable[None]]
    """The other side leaves, as a crash would."""
    come: Callable[[], Awaitable[None]]

    def __init__(self, source: IdleSource) -> None:
        self.source = source
        self.heard: list[object] = []
        source.start(self)

    async def watch(self, after: float | None) -> None:
        """Returns when the other side knows."""
        self.source.watch(None if after is None else seconds(after))
        await self.answered()

    async def hears(self, *what: object) -> None:
        """These, and nothing else before them."""
        await until(lambda: len(self.heard) >= len(what))
        assert self.heard == list(what)

    async def answered(self) -> None:
        """Everything that was said so far is heard, and what it led to is done."""
        for _ in range(3):
            await asyncio.sleep(0)
            await self.ask()

    async def ask(self) -> None:
        """Returns when the other side has answered all that it was asked before this."""
        raise NotImplementedError

    def orders(self) -> int:
        """How many things the other side does for the source now, or was asked where it does nothing by itself."""
        raise NotImplementedError

    # --- what the source says -----------------------------------------------------------------------------------------

    def idle(self, since: timedelta) -> None:
        self.heard.append(("idle", (self.clock().ticks - since).total_seconds()))

    def active(self) -> None:
        self.heard.append("active")

    def inhibited(self, by: tuple[str, ...]) -> None:
        self.heard.append(by)

    def lost(self, why: str) -> None:
        self.heard.append(f"lost: {why}")

    def changed(self) -> None:
        """A test asks anyway."""


D = TypeVar("D", bound=Desk)


class X11(Desk):
    name = "X11 (SYNC)"
    gone, absent = "the display is gone", "the display cannot be reached: No such file or directory"

    def __init__(self, server: Server) -> None:
        self.server = server
        self.clock, self.let_pass, self.touch = server.clock, server.let_pass, server.touch
        self.go, self.come = server.go, server.come
        super().__init__(X11Idle(server.clock))

    async def ask(self) -> None:
        assert self.source._display
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
        assert self.source._compositor
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


class Polled(Desk):
    """A system that pushes nothing, and is asked in another thread."""

    name = "a stand-in"
    gone = absent = "it is gone"
    is_pushed = False

    def __init__(self) -> None:
        self.now = self.touched = timedelta(hours=1)
        self.questions = 0
        self.is_gone = False
        self.let_pass = moving_the_loop(self.go_on)
        super().__init__(PolledIdle(self.name, self.question, self.clock))

    def question(self) -> timedelta:
        self.questions += 1
        if self.is_gone:
            raise OSError(self.gone)
        return self.now - self.touched

    def clock(self) -> Moment:
        return at(self.now)

    async def ask(self) -> None:
        await self.source._call.ask(int)

    def orders(self) -> int:
        return self.questions

    def go_on(self, passed: float) -> None:
        self.now += seconds(passed)

    def touch(self) -> None:
        self.touched = self.now

    async def go(self) -> None:
        self.is_gone = True

    async def come(self) -> None:
        self.is_gone = False


def at(ticks: timedelta) -> Moment:
    return Moment(ticks, ticks, datetime(2026, 1, 5, tzinfo=UTC) + ticks)


def moving_the_loop(let_pass: Callable[[float], None]) -> Callable[[float], None]:
    """What sleeps in this loop sleeps so much less. It counts for how long the test itself may take."""
    loop = asyncio.get_running_loop()
    real, moved = loop.time, 0.0

    def move(seconds: float) -> None:
        nonlocal moved
        moved += seconds
        loop.time = lambda: real() + moved  # type: ignore[method-assign]
        let_pass(seconds)

    return move


@asynccontextmanager
async def opened(desk: D) -> AsyncIterator[D]:
    """Its source serves, and has stopped after the block."""
    assert await desk.source.open() is None
    assert desk.source.name == desk.name
    try:
        yield desk
    finally:
        await desk.source.stop()


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


@asynccontextmanager
async def at_polled() -> AsyncIterator[Polled]:
    async with opened(Polled()) as desk:
        yield desk
