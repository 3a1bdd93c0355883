"""The time without input: the first source of this desktop that works, and the next one when it does not any more.

    watch(after) ─▶ the source that serves ─▶ idle(since), active() ─▶ WentIdle, CameBack
                                           └▶ lost(why), changed() ─▶ choose again

No key is ever read, nor where the mouse is: times only.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from reminder.model.events import CameBack, Event, Inhibited, Put, SenseFound, SenseLost, WentIdle
from reminder.model.moment import Clock
from reminder.model.senses import Programs, Sense, SenseName, SenseStatus
from reminder.phrase import Phrase, phrase, several
from reminder.senses.sensor import ANSWER_WITHIN, LATE, a_bug
from reminder.system.tasks import Tasks

log = logging.getLogger(__name__)

RETRY = timedelta(seconds=60)
"""While none works each is tried again so often; a source that says it has changed, at once."""
_TAKES_OVER_WITHIN = 1.0
"""Seconds."""
_BRAKE = timedelta(milliseconds=100)
"""The least back-off where one is lost again and again: doubled each time, up to `RETRY`."""


class InputListener(NamedTuple):
    """What a source calls."""

    idle: Callable[[timedelta], None]
    """There has been no input since then, in ticks, and for as long as was asked for."""
    active: Callable[[], None]
    """There is input again."""
    inhibited: Callable[[Programs], None]
    """These keep the screen awake; for a source that can tell."""
    lost: Callable[[Phrase], None]
    """This source, which served, is unavailable; it is closed next."""
    changed: Callable[[], None]
    """What `open` says may be different now."""


class IdleSource(ABC):
    """One way to know how long there has been no input."""

    name: str
    """For the person: "X11"."""
    limit: Phrase | None = None
    """What it cannot tell; None: nothing that matters."""
    _listener: InputListener

    def start(self, listener: InputListener) -> None:
        """Watch out for being able to serve; then `listener.changed()`."""
        self._listener = listener

    @abstractmethod
    async def open(self) -> Phrase | None:
        """Begin to serve; why that is impossible, or None. Called again after each `close`."""

    @abstractmethod
    def watch(self, after: timedelta | None) -> None:
        """While it serves: tell once there was no input for so long, at once if that is so already; None: of nothing.

        After `idle` comes one `active`, whatever is watched for meanwhile. Between the two another `idle` only corrects
        `since`, to an earlier moment.
        """

    @abstractmethod
    async def close(self) -> None:
        """Serve no more, and let go of everything."""


class Idle:
    def __init__(self, put: Put, clock: Clock, sources: Sequence[IdleSource], retry: timedelta = RETRY) -> None:
        """`sources`: the best first."""
        self._put = put
        self._clock = clock
        self._sources = sources
        self._retry = retry
        self._serving: IdleSource | None = None
        self._sense: Sense | None = None
        self._after: timedelta | None = None
        self._is_idle = False
        self._is_muted = False
        self._opened_at = 0.0
        """By the loop's clock."""
        self._losses = 0
        """How often in a row one was lost soon after it had been opened."""
        self._changed = asyncio.Event()
        self._chosen = asyncio.Event()
        self._tasks = Tasks()

    def start(self) -> None:
        """Choose, now and whenever something changes."""
        for source in self._sources:
            source.start(
                InputListener(
                    idle=partial(self._on_idle, source),
                    active=partial(self._on_active, source),
                    inhibited=partial(self._on_inhibited, source),
                    lost=partial(self._on_lost, source),
                    changed=partial(self._on_changed, source),
                )
            )
        self._changed.set()
        self._tasks.begin(self._choose_on_change())

    def mute(self) -> None:
        self._is_muted = True

    async def stop(self) -> None:
        self.mute()
        await self._tasks.stop()
        for source in self._sources:
            await source.close()

    async def answer(self) -> None:
        """Returns when it is known which source serves, or that none does; unavailable if that takes too long.

        Where none does they are tried once more.
        """
        if self._serving is None:
            self._chosen.clear()
            self._changed.set()
        try:
            async with asyncio.timeout(ANSWER_WITHIN.total_seconds()):
                await self._chosen.wait()
        except TimeoutError:
            if self._sense is None:
                self._lose(LATE)

    def watch(self, after: timedelta | None) -> None:
        """Tell once there was no input for so long; None: of nothing."""
        self._after = after
        if self._serving:
            self._serving.watch(after)

    def look_again(self) -> None:
        """Where none serves, try them all."""
        if self._serving is None:
            self._changed.set()

    # --- what a source says -------------------------------------------------------------------------------------------

    def _on_idle(self, source: IdleSource, since: timedelta) -> None:
        if source is self._serving and self._after is not None:
            self._is_idle = True
            self._tell_of(WentIdle(self._clock(), since))

    def _on_active(self, source: IdleSource) -> None:
        if source is self._serving and self._is_idle:
            self._is_idle = False
            self._tell_of(CameBack(self._clock()))

    def _on_inhibited(self, source: IdleSource, by: Programs) -> None:
        if source is self._serving:
            self._tell_of(Inhibited(self._clock(), SenseName.IDLE, by))

    def _on_lost(self, source: IdleSource, why: Phrase) -> None:
        if source is not self._serving:
            return
        self._serving = None
        soon = asyncio.get_running_loop().time() - self._opened_at < self._retry.total_seconds()
        self._losses = self._losses + 1 if soon else 0
        self._tasks.begin(source.close())
        self._lose(phrase("{source}: {why}", source=source.name, why=why))
        self._changed.set()

    def _on_changed(self, source: IdleSource) -> None:
        """One that goes before the one that serves may be able to, now."""
        if self._serving is None or self._sources.index(source) < self._sources.index(self._serving):
            self._changed.set()

    # --- which one serves ---------------------------------------------------------------------------------------------

    async def _choose_on_change(self) -> None:
        while True:
            with suppress(TimeoutError):
                wait = None if self._serving else self._retry.total_seconds()
                async with asyncio.timeout(None if self._changed.is_set() else wait):
                    await self._changed.wait()
            if self._losses > 1:
                await asyncio.sleep(min(_BRAKE * 2 ** min(self._losses, 20), self._retry).total_seconds())
            self._changed.clear()
            await self._choose()
            self._chosen.set()

    async def _choose(self) -> None:
        reasons = []
        for source in self._sources:
            if source is self._serving:
                return
            why = await _open(source)
            if why is None:
                before, self._serving = self._serving, source
                self._opened_at = asyncio.get_running_loop().time()
                if before:
                    await before.close()
                self._tell(Sense(name=SenseName.IDLE, source=source.name, why=source.limit))
                source.watch(self._after)
                return
            reasons.append(phrase("{source}: {why}", source=source.name, why=why))
        self._lose(several(reasons))

    def _lose(self, why: Phrase) -> None:
        self._tell(Sense(name=SenseName.IDLE, status=SenseStatus.UNAVAILABLE, why=why))

    def _tell(self, sense: Sense) -> None:
        """Another source that takes over has to say soon that there is no input, where the one before has said so."""
        if sense == self._sense:
            return
        self._sense = sense
        if sense.source:
            self._tell_of(SenseFound(self._clock(), sense))
            if self._is_idle:
                self._is_idle = False
                asyncio.get_running_loop().call_later(_TAKES_OVER_WITHIN, self._come_back)
        else:
            self._is_idle = False
            self._tell_of(SenseLost(self._clock(), SenseName.IDLE, sense.why or several(())))

    def _come_back(self) -> None:
        if not self._is_idle:
            self._tell_of(CameBack(self._clock()))

    def _tell_of(self, event: Event) -> None:
        if not self._is_muted:
            self._put(event)


async def _open(source: IdleSource) -> Phrase | None:
    try:
        return await source.open()
    except Exception as bug:
        log.exception("a bug: input could not be sensed by %s", source.name)
        return a_bug(bug)
