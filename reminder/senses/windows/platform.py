"""What there is to sense with on Windows: calls that answer at once, and what Windows writes into the registry.

    GetLastInputInfo ─▶ idle        WTSSessionInfoEx ─▶ lock        SHQueryUserNotificationState ─▶ quiet, full screen
    CapabilityAccessManager ─▶ camera, microphone                   the list of processes ─▶ apps

What holds reminders back is asked for when one is due; only a locked session is looked at again by itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import partial

from reminder.errors import Unavailable
from reminder.model.events import Put
from reminder.model.moment import Clock
from reminder.model.plan import Plan
from reminder.model.senses import Reason, SenseName
from reminder.phrase import Phrase, phrase
from reminder.senses.input import IdleSource
from reminder.senses.platform import Offer, Platform, of_apps
from reminder.senses.polled import PolledApps, PolledLock, PolledSensor, Unsensed
from reminder.senses.polled_idle import PolledIdle
from reminder.senses.sensor import Seen, names
from reminder.senses.windows.api import System

CONSENT = r"Software\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore"
DESKTOP = "NonPackaged"
"""Programs that do not come from the Store, under the paths of their files."""

_TICKS = 2**32
_AHEAD = 60_000
_DISCONNECTED = 4
_LOCKED, _UNLOCKED = 0, 1
_PRESENTATION, _QUIET_TIME = 4, 6
_BUSY, _DIRECT3D = 2, 3
_PROCESSES = "the list of processes"


class Windows(Platform):
    def __init__(self, clock: Clock, api: System | None = None) -> None:
        self._clock = clock
        self._api = api or System()

    def idle(self) -> Sequence[IdleSource]:
        return (PolledIdle("GetLastInputInfo", partial(since_input, self._api), self._clock),)

    def offers(self, plan: Plan, put: Put) -> Iterable[Offer]:
        clock, api, quiet = self._clock, self._api, plan.quiet
        ignore, apps = quiet.meeting_ignore, quiet.apps
        meeting = quiet.meeting, "quiet.meeting", ignore

        def unsensed(name: SenseName, why: Phrase, wanted: bool = True, switch: str = "") -> Offer:
            return Offer(name, partial(Unsensed, put, clock, name, why), wanted, switch)

        return (
            Offer(SenseName.LOCK, lambda: PolledLock(put, clock, "WTSSessionInfoEx", partial(is_locked, api))),
            unsensed(
                SenseName.SLEEP, phrase("Windows tells of it to programs with a window; the clocks show it afterwards")
            ),
            unsensed(
                SenseName.IDLE_INHIBITORS,
                phrase("not looked at on Windows: a film or a call without any input may count as an absence"),
            ),
            Offer(
                SenseName.DO_NOT_DISTURB,
                lambda: DoNotDisturb(put, clock, api),
                quiet.do_not_disturb,
                "quiet.do_not_disturb",
            ),
            Offer(SenseName.CAMERA, lambda: Camera(put, clock, ignore, api), *meeting),
            Offer(SenseName.MICROPHONE, lambda: Microphone(put, clock, ignore, api), *meeting),
            unsensed(
                SenseName.SCREEN_SHARING,
                phrase("Windows does not tell; name the programs you share with in quiet.apps"),
                *(quiet.meeting, "quiet.meeting"),
            ),
            Offer(SenseName.FULL_SCREEN, lambda: FullScreen(put, clock, api), quiet.full_screen, "quiet.full_screen"),
            of_apps(
                apps, lambda: PolledApps(put, clock, map(plain, apps), _PROCESSES, lambda: map(plain, api.programs()))
            ),
        )


def since_input(api: System) -> timedelta:
    """How long there has been no input, up to 49.7 days.

    Both counts begin again after that time, and the last input may be stamped a little ahead of the clock.
    """
    last = api.last_input()
    passed = (api.ticks() - last) % _TICKS
    return timedelta(milliseconds=passed if passed < _TICKS - _AHEAD else 0)


def is_locked(api: System) -> bool:
    """The session is locked, or not before anybody's eyes: another user's is, or the remote desktop was closed."""
    session = api.session()
    if session.state == _DISCONNECTED:
        return True
    if session.flags not in (_LOCKED, _UNLOCKED):
        raise Unavailable("Windows does not know whether this session is locked")
    return session.flags == _LOCKED


def plain(program: str) -> str:
    """A program's name as people write it in the settings, and as it is compared."""
    return program.casefold().removesuffix(".exe")


class NotificationState(PolledSensor):
    """Whether Windows would hold a notification back, for one reason of several."""

    reason: Reason
    states: tuple[int, ...]
    limit: Phrase | None = None

    def __init__(self, put: Put, clock: Clock, api: System) -> None:
        super().__init__(put, clock)
        self._api = api

    def ask(self) -> Seen:
        holds = {self.reason: ""} if self._api.notification_state() in self.states else {}
        return Seen("SHQueryUserNotificationState", holds, self.limit)


class DoNotDisturb(NotificationState):
    """Presentation mode, and the quiet time after the first login: no call tells of the rest."""

    name = SenseName.DO_NOT_DISTURB
    reason = Reason.DO_NOT_DISTURB
    states = _PRESENTATION, _QUIET_TIME
    limit = phrase(
        "only presentation mode and quiet time; do not disturb and Focus hold notifications back by themselves"
    )


class FullScreen(NotificationState):
    """A window that fills the screen. Windows answers so in presentation mode too, at times: both are quiet.

    QUNS_APP (7), a program of the Store in front, is none: Windows 10 and 11 answer so while the Start menu is open.
    """

    name = SenseName.FULL_SCREEN
    reason = Reason.FULL_SCREEN
    states = _BUSY, _DIRECT3D


class Capability(PolledSensor):
    """Who uses a device, by the times that Windows writes down when a program takes it and lets it go.

    The second one is 0 until then, and stays so when a program crashes or the power goes: who does not run is not
    believed. Of programs from the Store that cannot be told, and newer builds of Windows 11 are reported to leave times
    stale altogether; what then holds reminders back ends after `quiet.at_most`.
    """

    capability: str

    def __init__(self, put: Put, clock: Clock, ignore: Iterable[str], api: System) -> None:
        super().__init__(put, clock)
        self._ignore = frozenset(map(plain, ignore))
        self._api = api

    def ask(self) -> Seen:
        users = [name for name in self._users() if plain(name) not in self._ignore]
        return Seen("CapabilityAccessManager", {Reason.MEETING: names(users)} if users else {})

    def _users(self) -> Iterator[str]:
        key = rf"{CONSENT}\{self.capability}"
        packages = self._api.keys(key)
        if packages is None:
            raise Unavailable(
                "Windows has no record of who uses the {device}; it keeps one from version 1903 of Windows 10",
                device=self.name,
            )
        yield from (_package(name) for name in packages if name != DESKTOP and self._in_use(rf"{key}\{name}"))
        paths = self._api.keys(rf"{key}\{DESKTOP}") or ()
        users = [_program(path) for path in paths if self._in_use(rf"{key}\{DESKTOP}\{path}")]
        if users:
            running = self._running()
            yield from (name for name in users if running is None or plain(name) in running)

    def _in_use(self, key: str) -> bool:
        began, ended = (self._api.value(key, f"LastUsedTime{which}") for which in ("Start", "Stop"))
        return isinstance(began, int) and isinstance(ended, int) and began != 0 and ended == 0

    def _running(self) -> set[str] | None:
        try:
            return {plain(name) for name in self._api.programs()}
        except OSError:
            return None


class Camera(Capability):
    name = SenseName.CAMERA
    capability = "webcam"


class Microphone(Capability):
    name = SenseName.MICROPHONE
    capability = "microphone"


def _program(path: str) -> str:
    r"""Of "C:#Program Files#Zoom#bin#Zoom.exe": Zoom."""
    file = path.rpartition("#")[2]
    return file[:-4] if file.lower().endswith(".exe") else file


def _package(family: str) -> str:
    """Of "Microsoft.WindowsCamera_8wekyb3d8bbwe": WindowsCamera."""
    return family.partition("_")[0].rpartition(".")[2]
