"""Input as GNOME and Cinnamon tell of it: the real interface on a private bus, with a monitor that obeys the test."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import NamedTuple

import pytest
from dbus_fast import Message, Variant
from support.bus_service import HANGS, Answer
from support.desktop_fixtures import Bus
from support.fakes import seconds
from support.idle_monitor import MUFFIN, MUTTER, Monitor, SessionManager
from support.sensed import Heard, clock, sensing_input
from support.waiting import until
from support.words import in_words

from reminder.model.events import CameBack, SenseLost, WentIdle
from reminder.senses.linux.mutter import IdleMonitor
from reminder.system.bus import DEADLINE, session_bus
from reminder.system.bus import Bus as SessionBus

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("private_bus")]

LONG, SHORT, SOON = seconds(300), seconds(0.1), seconds(0.2)


class Desk(NamedTuple):
    """The sense of input, and what it has told."""

    bus: SessionBus
    watch: Callable[[timedelta | None], None]
    heard: Heard

    async def sees(self, *kinds: str) -> None:
        """Nothing but these, apart from what is told of the sense itself."""
        await until(lambda: len(self._person()) >= len(kinds))
        await self.is_done()
        assert self._person() == list(kinds)

    async def is_done(self) -> None:
        """Everything that was said until now is heard: the bus answers in its order."""
        for _ in range(2):
            await self.bus.call("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "GetId")

    def _person(self) -> list[str]:
        return [kind for kind in self.heard.kinds() if not kind.startswith("Sense")]


@asynccontextmanager
async def at_desk(deadline: timedelta = DEADLINE) -> AsyncIterator[Desk]:
    bus = session_bus(deadline)
    bus.start()
    try:
        monitors = [make(bus, clock, deadline) for make in (IdleMonitor.mutter, IdleMonitor.muffin)]
        async with sensing_input(*monitors) as (idle, heard):
            yield Desk(bus, idle.watch, heard)
    finally:
        await bus.stop()


# --- leaving and coming back ------------------------------------------------------------------------------------------


async def test_input_just_before_the_question_is_no_absence() -> None:
    async with Monitor() as monitor, at_desk() as desk:
        desk.watch(LONG)
        await until(lambda: monitor.lengths == [300])
        monitor.fire(monitor.last_number)
        await until(lambda: monitor.asked.count("AddUserActiveWatch") == 2)
        await until(lambda: monitor.lengths == [300])
        await desk.sees()


async def test_input_between_the_watch_and_the_question_is_no_absence() -> None:
    async with Monitor() as monitor, at_desk() as desk:

        def type_first(call: Message) -> Answer:
            monitor.says.clear()
            monitor.type()
            return monitor.truth(call)

        monitor.says["GetIdletime"] = type_first
        monitor.be_idle_for(20)
        desk.watch(seconds(3))
        await until(lambda: not monitor.says)
        await desk.sees()
        monitor.be_idle_for(20)
        await desk.sees("WentIdle")
        monitor.type()
        await desk.sees("WentIdle", "CameBack")


async def test_input_right_behind_the_question_ends_the_absence() -> None:
    async with Monitor() as monitor, at_desk() as desk:

        def type_then(call: Message) -> Answer:
            monitor.says.clear()
            answer = monitor.truth(call)
            asyncio.get_running_loop().call_soon(monitor.type)
            return answer

        monitor.says["GetIdletime"] = type_then
        monitor.be_idle_for(20)
        desk.watch(seconds(3))
        await desk.sees("WentIdle", "CameBack")


async def test_what_others_watch_for_is_none_of_ours() -> None:
    async with Monitor() as monitor, Monitor("org.example.Other") as stranger, at_desk() as desk:
        monitor.be_idle_for(20)
        desk.watch(LONG)
        await until(lambda: monitor.lengths == [300])
        asked = list(monitor.asked)
        monitor.fire(4711)
        stranger.signal("/org/gnome/Mutter/IdleMonitor/Core", MUTTER, "WatchFired", "u", monitor.last_number)
        monitor.signal("/org/gnome/Mutter/IdleMonitor/Device1", MUTTER, "WatchFired", "u", monitor.last_number)
        monitor.signal("/org/gnome/Mutter/IdleMonitor/Core", MUTTER, "WatchFired", "s", "1")
        monitor.signal("/org/gnome/Mutter/IdleMonitor/Core", MUTTER, "WatchFired", "")
        await desk.sees()
        assert monitor.asked == asked


# --- in a film --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("early", [True, False], ids=["it runs already", "it begins"])
async def test_in_a_film_leaving_is_asked_for_and_coming_back_pushed(early: bool) -> None:
    async with Monitor() as monitor, SessionManager() as manager:
        monitor.inhibit(early)
        manager.inhibitors = {"totem": 8} if early else {}
        async with at_desk() as desk:
            if not early:
                monitor.inhibit(True)
                manager.inhibit(totem=8, backup=4)
            desk.watch(SHORT)
            await desk.sees("WentIdle")
            went = desk.heard.of(WentIdle)[-1]
            assert went.at.ticks - went.since >= SHORT
            monitor.type()
            await desk.sees("WentIdle", "CameBack", "WentIdle")


async def test_in_a_film_it_asks_as_rarely_as_can_be() -> None:
    async with Monitor() as monitor, SessionManager(totem=8), at_desk() as desk:
        monitor.inhibit(True)
        desk.watch(seconds(0.5))
        await until(lambda: monitor.lengths == [0.5])
        asked = monitor.asked.count("GetIdletime")
        monitor.type()
        await desk.sees("WentIdle")
        assert monitor.asked.count("GetIdletime") <= asked + 4


async def test_the_end_of_a_film_brings_nobody_back() -> None:
    async with Monitor() as monitor, SessionManager(totem=8) as manager, at_desk() as desk:
        monitor.inhibit(True)
        desk.watch(SHORT)
        await desk.sees("WentIdle")
        manager.inhibit(backup=4)
        monitor.inhibit(False)
        await until(lambda: manager.asked.count("InhibitedActions") == 2)
        await desk.sees("WentIdle")
        monitor.type()
        await desk.sees("WentIdle", "CameBack", "WentIdle")


async def test_without_a_film_it_does_not_ask() -> None:
    async with Monitor() as monitor, SessionManager(backup=4) as manager, at_desk() as desk:
        desk.watch(LONG)
        await until(lambda: manager.asked and monitor.watches)
        await desk.is_done()
        assert monitor.asked.count("GetIdletime") == 1
        manager.inhibit(totem=8)
        await until(lambda: "InhibitedActions" in manager.asked)
        manager.inhibit(backup=4)
        await until(lambda: manager.asked.count("InhibitedActions") >= 3)
        await until(lambda: monitor.lengths == [300])
        await desk.is_done()
        monitor.asked.clear()
        monitor.type()
        await desk.is_done()
        assert monitor.asked == []


async def test_a_session_manager_that_goes_leaves_the_film_behind() -> None:
    async with Monitor() as monitor, at_desk() as desk:
        async with SessionManager(totem=8):
            monitor.inhibit(True)
            desk.watch(SHORT)
            await desk.sees("WentIdle")
        monitor.type()
        await desk.sees("WentIdle", "CameBack", "WentIdle")
        async with SessionManager():
            monitor.inhibit(False)
            monitor.type()
            await desk.sees("WentIdle", "CameBack", "WentIdle", "CameBack", "WentIdle")


@pytest.mark.parametrize(
    "answer",
    [HANGS, ("v", Variant("s", "8")), ("s", "8"), ("",)],
    ids=["hangs", "words in a variant", "words", "nothing"],
)
async def test_a_session_manager_that_does_not_tell_is_no_film(answer: Answer) -> None:
    async with Monitor(), SessionManager(totem=8) as manager:
        manager.says["InhibitedActions"] = answer
        async with at_desk() as desk:
            desk.watch(SHORT)
            await until(lambda: "InhibitedActions" in manager.asked)
            await desk.sees("WentIdle")


# --- what becomes of the monitor --------------------------------------------------------------------------------------


async def test_a_shell_that_ends_is_told_and_the_next_one_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reminder.senses.input._BRAKE", seconds(0.01))
    async with at_desk() as desk:
        assert desk.heard.why == "Mutter: GNOME does not run; Muffin: Cinnamon does not run"
        desk.watch(SHORT)
        for times in (1, 2, 3):
            async with Monitor():
                await until(lambda times=times: len(desk.heard.of(WentIdle)) == times)
                assert desk.heard.source == "Mutter"
            await until(lambda: not desk.heard.source)
            await until(lambda: "GNOME does not run" in desk.heard.why)
        assert desk.heard.of(CameBack) == []
        assert "Mutter: it has ended" in [in_words(lost.why) for lost in desk.heard.of(SenseLost)]


async def test_one_that_takes_the_place_of_another_is_watched_from_the_beginning() -> None:
    async with Monitor() as old, at_desk() as desk:
        desk.watch(SHORT)
        await desk.sees("WentIdle")
        assert old.bus
        async with Monitor() as new:
            await old.bus.release_name(MUTTER)
            await desk.sees("WentIdle", "WentIdle")
            old.fire(1)
            old.fire(2)
            new.type()
            await desk.sees("WentIdle", "WentIdle", "CameBack", "WentIdle")
            await until(lambda: new.lengths == [0, 0.1])


async def test_mutter_goes_before_muffin() -> None:
    async with Monitor(MUFFIN) as muffin, at_desk() as desk:
        desk.watch(LONG)
        await until(lambda: muffin.lengths == [300])
        async with Monitor(MUTTER) as mutter:
            await until(lambda: desk.heard.source == "Mutter")
            await until(lambda: (mutter.lengths, muffin.lengths) == ([300], []))
        await until(lambda: desk.heard.source == "Muffin" and muffin.lengths == [300])


async def test_the_bus_may_go_and_come_back(private_bus: Bus) -> None:
    async with Monitor() as monitor, at_desk() as desk:
        desk.watch(SHORT)
        await desk.sees("WentIdle")
        private_bus.stop()
        await until(lambda: not desk.heard.source)
        await until(lambda: "Mutter: the session bus is gone" in desk.heard.why)
        private_bus.start()
        await monitor.go()
        await monitor.come()
        await until(lambda: len(desk.heard.of(WentIdle)) == 2)
        assert desk.heard.source == "Mutter"


async def test_a_bus_that_stands_still_is_not_waited_for(private_bus: Bus) -> None:
    async with Monitor(), at_desk(SOON) as desk:
        pid = private_bus.pid("org.freedesktop.DBus")
        os.kill(pid, signal.SIGSTOP)
        try:
            desk.watch(SHORT)
            await until(lambda: "it does not answer; Muffin" in desk.heard.why)
        finally:
            os.kill(pid, signal.SIGCONT)
        await until(lambda: desk.heard.of(WentIdle))
        assert desk.heard.source == "Mutter"


async def test_without_a_bus_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    async with at_desk() as desk:
        assert "Mutter: there is no session bus: DBUS_SESSION_BUS_ADDRESS is not set" in desk.heard.why


ALL = "GetIdletime", "AddIdleWatch", "AddUserActiveWatch"


@pytest.mark.parametrize("what", ALL)
async def test_one_that_cannot_serve_is_not_chosen(what: str) -> None:
    for answer, why in (
        (None, "it refuses: no such thing"),
        (("s", "3"), "it answers nonsense"),
        (("",), "it answers nonsense"),
        (HANGS, "it does not answer"),
    ):
        async with Monitor() as monitor:
            monitor.says[what] = (lambda call: None) if answer is None else answer
            async with at_desk(SOON) as desk:
                desk.watch(SHORT)
                await until(lambda desk=desk: desk.heard.why)
                assert desk.heard.why.startswith(f"Mutter: {why}; ")
                assert monitor.asked.count("GetIdletime") <= 2


@pytest.mark.parametrize("what", ALL)
@pytest.mark.parametrize("how", ["hang", "refuse"])
async def test_one_that_serves_no_more_is_lost_and_not_asked_again_and_again(what: str, how: str) -> None:
    async with Monitor() as monitor, at_desk(SOON) as desk:
        desk.watch(LONG)
        await until(lambda: monitor.lengths == [300])
        monitor.hang(what) if how == "hang" else monitor.refuse(what)
        monitor.asked.clear()
        monitor.be_idle_for(20)
        desk.watch(seconds(3))
        await until(lambda: "Muffin" in desk.heard.why)
        assert not desk.heard.source
        assert len(monitor.asked) < 20
        await desk.sees()


async def test_a_late_answer_makes_it_serve_again() -> None:
    async with Monitor() as monitor, at_desk(SOON) as desk:
        monitor.hang(*ALL)
        desk.watch(SHORT)
        await until(lambda: "it does not answer; Muffin" in desk.heard.why)
        assert not desk.heard.source
        monitor.answer_late()
        await until(lambda: desk.heard.of(WentIdle))
        assert desk.heard.source == "Mutter"
        await until(lambda: monitor.lengths == [0, 0.1])


async def test_an_answer_without_measure_is_a_long_absence() -> None:
    async with Monitor() as monitor, at_desk() as desk:
        monitor.says["GetIdletime"] = "t", 2**64 - 1
        desk.watch(SHORT)
        await desk.sees("WentIdle")
        assert desk.heard.of(WentIdle)[0].since == timedelta()
