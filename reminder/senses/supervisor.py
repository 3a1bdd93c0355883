"""What the program senses of the person: every sense that this platform has and the settings want.

    WatchIdle, PollSenses ─▶ Senses ─▶ the sense of input, and the others ─▶ events ─▶ put()

What pushes is listened to; what must be asked is asked when a reminder is due, while one is kept, and for a status.
"""

import asyncio
import sys
from datetime import timedelta

from reminder.model.effects import PollSenses, WatchIdle
from reminder.model.events import Put, SenseLost, SensesAnswered
from reminder.model.moment import Clock
from reminder.model.plan import Plan
from reminder.model.senses import SenseName, SenseStatus
from reminder.phrase import Phrase, phrase
from reminder.senses.input import Idle
from reminder.senses.platform import Platform
from reminder.senses.sensor import Sensor
from reminder.system.tasks import Tasks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reminder.system.bus import Bus


class Senses:
    """Carries out the engine's orders. Its methods belong to the loop and return at once; news come through `put`."""

    def __init__(self, plan: Plan, put: Put, clock: Clock, platform: Platform | None = None) -> None:
        self._plan = plan
        self._put = put
        self._clock = clock
        self._platform = platform or this_platform(clock)
        self._idle: Idle | None = None
        self._after: timedelta | None = None
        self._sensors: dict[SenseName, tuple[Sensor, tuple[str, ...]]] = {}
        self._off: set[SenseName] = set()
        """Those that the settings do not want, and that was told."""
        self._tasks = Tasks()

    def start(self) -> None:
        self._platform.start()
        self._fit()

    async def stop(self) -> None:
        await self._tasks.stop()
        for sensor, _ in self._sensors.values():
            await sensor.stop()
        if self._idle:
            await self._idle.stop()
        await self._platform.stop()

    def configure(self, plan: Plan) -> None:
        self._plan = plan
        self._fit()

    def perform(self, effect: WatchIdle | PollSenses) -> None:
        if isinstance(effect, PollSenses):
            self._tasks.begin(self._ask())
            return
        self._after = effect.after
        if self._idle:
            self._idle.watch(effect.after)

    def look_again(self) -> None:
        """The session has its screen elsewhere: what was unavailable may serve now, and a desktop have other senses."""
        self._fit()
        if self._idle:
            self._idle.look_again()

    async def _ask(self) -> None:
        """The senses that push nothing, and those that have not told anything yet."""
        answers = [sensor.answer() for sensor, _ in self._sensors.values() if sensor.polled or not sensor.has_told]
        if self._idle:
            answers.append(self._idle.answer())
        await asyncio.gather(*answers)
        self._put(SensesAnswered(self._clock()))

    def _fit(self) -> None:
        """Sense what the settings want, and nothing else."""
        if not self._plan.see_idle:
            self._close_idle()
        elif self._idle is None:
            self._off.discard(SenseName.IDLE)
            self._idle = Idle(self._put, self._clock, self._platform.idle())
            self._idle.start()
            self._idle.watch(self._after)
        for offer in self._platform.offers(self._plan, self._put):
            sensor, options = self._sensors.get(offer.name, (None, ()))
            if sensor and not (offer.wanted and offer.options == options):
                del self._sensors[offer.name]
                sensor.mute()
                self._tasks.begin(sensor.stop())
                self._lose(offer.name, phrase("the settings have changed"), SenseStatus.STARTING)
                sensor = None
            if not offer.wanted:
                self._tell_off(offer.name, offer.switch)
            elif sensor is None:
                self._off.discard(offer.name)
                sensor = offer.make()
                self._sensors[offer.name] = sensor, offer.options
                sensor.start()

    def _close_idle(self) -> None:
        if self._idle:
            self._idle.mute()
            self._tasks.begin(self._idle.stop())
            self._idle = None
        self._tell_off(SenseName.IDLE, "timing.idle")

    def _tell_off(self, name: SenseName, switch: str | Phrase) -> None:
        if name not in self._off:
            self._off.add(name)
            self._lose(name, phrase("not wanted ({switch})", switch=switch), SenseStatus.OFF)

    def _lose(self, name: SenseName, why: Phrase, status: SenseStatus) -> None:
        self._put(SenseLost(self._clock(), name, why, status=status))


def this_platform(clock: Clock, bus: "Bus | None" = None) -> Platform:
    """What this kind of machine has. `bus`: the session's, where the program has a connection to it already."""
    if sys.platform == "linux":
        from reminder.senses.linux.platform import Linux

        return Linux(clock, bus)
    if sys.platform == "win32":
        from reminder.senses.windows.platform import Windows

        return Windows(clock)
    if sys.platform == "darwin":
        from reminder.senses.macos.platform import MacOS

        return MacOS(clock)
    return Platform()
