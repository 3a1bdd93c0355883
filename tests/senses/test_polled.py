"""What Windows and macOS share: senses that push nothing, and questions that the loop does not wait for."""

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from support.fakes import a_plan, a_quiet, seconds
from support.sensed import Heard, clock
from support.waiting import until
from support.words import in_words

from reminder.errors import Unavailable
from reminder.model.events import HoldBegan, HoldEnded, Locked, SenseFound, SenseLost
from reminder.model.senses import Reason, SenseName
from reminder.phrase import phrase
from reminder.senses.input import Idle
from reminder.senses.macos.platform import MacOS
from reminder.senses.platform import Platform
from reminder.senses.polled import PolledApps, PolledLock, Unsensed
from reminder.senses.polled_idle import PolledIdle
from reminder.senses.windows.platform import Windows
from reminder.system.ctypes_library import Libraries
from reminder.system.thread import BlockingCall

SOON = timedelta(milliseconds=50)


class Hanging:
    """A question that gets no answer before `back` is set."""

    def __init__(self) -> None:
        self.back = threading.Event()
        self.asked = 0

    def __call__(self) -> str:
        self.asked += 1
        assert self.back.wait(10)
        return "at last"


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    question = Hanging()
    yield question
    question.back.set()


# --- aside ------------------------------------------------------------------------------------------------------------


async def test_an_answer_comes_from_another_thread() -> None:
    assert await BlockingCall().ask(threading.get_ident) != threading.get_ident()


@pytest.mark.parametrize("error", [Unavailable("no"), OSError("refused"), ValueError("a bug")], ids=repr)
async def test_what_a_question_raises_reaches_who_asked(error: Exception) -> None:
    def refuse() -> None:
        raise error

    with pytest.raises(type(error), match=str(error)):
        await BlockingCall().ask(refuse)


async def test_the_loop_goes_on_while_a_question_hangs(hanging: Hanging) -> None:
    asking = asyncio.create_task(BlockingCall().ask(hanging))
    await until(lambda: hanging.asked)
    assert not asking.done()
    hanging.back.set()
    assert await asking == "at last"


async def test_a_question_that_hangs_is_given_up_and_never_gets_company(hanging: Hanging) -> None:
    aside = BlockingCall(SOON)
    before = asides()
    for _ in range(3):
        with pytest.raises(TimeoutError, match="does not answer"):
            await aside.ask(hanging)
    assert hanging.asked == 1
    assert len(asides() - before) == 1
    hanging.back.set()
    aside = await answering(aside)
    assert await aside.ask(lambda: 7) == 7


def asides() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "aside"}


async def answering(aside: BlockingCall) -> BlockingCall:
    """Once its thread is back."""
    while True:
        try:
            await aside.ask(int)
        except TimeoutError:
            continue
        return aside


async def test_who_asks_next_waits_for_an_answer_that_nobody_wants_any_more(hanging: Hanging) -> None:
    aside = BlockingCall()
    first = asyncio.create_task(aside.ask(hanging))
    await until(lambda: hanging.asked)
    first.cancel()
    second = asyncio.create_task(aside.ask(lambda: 7))
    await asyncio.sleep(0)
    hanging.back.set()
    assert await second == 7
    assert first.cancelled()


async def test_a_failure_that_nobody_waits_for_is_no_news() -> None:
    complaints: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    failed = threading.Event()

    def fail() -> None:
        failed.set()
        raise OSError("refused")

    aside = BlockingCall()
    for _ in range(50):
        failed.clear()
        asking = asyncio.create_task(aside.ask(fail))
        await until(failed.is_set)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    await aside.ask(int)
    assert complaints == []


def test_an_answer_that_comes_after_the_end_is_dropped(hanging: Hanging) -> None:
    async def leave() -> None:
        with pytest.raises(TimeoutError):
            await BlockingCall(SOON).ask(hanging)

    asyncio.run(leave())
    (thread,) = [thread for thread in threading.enumerate() if thread.name == "aside"]
    assert thread.daemon
    hanging.back.set()
    thread.join(10)
    assert not thread.is_alive()


async def test_a_system_without_threads_to_spare_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    aside = BlockingCall()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        with pytest.raises(OSError, match="no thread to spare"):
            await aside.ask(int)
    assert await aside.ask(int) == 0


# --- the lock ---------------------------------------------------------------------------------------------------------


class Screen:
    """A lock, and how often it was looked at."""

    def __init__(self, locked: bool | Exception = False) -> None:
        self.locked = locked
        self.looks = 0

    def __call__(self) -> bool:
        self.looks += 1
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


async def test_a_lock_that_flaps_is_told_each_time() -> None:
    heard, screen = Heard(), Screen()
    lock = a_lock(heard, screen)
    for _ in range(3):
        screen.locked = True
        await lock.answer()
        screen.locked = False
        await lock.answer()
    assert heard.kinds() == ["SenseFound", *["Locked", "Unlocked"] * 3]
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


async def test_a_lock_that_hangs_is_blind_and_keeps_nobody_waiting(
    hanging: Hanging, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reminder.senses.sensor.ANSWER_WITHIN", SOON)
    heard = Heard()
    lock = a_lock(heard, lambda: bool(hanging()), again=60)
    await lock.answer()
    assert [in_words(lost.why) for lost in heard.of(SenseLost)] == ["it has not answered within a second"]
    hanging.back.set()
    await until(lambda: heard.of(Locked))
    assert [found.sense.polled for found in heard.of(SenseFound)] == [True]
    await lock.stop()


async def test_a_lock_is_stopped_while_it_hangs(hanging: Hanging) -> None:
    heard = Heard()
    lock = a_lock(heard, lambda: bool(hanging()))
    lock.start()
    await until(lambda: hanging.asked)
    await lock.stop()
    hanging.back.set()
    await a_while()
    assert heard == []
    assert hanging.asked == 1


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


@pytest.mark.parametrize("platform", [Windows(clock), MacOS(clock)], ids=["windows", "macos"])
async def test_there_are_the_same_senses_everywhere(platform: Platform) -> None:
    if sys.platform != "linux":
        pytest.skip("the senses of Linux can be imported on Linux")
    from reminder.senses.linux.platform import Linux

    def names(platform: Platform) -> dict[str, tuple[bool, str]]:
        plan = a_plan(quiet=a_quiet(full_screen=False, apps=("obs",)))
        return {offer.name: (offer.wanted, offer.switch) for offer in platform.offers(plan, Heard().put)}

    assert names(platform) == names(Linux(clock))


@pytest.mark.parametrize("platform", [Windows(clock), MacOS(clock)], ids=["windows", "macos"])
async def test_every_sense_is_offered_beside_that_of_input(platform: Platform) -> None:
    assert {offer.name for offer in platform.offers(a_plan(), Heard().put)} == set(SenseName) - {SenseName.IDLE}


@pytest.mark.parametrize(("display", "last"), [("wayland-0", "Wayland"), ("", "X11")])
def test_the_display_is_named_as_it_would_be_asked(monkeypatch: pytest.MonkeyPatch, display: str, last: str) -> None:
    if sys.platform != "linux":
        pytest.skip("the senses of Linux can be imported on Linux")
    from reminder.senses.linux.platform import Linux

    monkeypatch.setenv("WAYLAND_DISPLAY", display)
    assert [source.name for source in Linux(clock).idle()] == ["Mutter", "Muffin", last]


@pytest.mark.parametrize("platform", [Windows(clock), MacOS(clock)], ids=["windows", "macos"])
async def test_every_offer_makes_the_sense_of_its_name(platform: Platform) -> None:
    for offer in platform.offers(a_plan(), Heard().put):
        assert offer.make().name == offer.name


@pytest.mark.parametrize("platform", [Windows(clock), MacOS(clock)], ids=["windows", "macos"])
async def test_on_another_system_everything_is_blind_and_nothing_breaks(platform: Platform) -> None:
    if sys.platform != "linux":
        pytest.skip("this may be the very system")
    heard = Heard()
    platform.start()
    for offer in platform.offers(a_plan(quiet=a_quiet(apps=("obs",))), heard.put):
        await offer.make().answer()
    assert set(heard.kinds()) == {"SenseLost"}
    assert not [in_words(lost.why) for lost in heard.of(SenseLost) if not lost.why or "bug" in in_words(lost.why)]
    idle = Idle(heard.put, clock, platform.idle())
    idle.start()
    await idle.answer()
    assert heard[-1] == SenseLost(heard[-1].at, "idle", heard[-1].why)
    await idle.stop()
    await platform.stop()


# --- input ------------------------------------------------------------------------------------------------------------


class Hands:
    """How long nothing was touched."""

    def __init__(self) -> None:
        self.last = clock().ticks
        self.error: OSError | None = None
        self.asked = 0
        self._loop = asyncio.get_running_loop()

    def touch(self) -> None:
        self.last = clock().ticks

    def __call__(self) -> timedelta:
        self.asked += 1
        if self.error:
            raise self.error
        return timedelta(seconds=self._loop.time()) - self.last


async def test_input_that_cannot_be_asked_for_is_blind_and_tried_again() -> None:
    heard, hands = Heard(), Hands()
    hands.error = OSError("Windows refuses GetLastInputInfo")
    idle = Idle(heard.put, clock, [PolledIdle("a stand-in", hands, clock)], retry=seconds(0.02))
    idle.start()
    await until(lambda: hands.asked >= 3)
    assert [in_words(lost.why) for lost in heard.of(SenseLost)] == ["a stand-in: Windows refuses GetLastInputInfo"]
    hands.error = None
    await until(lambda: heard.of(SenseFound))
    hands.error = OSError("gone")
    idle.watch(seconds(30))
    await until(lambda: len(heard.of(SenseLost)) == 2)
    assert in_words(heard.of(SenseLost)[1].why) == "a stand-in: gone"
    await idle.stop()


# --- libraries --------------------------------------------------------------------------------------------------------


def test_a_library_is_loaded_and_a_function_declared_once() -> None:
    loaded: list[str] = []
    function = SimpleNamespace()

    def load(name: str) -> SimpleNamespace:
        loaded.append(name)
        return SimpleNamespace(first=function, second=SimpleNamespace())

    libraries = Libraries(load)
    assert libraries.function("one", "first", int, str) is function
    assert (function.restype, function.argtypes) == (int, (str,))
    function.argtypes = "kept"
    libraries.function("one", "first", int, str)
    libraries.function("one", "second", int)
    assert (loaded, function.argtypes) == (["one"], "kept")


def test_a_function_that_is_missing_is_a_refusal() -> None:
    with pytest.raises(OSError, match="this system has no Gone"):
        Libraries(lambda _: SimpleNamespace()).function("one", "Gone", None)
