"""What there is to sense with on macOS without asking the person for a permission.

    CGEventSource ─▶ idle        the window server's dictionary of the session ─▶ lock        the processes ─▶ apps

The camera, the microphone and what fills the screen would each need far more than a call; those are left out.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial

from reminder.errors import SystemRefused, Unavailable
from reminder.model.events import Put
from reminder.model.moment import Clock
from reminder.model.plan import Plan
from reminder.model.senses import SenseName
from reminder.phrase import Phrase, phrase
from reminder.senses.input import IdleSource
from reminder.senses.macos.api import System
from reminder.senses.platform import Offer, Platform, of_apps
from reminder.senses.polled import PolledApps, PolledLock, Unsensed
from reminder.senses.polled_idle import PolledIdle

_NONSENSE = 2.0**32
"""Seconds; where there is no input to count from, macOS answers with an age of the world."""


class MacOS(Platform):
    def __init__(self, clock: Clock, api: System | None = None) -> None:
        self._clock = clock
        self._api = api or System()

    def idle(self) -> Sequence[IdleSource]:
        return (PolledIdle("CGEventSource", partial(since_input, self._api), self._clock),)

    def offers(self, plan: Plan, put: Put) -> Iterable[Offer]:
        clock, api, quiet = self._clock, self._api, plan.quiet
        apps = quiet.apps
        meeting = quiet.meeting, "quiet.meeting"

        def unsensed(name: SenseName, why: Phrase, wanted: bool = True, switch: str = "") -> Offer:
            return Offer(name, partial(Unsensed, put, clock, name, why), wanted, switch)

        unseen = phrase("not looked at on macOS; name the programs of your meetings in quiet.apps")
        return (
            Offer(SenseName.LOCK, lambda: PolledLock(put, clock, "CGSession", partial(is_locked, api))),
            unsensed(
                SenseName.SLEEP, phrase("macOS tells of it to other kinds of programs; the clocks show it afterwards")
            ),
            unsensed(
                SenseName.IDLE_INHIBITORS,
                phrase("not looked at on macOS: a film or a call without any input may count as an absence"),
            ),
            unsensed(
                SenseName.DO_NOT_DISTURB,
                phrase("macOS does not tell; while a Focus is on it holds notifications back itself"),
                *(quiet.do_not_disturb, "quiet.do_not_disturb"),
            ),
            unsensed(SenseName.CAMERA, unseen, *meeting),
            unsensed(SenseName.MICROPHONE, unseen, *meeting),
            unsensed(SenseName.SCREEN_SHARING, unseen, *meeting),
            unsensed(
                SenseName.FULL_SCREEN,
                phrase("not looked at on macOS; name the programs you want quiet for in quiet.apps"),
                *(quiet.full_screen, "quiet.full_screen"),
            ),
            of_apps(apps, lambda: PolledApps(put, clock, apps, "the list of processes", api.programs)),
        )


def since_input(api: System) -> timedelta:
    """How long there has been no input by any device."""
    seconds = api.since_input()
    if not -1 < seconds < _NONSENSE:
        raise SystemRefused("macOS does not know when there was input last")
    return timedelta(seconds=max(seconds, 0))


def is_locked(api: System) -> bool:
    """The screen is locked, or shows another user's session. macOS says nothing of a lock that is not there."""
    session = api.session()
    if session is None:
        raise Unavailable("this program does not run in a session that has a screen")
    return bool(session.locked) or session.on_console is False
