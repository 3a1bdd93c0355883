"""Tells at once that the machine wakes from sleep, or is about to fall asleep, where logind tells of it.

    PrepareForSleep ─▶ Woke: have a look at the clocks, and save

Without it the clocks tell of a sleep, a little later.
"""

from dbus_fast import Message

from reminder.errors import Unavailable
from reminder.model.events import Put, Woke
from reminder.model.moment import Clock
from reminder.model.senses import SenseName
from reminder.phrase import phrase
from reminder.senses.linux import logind
from reminder.senses.linux.services import Services
from reminder.senses.sensor import Seen, Sensor
from reminder.system.bus import Bus


class Sleep(Sensor):
    name = SenseName.SLEEP

    def __init__(self, put: Put, clock: Clock, system: Bus) -> None:
        super().__init__(put, clock)
        self._system = system
        self._logind = Services(system, [logind.NAME], self.prompt)

    def start(self) -> None:
        self._system.listen(self._hear, logind.MANAGER, "PrepareForSleep", logind.PATH)
        self._logind.start()
        super().start()

    async def look(self) -> Seen:
        if not await self._logind.there():
            why = self._system.why or phrase("logind does not run")
            raise Unavailable("{why}; the clocks tell of it a little later", why=why)
        return Seen("logind")

    def _hear(self, message: Message) -> None:
        if message.sender == self._logind.owner(logind.NAME) and not self._stopped:
            self._put(Woke(self._clock()))
