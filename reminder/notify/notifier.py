"""How a notification reaches the person: the best way that works, and the next one while it does not.

Show, Withdraw, Warn ... ─▶ Notifier ─▶ the back end that serves ─▶ Posted, PostFailed, PostLapsed, Pressed, Closed
                           └─▶ NotifierReady or NotifierLost, whenever another one serves
"""

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import TextIO, assert_never

from reminder.model.effects import Greet, Show, TellOfLogin, Warn
from reminder.model.events import Event, NotifierLost, NotifierReady, Posted, PostFailed, PostLapsed, Put
from reminder.model.moment import Clock
from reminder.model.plan import Notify
from reminder.model.showing import WARNING, Showing, Withdraw
from reminder.notify.base import BackEnd
from reminder.phrase import Phrase, phrase, several
from reminder.system import clock
from reminder.system.tasks import Tasks, Timer
from reminder.wording.notifications import Note, note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reminder.system.bus import Bus

log = logging.getLogger(__name__)

BACK_OFF = timedelta(seconds=60)
"""A back end that refused is not tried again for so long, unless it says once that it is new."""

SILENT = phrase("it does not answer; what it was given may still appear")

BackEnds = Callable[[Put, Clock], Sequence[BackEnd]]


def back_ends(
    put: Put, clock: Clock, terminal: TextIO | None, platform: str = sys.platform, bus: "Bus | None" = None
) -> Sequence[BackEnd]:
    """All that this platform may have, the best first."""
    from reminder.notify.plyer import Plyer
    from reminder.notify.terminal import Terminal

    found: list[BackEnd] = []
    if platform == "linux":
        from reminder.notify.dbus import DBus
        from reminder.system.bus import session_bus

        bus = bus or session_bus()
        found += [DBus(put, clock, bus)]
    if platform in ("win32", "darwin"):
        from reminder.notify.toast import Toast

        found += [Toast(put, clock)]
    found += [Plyer(put, clock, bus)]
    if platform == "darwin":
        from reminder.notify.osascript import Osascript

        found += [Osascript(put, clock)]
    return [*found, Terminal(put, clock, terminal)]


async def lacking(notify: Notify) -> Sequence[Phrase]:
    """What of these settings what notifies here cannot do; each for the person."""
    notifier = Notifier(notify, lambda event: None, clock.read)
    notifier.start()
    try:
        return (await notifier.serves())[1]
    finally:
        await notifier.stop()


class Notifier:
    """Carries out the engine's orders. Its methods belong to the loop and return at once; news come through `put`."""

    def __init__(
        self,
        notify: Notify,
        put: Put,
        clock: Clock,
        terminal: TextIO | None = None,
        *,
        candidates: BackEnds | None = None,
        bus: "Bus | None" = None,
        back_off: timedelta = BACK_OFF,
        passing: bool = False,
    ) -> None:
        """`bus`: the session's, where the program has a connection to it already; `passing` as a back end's."""
        self._notify = notify
        self._put = put
        self._clock = clock
        self._back_off = back_off
        self._all = (candidates or partial(back_ends, terminal=terminal, bus=bus))(self._hear, clock)
        for back_end in self._all:
            back_end.passing = passing
        self._serving: BackEnd | None = None
        self._why = phrase("it is just starting")
        self._told: tuple[BackEnd | None, Phrase] | None = None
        self._poster: tuple[int, BackEnd] | None = None
        """The last showing, and the back end that got it."""
        self._teller: BackEnd | None = None
        """The back end that got the last one that is no showing."""
        self._silent: BackEnd | None = None
        """The back end that let a post lapse, and has not answered since."""
        self._resting: dict[str, Phrase] = {}
        self._excused: set[str] = set()
        """Those that were tried again before their back-off was over."""
        self._timers: dict[str, Timer] = {}
        self._changed = asyncio.Event()
        self._tasks = Tasks()

    def start(self) -> None:
        """Choose, now and whenever something changes."""
        for back_end in self._all:
            back_end.start()
        self._changed.set()
        self._tasks.begin(self._choose_on_change())

    async def stop(self) -> None:
        """Let go of everything; what is on the screen stays there."""
        for timer in self._timers.values():
            timer.cancel()
        await self._tasks.stop()
        for back_end in self._all:
            await back_end.stop()

    def configure(self, notify: Notify) -> None:
        self._notify = notify
        self._changed.set()

    def adopt(self, showing: Showing) -> None:
        """This showing of an earlier run may still be on the screen, and be answered or withdrawn there."""
        if showing.handle:
            for back_end in self._all:
                back_end.adopt(showing.id, showing.handle)

    def perform(self, effect: Show | Withdraw | Warn | Greet | TellOfLogin) -> None:
        match effect:
            case Withdraw(id=id, handle=handle):
                for back_end in self._all:
                    back_end.withdraw(id, handle)
            case Warn() | Greet() | TellOfLogin():
                self.tell(note(effect, self._notify, os.path.expanduser("~")))  # noqa: PTH111 - never raises
            case Show(showing=showing):
                self._show(effect, showing.id)
            case _:
                assert_never(effect)

    def tell(self, note: Note) -> None:
        """One that is no showing."""
        self._teller = self._serving
        if self._serving:
            self._serving.show(note)
        else:
            self._put(PostFailed(self._clock(), note.id, self._why))

    async def reasons(self) -> dict[str, Phrase | None]:
        """For each back end of this platform why it does not serve, or None; the best first."""
        return {back_end.name: await self._why_not(back_end) for back_end in self._order()}

    async def serves(self) -> tuple[Sequence[Phrase], Sequence[Phrase]]:
        """What the best one that works posts by, for the person, and what of the settings it cannot do."""
        for back_end in self._order():
            if await self._why_not(back_end) is None:
                return await back_end.serves(), back_end.lacks(self._notify)
        return (), ()

    def _show(self, effect: Show, id: int) -> None:
        if self._poster and self._poster[1] is not self._serving:
            self._poster[1].withdraw(self._poster[0], "")
        if self._serving:
            self._poster = id, self._serving
            self._serving.show(note(effect, self._notify))
        else:
            self._put(PostFailed(self._clock(), id, self._why))

    def _hear(self, event: Event) -> None:
        """A back end's news about itself is for us; the rest passes."""
        match event:
            case NotifierReady(name=name):
                if self._silent and self._silent.name == name:
                    self._silent = None
                if name in self._resting and name not in self._excused:
                    del self._resting[name]
                    self._excused.add(name)
                self._changed.set()
            case NotifierLost():
                self._changed.set()
            case PostFailed(id=id, why=why):
                self._put(event)
                if poster := self._poster_of(id):
                    self._let_rest(poster.name, why)
                self._silent = self._told = None
                self._changed.set()
            case PostLapsed(id=id):
                self._put(event)
                if poster := self._poster_of(id):
                    self._silent = poster
                self._changed.set()
            case Posted():
                self._put(event)
                self._silent = None
                self._changed.set()
            case _:
                self._put(event)

    def _poster_of(self, id: int) -> BackEnd | None:
        """Who was given this one, if it is the last of its kind."""
        if id <= WARNING:
            return self._teller
        return self._poster[1] if self._poster and self._poster[0] == id else None

    def _let_rest(self, name: str, why: Phrase) -> None:
        self._resting[name] = why
        self._timers.setdefault(name, Timer()).set(self._back_off, partial(self._wake, name))

    def _wake(self, name: str) -> None:
        self._resting.pop(name, None)
        self._excused.discard(name)
        self._changed.set()

    async def _choose_on_change(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            await self._choose()

    async def _choose(self) -> None:
        reasons: list[Phrase] = []
        found = None
        for back_end in self._order():
            why = await self._why_not(back_end)
            if why is None:
                found = back_end
                break
            reasons.append(phrase("{name}: {why}", name=back_end.name, why=why))
        if found and found is self._silent:
            reasons.append(SILENT)
        if found:
            reasons += found.lacks(self._notify)
        self._serving, self._why = found, several(reasons)
        if self._told != (found, self._why):
            self._told = found, self._why
            now = self._clock()
            self._put(
                NotifierReady(now, found.name, self._why if reasons else None)
                if found
                else NotifierLost(now, self._why)
            )

    async def _why_not(self, back_end: BackEnd) -> Phrase | None:
        if resting := self._resting.get(back_end.name):
            return resting
        try:
            return await back_end.why_not()
        except Exception as bug:
            log.exception("a bug: %s could not say whether it can serve", back_end.name)
            return phrase("a bug: {bug}", bug=repr(bug))

    def _order(self) -> list[BackEnd]:
        """What the person chose, then the rest."""
        return sorted(self._all, key=lambda back_end: back_end.name != self._notify.backend)
