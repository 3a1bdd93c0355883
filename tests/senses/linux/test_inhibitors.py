"""What keeps the screen awake, as logind and the desktops' managers tell of it, on two private buses."""

import os
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest
from dbus_fast import Variant
from support.bus_service import Answer
from support.desktop_fixtures import Bus
from support.fakes import seconds
from support.idle_monitor import SESSION_MANAGER, SessionManager
from support.logind_stand_in import MANAGER, PATH, Logind
from support.power_managers import KDE, SCREEN, SLEEP, XFCE, PowerDevil, Xfce
from support.sensed import Heard
from support.sensed import sensing as sensed
from support.waiting import until

from reminder.model.events import Inhibited
from reminder.senses.linux.inhibitors import Inhibitors
from reminder.system.bus import DEADLINE, session_bus, system_bus

pytestmark = [pytest.mark.desktop, pytest.mark.usefixtures("private_bus", "system")]

SOON, AGAIN = seconds(0.2), seconds(0.05)
PUSHED = 1.0
"""Seconds from the inhibition to the event."""
OURS = os.getuid()
FILM = "idle:sleep", "org.mozilla.firefox", "a film", "block", OURS, 7
NOBODY = "neither logind nor the desktop tells which programs keep the screen awake"


def sensing(deadline: timedelta = DEADLINE, within: timedelta = AGAIN) -> AbstractAsyncContextManager[Heard]:
    session, system = session_bus(deadline), system_bus(deadline)
    return sensed(lambda put, clock: Inhibitors(put, clock, session, system, within), session, system)


# --- who tells --------------------------------------------------------------------------------------------------------


async def test_logind_tells_as_soon_as_one_begins_or_ends(system: Bus) -> None:
    async with Logind(system.address) as logind, sensing() as told:
        assert (told.source, told.by) == ("logind", ())
        logind.inhibit(FILM)
        await until(lambda: told.by == ("firefox",), PUSHED)
        logind.inhibit(FILM, ("idle", "mpv", "", "block", OURS, 8))
        await until(lambda: told.by == ("firefox", "mpv"), PUSHED)
        logind.inhibit(("idle", "mpv", "", "block-weak", OURS, 8))
        await until(lambda: told.by == ("mpv",), PUSHED)
        logind.inhibit()
        await until(lambda: told.by == (), PUSHED)
        assert told.kinds() == ["SenseFound", *["Inhibited"] * 4]
        assert {event.sense for event in told.of(Inhibited)} == {"idle inhibitors"}


@pytest.mark.parametrize(
    "inhibitor",
    [
        ("sleep:shutdown", "backup", "", "block", OURS, 7),
        ("idle", "greeter", "", "block", OURS + 1, 7),
        ("idle", "mpv", "", "delay", OURS, 7),
        ("idleness", "mpv", "", "block", OURS, 7),
        ("handle-lid-switch", "PowerDevil", "", "block", OURS, 7),
    ],
    ids=["only sleep", "another person's", "only a delay", "another word", "a lid"],
)
async def test_what_does_not_keep_the_screen_awake_is_not_told(
    system: Bus, inhibitor: tuple[str, str, str, str, int, int]
) -> None:
    async with Logind(system.address) as logind, sensing() as told:
        logind.inhibit(inhibitor)
        await until(lambda: logind.asked.count("ListInhibitors") == 2)
        logind.inhibit(inhibitor, FILM)
        await until(lambda: told.by == ("firefox",))
        assert len(told.of(Inhibited)) == 1


async def test_what_else_changes_at_logind_is_not_looked_at(system: Bus) -> None:
    async with Logind(system.address) as logind, sensing() as told:
        logind.asked.clear()
        for _ in range(10):
            logind.changed(PATH, MANAGER, IdleHint=Variant("b", True), PreparingForSleep=Variant("b", True))
        logind.inhibit(FILM)
        await until(lambda: told.by)
        assert logind.asked == ["ListInhibitors"]


async def test_the_session_manager_tells_with_names() -> None:
    async with SessionManager(backup=4) as manager, sensing() as told:
        assert (told.source, told.by) == (SESSION_MANAGER, ())
        manager.inhibit(backup=4, Totem=8, zoom=12)
        await until(lambda: told.by == ("totem", "zoom"), PUSHED)
        manager.inhibit(backup=4)
        await until(lambda: told.by == (), PUSHED)
        manager.inhibitors = {"totem": 8}
        manager.signal(manager.PATH, SESSION_MANAGER, "InhibitorAdded", "o", f"{manager.PATH}/totem")
        await until(lambda: told.by == ("totem",), PUSHED)
        manager.inhibitors = {}
        manager.signal(manager.PATH, SESSION_MANAGER, "InhibitorRemoved", "o", f"{manager.PATH}/totem")
        await until(lambda: told.by == (), PUSHED)


@pytest.mark.parametrize("answer", [("ao", []), ("s", "totem"), ("",), None], ids=str)
async def test_who_it_is_may_stay_unknown(answer: Answer) -> None:
    async with SessionManager(totem=8) as manager:
        manager.says["GetInhibitors"] = answer or (lambda call: None)
        async with sensing() as told:
            await until(lambda: told.by == ("a program",))


async def test_what_gnome_tells_logind_for_its_programs_has_their_names(system: Bus) -> None:
    for_all = "idle", "alice", "user session inhibited", "block", OURS, 7
    async with Logind(system.address) as logind, SessionManager(totem=8) as manager:
        logind.inhibit(for_all)
        async with sensing() as told:
            await until(lambda: told.by == ("totem",))
            manager.inhibit()
            await until(lambda: told.by == ("a program",))
            logind.inhibit()
            await until(lambda: told.by == ())


async def test_kde_tells_of_the_screen_and_not_of_sleep() -> None:
    async with PowerDevil() as kde, sensing() as told:
        assert (told.source, told.by) == (KDE, ())
        asked = kde.asked.count("HasInhibition")
        kde.inhibit(ktorrent=SLEEP)
        await until(lambda: kde.asked.count("HasInhibition") > asked)
        assert told.by == ()
        kde.inhibit(haruna=SCREEN | SLEEP)
        await until(lambda: told.by == ("haruna",), PUSHED)
        kde.inhibit()
        await until(lambda: told.by == (), PUSHED)
        assert "HasInhibit" not in kde.asked


async def test_an_older_kde_lists_them_in_another_way() -> None:
    async with PowerDevil() as kde:
        kde.inhibit(haruna=SCREEN)
        for answer, by in (
            (("aas", [["vlc", "a film"], []]), "vlc"),
            (("as", ["vlc"]), "a program"),
            (("u", 1), "a program"),
        ):
            kde.says["ListInhibitions"] = answer
            async with sensing() as told:
                await until(lambda told=told: told.by)
                assert told.by == (by,)


async def test_xfce_tells_with_names() -> None:
    async with Xfce() as xfce, sensing() as told:
        assert told.source == XFCE
        for programs, by in (
            (("org.mozilla.firefox",), ("firefox",)),
            ((), ()),
            (("/usr/bin/mpv", "Firefox"), ("firefox", "mpv")),
            (("",), ("a program",)),
        ):
            xfce.inhibit(*programs)
            await until(lambda by=by: told.by == by, PUSHED)


@pytest.mark.parametrize("answer", [("b", True), ("",), ("as", []), ("s", "firefox"), None], ids=str)
async def test_xfce_may_not_say_who(answer: Answer) -> None:
    async with Xfce() as xfce:
        xfce.inhibit("firefox")
        xfce.says["GetInhibitors"] = answer or (lambda call: None)
        async with sensing() as told:
            await until(lambda: told.by == ("a program",))


async def test_one_that_is_named_is_enough(system: Bus) -> None:
    async with Logind(system.address) as logind, SessionManager() as manager, Xfce() as xfce, sensing() as told:
        assert told.source == f"logind, {SESSION_MANAGER}, {XFCE}"
        xfce.inhibit("")
        await until(lambda: told.by == ("a program",))
        logind.inhibit(FILM)
        await until(lambda: told.by == ("firefox",))
        manager.inhibit(totem=8)
        await until(lambda: told.by == ("firefox", "totem"))
        logind.inhibit()
        manager.inhibit()
        await until(lambda: told.by == ("a program",))
        xfce.inhibit()
        await until(lambda: told.by == ())


# --- what becomes of them ---------------------------------------------------------------------------------------------


async def test_one_that_goes_takes_what_it_told_with_it(system: Bus) -> None:
    async with Logind(system.address) as logind, sensing() as told:
        logind.inhibit(FILM)
        for _ in range(3):
            await until(lambda: told.by == ("firefox",))
            await logind.go()
            await until(lambda: told.why == NOBODY)
            assert told.by == ()
            await logind.come()
        await until(lambda: told.by)
        async with SessionManager(totem=8):
            await until(lambda: told.by == ("firefox", "totem"))
        await until(lambda: told.by == ("firefox",))
        assert told.source == "logind"


async def test_the_buses_may_go_and_come_back(private_bus: Bus, system: Bus) -> None:
    async with Logind(system.address) as logind, SessionManager(totem=8) as manager, sensing() as told:
        logind.inhibit(FILM)
        await until(lambda: told.by == ("firefox", "totem"))
        system.stop()
        await until(lambda: told.by == ("totem",))
        private_bus.stop()
        await until(lambda: told.why.startswith("neither logind (the") and "system bus" in told.why)
        assert told.by == ()
        for bus, service in ((system, logind), (private_bus, manager)):
            bus.start()
            await service.go()
            await service.come()
        await until(lambda: told.by == ("firefox", "totem"))


@pytest.mark.parametrize("how", ["hang", "refuse"])
async def test_a_logind_that_does_not_answer_makes_blind_and_is_asked_again(system: Bus, how: str) -> None:
    async with Logind(system.address) as logind, sensing(SOON) as told:
        logind.inhibit(FILM)
        await until(lambda: told.by)
        logind.hang("ListInhibitors") if how == "hang" else logind.refuse("ListInhibitors")
        logind.inhibit(FILM)
        await until(lambda: told.why == ("logind does not answer" if how == "hang" else NOBODY))
        assert told.by == ()
        logind.says.clear()
        if how == "refuse":
            logind.inhibit(FILM)
        await until(lambda: told.by == ("firefox",))


@pytest.mark.parametrize("what", ["IsInhibited", "GetInhibitors", "GetFlags", "GetAppId"])
async def test_a_session_manager_that_hangs_hides_nothing_of_others(system: Bus, what: str) -> None:
    async with Logind(system.address) as logind, SessionManager(totem=8) as manager, sensing(SOON) as told:
        await until(lambda: told.by == ("totem",))
        manager.hang(what)
        manager.inhibit(totem=8)
        await until(lambda: told.why == f"{SESSION_MANAGER} does not answer")
        assert told.by == ()
        logind.inhibit(FILM)
        await until(lambda: told.by == ("firefox",))
        logind.inhibit()
        await until(lambda: told.why == f"{SESSION_MANAGER} does not answer")
        manager.answer_late()
        await until(lambda: told.by == ("totem",))


@pytest.mark.parametrize(
    "answer",
    [("s", "idle"), ("",), ("as", ["idle"]), ("a(ss)", [("idle", "mpv")]), ("b", True)],
    ids=str,
)
async def test_nonsense_keeps_nobody_awake(system: Bus, answer: Answer) -> None:
    async with (
        Logind(system.address) as logind,
        SessionManager(totem=8) as manager,
        Xfce() as xfce,
        PowerDevil() as kde,
    ):
        logind.says["ListInhibitors"] = answer
        for service in (manager, xfce, kde):
            service.says = dict.fromkeys(("IsInhibited", "HasInhibit", "HasInhibition"), ("s", "yes"))
        async with sensing() as told:
            assert told.by == ()
            assert told.why in ("logind answers nonsense", "")
