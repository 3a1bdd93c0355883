"""Which programs keep the screen awake, as logind and the desktop's session and power managers have been told.

    each of them that is there ─▶ a signal ─▶ all are asked ─▶ the programs' names ─▶ Inhibited, when they have changed
                                └ now and then, where one gives no signal

What matters is the screen. A program that only keeps the machine from sleeping, like a download, counts for nothing.
"""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from dbus_fast import Message

from reminder.errors import NoAnswer, Unavailable
from reminder.model.events import Inhibited, Put
from reminder.model.moment import Clock
from reminder.model.senses import Programs, SenseName, SenseStatus
from reminder.phrase import Phrase
from reminder.senses.linux import logind
from reminder.senses.linux.keepers import UNNAMED, Keeper, best, keeper
from reminder.senses.linux.services import IDLE_INHIBITED, LOST, SESSION_MANAGER, Services, ask_all, silence
from reminder.senses.sensor import Seen, Sensor
from reminder.system.bus import Bus, BusError
from reminder.system.tasks import Timer

KDE = "org.kde.Solid.PowerManagement.PolicyAgent"
POWER_MANAGER = "org.freedesktop.PowerManagement"
"""Xfce's (xfce4-power-manager 4.20), where programs end that find no screen saver to ask. It has a signal and never
sends it. KDE has it too, but there it speaks of sleep."""
_INHIBIT = f"{POWER_MANAGER}.Inhibit"
"""The interface, and the object at its path; no name on the bus under Xfce."""

_SCREEN = 4
"""KDE's."""
_NAMES_AT_MOST = 20
_FOR_THE_SESSION = "user session inhibited"
"""What gnome-session says to logind on behalf of programs that it knows by name itself."""

_Answer = Coroutine[Any, Any, set[Keeper] | None]


class Inhibitors(Sensor):
    name = SenseName.IDLE_INHIBITORS

    def __init__(self, put: Put, clock: Clock, session: Bus, system: Bus, within: timedelta) -> None:
        """`within`: who begins is known after so long at the latest, also where none of them says so by itself."""
        super().__init__(put, clock)
        self._within = within
        self._next = Timer()
        self._session = session
        self._system = system
        self._managers = Services(session, [SESSION_MANAGER, KDE, POWER_MANAGER], self.prompt)
        self._logind = Services(system, [logind.NAME], self.prompt)
        self._seen: Programs = ()
        self._told: Programs = ()

    def start(self) -> None:
        self._system.listen_to_properties(self._hear_properties, logind.MANAGER, logind.PATH)
        self._session.listen_to_properties(self._hear_properties, SESSION_MANAGER, _path(SESSION_MANAGER))
        for service, signal in (
            (SESSION_MANAGER, "InhibitorAdded"),
            (SESSION_MANAGER, "InhibitorRemoved"),
            (KDE, "InhibitionsChanged"),
            (_INHIBIT, "HasInhibitChanged"),
        ):
            self._session.listen(lambda _: self.prompt(), service, signal, _path(service))
        self._managers.start()
        self._logind.start()
        super().start()

    async def look(self) -> Seen:
        there = [*await self._logind.there(), *await self._managers.there()]
        if KDE in there and POWER_MANAGER in there:
            there.remove(POWER_MANAGER)
        self._next.cancel()
        if POWER_MANAGER in there:
            self._next.set(self._within, self.prompt)
        ask: dict[str, Callable[[], _Answer]] = {
            logind.NAME: self._ask_logind,
            SESSION_MANAGER: self._ask_session_manager,
            KDE: self._ask_kde,
            POWER_MANAGER: self._ask_power_manager,
        }
        answers, silent = await ask_all({name: ask[name]() for name in there})
        by = set[Keeper]().union(*answers.values())
        if silent and not by:
            raise silent[0]
        if not answers:
            raise Unavailable(
                "neither {logind} nor the desktop tells which programs keep the screen awake",
                logind=logind.named(self._system),
            )
        self._seen = best(by)
        return Seen(", ".join("logind" if name == logind.NAME else name for name in answers))

    def tell(self, seen: Seen) -> None:
        super().tell(seen)
        self._tell_inhibited(self._seen)

    def lose(self, why: Phrase, status: SenseStatus = SenseStatus.UNAVAILABLE) -> None:
        self._tell_inhibited(())
        super().lose(why, status)

    async def stop(self) -> None:
        await super().stop()
        self._next.cancel()

    def _tell_inhibited(self, by: Programs) -> None:
        if by != self._told:
            self._told = by
            self._put(Inhibited(self._clock(), self.name, by))

    def _hear_properties(self, message: Message) -> None:
        match message.body:
            case [str(), dict(changed), list(dropped)] if any("Inhibit" in name for name in (*changed, *dropped)):
                self.prompt()

    # --- who has been told --------------------------------------------------------------------------------------------

    async def _ask_logind(self) -> set[Keeper] | None:
        """The person's own programs alone: the login screen keeps awake what it shows, too."""
        body = await _ask(self._system, logind.NAME, logind.PATH, logind.MANAGER, "ListInhibitors")
        by = set[Keeper]()
        match body:
            case None:
                return None
            case [list(inhibitors)]:
                for inhibitor in inhibitors:
                    match inhibitor:
                        case [str(what), str(who), str(why), str(mode), int(uid), int()]:
                            is_ours = uid == logind.UID and mode.startswith("block")
                            if is_ours and "idle" in what.split(":"):
                                by.add(keeper("" if why == _FOR_THE_SESSION else who))
                return by
        raise NoAnswer("logind answers nonsense")

    async def _ask_session_manager(self) -> set[Keeper] | None:
        if not await self._says_yes(SESSION_MANAGER, "IsInhibited", "u", IDLE_INHIBITED):
            return set()
        match await _ask(self._session, SESSION_MANAGER, _path(SESSION_MANAGER), SESSION_MANAGER, "GetInhibitors"):
            case [list(inhibitors)]:
                found = await asyncio.gather(*map(self._app, inhibitors[:_NAMES_AT_MOST]))
                return {keeper(app) for app in found if app is not None} or {UNNAMED}
        return {UNNAMED}

    async def _app(self, inhibitor: str) -> str | None:
        """The program behind one; None: it does not care for the screen, or has just let go."""
        interface = f"{SESSION_MANAGER}.Inhibitor"
        match await _ask(self._session, SESSION_MANAGER, inhibitor, interface, "GetFlags"):
            case [int(flags)] if flags & IDLE_INHIBITED:
                match await _ask(self._session, SESSION_MANAGER, inhibitor, interface, "GetAppId"):
                    case [str(app)]:
                        return app
        return None

    async def _ask_kde(self) -> set[Keeper] | None:
        if not await self._says_yes(KDE, "HasInhibition", "u", _SCREEN):
            return set()
        match await _ask(self._session, KDE, _path(KDE), KDE, "ListInhibitions"):
            case [[*inhibitions]]:
                by = set[Keeper]()
                for inhibition in inhibitions:
                    match inhibition:
                        case [str(app), *_]:
                            by.add(keeper(app))
                return by or {UNNAMED}
        return {UNNAMED}

    async def _ask_power_manager(self) -> set[Keeper] | None:
        if not await self._says_yes(POWER_MANAGER, "HasInhibit", interface=_INHIBIT):
            return set()
        match await _ask(self._session, POWER_MANAGER, _path(_INHIBIT), _INHIBIT, "GetInhibitors"):
            case [[*programs]]:
                return {keeper(str(program)) for program in programs[:_NAMES_AT_MOST]} or {UNNAMED}
        return {UNNAMED}

    async def _says_yes(self, service: str, member: str, signature: str = "", *body: Any, interface: str = "") -> bool:
        interface = interface or service
        match await _ask(self._session, service, _path(interface), interface, member, signature, *body):
            case [bool(answer)]:
                return answer
        return False


async def _ask(bus: Bus, service: str, path: str, interface: str, member: str, signature: str = "", *body: Any) -> Any:
    """What it answers; None: it does not know what it was asked, or has just gone. Raises NoAnswer."""
    try:
        return await bus.call(service, path, interface, member, signature, *body)
    except BusError as error:
        if error.name in LOST:
            raise silence("logind" if service == logind.NAME else service, error) from None
        return None


def _path(interface: str) -> str:
    """Where the ones on the session bus have it."""
    return "/" + interface.replace(".", "/")
