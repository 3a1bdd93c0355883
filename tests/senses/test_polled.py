"""What Windows and macOS share: senses that push nothing."""

import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from support.fakes import a_plan, a_quiet, seconds
from support.sensed import Heard, clock, sensing_input
from support.waiting import until
from support.words import in_words

from reminder.model.events import HoldBegan, HoldEnded, Locked, SenseFound, SenseLost
from reminder.model.senses import Reason, SenseName
from reminder.phrase import phrase
from reminder.senses.macos.platform import MacOS
from reminder.senses.platform import Platform
from reminder.senses.polled import PolledApps, PolledLock, Unsensed
from reminder.senses.polled_idle import PolledIdle
from reminder.senses.windows.platform import Windows

elsewhere = pytest.mark.parametrize("platform", [Windows(clock), MacOS(clock)], ids=["windows", "macos"])


# --- the lock ---------------------------------------------------------------------------------------------------------


class Screen:
    """A lock, and how often it was looked at; it tells nothing while its `gate` is closed."""

    def __init__(self, locked: bool | Exception = False) -> None:
        self.locked = locked
        self.looks = 0
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self) -> bool:
        self.looks += 1
        assert self.gate.wait(10)
        if isinstance(self.locked, Exception):
            raise self.locked
        return self.locked


def a_lock(heard: Heard, screen: Callable[[], bool], again: float = 0.01) -> PolledLock:
    return PolledLock(heard.put, clock, "a stand-in", screen, seconds(again))


async def a_while() -> None:
    """As long as a locked screen takes to be looked at five times."""
    screen = Screen(locked=True)
    lock = a_lock(Heard(), screen)
    lock.start()
    await until(lambda: screen.looks > 5)
    await lock.stop()


async def test_a_lock_is_looked_at_until_it_is_open_and_then_no_more() -> None:
    heard, screen = Heard(), Screen(locked=True)
    lock = a_lock(heard, screen)
    lock.start()
    await until(lambda: screen.looks >= 5)
    assert heard.kinds() == ["SenseFound", "Locked"]
    screen.locked = False
    await until(lambda: "Unlocked" in heard.kinds())
    looks = screen.looks
    await lock.answer()
    await a_while()
    assert screen.looks == looks + 1
    assert heard.kinds() == ["SenseFound", "Locked", "Unlocked"]
    await lock.stop()


async def test_many_questions_while_locked_leave_one_look_to_come() -> None:
    heard, screen, began = Heard(), Screen(locked=True), time.monotonic()
    lock = a_lock(heard, screen, again=0.1)
    for _ in range(20):
        await lock.answer()
    looks = screen.looks
    await until(lambda: screen.looks > looks)
    await a_while()
    assert screen.looks - looks <= 1 + (time.monotonic() - began) / 0.1  # a slow machine has time for another
    await lock.stop()


async def test_a_lock_that_is_stopped_is_not_looked_at() -> None:
    heard, screen = Heard(), Screen(locked=True)
    lock = a_lock(heard, screen)
    lock.start()
    await until(lambda: screen.looks >= 2)
    await lock.stop()
    looks = screen.looks
    await a_while()
    assert screen.looks == looks


async def test_a_lock_that_cannot_be_known_holds_nothing() -> None:
    heard, screen = Heard(), Screen(locked=True)
    lock = a_lock(heard, screen)
    await lock.answer()
    screen.locked = OSError("Windows refuses")
    await until(lambda: heard.of(SenseLost))
    assert [in_words(lost.why) for lost in heard.of(SenseLost)] == ["Windows refuses"]
    screen.locked = True
    await lock.answer()
    assert heard.kinds() == ["SenseFound", "Locked", "SenseLost", "SenseFound", "Locked"]
    await lock.stop()


async def test_a_lock_that_hangs_is_blind_and_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reminder.senses.sensor.ANSWER_WITHIN", seconds(0.05))
    heard, screen = Heard(), Screen(locked=True)
    screen.gate.clear()
    lock = a_lock(heard, screen, again=60)
    await lock.answer()
    assert [in_words(lost.why) for lost in heard.of(SenseLost)] == ["it has not answered within a second"]
    screen.gate.set()
    await until(lambda: heard.of(Locked))
    assert [found.sense.polled for found in heard.of(SenseFound)] == [True]
    await lock.stop()


async def test_a_lock_is_stopped_while_it_hangs() -> None:
    heard, screen = Heard(), Screen(locked=True)
    screen.gate.clear()
    lock = a_lock(heard, screen)
    lock.start()
    await until(lambda: screen.looks)
    await lock.stop()
    screen.gate.set()
    await a_while()
    assert (heard, screen.looks) == ([], 1)


# --- apps, and what is not there --------------------------------------------------------------------------------------


async def test_a_program_that_the_person_named_holds_reminders_back_while_it_runs() -> None:
    heard, running = Heard(), ["launchd", "OBS", "zoom.us"]
    apps = PolledApps(heard.put, clock, ("obs", "zoom.us", "teams"), "a stand-in", lambda: running)
    await apps.answer()
    (began,) = heard.of(HoldBegan)
    assert (began.reason, began.sense, began.detail) == (Reason.APP, "apps", "obs, zoom.us")
    running.clear()
    await apps.answer()
    assert [ended.reason for ended in heard.of(HoldEnded)] == [Reason.APP]


async def test_programs_that_cannot_be_listed_hold_nothing() -> None:
    def refuse() -> list[str]:
        raise OSError("Windows refuses")

    heard = Heard()
    await PolledApps(heard.put, clock, ("obs",), "a stand-in", refuse).answer()
    assert [in_words(lost.why) for lost in heard.of(SenseLost)] == ["Windows refuses"]


async def test_a_sense_that_is_not_there_says_so_once() -> None:
    heard = Heard()
    sensor = Unsensed(heard.put, clock, "sleep", phrase("there are no beds"))
    for _ in range(3):
        await sensor.answer()
    (lost,) = heard.of(SenseLost)
    assert (lost.name, in_words(lost.why)) == ("sleep", "there are no beds")
    assert sensor.has_told


@elsewhere
async def test_there_are_the_same_senses_everywhere(platform: Platform) -> None:
    if sys.platform != "linux":
        pytest.skip("the senses of Linux can be imported on Linux")
    from reminder.senses.linux.platform import Linux

    def names(platform: Platform) -> dict[str, tuple[bool, str]]:
        plan = a_plan(quiet=a_quiet(full_screen=False, apps=("obs",)))
        return {offer.name: (offer.wanted, offer.switch) for offer in platform.offers(plan, Heard().put)}

    assert names(platform) == names(Linux(clock))


@pytest.mark.parametrize(("display", "last"), [("wayland-0", "Wayland"), ("", "X11")])
def test_the_display_is_named_as_it_would_be_asked(monkeypatch: pytest.MonkeyPatch, display: str, last: str) -> None:
    if sys.platform != "linux":
        pytest.skip("the senses of Linux can be imported on Linux")
    from reminder.senses.linux.platform import Linux

    monkeypatch.setenv("WAYLAND_DISPLAY", display)
    assert [source.name for source in Linux(clock).idle()] == ["Mutter", "Muffin", last]


@elsewhere
async def test_every_sense_is_offered_beside_that_of_input_and_made(platform: Platform) -> None:
    offers = list(platform.offers(a_plan(), Heard().put))
    assert {offer.name for offer in offers} == set(SenseName) - {SenseName.IDLE}
    assert [offer.make().name for offer in offers] == [offer.name for offer in offers]


@elsewhere
async def test_on_another_system_everything_is_blind_and_nothing_breaks(platform: Platform) -> None:
    if sys.platform != "linux":
        pytest.skip("this may be the very system")
    heard = Heard()
    platform.start()
    for offer in platform.offers(a_plan(quiet=a_quiet(apps=("obs",))), heard.put):
        await offer.make().answer()
    assert set(heard.kinds()) == {"SenseLost"}
    assert not [in_words(lost.why) for lost in heard.of(SenseLost) if not lost.why or "bug" in in_words(lost.why)]
    async with sensing_input(*platform.idle()) as (_, of_input):
        assert of_input == [SenseLost(of_input[0].at, "idle", of_input[0].why)]
    await platform.stop()


# --- input ------------------------------------------------------------------------------------------------------------


class Hands:
    """Have touched something just now, if that can be asked."""

    def __init__(self, error: OSError | None) -> None:
        self.error = error
        self.asked = 0

    def __call__(self) -> timedelta:
        self.asked += 1
        if self.error:
            raise self.error
        return timedelta()


async def test_input_that_cannot_be_asked_for_is_blind_and_tried_again() -> None:
    hands = Hands(OSError("Windows refuses GetLastInputInfo"))
    async with sensing_input(PolledIdle("a stand-in", hands, clock), retry=seconds(0.02)) as (idle, heard):
        await until(lambda: hands.asked >= 3)
        assert [in_words(lost.why) for lost in heard.of(SenseLost)] == ["a stand-in: Windows refuses GetLastInputInfo"]
        hands.error = None
        await until(lambda: heard.of(SenseFound))
        hands.error = OSError("gone")
        idle.watch(seconds(30))
        await until(lambda: len(heard.of(SenseLost)) == 2)
        assert in_words(heard.of(SenseLost)[1].why) == "a stand-in: gone"
