"""The sources of input, each before what tells it of input: a stand-in whose time is moved, and that can go and come.

watch(after) ─▶ the source ◀─▶ X server, compositor, window manager or system ◀─ let_pass(), touch(), go(), come()
                    └▶ heard: ("idle", seconds), "active", the names of programs, "lost: …"
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from support.fakes import seconds
from support.waiting import until
from support.words import in_words, named

from reminder.model.moment import Moment
from reminder.model.senses import Programs
from reminder.phrase import Phrase
from reminder.senses.input import IdleSource
from reminder.senses.polled_idle import PolledIdle


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

    def inhibited(self, by: Programs) -> None:
        self.heard.append(named(by))

    def lost(self, why: Phrase) -> None:
        self.heard.append(f"lost: {in_words(why)}")

    def changed(self) -> None:
        """A test asks anyway."""


D = TypeVar("D", bound=Desk)


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
        await desk.source.close()


@asynccontextmanager
async def at_polled() -> AsyncIterator[Polled]:
    async with opened(Polled()) as desk:
        yield desk
