"""The lock as logind and the screen savers tell of it, on two private buses."""

import asyncio
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from dbus_fast import DBusError, Message, Variant
from support.bus_service import Answer
from support.desktop_fixtures import Bus
from support.fakes import seconds
from support.logind_stand_in import LOGIND, Logind, Session, no_such
from support.screen_savers import CINNAMON, GNOME, KDE, MATE, XFCE, ScreenSaver
from support.sensed import Heard
from support.sensed import sensing as sensed
from support.waiting import until
from support.words import in_words

from reminder.model.events import SenseFound
from reminder.senses.linux.lock import UNTOLD, Lock
from reminder.senses.linux.logind import OwnSession
from reminder.system.bus import DEADLINE, session_bus, system_bus

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("private_bus")]

SOON = seconds(0.2)
PUSHED = 1.0
"""Seconds from the lock to the event."""
UNSEEN = in_words(UNTOLD)
NOBODY = f"neither logind nor a screen saver tells of it; {UNSEEN}"


def sensing(deadline: timedelta = DEADLINE) -> AbstractAsyncContextManager[Heard]:
    session, system = session_bus(deadline), system_bus(deadline)
    return sensed(lambda put, clock: Lock(put, clock, session, system, OwnSession(system)), session, system)


# --- logind -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [True, False], ids=["by its id", "as the person's"])
async def test_a_locked_session_is_told_as_soon_as_it_is(
    system: Bus, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    ours, other = Session("2"), Session("5")
    if known:
        monkeypatch.setenv("XDG_SESSION_ID", "2")
    async with Logind(system.address, *((other, ours) if known else (ours, other))) as logind, sensing() as told:
        assert (told.source, told.why, told.locked) == ("logind", UNSEEN, False)
        for locked in (True, False, True):
            logind.lock(ours, locked)
            await until(lambda locked=locked: told.locked == locked, PUSHED)
        assert told.kinds() == ["SenseFound", "Locked", "Unlocked", "Locked"]


async def test_another_persons_session_on_the_screen_is_a_lock(system: Bus) -> None:
    ours = Session("2", active=False)
    async with Logind(system.address, ours) as logind, sensing() as told:
        await until(lambda: told.locked)
        logind.show(ours)
        await until(lambda: not told.locked)
        logind.show(ours, False)
        logind.lock(ours)
        await until(lambda: told.locked)
        logind.show(ours)
        logind.lock(ours, False)
        await until(lambda: not told.locked)


async def test_other_sessions_are_none_of_ours(system: Bus) -> None:
    ours, other = Session("2"), Session("5")
    async with Logind(system.address, ours, other) as logind, sensing() as told:
        logind.asked.clear()
        logind.lock(other)
        logind.show(other, False)
        logind.begin(Session("7", "tty"))
        logind.end(other)
        logind.lock(ours)
        await until(lambda: told.locked)
        assert logind.asked.count("GetAll") == 1


async def test_a_request_to_lock_is_no_lock_but_worth_a_look(system: Bus) -> None:
    ours = Session("2")
    async with Logind(system.address, ours) as logind, sensing() as told:
        logind.asked.clear()
        logind.signal(ours.path, f"{LOGIND}.Session", "Lock", "")
        await until(lambda: "GetAll" in logind.asked)
        assert not told.locked
        ours.locked = True
        logind.signal(ours.path, f"{LOGIND}.Session", "Lock", "")
        await until(lambda: told.locked)
        ours.locked = False
        logind.signal(ours.path, f"{LOGIND}.Session", "Unlock", "")
        await until(lambda: not told.locked)


@pytest.mark.parametrize("id", ["7", "99"], ids=["a terminal's", "one that has ended"])
async def test_the_session_with_the_screen_counts(system: Bus, monkeypatch: pytest.MonkeyPatch, id: str) -> None:
    monkeypatch.setenv("XDG_SESSION_ID", id)
    ours = Session("2", "x11")
    async with Logind(system.address, ours, Session("7", "tty", active=False)) as logind, sensing() as told:
        assert (told.source, told.locked) == ("logind", False)
        logind.lock(ours)
        await until(lambda: told.locked)


async def test_where_there_is_no_screen_the_terminals_session_counts(
    system: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_SESSION_ID", "7")
    console = Session("7", "tty")
    async with Logind(system.address, Session("8", "tty"), console) as logind, sensing() as told:
        logind.show(console, False)
        await until(lambda: told.locked)


async def test_a_session_with_a_screen_that_begins_later_counts(system: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_SESSION_ID", "7")
    console, ours = Session("7", "tty"), Session("2")
    async with Logind(system.address, console) as logind, sensing() as told:
        logind.show(console, False)
        await until(lambda: told.locked)
        logind.sessions.remove(console)
        logind.begin(ours)
        logind.sessions.append(console)
        await until(lambda: not told.locked)
        logind.lock(ours)
        await until(lambda: told.locked)


async def test_a_session_that_ends_gives_way_to_the_next(system: Bus) -> None:
    first, second = Session("2", locked=True), Session("5")
    async with Logind(system.address, first) as logind, sensing() as told:
        await until(lambda: told.locked)
        logind.end(first)
        await until(lambda: told.why == NOBODY)
        assert not told.locked
        logind.begin(second)
        await until(lambda: told.source == "logind")
        logind.lock(second)
        await until(lambda: told.locked)


async def test_logind_may_go_and_come_back(system: Bus) -> None:
    ours = Session("2", locked=True)
    async with Logind(system.address, ours) as logind, sensing() as told:
        for _ in range(3):
            await until(lambda: told.locked)
            await logind.go()
            await until(lambda: told.why == NOBODY)
            await logind.come()


async def test_the_system_bus_may_go_and_come_back(system: Bus) -> None:
    async with Logind(system.address, Session("2", locked=True)) as logind, sensing() as told:
        await until(lambda: told.locked)
        system.stop()
        await until(lambda: told.why == NOBODY.replace("logind", "logind (the system bus is gone)"))
        system.start()
        await logind.go()
        await logind.come()
        await until(lambda: told.locked)


async def test_it_looks_once_at_the_beginning(system: Bus) -> None:
    ours = Session("2")
    async with Logind(system.address, ours) as logind, ScreenSaver() as saver, sensing() as told:
        logind.lock(ours)
        await until(lambda: told.locked)
        assert (logind.asked.count("GetAll"), saver.asked.count("GetActive")) == (2, 2)


async def test_a_lock_right_behind_the_answer_is_not_missed(system: Bus) -> None:
    ours = Session("2")
    async with Logind(system.address, ours) as logind:

        def lock_then(call: Message) -> Answer:
            logind.says.clear()
            answer = logind.truth(call)
            asyncio.get_running_loop().call_soon(logind.lock, ours)
            return answer

        logind.says["GetAll"] = lock_then
        async with sensing() as told:
            await until(lambda: told.locked)


async def test_a_lock_just_while_one_looks_is_not_missed(system: Bus) -> None:
    ours = Session("2")
    async with Logind(system.address, ours) as logind, ScreenSaver() as saver, sensing() as told:
        for turn in range(20):
            saver.hang("GetActive")
            saver.activate(False)
            await until(lambda: saver.late)
            logind.lock(ours, turn % 2 == 0)
            saver.answer_late()
            await until(lambda turn=turn: told.locked == (turn % 2 == 0))


@pytest.mark.parametrize("what", ["GetUser", "Display", "GetAll"])
@pytest.mark.parametrize("how", ["hang", "refuse"])
async def test_a_logind_that_does_not_answer_makes_blind_and_is_asked_again(system: Bus, what: str, how: str) -> None:
    ours = Session("2", locked=True)
    async with Logind(system.address, ours) as logind, sensing(SOON) as told:
        await until(lambda: told.locked)
        logind.hang(what) if how == "hang" else logind.refuse(what)
        logind.lock(ours)
        why = "does not answer" if how == "hang" else "refused to tell: not you"
        await until(lambda: told.why == f"logind {why}")
        assert not told.locked
        logind.says.clear()
        await until(lambda: told.locked)


@pytest.mark.parametrize(
    ("what", "answer", "why"),
    [
        ("GetUser", ("s", "nobody"), NOBODY),
        ("GetUser", ("u", 7), NOBODY),
        ("GetUser", ("",), NOBODY),
        ("GetUser", no_such("User"), NOBODY),
        ("Display", ("v", Variant("(so)", ("", "/"))), NOBODY),
        ("Display", ("v", Variant("as", ["2"])), NOBODY),
        ("Display", ("s", "2"), NOBODY),
        ("GetAll", ("as", ["Locked"]), "logind answers nonsense"),
        ("GetAll", ("a{sv}", {"LockedHint": Variant("s", "yes"), "Active": Variant("u", 0)}), UNSEEN),
        ("GetAll", ("a{sv}", {}), UNSEEN),
    ],
    ids=str,
)
async def test_nonsense_is_no_lock(system: Bus, what: str, answer: Answer, why: str) -> None:
    async with Logind(system.address, Session("2", locked=True)) as logind:
        logind.says[what] = answer
        async with sensing() as told:
            assert (told.why, told.locked) == (why, False)


# --- screen savers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "path"),
    [(GNOME, ""), (KDE, ""), (KDE, "/ScreenSaver"), (CINNAMON, ""), (MATE, ""), (XFCE, "")],
    ids=["GNOME", "KDE", "KDE, the old place", "Cinnamon", "MATE", "Xfce"],
)
async def test_a_screen_saver_tells_as_soon_as_it_locks(system: Bus, name: str, path: str) -> None:
    async with ScreenSaver(name, path) as saver, sensing() as told:
        assert (told.source, told.why, told.locked) == (name, "", False)
        for active in (True, False, True):
            saver.activate(active)
            await until(lambda active=active: told.locked == active, PUSHED)
        await saver.go()
        await until(lambda: told.why == NOBODY)
        assert not told.locked
        await saver.come()
        await until(lambda: told.locked)


async def test_a_screen_saver_that_has_gone_idle_tells_when_it_locks(private_bus: Bus, system: Bus) -> None:
    """cinnamon-screensaver leaves the bus when it has nothing to do, and comes to lock."""
    private_bus.offer("/bin/false", CINNAMON)
    async with ScreenSaver(CINNAMON) as saver, Logind(system.address, Session("2")), sensing() as told:
        known = len(told)
        for _ in range(2):
            await saver.go()
            await saver.come()
            saver.activate()
            await until(lambda: told.locked)
            saver.activate(False)
            await until(lambda: not told.locked)
        await saver.go()
        assert {event.sense.source for event in told.of(SenseFound)} == {f"logind, {CINNAMON}"}
        assert told.kinds()[known:] == ["Locked", "Unlocked"] * 2


async def test_cinnamons_screen_saver_counts_before_it_was_ever_needed(
    private_bus: Bus, system: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    private_bus.offer("/bin/false", CINNAMON)
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "X-Cinnamon")
    async with sensing() as told:
        assert (told.source, told.why) == (CINNAMON, "")
        async with ScreenSaver(CINNAMON) as saver:
            saver.activate()
            await until(lambda: told.locked)


async def test_one_that_locks_is_enough(system: Bus) -> None:
    ours = Session("2")
    gnome, xfce = ScreenSaver(), ScreenSaver(XFCE)
    async with Logind(system.address, ours) as logind, gnome, xfce, sensing() as told:
        assert (told.source, told.why) == (f"logind, {GNOME}, {XFCE}", "")
        gnome.activate()
        await until(lambda: told.locked)
        logind.lock(ours)
        xfce.activate()
        gnome.activate(False)
        logind.lock(ours, False)
        await until(lambda: logind.asked.count("GetAll") >= 3)
        assert told.locked
        xfce.activate(False)
        await until(lambda: not told.locked)


@pytest.mark.parametrize(
    "answer",
    [
        DBusError("org.freedesktop.DBus.Error.UnknownMethod", "no such method"),
        DBusError("org.freedesktop.DBus.Error.NotSupported", "not here"),
        ("s", "true"),
        ("u", 1),
        ("",),
    ],
    ids=str,
)
async def test_one_that_does_not_tell_is_no_source(system: Bus, answer: Answer) -> None:
    async with Logind(system.address, Session("2")), ScreenSaver(KDE) as saver, ScreenSaver(GNOME) as gnome:
        saver.says["GetActive"] = answer
        saver.active = True
        async with sensing() as told:
            assert (told.source, told.locked) == (f"logind, {GNOME}", False)
            gnome.activate()
            await until(lambda: told.locked)


async def test_one_that_hangs_hides_no_lock_that_another_tells_of(system: Bus) -> None:
    ours = Session("2")
    async with Logind(system.address, ours) as logind, ScreenSaver() as saver, sensing(SOON) as told:
        saver.hang("GetActive")
        saver.activate()
        await until(lambda: told.why == f"{GNOME} does not answer")
        assert not told.locked
        logind.lock(ours)
        await until(lambda: told.locked)
        assert told.source == "logind"
        logind.lock(ours, False)
        await until(lambda: not told.locked)
        assert told.why == f"{GNOME} does not answer"
        saver.answer_late()
        await until(lambda: told.locked)
        assert told.source == f"logind, {GNOME}"


async def test_the_session_bus_may_go_and_come_back(private_bus: Bus, system: Bus) -> None:
    async with Logind(system.address, Session("2")), ScreenSaver() as saver, sensing() as told:
        saver.activate()
        await until(lambda: told.locked)
        private_bus.stop()
        await until(lambda: told.source == "logind")
        assert not told.locked
        private_bus.start()
        await saver.go()
        await saver.come()
        await until(lambda: told.locked)


async def test_without_any_bus_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    async with sensing() as told:
        assert told.why == NOBODY.replace("logind", "logind (there is no system bus: No such file or directory)")
