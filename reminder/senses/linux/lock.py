"""Whether the screen is locked, or shows another user's session: logind tells of it, and so do most screen savers.

    the session that is served ─────┐
    each screen saver that is there ┴─▶ a signal ─▶ all are asked ─▶ locked as soon as one says so

A signal is a reason to ask and nothing more, so that neither its sender nor its order matters. A screen saver that has
left the bus because there was nothing to do, as Cinnamon's does, has locked nothing, and comes back to do so.
"""

import os
from contextlib import suppress

from reminder.errors import Unavailable
from reminder.model import desktops
from reminder.model.events import Put
from reminder.model.moment import Clock
from reminder.model.senses import Reason, SenseName
from reminder.phrase import phrase, several
from reminder.senses.linux.logind import AtHand, named
from reminder.senses.linux.services import ABSENT, LOST, Services, ask_all, silence
from reminder.senses.sensor import Seen, Sensor
from reminder.system.bus import Bus, BusError

CINNAMON = "org.cinnamon.ScreenSaver"
SCREEN_SAVERS = {
    "org.gnome.ScreenSaver": ("/org/gnome/ScreenSaver",),
    "org.freedesktop.ScreenSaver": ("/org/freedesktop/ScreenSaver", "/ScreenSaver"),
    CINNAMON: ("/org/cinnamon/ScreenSaver",),
    "org.mate.ScreenSaver": ("/org/mate/ScreenSaver",),
    "org.xfce.ScreenSaver": ("/org/xfce/ScreenSaver",),
}
"""Name, which is also the interface's -> where it may be."""
UNTOLD = phrase("a locker that tells nobody, such as i3lock or swaylock, is not seen: it counts only as an absence")


class Lock(Sensor):
    name = SenseName.LOCK

    def __init__(self, put: Put, clock: Clock, session: Bus, system: Bus, at_logind: AtHand) -> None:
        super().__init__(put, clock)
        self._session = session
        self._system = system
        self._at_logind = at_logind
        self._savers = Services(session, SCREEN_SAVERS, self.prompt)

    def start(self) -> None:
        for name in SCREEN_SAVERS:
            self._session.listen(lambda _: self.prompt(), name, "ActiveChanged")
        self._at_logind.follow(self.prompt)
        self._savers.start()
        super().start()

    async def look(self) -> Seen:
        savers = await self._savers.there()
        questions = {name: self._is_active(name) for name in savers}
        answers, silent = await ask_all({"logind": self._at_logind.is_locked(), **questions})
        answers |= dict.fromkeys(await self._resting(savers), False)
        locked = any(answers.values())
        if silent and not answers:
            raise silent[0]
        if not answers:
            why = phrase("neither {logind} nor a screen saver tells of it", logind=named(self._system))
            raise Unavailable(several((why, UNTOLD)))
        limit = silent[0].said if silent else UNTOLD if list(answers) == ["logind"] else None
        return Seen(", ".join(answers), {Reason.LOCKED: ""} if locked else {}, limit, is_partial=bool(silent))

    async def _resting(self, there: list[str]) -> list[str]:
        """Those that would tell if there were anything to tell."""
        with suppress(BusError):
            return await self._savers.resting(
                there, [CINNAMON] if desktops.CINNAMON.is_among(desktops.names(os.environ)) else []
            )
        return []

    async def _is_active(self, name: str) -> bool | None:
        """None: it does not tell. Some are there only to be asked to keep the screen awake. Raises NoAnswer."""
        for path in SCREEN_SAVERS[name]:
            try:
                match await self._session.call(name, path, name, "GetActive"):
                    case [bool(active)]:
                        return active
            except BusError as error:
                if error.name in LOST:
                    raise silence(name, error) from None
                if error.name in ABSENT:  # it has just left, which is a reason to look again
                    return False
        return None
