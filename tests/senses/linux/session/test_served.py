"""The session that is served: found, followed, over, and who may take its place; logind and screens are stand-ins."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from support.desktop_fixtures import Bus
from support.fakes import a_plan, seconds
from support.logind_stand_in import Logind, no_such
from support.logind_stand_in import Session as AtLogind
from support.sensed import Heard, clock
from support.user_manager import UserManager
from support.waiting import until
from support.wayland_compositor import Compositor
from support.words import in_words
from support.x11_server import Server

from reminder.model.events import Locked, SenseLost, Unlocked
from reminder.model.senses import SenseName
from reminder.phrase import phrase
from reminder.senses.linux.platform import Linux
from reminder.senses.linux.session import reach
from reminder.senses.linux.session.served import Served
from reminder.senses.serving import Person, ScreenFound, SessionCalls, SessionOver, Verdict
from reminder.system import session
from reminder.system.bus import session_bus, system_bus
from reminder.system.session import Session

pytestmark = pytest.mark.desktop

HERE = Person(is_reached=True, is_gone=False)
GONE = Person(is_reached=True, is_gone=True)
MUTE = Person(is_reached=False, is_gone=False)


class Place:
    """A machine on which a person may log in more than once."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, system: Bus) -> None:
        self.folder = folder
        self._system = system
        self._monkeypatch = monkeypatch
        self._screens: list[Compositor | Server] = []

    def logind(self, *sessions: AtLogind) -> Logind:
        return Logind(self._system.address, *sessions)

    async def screen(self, name: str) -> Compositor:
        screen = Compositor(self.folder / name)
        await screen.come()
        self._screens.append(screen)
        return screen

    async def x11_screen(self, extensions: tuple[str, ...] = ("SYNC", "MIT-SCREEN-SAVER")) -> Server:
        screen = Server(extensions=extensions)
        await screen.come()
        self._screens.append(screen)
        return screen

    def environment(self, **variables: str) -> None:
        """What the program is begun with, and nothing else."""
        self._monkeypatch.setattr(os, "environ", {**os.environ})
        bus = os.environ["DBUS_SESSION_BUS_ADDRESS"]
        session.enter(Session(runtime=str(self.folder), bus=bus))
        os.environ.update(variables)

    def serving(self, **variables: str) -> AbstractAsyncContextManager[tuple[Served, Heard]]:
        """The program, begun with these variables."""
        self.environment(**variables)
        return serving()

    def login(self, **fields: str) -> Session:
        """One that knocks."""
        return Session(**{"runtime": str(self.folder), "bus": os.environ["DBUS_SESSION_BUS_ADDRESS"], **fields})

    async def aclose(self) -> None:
        for screen in self._screens:
            await screen.go()


@asynccontextmanager
async def serving() -> AsyncIterator[tuple[Served, Heard]]:
    told, bus, machine = Heard(), session_bus(), system_bus()
    served = Served(bus, machine, told.append)
    bus.start()
    machine.start()
    served.start()
    try:
        await until(served._looked.is_set)
        yield served, told
    finally:
        await served.stop()
        await bus.stop()
        await machine.stop()


@pytest.fixture
def place(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    system: Bus,
    private_bus: Bus,
    enter: Callable[..., Any],
) -> Place:
    for name, length in (("lifeline._LOOK_AGAIN", 0.05), ("served.RETRY", 0.05), ("served._MOMENT", 0.5)):
        monkeypatch.setattr(f"reminder.senses.linux.session.{name}", seconds(length))
    place = Place(tmp_path_factory.mktemp("s"), monkeypatch, system)  # whose path is short enough for a socket
    place.environment()
    enter(aclosing(place))
    return place


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen that goes is waited for a shorter time."""
    monkeypatch.setattr("reminder.senses.linux.session.lifeline.PATIENCE", seconds(0.3))


# --- its end ----------------------------------------------------------------------------------------------------------


async def test_it_ends_when_logind_says_so_though_something_of_it_goes_on(place: Place) -> None:
    async with place.logind(AtLogind("2")) as logind:
        await place.screen("wayland-0")
        async with place.serving(XDG_SESSION_ID="2", WAYLAND_DISPLAY="wayland-0") as (served, told):
            assert (served.session.id, served.session.seat, told) == ("2", "seat0", [])
            logind.leave(logind.sessions[0])
            logind.show(logind.sessions[0], active=False)
            await until(lambda: told)
            name = served.session.name
            assert in_words(name) == "Wayland display wayland-0, session 2, seat0"
            assert told == [SessionOver(phrase("its session is over ({name})", name=name))]
            assert await served.judge(place.login(id="3"), HERE) is Verdict.ROOM


async def test_it_ends_with_its_leader_where_logind_tells_nobody(place: Place) -> None:
    leader = await asyncio.create_subprocess_exec("sleep", "60")
    ours = AtLogind("2", leader=leader.pid)
    async with place.logind(ours) as logind, place.serving(XDG_SESSION_ID="2") as (_, told):
        leader.kill()
        logind.leave(ours)
        await until(lambda: told.of(SessionOver))
    await leader.wait()


async def test_what_is_lost_is_a_reason_to_ask(place: Place) -> None:
    async with place.logind(AtLogind("2")) as logind, place.serving(XDG_SESSION_ID="2") as (served, told):
        logind.leave(logind.sessions[0])
        served.look()
        await until(lambda: told.of(SessionOver))


async def test_a_logind_that_comes_back_has_not_forgotten_it(place: Place) -> None:
    async with place.logind(AtLogind("2")) as logind, place.serving(XDG_SESSION_ID="2") as (served, told):
        await logind.go()
        served.look()
        await logind.come()
        asked = logind.asked.count("GetAll")
        await until(lambda: logind.asked.count("GetAll") > asked)
        assert not told.of(SessionOver)


async def test_a_screen_that_goes_is_not_the_end_while_logind_says_that_the_session_goes_on(
    place: Place, impatient: None
) -> None:
    async with place.logind(AtLogind("2")):
        screen = await place.screen("wayland-0")
        async with place.serving(XDG_SESSION_ID="2", WAYLAND_DISPLAY="wayland-0") as (served, told):
            await screen.go()
            served.look()
            with pytest.raises(AssertionError):
                await until(lambda: told, 0.5)


async def test_without_logind_it_is_over_once_its_screen_stays_away(place: Place, impatient: None) -> None:
    screen = await place.screen("wayland-0")
    async with place.serving(WAYLAND_DISPLAY="wayland-0") as (served, told):
        await until(lambda: served._lifeline._line)
        await screen.go()
        await until(lambda: not served._lifeline._line)
        await screen.come()
        await until(lambda: served._lifeline._line)
        assert not told
        await screen.go()
        await until(lambda: told)
        name = phrase("Wayland display {display}", display="wayland-0")
        why = phrase("its screen is gone and has not come back ({name})", name=name)
        assert told == [SessionOver(why)]


async def test_a_screen_that_goes_as_soon_as_it_was_found_was_there(
    place: Place, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = await place.screen("wayland-0")
    place.environment(WAYLAND_DISPLAY="wayland-0")
    what = reach.what

    async def found_and_gone(sought: Session) -> Session | None:
        found = await what(sought)
        await screen.go()
        return found

    monkeypatch.setattr(reach, "what", found_and_gone)
    async with serving() as (_, told):
        await until(lambda: told.of(SessionOver))


async def test_a_screen_that_comes_late_is_held_on_to(place: Place) -> None:
    async with place.serving(WAYLAND_DISPLAY="wayland-0") as (served, _):
        await place.screen("wayland-0")
        served.look()
        await until(lambda: served._lifeline._line)


async def test_what_was_never_there_cannot_be_lost(place: Place, impatient: None) -> None:
    async with place.serving(WAYLAND_DISPLAY="wayland-9") as (_, told):
        with pytest.raises(AssertionError):
            await until(lambda: told, 0.5)


# --- which it is, and where its screen is -----------------------------------------------------------------------------


async def test_over_the_network_the_persons_session_with_the_screen_is_served(place: Place) -> None:
    sessions = AtLogind("2", desktop="plasma"), AtLogind("7", "tty")
    async with place.logind(*sessions), UserManager() as manager:
        screen = await place.screen("wayland-0")
        manager.environment = {"WAYLAND_DISPLAY": "wayland-0", "XAUTHORITY": "/nowhere", "XDG_CURRENT_DESKTOP": "KDE"}
        async with place.serving(XDG_SESSION_ID="7") as (served, told):
            await until(lambda: served.session.has_screen)
            assert (served.session.id, os.environ["WAYLAND_DISPLAY"]) == ("2", "wayland-0")
            assert (os.environ["XDG_SESSION_ID"], os.environ["XDG_CURRENT_DESKTOP"]) == ("2", "KDE")
            assert told == [ScreenFound()]
        await until(lambda: not screen.clients)


async def test_a_session_that_is_over_is_not_begun_with(place: Place) -> None:
    over, now = AtLogind("2", state="closing", active=False), AtLogind("5")
    async with place.logind(over, now), place.serving(XDG_SESSION_ID="2") as (served, told):
        assert (served.session.id, told) == ("5", [])


async def test_a_program_with_a_screen_of_its_own_serves_that_and_not_another_sessions(place: Place) -> None:
    """As where VNC is begun over the network, while the desk is logged in as well."""
    sessions = AtLogind("2"), AtLogind("7", "tty")
    async with place.logind(*sessions), UserManager(WAYLAND_DISPLAY="wayland-0"):
        await place.screen("wayland-0")
        await place.screen("wayland-1")
        async with place.serving(XDG_SESSION_ID="7", WAYLAND_DISPLAY="wayland-1") as (served, _):
            assert (served.session.id, served.session.wayland) == ("", "wayland-1")


@pytest.mark.parametrize("by", ["the user manager", "logind"])
async def test_a_screen_that_moved_is_found_again(place: Place, by: str) -> None:
    ours = AtLogind("2", "x11")
    async with place.logind(ours), UserManager(WAYLAND_DISPLAY="wayland-0") as manager:
        now = await place.x11_screen()
        async with place.serving(XDG_SESSION_ID="2", DISPLAY=f":{now.number + 1}", XAUTHORITY="/old") as (served, told):
            assert not told
            if by == "logind":
                ours.display = f":{now.number}"
            else:
                manager.environment |= {"DISPLAY": f":{now.number}", "XAUTHORITY": "/new"}
            served.look()
            await until(lambda: told)
            assert told == [ScreenFound()]
            assert os.environ["DISPLAY"] == f":{now.number}"
            assert os.environ.get("XAUTHORITY", "") == ("" if by == "logind" else "/new")


async def test_a_name_that_leads_nowhere_beside_a_good_one_is_dropped(place: Place) -> None:
    screen = await place.x11_screen()
    async with place.serving(WAYLAND_DISPLAY="wayland-9", DISPLAY=f":{screen.number}") as (served, told):
        assert (served.session.wayland, told) == ("", [ScreenFound()])
        assert "WAYLAND_DISPLAY" not in os.environ


async def test_a_compositor_that_hangs_is_waited_for_and_no_x_server_beside_it_taken(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Xwayland 22.1 does not say what it is; and whoever knocks is answered within seven seconds."""
    assert seconds(7) > 3 * reach._WITHIN
    monkeypatch.setattr(reach, "_WITHIN", seconds(0.3))
    hangs = await place.screen("wayland-0")
    hangs.answers = False
    beside = await place.x11_screen()
    place.environment(WAYLAND_DISPLAY="wayland-0", DISPLAY=f":{beside.number}")
    began = asyncio.get_running_loop().time()
    assert await reach.what(session.here()) is None
    assert asyncio.get_running_loop().time() - began < 2
    async with serving() as (served, told):
        assert (served.session.wayland, told) == ("wayland-0", [])


async def test_xwayland_is_not_taken_for_the_screen_that_is_sought(place: Place) -> None:
    async with place.logind(AtLogind("2")), UserManager(WAYLAND_DISPLAY="wayland-0"):
        await place.screen("wayland-0")
        part = await place.x11_screen(("SYNC", "XWAYLAND"))
        screens = {"WAYLAND_DISPLAY": "wayland-9", "DISPLAY": f":{part.number}"}
        async with place.serving(XDG_SESSION_ID="2", **screens) as (served, _):
            await until(lambda: served.session.wayland == "wayland-0")


# --- who knocks -------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def two_logins(place: Place) -> AsyncIterator[tuple[Logind, Served, Heard]]:
    """The program serves the first."""
    async with place.logind(AtLogind("2"), AtLogind("5"), AtLogind("7", "tty")) as logind:
        await place.screen("wayland-0")
        await place.screen("wayland-1")
        async with place.serving(XDG_SESSION_ID="2", WAYLAND_DISPLAY="wayland-0") as (served, told):
            yield logind, served, told


FIRST, SECOND = {"id": "2", "wayland": "wayland-0"}, {"id": "5", "wayland": "wayland-1"}


@pytest.mark.parametrize(
    ("fields", "person", "verdict"),
    [
        pytest.param(FIRST, HERE, Verdict.SAME, id="of the same"),
        pytest.param({"wayland": "wayland-0"}, HERE, Verdict.SAME, id="of the same, without its id, as under GNOME"),
        pytest.param({"id": "7"}, GONE, Verdict.SAME, id="over the network"),
        pytest.param({"id": "7", "wayland": "wayland-0"}, GONE, Verdict.SAME, id="over the network, for this screen"),
        pytest.param({"id": "7", "display": "localhost:10"}, GONE, Verdict.SAME, id="over the network, with X11"),
        pytest.param({"bus": ""}, MUTE, Verdict.SAME, id="of nothing at all"),
        pytest.param(SECOND, HERE, Verdict.ANOTHER, id="of another while this one is in use"),
        pytest.param(SECOND, GONE, Verdict.ROOM, id="of another while this one is locked or left"),
        pytest.param({**SECOND, "bus": "unix:path=/x"}, MUTE, Verdict.ROOM, id="of another while this one is mute"),
        pytest.param({**SECOND, "wayland": "wayland-9"}, GONE, Verdict.SAME, id="with a screen that is not there"),
    ],
)
async def test_who_knocks_is_told_whether_there_is_room(
    place: Place, fields: dict[str, str], person: Person, verdict: Verdict
) -> None:
    async with two_logins(place) as (_, served, told):
        assert await served.judge(place.login(**fields), person) is verdict
        assert not told


async def test_one_that_is_not_shown_makes_room(place: Place) -> None:
    async with two_logins(place) as (logind, served, _):
        logind.show(logind.sessions[0], active=False)
        await until(lambda: served._known and not served._known.is_at_hand)
        assert await served.judge(place.login(**SECOND), HERE) is Verdict.ROOM


async def test_one_that_has_logged_out_is_not_made_room_for(place: Place) -> None:
    async with two_logins(place) as (logind, served, _):
        logind.leave(logind.sessions[1])
        assert await served.judge(place.login(**SECOND), GONE) is Verdict.SAME


async def test_one_whose_screen_is_gone_takes_that_of_who_knocks_from_the_same_bus(
    place: Place, impatient: None
) -> None:
    screen = await place.screen("wayland-0")
    async with place.serving(WAYLAND_DISPLAY="wayland-0") as (served, told):
        await screen.go()
        await place.screen("wayland-1")
        assert await served.judge(place.login(wayland="wayland-1"), HERE) is Verdict.SAME
        assert (told, os.environ["WAYLAND_DISPLAY"]) == ([ScreenFound()], "wayland-1")
        with pytest.raises(AssertionError):
            await until(lambda: told.of(SessionOver), 0.5)
        assert served._lifeline._line


async def test_one_whose_screen_is_gone_makes_room_for_who_knocks_from_another_bus(place: Place) -> None:
    screen = await place.screen("wayland-0")
    async with place.serving(WAYLAND_DISPLAY="wayland-0") as (served, _):
        await screen.go()
        await place.screen("wayland-1")
        newcomer = place.login(wayland="wayland-1", bus="unix:path=/another")
        assert await served.judge(newcomer, HERE) is Verdict.ROOM


async def test_one_whose_bus_is_gone_makes_room_for_who_has_the_same_display_now(
    place: Place, private_bus: Bus
) -> None:
    """As after startx, twice in a row: the second display has the number of the first, and the bus is another one."""
    await place.screen("wayland-0")
    async with place.serving(WAYLAND_DISPLAY="wayland-0") as (served, _):
        await until(lambda: not served._bus.why)
        newcomer = place.login(wayland="wayland-0", bus="unix:path=/another")
        assert await served.judge(newcomer, HERE) is Verdict.SAME
        private_bus.stop()
        await until(lambda: served._bus.why)
        assert await served.judge(newcomer, MUTE) is Verdict.ROOM


@pytest.mark.parametrize("bus", [None, "unix:path=/gone"], ids=["a bus", "nothing"])
async def test_one_without_a_screen_makes_room_for_one_that_has_one(place: Place, bus: str | None) -> None:
    await place.screen("wayland-0")
    login = place.login(wayland="wayland-0")
    async with place.serving(**({"DBUS_SESSION_BUS_ADDRESS": bus} if bus else {})) as (served, _):
        assert await served.judge(login, HERE) is Verdict.ROOM


# --- back and forth ---------------------------------------------------------------------------------------------------


@asynccontextmanager
async def moved(place: Place, logind: Logind, served: Served) -> AsyncIterator[Heard]:
    """The program has made room for the second login and serves that."""
    logind.lock(logind.sessions[0])
    assert await served.judge(place.login(**SECOND), GONE) is Verdict.ROOM
    await served.stop()
    async with place.serving(XDG_SESSION_ID="5", WAYLAND_DISPLAY="wayland-1") as (_, told):
        yield told


async def test_it_goes_back_once_the_first_is_unlocked_and_the_other_is_not_in_use(place: Place) -> None:
    async with two_logins(place) as (logind, served, _):
        first, second, _ = logind.sessions
        async with moved(place, logind, served) as told:
            logind.show(second, active=False)
            assert not told
            logind.lock(first, False)
            await until(lambda: told and told[-1].is_sure)  # it may have looked between the two
            assert {(calls.session.id, calls.session.wayland) for calls in told} == {("2", "wayland-0")}


async def test_whoever_unlocks_another_one_is_asked_about_as_long_as_this_one_is_at_hand(place: Place) -> None:
    async with two_logins(place) as (logind, served, told):
        _, second, _ = logind.sessions
        assert await served.judge(place.login(**SECOND), HERE) is Verdict.ANOTHER
        logind.lock(second)
        await until(lambda: "5" not in served._others._at_hand)
        logind.lock(second, False)
        await until(lambda: told)
        assert [(calls.session.id, calls.is_sure) for calls in told.of(SessionCalls)] == [("5", False)]


async def test_it_goes_back_also_where_the_first_is_unlocked_before_the_other_is_locked(place: Place) -> None:
    async with two_logins(place) as (logind, served, _):
        first, second, _ = logind.sessions
        async with moved(place, logind, served) as told:
            logind.lock(first, False)
            await until(lambda: told)
            logind.lock(second)
            await until(lambda: len(told) > 1)
            calls = dict.fromkeys((call.session.id, call.is_sure) for call in told)  # who is sure may say so again
            assert [*calls] == [("2", False), ("2", True)]


async def test_who_has_unlocked_another_one_is_found_there_once_they_have_left_this_one(place: Place) -> None:
    async with two_logins(place) as (logind, served, told):
        _, second, _ = logind.sessions
        assert await served.judge(place.login(**SECOND), HERE) is Verdict.ANOTHER
        logind.lock(second)
        await until(lambda: "5" not in served._others._at_hand)
        served.seek()
        await until(lambda: not served._seeks_person)
        logind.lock(second, False)
        await until(lambda: told)
        served.seek()
        await until(lambda: len(told) == 2)
        assert [(calls.session.id, calls.is_sure) for calls in told] == [("5", False), ("5", False)]


async def test_it_goes_back_also_after_it_was_ended_here_and_begun_there(place: Place) -> None:
    """As `reminder restart` does it."""
    async with two_logins(place) as (logind, served, _):
        first, second, _ = logind.sessions
        await served.stop()
        logind.lock(first)
        async with place.serving(XDG_SESSION_ID="5", WAYLAND_DISPLAY="wayland-1") as (_, told):
            logind.lock(second)
            logind.lock(first, False)
            await until(lambda: told and told[-1].is_sure)
            assert {calls.session.id for calls in told} == {"2"}


async def test_it_goes_forth_again_to_one_that_it_has_gone_back_from(place: Place) -> None:
    """Nothing is started there the second time: who works at home in the evening has left that login open."""
    async with two_logins(place) as (logind, served, _):
        first, second, _ = logind.sessions
        async with moved(place, logind, served) as told:
            logind.lock(second)
            logind.lock(first, False)
            await until(lambda: told)
        session.enter(told[0].session)
        async with serving() as (served, told):
            logind.lock(first)
            logind.lock(second, False)
            await until(lambda: told.of(SessionCalls))
            calls = told.of(SessionCalls)[-1]
            assert (served.session.id, calls.session.id, calls.session.wayland) == ("2", "5", "wayland-1")


async def test_once_it_is_over_another_one_that_goes_on_is_served(place: Place) -> None:
    async with two_logins(place) as (logind, served, told):
        assert await served.judge(place.login(**SECOND), HERE) is Verdict.ANOTHER
        logind.end(logind.sessions[0])
        await until(lambda: told)
        assert [(calls.session.id, calls.is_sure) for calls in told.of(SessionCalls)] == [("5", True)]


# --- its lock ---------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def sensing_the_lock(tell: Any = None) -> AsyncIterator[Heard]:
    """As in the program; without `tell` as in doctor, where nobody follows a session."""
    heard, platform = Heard(), Linux(clock)
    served = platform.serving(tell) if tell else None
    lock = next(offer for offer in platform.offers(a_plan(), heard.put) if offer.name == SenseName.LOCK).make()
    platform.start()
    lock.start()
    if served:
        served.start()
    try:
        await until(lambda: heard)
        yield heard
    finally:
        await lock.stop()
        if served:
            await served.stop()
        await platform.stop()


async def test_a_locked_desk_is_no_lock_of_what_was_begun_over_the_network_with_a_screen_of_its_own(
    place: Place,
) -> None:
    desk = AtLogind("2", locked=True)
    sessions = desk, AtLogind("7", "tty")
    async with place.logind(*sessions) as logind, UserManager(WAYLAND_DISPLAY="wayland-0"):
        await place.screen("wayland-0")
        await place.screen("wayland-1")
        place.environment(XDG_SESSION_ID="7", WAYLAND_DISPLAY="wayland-1")
        async with sensing_the_lock([].append) as heard:
            asked = len(logind.asked)
            logind.lock(desk, False)
            logind.lock(desk)
            await until(lambda: len(logind.asked) > asked)
            assert not heard.of(Locked)


async def test_the_lock_of_the_session_that_is_served_is_told_and_asked_for_once(
    place: Place, private_bus: Bus
) -> None:
    private_bus.stop()  # whose coming is a reason to look again
    async with place.logind(AtLogind("2")) as logind:
        await place.screen("wayland-0")  # and so is the lack of one
        place.environment(XDG_SESSION_ID="2", WAYLAND_DISPLAY="wayland-0")
        async with sensing_the_lock([].append) as heard:
            for locked in (True, False, True):
                asked = logind.asked.count("GetAll")
                logind.lock(logind.sessions[0], locked)
                await until(lambda locked=locked: isinstance(heard[-1], Locked if locked else Unlocked))
                assert logind.asked.count("GetAll") == asked + 1


async def test_after_startx_the_lock_is_that_of_the_console(place: Place) -> None:
    console = AtLogind("2", "tty")
    async with place.logind(console) as logind:
        screen = await place.x11_screen()
        place.environment(XDG_SESSION_ID="2", DISPLAY=f":{screen.number}")
        async with sensing_the_lock([].append) as heard:
            logind.show(console, active=False)
            await until(lambda: heard.of(Locked))


async def test_a_lock_that_is_asked_for_while_logind_is_being_asked_is_told_as_it_was_found_last(place: Place) -> None:
    async with two_logins(place) as (logind, served, _):
        logind.lock(logind.sessions[0])
        await until(lambda: served._is_locked)
        logind.hang("GetSession")
        asked = logind.asked.count("GetSession")
        served.look()
        await until(lambda: logind.asked.count("GetSession") > asked)
        assert await served.is_locked()


async def test_a_logind_that_is_silent_is_asked_again_about_the_lock(place: Place) -> None:
    desk = AtLogind("2", locked=True)
    async with place.logind(desk) as logind:
        place.environment(XDG_SESSION_ID="2")
        logind.refuse("GetAll")
        async with sensing_the_lock([].append) as heard:
            await until(lambda: heard.of(SenseLost))
            logind.says.clear()
            await until(lambda: heard.of(Locked))


async def test_without_a_session_to_follow_the_lock_is_sensed_all_the_same(place: Place) -> None:
    async with place.logind(AtLogind("2", locked=True)), sensing_the_lock() as heard:
        await until(lambda: heard.of(Locked))


# --- what goes wrong --------------------------------------------------------------------------------------------------


async def test_a_logind_that_is_silent_at_the_beginning_is_asked_again(place: Place) -> None:
    async with place.logind(AtLogind("2")) as logind:
        place.environment(XDG_SESSION_ID="2")
        logind.refuse("GetSession")
        async with serving() as (served, _):
            assert not served._known
            logind.says.clear()
            await until(lambda: served._known)


async def test_a_logind_that_is_silent_after_a_signal_is_asked_again(place: Place) -> None:
    async with two_logins(place) as (logind, served, _):
        logind.refuse("GetSession")
        asked = logind.asked.count("GetSession")
        logind.show(logind.sessions[0], active=False)
        await until(lambda: logind.asked.count("GetSession") > asked)
        logind.says.clear()
        await until(lambda: not served._known.is_at_hand)


async def test_silence_about_the_others_keeps_nobody_from_its_end(place: Place) -> None:
    async with two_logins(place) as (logind, served, told):
        assert await served.judge(place.login(**SECOND), HERE) is Verdict.ANOTHER
        logind.sessions.pop(0)
        truth = logind.truth
        logind.says["GetAll"] = lambda call: no_such("Peace") if "_35" in call.path else truth(call)
        served.look()
        await until(lambda: told.of(SessionOver))


async def test_one_that_nothing_is_known_of_at_the_beginning_does_not_call(place: Place) -> None:
    async with two_logins(place) as (logind, served, _):
        assert await served.judge(place.login(**SECOND), HERE) is Verdict.ANOTHER
        await served.stop()
        truth = logind.truth
        logind.says["GetAll"] = lambda call: no_such("Peace") if "_35" in call.path else truth(call)
        async with serving() as (served, told):
            logind.says.clear()
            asked = logind.asked.count("GetAll")
            served.look()
            await until(lambda: logind.asked.count("GetAll") > asked + 1)
            await until(lambda: not served._again)
            assert (list(served._others._kept), told) == (["5"], [])


async def test_a_bug_in_one_look_costs_that_look(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with two_logins(place) as (logind, served, told):
        with monkeypatch.context() as broken:
            broken.setattr(served, "_find_screen", None)
            served.look()
            await until(lambda: "a bug: the session could not be looked at" in caplog.messages)
        logind.leave(logind.sessions[0])
        served.look()
        await until(lambda: told.of(SessionOver))


async def test_a_runtime_directory_that_no_variable_names_is_found_by_all(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = place.folder / str(os.getuid())
    runtime.mkdir(mode=0o700)
    monkeypatch.setattr(session, "OF_EACH_USER", str(place.folder))
    screen = Compositor(runtime / "wayland-0")
    await screen.come()
    place.environment(WAYLAND_DISPLAY="wayland-0")
    del os.environ["XDG_RUNTIME_DIR"]
    async with serving():
        assert os.environ["XDG_RUNTIME_DIR"] == str(runtime)
    await screen.go()


def test_what_stays_unknown_is_looked_for_less_and_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """A login whose screen is never found would wake the machine each minute for ever."""
    pauses = []

    class Loop:
        def call_later(self, pause: float, _: Any) -> Any:
            pauses.append(pause)
            return SimpleNamespace(cancel=lambda: None)

    served = Served(session_bus(), system_bus(), [].append)
    monkeypatch.setattr(asyncio, "get_running_loop", Loop)
    for _ in range(12):
        served._look_again()
    assert (pauses[:3], pauses[-1]) == ([1, 2, 4], 600)
