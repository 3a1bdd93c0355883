"""What there is to sense with on Linux."""

import os
from collections.abc import Callable, Iterable, Sequence

from reminder.engine.holds import shortest_break
from reminder.model import desktops
from reminder.model.events import Put
from reminder.model.moment import Clock
from reminder.model.plan import Plan
from reminder.model.senses import SenseName
from reminder.senses.input import IdleSource
from reminder.senses.linux.apps import Apps
from reminder.senses.linux.camera import Camera
from reminder.senses.linux.do_not_disturb import DoNotDisturb
from reminder.senses.linux.full_screen import FullScreen
from reminder.senses.linux.inhibitors import Inhibitors
from reminder.senses.linux.lock import Lock
from reminder.senses.linux.logind import OwnSession
from reminder.senses.linux.microphone import Microphone
from reminder.senses.linux.mutter import IdleMonitor
from reminder.senses.linux.screen_idle import ScreenIdle
from reminder.senses.linux.screen_share import ScreenShare
from reminder.senses.linux.session.served import Served
from reminder.senses.linux.sleep import Sleep
from reminder.senses.platform import Offer, Platform, of_apps
from reminder.senses.serving import Serving, SessionNews
from reminder.system.bus import Bus, session_bus, system_bus


class Linux(Platform):
    """The session's bus and the system's, the display server, /proc and /dev."""

    def __init__(self, clock: Clock, session: Bus | None = None) -> None:
        """`session`: its bus, where the program has a connection to it already."""
        self._clock = clock
        self._session_bus = session or session_bus()
        self._system_bus = system_bus()
        self._served: Served | None = None
        """None: no session is followed; doctor looks once."""

    def start(self) -> None:
        self._session_bus.start()
        self._system_bus.start()

    async def stop(self) -> None:
        await self._session_bus.stop()
        await self._system_bus.stop()

    def serving(self, tell: Callable[[SessionNews], None]) -> Serving:
        self._served = Served(self._session_bus, self._system_bus, tell)
        return self._served

    def idle(self) -> Sequence[IdleSource]:
        """The window managers that tell of it, then the display."""
        monitors = (
            IdleMonitor.mutter(self._session_bus, self._clock),
            IdleMonitor.muffin(self._session_bus, self._clock),
        )
        return *monitors, ScreenIdle(self._clock)

    def offers(self, plan: Plan, put: Put) -> Iterable[Offer]:
        clock, session, system, quiet = self._clock, self._session_bus, self._system_bus, plan.quiet
        ignore, apps = quiet.meeting_ignore, quiet.apps
        meeting = quiet.meeting, "quiet.meeting", ignore
        is_plasma = desktops.PLASMA.is_among(desktops.names(os.environ))
        within = shortest_break(plan) * 0.8  # before that, who sits before a film is not away yet
        return (
            Offer(SenseName.LOCK, lambda: Lock(put, clock, session, system, self._served or OwnSession(system))),
            Offer(SenseName.SLEEP, lambda: Sleep(put, clock, system)),
            Offer(
                SenseName.IDLE_INHIBITORS,
                lambda: Inhibitors(put, clock, session, system, within),
                options=(f"{within.total_seconds():g}",),
            ),
            Offer(
                SenseName.DO_NOT_DISTURB,
                lambda: DoNotDisturb(put, clock, session, quiet.modes),
                quiet.do_not_disturb,
                "quiet.do_not_disturb",
                quiet.modes,
            ),
            Offer(SenseName.CAMERA, lambda: Camera(put, clock, ignore), *meeting),
            Offer(SenseName.MICROPHONE, lambda: Microphone(put, clock, ignore), *meeting),
            Offer(SenseName.SCREEN_SHARING, lambda: ScreenShare(put, clock, ignore), *meeting),
            Offer(
                SenseName.FULL_SCREEN,
                lambda: FullScreen(put, clock, session, quiet.full_screen),
                quiet.full_screen or is_plasma,
                "quiet.full_screen",
                ("heeded",) if quiet.full_screen else (),
            ),
            of_apps(apps, lambda: Apps(put, clock, apps)),
        )
