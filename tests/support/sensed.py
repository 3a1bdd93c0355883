"""What a test hears of the senses, and senses that see what it wants them to."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from support.waiting import until
from support.words import in_words, named

from reminder.model.events import (
    Event,
    HoldBegan,
    HoldEnded,
    Inhibited,
    Locked,
    Put,
    SenseFound,
    SenseLost,
    Unlocked,
)
from reminder.model.moment import Clock, Moment
from reminder.model.plan import Plan
from reminder.model.senses import Reason
from reminder.phrase import Phrase, verbatim
from reminder.senses.input import RETRY, Idle, IdleSource, InputListener
from reminder.senses.platform import Offer
from reminder.senses.sensor import Seen, Sensor
from reminder.senses.serving import Serving, SessionNews

if TYPE_CHECKING:
    from reminder.system.bus import Bus

E = TypeVar("E", bound=Event)

FREE = Seen("a stand-in")
ZOOM = Seen("a stand-in", {Reason.MEETING: "zoom"})


class Heard(list[Event]):
    """The events in their order; `put` is what a sense puts them with."""

    def put(self, event: Event) -> None:
        self.append(event)

    def of(self, *kinds: type[E]) -> list[E]:
        return [event for event in self if isinstance(event, kinds)]

    def kinds(self) -> list[str]:
        return [type(event).__name__ for event in self]

    def last(self, *kinds: type[Event]) -> Any:
        return next((event for event in reversed(self) if isinstance(event, kinds)), None)

    # --- what they amount to --------------------------------------------------------------------------------------

    @property
    def found(self) -> SenseFound | None:
        """Who tells; None: it is blind, or has not told yet."""
        last = self.last(SenseFound, SenseLost)
        return last if isinstance(last, SenseFound) else None

    @property
    def source(self) -> str:
        """The same; empty: it is blind, or has not told yet."""
        return self.found.sense.source if self.found else ""

    @property
    def why(self) -> str:
        """Why it is blind, or what it cannot tell."""
        last = self.last(SenseFound, SenseLost)
        return in_words(last.why if isinstance(last, SenseLost) else last.sense.why if last else None)

    @property
    def holds(self) -> str | None:
        """Who a hold is for; None: there is no hold."""
        last = self.last(HoldBegan, HoldEnded, SenseLost)
        return last.detail if isinstance(last, HoldBegan) else None

    @property
    def on(self) -> bool:
        return self.holds is not None

    @property
    def off(self) -> bool:
        """It is known that nothing holds."""
        return bool(self.source) and not self.on

    @property
    def locked(self) -> bool:
        return isinstance(self.last(Locked, Unlocked, SenseLost), Locked)

    @property
    def by(self) -> tuple[str, ...]:
        """Who keeps the screen awake, in words."""
        last = self.last(Inhibited)
        return named(last.by) if last else ()


def clock() -> Moment:
    """The loop's own."""
    now = timedelta(seconds=asyncio.get_running_loop().time())
    return Moment(now, now, datetime.now(UTC))


@asynccontextmanager
async def sensing(make: Callable[[Put, Clock], Sensor], *buses: "Bus") -> AsyncIterator[Heard]:
    """A sense and the buses that it listens on, from when it has told something until the block ends."""
    heard = Heard()
    sensor = make(heard.put, clock)
    for bus in buses:
        bus.start()
    sensor.start()
    try:
        await until(lambda: heard)
        yield heard
        known = len(heard)
        await sensor.stop()
        assert len(heard) == known
    finally:
        await sensor.stop()
        for bus in buses:
            await bus.stop()


@asynccontextmanager
async def sensing_input(
    *sources: IdleSource, retry: timedelta = RETRY, clock: Clock = clock
) -> AsyncIterator[tuple[Idle, Heard]]:
    """The sense of input by the first of these that serves, from when that is known until the block ends."""
    heard = Heard()
    idle = Idle(heard.put, clock, sources, retry)
    idle.start()
    await idle.answer()
    try:
        yield idle, heard
    finally:
        await idle.stop()


class Pushing(Sensor):
    """Sees what `sees` says, an exception among it, once its `gate` is open."""

    name = "pushing"

    def __init__(self, put: Put, sees: Seen | Exception, clock: Clock = clock) -> None:
        super().__init__(put, clock)
        self.sees = sees
        self.looks = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def look(self) -> Seen:
        self.looks += 1
        await self.gate.wait()
        if isinstance(self.sees, Exception):
            raise self.sees
        return self.sees


class Asked(Pushing):
    """The same, but it looks only when it is asked."""

    name = "asked"
    polled = True


class Input:
    """A source of input, opened and closed by who chooses, and told by the test what the person does."""

    limit = None

    def __init__(self, name: str, why: str | None = None) -> None:
        self.name = name
        self.why = why
        self.opened = 0
        self.serves = self.is_closed = False
        self.after: timedelta | None = None
        self.listener: InputListener | None = None

    def start(self, listener: InputListener) -> None:
        self.listener = listener

    async def open(self) -> Phrase | None:
        self.opened += 1
        self.serves, self.is_closed = self.why is None, False
        return verbatim(self.why) if self.why else None

    def watch(self, after: timedelta | None) -> None:
        assert self.serves
        self.after = after

    async def close(self) -> None:
        self.serves, self.is_closed = False, True

    @property
    def says(self) -> InputListener:
        assert self.listener
        return self.listener


class Room:
    """A platform with a source of input, a sense that pushes and one that is asked; a camera and a microphone, say."""

    def __init__(self, pushing: Seen = FREE, asked: Seen = FREE) -> None:
        self.sees = {"pushing": pushing, "asked": asked}
        self.input = Input("X11")
        self.pushing: list[Pushing] = []
        self.asked: list[Asked] = []
        """As often as one was made."""
        self.is_open = False

    def serving(self, tell: Callable[[SessionNews], None]) -> Serving:
        return Serving()

    def idle(self) -> Sequence[IdleSource]:
        return (self.input,)

    def offers(self, plan: Plan, put: Put) -> Iterable[Offer]:
        quiet = plan.quiet
        yield Offer("pushing", lambda: self._push(put))
        yield Offer("asked", lambda: self._ask(put), quiet.meeting, "quiet.meeting", quiet.meeting_ignore)

    def _push(self, put: Put) -> Pushing:
        self.pushing.append(Pushing(put, self.sees["pushing"]))
        return self.pushing[-1]

    def _ask(self, put: Put) -> Asked:
        self.asked.append(Asked(put, self.sees["asked"]))
        return self.asked[-1]

    def start(self) -> None:
        self.is_open = True

    async def stop(self) -> None:
        self.is_open = False
