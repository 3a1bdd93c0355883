"""What every sense has in common: it looks when something tells it to, and puts what has changed since it last did.

    a signal, a descriptor, a poll ─▶ prompt() ─▶ look() -> Seen ─▶ put(SenseFound, SenseLost, HoldBegan …)

A sense is a source of events and decides nothing. What it cannot know it does not tell: unknown means present.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import ClassVar, NamedTuple

from reminder.errors import NoAnswer, SwitchedOff, Unavailable
from reminder.model.events import HoldBegan, HoldEnded, Locked, Put, SenseFound, SenseLost, Unlocked
from reminder.model.moment import Clock
from reminder.model.senses import Gate, Reason, Sense, SenseName, SenseStatus
from reminder.phrase import Phrase, phrase
from reminder.system.tasks import Timer

log = logging.getLogger(__name__)

ANSWER_WITHIN = timedelta(seconds=1)
"""A sense that has not answered by then is unavailable, until it does."""
LATE = phrase("it has not answered within a second")
LOOK_WITHIN = timedelta(seconds=10)
"""A look that takes longer is given up."""
RETRY = timedelta(seconds=1)
RETRY_AT_MOST = timedelta(seconds=60)
"""What does not answer is asked again, with exponential back-off: a service may just be starting."""


SOMEBODY = (phrase("a program"),)
"""Where it is not known which one keeps the screen awake."""


class Seen(NamedTuple):
    source: str
    """Who told it, for the person: "logind"."""
    holds: Mapping[Reason, str] = {}
    """Each reason not to speak that there is now, with its detail: mostly the name of a program, or nothing."""
    limit: Phrase | None = None
    """What this source cannot tell, if that matters to the person."""
    is_partial: bool = False
    """A service that might know more did not answer, and is polled again with back-off."""
    until: datetime | None = None
    """When the holds end, where that is known."""
    gate: Gate | None = None
    """What the desktop does meanwhile with what is posted; None: it shows it."""


_Held = tuple[str, datetime | None, Gate | None]
"""What was told of a hold beside its reason."""


class Sensor(ABC):
    """One sense. All its methods belong to the loop and none blocks it."""

    name: SenseName
    polled: ClassVar[bool] = False
    """Nothing pushes it: it looks when it is asked, and at no other time."""

    def __init__(self, put: Put, clock: Clock) -> None:
        self._put = put
        self._clock = clock
        self._sense: Sense | None = None
        """As it was last told."""
        self._held: dict[Reason, _Held] = {}
        self._looking: asyncio.Task[None] | None = None
        self._again = False
        self._retry = Timer()
        self._pause = RETRY
        self._stopped = False

    @abstractmethod
    async def look(self) -> Seen:
        """What is so now, however long it takes. Raises Unavailable."""

    def start(self) -> None:
        """Begin to watch for what makes it worth looking, and look."""
        self.prompt()

    def mute(self) -> None:
        """Tell nothing from now on, whoever prompts it."""
        self._stopped = True

    async def stop(self) -> None:
        """Watch no more, and let go of everything."""
        self.mute()
        self._retry.cancel()
        if self._looking:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
            self._looking = None

    @property
    def has_told(self) -> bool:
        """The first look is over."""
        return self._sense is not None

    def prompt(self) -> None:
        """Something may have changed: look, once more if a look goes on."""
        self._again = not self._stopped
        if self._again and self._looking is None:
            self._looking = asyncio.create_task(self._look())

    async def answer(self) -> None:
        """Look, and have told what is so.

        One that takes too long is unavailable, unless it holds: a late answer ends nothing.
        """
        if self.has_told or not self._looking:
            self.prompt()
        if self._looking:
            _, late = await asyncio.wait({self._looking}, timeout=ANSWER_WITHIN.total_seconds())
            if late and not self._held:
                self.lose(LATE)

    def lose(self, why: Phrase, status: SenseStatus = SenseStatus.UNAVAILABLE) -> None:
        if self._stopped:
            return
        lost = Sense(name=self.name, status=status, why=why, polled=self.polled)
        if lost != self._sense:
            self._sense = lost
            self._held.clear()
            self._put(SenseLost(self._clock(), self.name, why, self.polled, status))

    def tell(self, seen: Seen) -> None:
        if self._stopped:
            return
        sense = Sense(name=self.name, source=seen.source, why=seen.limit, polled=self.polled)
        if sense != self._sense:
            self._sense = sense
            self._put(SenseFound(self._clock(), sense))
        self._end(self._held.keys() - seen.holds.keys())
        for reason, detail in seen.holds.items():
            held = detail, seen.until, seen.gate
            if self._held.get(reason) == held:
                continue
            if reason is not Reason.LOCKED:
                self._put(HoldBegan(self._clock(), reason, self.name, *held))
            elif reason not in self._held:
                self._put(Locked(self._clock()))
            self._held[reason] = held

    def _end(self, reasons: Iterable[Reason]) -> None:
        for reason in reasons:
            del self._held[reason]
            now = self._clock()
            self._put(Unlocked(now) if reason is Reason.LOCKED else HoldEnded(now, reason, self.name))

    def _look_again(self) -> None:
        """Later, unless it is polled anyway."""
        if not (self.polled or self._stopped):
            self._retry.set(self._pause, self.prompt)
            self._pause = min(2 * self._pause, RETRY_AT_MOST)

    async def _look(self) -> None:
        while self._again:
            self._again = False
            self._retry.cancel()
            try:
                async with asyncio.timeout(LOOK_WITHIN.total_seconds()):
                    seen = await self.look()
            except (NoAnswer, TimeoutError) as silence:
                self.lose(phrase("it does not answer") if isinstance(silence, TimeoutError) else silence.said)
                self._look_again()
                continue
            except SwitchedOff as off:
                self.lose(off.said, SenseStatus.OFF)
            except Unavailable as failure:
                self.lose(failure.said)
            except Exception as bug:
                log.exception("a bug: %s could not be sensed", self.name)
                self.lose(a_bug(bug))
            else:
                self.tell(seen)
                if seen.is_partial:
                    self._look_again()
                    continue
            self._pause = RETRY
        self._looking = None


def a_bug(bug: Exception) -> Phrase:
    """Why a sense is unavailable that has raised what it must not; the log has more of it."""
    return phrase("a bug: {bug}", bug=repr(bug))


def names(programs: Iterable[str]) -> str:
    """The detail of a hold that several programs are behind: "firefox, zoom"."""
    return ", ".join(sorted(set(programs)))


_ANY_PROGRAM = frozenset({"app", "application", "client", "desktop", "gui", "main"})
"""Last words of an application's id that do not say which; the one before does: com.spotify.Client."""


def plain_name(told: str) -> str:
    """The name of a program as people know it: "firefox" for "org.mozilla.firefox" and for "/usr/bin/firefox"."""
    path = told.partition(" ")[0] if told.startswith("/") else told
    app_id = path.replace("\\", "/").rpartition("/")[2]
    parts = [part for part in app_id.removesuffix(".desktop").split(".") if part]
    if len(app_id.split(".")) > 2 and parts:
        while len(parts) > 1 and parts[-1].lower() in _ANY_PROGRAM:
            parts.pop()
        parts = parts[-1:]
    name = ".".join(parts)
    package, _, program = name.partition("_")  # a snap's
    return "".join(filter(str.isprintable, program if package == program else name)).lower()
