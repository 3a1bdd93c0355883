import asyncio
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from dbus_fast import Variant
from support.bus_service import PROPERTIES
from support.desktop_fixtures import Bus, needed, running
from support.dnd_servers import (
    SERVER,
    SERVER_PATH,
    XFCONF,
    Budgie,
    Mako,
    Server,
    Swaync,
    WithProperty,
    Xfce,
    dunst,
    run,
)
from support.scripts import offer
from support.sensed import Heard
from support.sensed import sensing as sensed
from support.waiting import until

from reminder.model.events import HoldBegan, SenseFound
from reminder.model.senses import Reason
from reminder.senses.linux import gsettings, processes
from reminder.senses.linux.do_not_disturb import DoNotDisturb
from reminder.system.bus import session_bus
from reminder.system.clock import read as clock

pytestmark = pytest.mark.usefixtures("private_bus")

SOON = timedelta(seconds=0.2)
PUSHED = 1.0
"""Seconds from the switch to the event."""

Make = Callable[[], Server]
KINDS: dict[str, Make] = {
    "one with the standard property": WithProperty,
    "dunst": dunst,
    "mako": Mako,
    "swaync": Swaync,
    "old swaync": lambda: Swaync(old=True),
    "Budgie": Budgie,
    "Xfce": Xfce,
}
kinds = pytest.mark.parametrize("make", KINDS.values(), ids=KINDS.keys())


def sensing(deadline: timedelta = timedelta(seconds=5)) -> AbstractAsyncContextManager[Heard]:
    session = session_bus(deadline)
    return sensed(lambda put, clock: DoNotDisturb(put, clock, session, ("dnd", "do-not-disturb")), session)


# --- every kind -------------------------------------------------------------------------------------------------------


@kinds
async def test_a_switch_is_told_as_soon_as_it_is_pressed(make: Make) -> None:
    async with make() as server, sensing() as told:
        await until(lambda: told.off)
        for on in (True, False, True):
            server.switch(on)
            await until(lambda on=on: told.on == on, PUSHED)
        assert told.source == server.calls_itself
        began = next(event for event in told if isinstance(event, HoldBegan))
        assert (began.reason, began.sense, began.detail) == (Reason.DO_NOT_DISTURB, "do not disturb", "")


@kinds
async def test_what_is_on_before_the_program_is_told_at_once(make: Make) -> None:
    async with make() as server:
        server.set(True)
        async with sensing() as told:
            assert told.source == server.calls_itself
            await until(lambda: told.on)


@kinds
async def test_nothing_is_asked_while_nothing_happens(make: Make) -> None:
    async with make() as server, sensing() as told:
        await until(lambda: told.off)
        counts = []
        for noise in (0, 20):
            server.switch(True)
            await until(lambda: told.on)
            server.asked.clear()
            for id in range(noise):
                server.signal(SERVER_PATH, SERVER, "NotificationClosed", "uu", id, 1)
                server.signal(SERVER_PATH, PROPERTIES, "PropertiesChanged", "sa{sv}as", SERVER, {}, ["Other"])
            server.switch(False)
            await until(lambda: told.off)
            counts.append(len(server.asked))
        assert counts[0] == counts[1] <= 2


@kinds
async def test_of_a_hundred_quick_switches_the_last_one_counts(make: Make) -> None:
    async with make() as server, sensing() as told:
        await until(lambda: told.off)
        for turn in range(101):
            server.switch(turn % 2 == 0)
            if turn % 7 == 0:
                await asyncio.sleep(0)
        await until(lambda: told.on)
        server.switch(False)
        await until(lambda: told.off)
        assert "" not in {event.sense.source for event in told if isinstance(event, SenseFound)}


@kinds
async def test_nonsense_is_no_answer(make: Make) -> None:
    server = make()
    for signature, body in (("s", "yes"), ("v", Variant("s", "true")), ("", None), ("ai", [1]), ("v", Variant("u", 1))):
        server.says = {
            name: answer if name == "GetServerInformation" else (signature, body) if signature else ("",)
            for name, answer in server.says.items()
        }
        async with server, sensing() as told:
            assert (told.why, told.on) == (server.nonsense, False)


@kinds
async def test_a_server_that_comes_late_is_found(make: Make) -> None:
    async with sensing() as told:
        assert told.why == "no notification server runs"
        async with make() as server:
            server.switch(True)
            await until(lambda: told.on)
        await until(lambda: told.why == "no notification server runs")
        assert not told.on


@kinds
@pytest.mark.parametrize(
    ("how", "why"), [(Server.hang, "does not answer"), (Server.refuse, "refused to tell: not you")]
)
async def test_one_that_does_not_tell_makes_blind_and_is_asked_again(
    make: Make, how: Callable[..., None], why: str
) -> None:
    async with make() as server, sensing(SOON) as told:
        server.switch(True)
        await until(lambda: told.on)
        answers = dict(server.says)
        how(server, *answers)
        server.tell(True)
        await until(lambda: told.why == f"{server.calls_itself} {why}")
        assert not told.on
        server.says = answers
        await until(lambda: told.on)


# --- which one serves -------------------------------------------------------------------------------------------------


async def test_a_server_of_another_kind_takes_over() -> None:
    async with sensing() as told:
        for make in (*KINDS.values(), *reversed(KINDS.values())):
            async with make() as server:
                await until(lambda server=server: told.source == server.calls_itself)
                assert not told.on
                server.switch(True)
                await until(lambda: told.on)


async def test_a_server_that_cannot_tell_is_named() -> None:
    async with Server("an old server") as server, sensing() as told:
        assert told.why == "an old server does not tell of it"
        assert server.asked == ["GetServerInformation", "Inhibited"]


async def test_a_server_with_a_general_name_goes_by_its_vendor() -> None:
    async with WithProperty("Notification Daemon", vendor="some desktop"), sensing() as told:
        assert told.source == "some desktop"


@pytest.mark.parametrize(
    ("calls_itself", "vendor", "why"),
    [
        ("Notification Daemon", "GNOME", "notification-daemon has no do not disturb"),
        ("fnott", "dnkl", "fnott tells nobody whether it is paused"),
    ],
)
async def test_a_server_of_which_nobody_can_know_is_not_asked(calls_itself: str, vendor: str, why: str) -> None:
    async with WithProperty(calls_itself, vendor) as server, sensing() as told:
        assert (told.why, server.asked) == (why, ["GetServerInformation"])


@pytest.mark.parametrize("answer", [("s", "dunst"), ("",), ("ssss", "", "", "", ""), ("uuuu", 1, 2, 3, 4)])
async def test_a_server_that_does_not_say_what_it_is(answer: tuple[str]) -> None:
    server = dunst()
    server.says["GetServerInformation"] = answer
    async with server, sensing() as told:
        assert told.why == "the notification server does not say what it is"


async def test_a_server_that_is_still_starting_is_asked_again() -> None:
    server = WithProperty()
    ready = server.says.pop("GetServerInformation")
    async with server, sensing() as told:
        assert told.why.startswith("the notification server refused to tell")
        server.says["GetServerInformation"] = ready
        await until(lambda: told.source == "some new server")


async def test_swaync_is_on_too_while_a_program_holds_notifications_back() -> None:
    async with Swaync() as server, sensing() as told:
        server.says["IsInhibited"] = "b", True
        server.tell(False)
        await until(lambda: told.on)


async def test_on_xfce_a_switch_that_was_never_used_is_off() -> None:
    xfce = Xfce()
    xfce.remove()
    async with xfce, sensing() as told:
        assert told.off
        xfce.switch(True)
        await until(lambda: told.on)
        xfce.remove()
        await until(lambda: told.off)


async def test_on_xfce_the_keeper_of_the_settings_may_come_and_go() -> None:
    keeper = Xfce(names=(XFCONF,))
    async with Server("Xfce Notify Daemon"), sensing() as told:
        assert told.why == "xfconfd, which keeps the settings of Xfce, does not run"
        for _ in range(2):
            async with keeper:
                keeper.set(True)
                await until(lambda: told.on)
            await until(lambda: told.why.startswith("xfconfd"))


# --- the bus ----------------------------------------------------------------------------------------------------------


async def test_without_a_bus_it_is_blind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'none'}")
    async with sensing() as told:
        assert told.why.startswith("there is no session bus")


async def test_the_bus_goes_and_comes_back(private_bus: Bus) -> None:
    server = WithProperty()
    async with server, sensing() as told:
        server.switch(True)
        await until(lambda: told.on)
        private_bus.stop()
        await until(lambda: told.why == "the session bus is gone")
        assert not told.on
        private_bus.start()
        async with server:
            await until(lambda: told.on)
            server.switch(False)
            await until(lambda: told.off)


async def test_nobody_is_started_for_it(private_bus: Bus, tmp_path: Path) -> None:
    started = tmp_path / "started"
    private_bus.offer(f"/usr/bin/touch {started}", SERVER, XFCONF, "org.erikreider.swaync.cc")
    async with sensing() as told:
        for calls_itself in ("Xfce Notify Daemon", "SwayNotificationCenter"):
            async with Server(calls_itself):
                known = len(told)
                await until(lambda known=known: len(told) > known)
    assert not started.exists()


# --- real servers -----------------------------------------------------------------------------------------------------


@pytest.mark.desktop
async def test_dunst_tells_of_its_switch(dunst: Path) -> None:
    control = needed("dunstctl")
    async with sensing() as told:
        await until(lambda: told.source == "dunst")
        for on in (True, False, True):
            await run(control, "set-paused", str(on).lower())
            await until(lambda on=on: told.on == on, PUSHED)


@pytest.mark.desktop
async def test_xfce_tells_of_its_switch(xfce4_notifyd: None) -> None:
    setting = needed("xfconf-query"), "-c", "xfce4-notifyd", "-p", "/do-not-disturb"
    async with sensing() as told:
        await until(lambda: told.source == "Xfce Notify Daemon")
        assert told.off
        await run(*setting, "-n", "-t", "bool", "-s", "true")
        await until(lambda: told.on, PUSHED)
        await run(*setting, "-s", "false")
        await until(lambda: told.off, PUSHED)
        await run(*setting, "-s", "true")
        await until(lambda: told.on, PUSHED)
        await run(*setting, "-r")
        await until(lambda: told.off, PUSHED)


def below_usr(*patterns: str) -> Path | None:
    """The first file that is where one of these says."""
    return next((path for pattern in patterns for path in Path("/usr").glob(pattern)), None)


@pytest.fixture
def dconf(private_bus: Bus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The program gsettings, with settings of its own on that bus."""
    program = needed("gsettings")
    service = below_usr("lib*/dconf-service", "lib/*/dconf-service")
    backend = below_usr("lib*/gio/modules/libdconfsettings.so", "lib/*/gio/modules/libdconfsettings.so")
    if not (service and backend and below_usr("share/glib-2.0/schemas/org.gnome.desktop.notifications.gschema.xml")):
        pytest.skip("dconf-gsettings-backend, dconf-service or gsettings-desktop-schemas is not installed")
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
        folder = tmp_path / name
        folder.mkdir(mode=0o700)
        monkeypatch.setenv(name, str(folder))
    monkeypatch.delenv("GSETTINGS_BACKEND", raising=False)
    with running(str(service), log=tmp_path / "dconf.log"):
        yield program


@pytest.mark.desktop
async def test_gnome_tells_of_its_switch(dconf: str) -> None:
    setting = "org.gnome.desktop.notifications", "show-banners"
    async with Server("gnome-shell"), sensing() as told:
        await until(lambda: told.source == "gnome-shell")
        assert told.off
        for banners in ("false", "true", "false"):
            await run(dconf, "set", *setting, banners)
            await until(lambda banners=banners: told.on == (banners == "false"), PUSHED)
        await run(dconf, "reset-recursively", setting[0])
        await until(lambda: told.off, PUSHED)


@pytest.mark.desktop
async def test_gnomes_other_settings_do_not_wake_it(dconf: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = []
    read = gsettings.read

    async def counted(schema: str, key: str) -> str:
        reads.append(key)
        return await read(schema, key)

    monkeypatch.setattr(gsettings, "read", counted)
    async with Server("gnome-shell"), sensing() as told:
        await until(lambda: told.off)
        await run(dconf, "set", "org.gnome.desktop.interface", "clock-show-seconds", "true")
        await run(dconf, "set", "org.gnome.desktop.notifications", "show-in-lock-screen", "false")
        assert len(reads) == 1
        await run(dconf, "set", "org.gnome.desktop.notifications", "show-banners", "false")
        await until(lambda: told.on)
        assert len(reads) == 2


# --- the program gsettings --------------------------------------------------------------------------------------------


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """What `gsettings` does, as a shell script."""
    return lambda script: offer(tmp_path / "bin", "gsettings", script, monkeypatch)


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("echo maybe", "gsettings says neither true nor false of show-banners, but 'maybe'"),
        ("exit 0", "gsettings says neither true nor false of show-banners, but ''"),
        ("echo 'No such key' >&2; exit 1", "gsettings says: No such key"),
        ("yes 1 | head -c 1000000", "gsettings says neither true nor false of show-banners, but '1'"),
    ],
)
async def test_a_broken_gsettings_makes_blind(program: Callable[[str], None], script: str, why: str) -> None:
    program(script)
    async with Server("gnome-shell"), sensing() as told:
        assert told.why == why


async def test_a_missing_gsettings_is_named_with_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    async with Server("gnome-shell"), sensing() as told:
        assert told.why == "the program gsettings is missing; install the package libglib2.0-bin or glib2"


async def test_stopping_does_not_wait_for_a_gsettings_that_hangs(
    program: Callable[[str], None], tmp_path: Path
) -> None:
    pid = tmp_path / "pid"
    program(f"echo $$ > {pid}; exec sleep 1000")
    session = session_bus()
    sense = DoNotDisturb(Heard().put, clock, session)
    session.start()
    async with Server("gnome-shell"):
        sense.start()
        await until(lambda: pid.exists() and pid.read_text())
        began = time.monotonic()
        await sense.stop()
        assert time.monotonic() - began < 2
        assert int(pid.read_text()) not in processes.own()
    await session.stop()


@pytest.mark.parametrize(
    ("calls_itself", "vendor", "schema", "on"),
    [
        ("gnome-shell", "GNOME", "org.gnome.desktop.notifications show-banners", "false"),
        ("cinnamon", "GNOME", "org.cinnamon.desktop.notifications display-notifications", "false"),
        ("Notification Daemon", "MATE", "org.mate.NotificationDaemon do-not-disturb", "true"),
        ("Phosh Notify Daemon", "Phosh", "org.gnome.desktop.notifications show-banners", "false"),
        ("io.elementary.notifications", "elementaryOS", "io.elementary.notifications do-not-disturb", "true"),
    ],
)
async def test_each_desktop_with_gsettings_has_a_switch_of_its_own(
    program: Callable[[str], None], calls_itself: str, vendor: str, schema: str, on: str
) -> None:
    program(f'test "$*" = "get {schema}" && cat {shutil.which("true")} > /dev/null && echo {on}')
    async with Server(calls_itself, vendor), sensing() as told:
        await until(lambda: told.on)
