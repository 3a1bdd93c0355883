"""The login session that the program serves on Linux: found at the start, followed, and known to be over.

    logind, the session's leader, a loss ─▶ look() ─▶ is it over? ─▶ SessionOver, or SessionCalls
                                                   └▶ is its screen elsewhere? ─▶ enter() ─▶ ScreenFound
    another session is unlocked, or shown again ─▶ SessionCalls

A session with a screen at logind is over when logind says so, and not before: an X server or a bus may crash and come
back. logind (systemd 262) tells nobody that a session without a seat is being closed, so its leader is watched too. Any
other session hangs on its screen.

Where the screen is, the user manager of systemd knows as well: most desktops tell it as they begin.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from dbus_fast import Message, Variant

from reminder.errors import NoAnswer
from reminder.phrase import Phrase, phrase
from reminder.senses.linux import logind
from reminder.senses.linux.logind import Known, OwnSession
from reminder.senses.linux.session import reach
from reminder.senses.linux.session.known import KnownSessions
from reminder.senses.linux.session.leader import Leader
from reminder.senses.linux.session.lifeline import Lifeline
from reminder.senses.sensor import RETRY
from reminder.senses.serving import Person, ScreenFound, Serving, SessionCalls, SessionNews, SessionOver, Verdict
from reminder.system import session
from reminder.system.bus import DAEMON, PROPERTIES, Bus, BusError
from reminder.system.session import Session
from reminder.system.tasks import Tasks, Timer

log = logging.getLogger(__name__)

_MOMENT = timedelta(seconds=2)
"""A logind that has just been started anew knows its sessions by then; a start that knocks still waits."""
_RETRY_AT_MOST = timedelta(minutes=10)
"""A login may be without a screen for good. Where logind is silent, the sense of the lock asks more often."""
_SYSTEMD = "org.freedesktop.systemd1"
_A_BUG: Phrase | None = phrase("a bug: logind could not be asked")


class Served(Serving):
    """That session. Its methods belong to the loop and return at once, but for `judge` and `stop`."""

    def __init__(self, bus: Bus, system: Bus, tell: Callable[[SessionNews], None]) -> None:
        super().__init__()
        self._bus = bus
        self._system = system
        self._tell = tell
        self._own = OwnSession(system)
        self._known: Known | None = None
        """It as logind knows it; None: logind does not, or not as one with a screen."""
        self._is_locked: bool | None = None
        """By logind, also where it knows of no screen: so after startx. None: it has no session for this program."""
        self._silence: Phrase | None = None
        """Why that is not known; None: it is."""
        self._tell_of_lock: Callable[[], None] = lambda: None
        self._others = KnownSessions(system)
        self._lifeline = Lifeline(self.look, self._lose_all)
        self._leader = Leader(self._lose_leader)
        self._seeks_person = False
        self._seeks_screen = True
        self._is_screen_there = False
        """When it was last sought."""
        self._is_over = False
        self._again = Timer()
        self._pause = RETRY
        self._prompted = asyncio.Event()
        self._asked = asyncio.Event()
        """logind was, at least once."""
        self._looked = asyncio.Event()
        self._tasks = Tasks()

    def start(self) -> None:
        session.enter(self.session)  # with what no variable has said
        self._system.listen_to_properties(self._hear_other, logind.SESSION)
        self._own.follow(self._look)
        self._bus.follow(DAEMON, self._meet_bus)
        self._tasks.begin(self._look_when_prompted())
        self._look()

    async def stop(self) -> None:
        await self._tasks.stop()
        if self._known and not self._is_over:
            self._others.hand_on(self.session)
        self._again.cancel()
        self._leader.follow(0)
        await self._lifeline.stop()

    def look(self) -> None:
        self._seeks_screen = True
        self._pause = RETRY
        self._look()

    def seek(self) -> None:
        self._seeks_person = True
        self._look()

    def follow(self, changed: Callable[[], None]) -> None:
        self._tell_of_lock = changed

    async def is_locked(self) -> bool | None:
        """As it was found last; logind is asked again where it was silent."""
        await self._asked.wait()
        if self._silence:
            self._look()
            raise NoAnswer(self._silence)
        return self._is_locked

    # --- what is heard ------------------------------------------------------------------------------------------------

    def _meet_bus(self, owner: str) -> None:
        """The user manager can be asked from now on."""
        if owner and self._seeks_screen:
            self._look()

    def _hear_other(self, message: Message) -> None:
        if self._others and not (self._known and message.path == self._known.path):
            self._look()

    def _lose_leader(self) -> None:
        self._pause = RETRY
        self._look()

    def _lose_all(self) -> None:
        if not self._known:
            self._is_over = True
            self._tell(SessionOver(phrase("its screen is gone and has not come back ({name})", name=self.session.name)))

    # --- looking ------------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        self._prompted.set()

    def _look_again(self) -> None:
        self._again.set(self._pause, self._look)
        self._pause = min(2 * self._pause, _RETRY_AT_MOST)

    async def _look_when_prompted(self) -> None:
        while not self._is_over:
            await self._prompted.wait()
            self._prompted.clear()
            self._again.cancel()
            is_settled = await self._look_once()
            self._lifeline.hold(None if self._known else self.session, was_there=self._is_screen_there)
            self._looked.set()
            if is_settled:
                self._pause = RETRY
            elif not self._is_over:
                self._look_again()

    async def _look_once(self) -> bool:
        """Whether nothing of it is unknown: who is silent, what follows from its leader's end, where its screen is."""
        try:
            await self._ask_and_tell()
            if self._is_over:
                return True
            await self._find_screen()
            await self._look_at_others()
        except NoAnswer:
            return False
        except Exception:
            log.exception("a bug: the session could not be looked at")
            return False
        return not (self._known and (self._leader.is_gone or self._seeks_screen))

    async def _ask_and_tell(self) -> None:
        """Ask logind, and tell the sense of the lock where that made a difference. Raises NoAnswer."""
        before, silence = (self._is_locked, self._silence), _A_BUG
        try:
            await self._ask_logind()
            silence = None
        except NoAnswer as error:
            silence = error.said
            raise
        finally:
            self._silence = silence
            self._asked.set()
            if before != (self._is_locked, self._silence):
                self._tell_of_lock()

    async def _ask_logind(self) -> None:
        """Which is it, and is it over? Raises NoAnswer."""
        if not await self._own.has_logind():
            self._is_locked = None
            return
        if not self._known:
            await self._find()
            return
        now = await logind.known(self._system, self._known.id)
        if now is None:
            await asyncio.sleep(_MOMENT.total_seconds())
            now = await logind.known(self._system, self._known.id)
            if not await self._own.has_logind():
                return
        if now is None or now.is_over:
            await self._end()
            return
        self._known = now
        self._is_locked = not now.is_at_hand
        self._leader.follow(now.leader)

    async def _find(self) -> None:
        """Raises NoAnswer."""
        ours = self.session
        found = await self._own.find()
        if found and found.id != ours.id and await self._is_elsewhere(found):
            found = None
        self._is_locked = found and not found.is_at_hand
        if not found or not found.has_screen:
            self.session = ours._replace(id="")
            return
        self._known = found
        self._seeks_screen = True
        self._leader.follow(found.leader)
        self._take(ours._replace(id=found.id, seat=found.seat))
        await self._others.begin(found.id)

    async def _is_elsewhere(self, found: Known) -> bool:
        """This program has a screen, and it is not that of the session: so with VNC that is begun over the network."""
        ours = await reach.what(self.session) if self.session.has_screen else None
        theirs = await self._screen_of(found) if ours else None
        return ours is not None and theirs is not None and not theirs.has_screen_of(ours)

    async def _end(self) -> None:
        """It ends also where nothing answers about the others. Raises NoAnswer."""
        self._is_over = True
        news: SessionNews = SessionOver(phrase("its session is over ({name})", name=self.session.name))
        try:
            for other in await self._others.at_hand():
                if await reach.what(other):
                    news = SessionCalls(other, is_sure=True)
                    return
        finally:
            self._tell(news)

    async def _look_at_others(self) -> None:
        """Raises NoAnswer."""
        found = await self._others.returned() if self._others else None
        is_asked, self._seeks_person = self._seeks_person, False
        if not found or not self._known:
            return
        (other, is_news), is_sure = found, not self._known.is_at_hand
        if (is_news or is_sure or is_asked) and await reach.what(other):
            self._others.hand_on(self.session)
            self._tell(SessionCalls(other, is_sure))

    # --- its screen ---------------------------------------------------------------------------------------------------

    async def _find_screen(self) -> None:
        if not self._seeks_screen:
            return
        found = await reach.what(self.session) if self.session.has_screen else None
        if not found and self._known:
            found = await self._screen_of(self._known)
        self._is_screen_there = found is not None
        if found or not self._known:
            self._seeks_screen = False
        if found and found != self.session:
            self._enter(found)

    async def _screen_of(self, known: Known) -> Session | None:
        """Where that session has its screen, by what the user manager and logind say, if it is there.

        logind's name for the desktop is that of the session ("plasma", "xfce"), and at times that of the desktop too.
        """
        told = session.of(await self._told_to_systemd())
        ours = self.session._replace(desktop=self.session.desktop or told.desktop or known.desktop)
        candidates = (
            (told.display, "" if known.type == "x11" else told.wayland, told.authority),
            (known.display, "", told.authority),
            (known.display, "", ours.authority),
        )
        for display, wayland, authority in candidates:
            candidate = ours._replace(display=display, wayland=wayland, authority=authority)
            if candidate.has_screen and (found := await reach.what(candidate)):
                return found
        return None

    async def _told_to_systemd(self) -> dict[str, str]:
        """The environment of the user manager."""
        with suppress(BusError):
            path, about = "/org/freedesktop/systemd1", f"{_SYSTEMD}.Manager"
            match await self._bus.call(_SYSTEMD, path, PROPERTIES, "Get", "ss", about, "Environment"):
                case [Variant(value=[*lines])]:
                    return dict(line.partition("=")[::2] for line in lines if isinstance(line, str))
        return {}

    def _enter(self, found: Session) -> None:
        ours = self.session._replace(desktop=self.session.desktop or found.desktop)
        self._take(ours._replace(display=found.display, wayland=found.wayland, authority=found.authority))
        self._tell(ScreenFound())

    def _take(self, now: Session) -> None:
        self.session = now
        session.enter(now)

    # --- who else wants to be served ----------------------------------------------------------------------------------

    async def judge(self, newcomer: Session, person: Person) -> Verdict:
        with suppress(TimeoutError):
            async with asyncio.timeout(_MOMENT.total_seconds()):
                await self._looked.wait()
        if self._is_over:
            return Verdict.ROOM
        newcomer = await self._cleared(newcomer)
        there, ours = await asyncio.gather(reach.what(newcomer), reach.what(self.session))
        if not there:
            return await self._judge_by_bus(newcomer, is_served=bool(ours) or not self._bus.why, person=person)
        has_lost_bus = bool(self._bus.why) and self.session.bus != newcomer.bus
        is_same = self.session.is_same(newcomer) and not has_lost_bus
        if not ours and self.session.has_screen and (is_same or self._has_moved_to(newcomer)):
            self._enter(there)
            self.look()
            return Verdict.SAME
        if is_same:
            return Verdict.SAME
        is_mute = not person.is_reached and self.session.bus != newcomer.bus
        if not ours or is_mute or person.is_gone or (self._known and not self._known.is_at_hand):
            if ours:
                self._others.keep(self.session)
            return Verdict.ROOM
        self._others.keep(newcomer)
        return Verdict.ANOTHER

    async def _judge_by_bus(self, newcomer: Session, is_served: bool, person: Person) -> Verdict:
        """It has no screen, and is of a session only if it has a bus of its own."""
        if newcomer.bus in ("", self.session.bus) or not await reach.bus(newcomer.bus):
            return Verdict.SAME
        return Verdict.ANOTHER if is_served and person.is_reached else Verdict.ROOM

    async def _cleared(self, newcomer: Session) -> Session:
        """Without the id of a terminal's session, and without all of one that is over."""
        known = None
        with suppress(NoAnswer, TimeoutError):
            async with asyncio.timeout(_MOMENT.total_seconds()):
                known = await logind.known(self._system, newcomer.id)
        if known and known.is_over:
            return Session()
        return newcomer if known and known.has_screen else newcomer._replace(id="")

    def _has_moved_to(self, newcomer: Session) -> bool:
        """Its screen is another one by now; nothing says that they are two sessions."""
        are_two = bool(self.session.id and newcomer.id and self.session.id != newcomer.id)
        return self.session.bus == newcomer.bus and not are_two
