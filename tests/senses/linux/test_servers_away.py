"""Do not disturb where it is a setting: read while the server is away, and from files; and Plasma's two kinds of it."""

import os
import shutil
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from dbus_fast.aio import MessageBus
from support.bus_service import a_signal
from support.desktop_fixtures import Bus
from support.dnd_servers import SERVER, Plasma, Server, Swaync, WithProperty, dunst
from support.fakes import a_plan, a_quiet
from support.scripts import offer
from support.sensed import Heard, clock
from support.sensed import sensing as sensed
from support.waiting import until

from reminder.model.events import HoldBegan, HoldEnded, SenseLost
from reminder.model.senses import Fate, Gate, Reason
from reminder.senses.linux import switches
from reminder.senses.linux.do_not_disturb import DoNotDisturb
from reminder.senses.linux.full_screen import FullScreen
from reminder.senses.linux.platform import Linux
from reminder.senses.sensor import Sensor
from reminder.system.bus import session_bus

PUSHED = 1.5
"""Seconds from the change of a file to the event."""
AWAY = "the notification server does not run just now; it starts when needed"
Switch = Callable[[bool], None]
QUIET, FULL = Reason.DO_NOT_DISTURB, Reason.FULL_SCREEN


@pytest.fixture(autouse=True)
def desktop(private_bus: Bus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home and a machine without any settings, services or screen, and a bus with nobody on it."""
    for name in ("XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "XDG_DATA_HOME", "XDG_DATA_DIRS", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "XDG_CURRENT_DESKTOP"):
        monkeypatch.delenv(name, raising=False)


def sensing(make: Callable[..., Sensor] = DoNotDisturb) -> AbstractAsyncContextManager[Heard]:
    session = session_bus()
    return sensed(lambda put, clock: make(put, clock, session), session)


def offers(bus: Bus, *programs: str) -> None:
    """The bus can start these for whoever calls the server; it starts none of them here."""
    folder = Path(os.environ["XDG_DATA_DIRS"], "dbus-1", "services")
    folder.mkdir(parents=True, exist_ok=True)
    for program in programs:
        text = f"[D-BUS Service]\nName={SERVER}\nExec=/usr/libexec/{program} --some-option\n"
        (folder / f"{program}.service").write_text(text)
    bus.offer("/bin/false", SERVER)


@pytest.fixture
def gsettings(private_bus: Bus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Switch:
    """MATE's switch, read by a program, and its server, which the bus can start."""
    offers(private_bus, "mate-notification-daemon")
    answer, wanted = tmp_path / "answer", "get org.mate.NotificationDaemon do-not-disturb"
    offer(tmp_path / "bin", "gsettings", f'test "$*" = "{wanted}" && exec {shutil.which("cat")} {answer}', monkeypatch)
    answer.write_text("false\n")
    return lambda on: answer.write_text(f"{str(on).lower()}\n") and None


async def dconf_tells() -> None:
    """dconf says that MATE's switch has changed."""
    bus = await MessageBus().connect()
    path = "/org/mate/notification-daemon/do-not-disturb"
    await bus.send(a_signal("/ca/desrt/dconf/Writer/user", "ca.desrt.dconf.Writer", "Notify", "sass", path, [""], "t"))
    bus.disconnect()
    await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]


# --- a server that is away --------------------------------------------------------------------------------------------


async def test_a_setting_is_read_on_when_the_server_has_ended(gsettings: Switch) -> None:
    mate = Server("Notification Daemon", "MATE")
    await mate.come()
    async with sensing() as heard:
        await until(lambda: heard.source == "MATE")
        assert heard.why == ""
        await mate.go()
        await until(lambda: heard.why == AWAY)
        assert heard.source == "MATE"
        for on in (True, False, True):
            gsettings(on)
            await dconf_tells()
            await until(lambda on=on: heard.on == on)
        await mate.come()
        await until(lambda: heard.why == "")
        assert heard.on
        assert heard.of(SenseLost) == []
        await mate.go()


async def test_do_not_disturb_that_was_on_before_lasts_while_the_server_comes_and_goes(gsettings: Switch) -> None:
    gsettings(True)
    async with sensing() as heard:
        for _ in range(2):
            await until(lambda: "starts when needed" in heard.why)
            assert (heard.source, heard.on) == ("MATE", True), "the one that the bus would start counts"
            async with Server("Notification Daemon", "MATE"):
                await until(lambda: heard.source == "MATE" and not heard.why)
        [began] = heard.of(HoldBegan)
        assert began.gate == Gate(critical=True, fate=Fate.DROPPED)
        assert heard.of(HoldEnded) == heard.of(SenseLost) == []


async def test_of_several_that_the_bus_may_start_the_desktops_own_counts(
    private_bus: Bus, gsettings: Switch, monkeypatch: pytest.MonkeyPatch
) -> None:
    offers(private_bus, "dunst", "xfce4-notifyd")
    gsettings(True)
    async with sensing() as heard:
        await until(lambda: heard.why != "")
        assert heard.why == "no notification server runs yet; one starts when needed, and is asked then"
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "some:MATE")
    async with sensing() as heard:
        await until(lambda: heard.on)


async def test_one_that_was_never_asked_and_keeps_it_to_itself_is_asked_when_it_comes(private_bus: Bus) -> None:
    offers(private_bus, "swaync")
    async with sensing() as heard:
        await until(lambda: heard.why != "")
        assert heard.why == f"{AWAY}, and is asked then"
        async with Swaync() as swaync:
            swaync.switch(True)
            await until(lambda: heard.on)


@pytest.mark.parametrize("make", [WithProperty, Swaync], ids=["one with a property", "swaync"])
async def test_what_a_server_said_last_holds_while_it_is_away(private_bus: Bus, make: Callable[[], Server]) -> None:
    offers(private_bus, "some-server")
    server = make()
    async with server, sensing() as heard:
        server.switch(True)
        await until(lambda: heard.on)
        await server.go()
        await until(lambda: "starts when needed" in heard.why)
        assert heard.on
        await server.come()
        server.switch(False)
        await until(lambda: not heard.on)


async def test_dunst_forgets_with_its_end_that_it_was_paused(private_bus: Bus) -> None:
    offers(private_bus, "dunst")
    server = dunst()
    async with server, sensing() as heard:
        server.switch(True)
        await until(lambda: heard.on)
        await server.go()
        await until(lambda: not heard.on)
        assert (heard.source, heard.why) == ("dunst", AWAY)


# --- files ------------------------------------------------------------------------------------------------------------


def lxqt(text: str, variable: str = "XDG_CONFIG_HOME") -> None:
    file = Path(os.environ[variable], "lxqt", "notifications.conf")
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_text(text)
    new.replace(file)


@pytest.fixture
def notices(monkeypatch: pytest.MonkeyPatch) -> timedelta:
    """How long LXQt's server takes to see a change of its file."""
    soon = timedelta(seconds=0.2)
    monkeypatch.setattr("reminder.senses.linux.do_not_disturb.LXQT_NOTICES", soon)
    return soon


async def test_do_not_disturb_is_over_once_lxqts_server_has_noticed_as_well(notices: timedelta) -> None:
    lxqt("[General]\ndoNotDisturb=true\n")
    async with Server("lxqt-notificationd", "lxqt.org"), sensing() as heard:
        await until(lambda: heard.on)
        switched = clock().ticks
        lxqt("[General]\ndoNotDisturb=false\n")
        await until(lambda: not heard.on)
        assert heard.of(HoldEnded)[0].at.ticks - switched >= notices


async def test_lxqts_switch_is_a_line_in_a_file(notices: timedelta) -> None:
    async with Server("lxqt-notificationd", "lxqt.org") as server, sensing() as heard:
        await until(lambda: heard.source == "lxqt-notificationd")
        assert not heard.on
        for on in (True, False, True):
            lxqt(f"[General]\n__userfile__=true\ndoNotDisturb={str(on).lower()}\nunattendedMaxNum=10\n")
            await until(lambda on=on: heard.on == on, PUSHED)
        assert heard.of(HoldBegan)[-1].gate == Gate(critical=True, fate=Fate.DROPPED)
        assert server.asked == ["GetServerInformation"]


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("[General]\ndoNotDisturb=true\n", True),
        ("[General]\ndoNotDisturb = 1\n", True),
        ("[General]\ndoNotDisturb=false\ndoNotDisturb=true\n", True),
        ("[General]\ndoNotDisturb=false\n", False),
        ("[General]\ndoNotDisturb=0\n", False),
        ("[General]\ndoNotDisturb=\n", False),
        ("[General]\n;doNotDisturb=true\n#doNotDisturb=true\n", False),
        ("[Other]\ndoNotDisturb=true\n", False),
        ("doNotDisturb=true\n", False),
        ("[General\ndoNotDisturb=true\n", False),
        ("\0\xff", False),
        ("", False),
    ],
)
async def test_what_stands_in_lxqts_file(text: str, on: bool) -> None:
    lxqt(text)
    async with Server("lxqt-notificationd", "lxqt.org"), sensing() as heard:
        await until(lambda: heard.source)
        assert heard.on == on


async def test_the_persons_own_file_goes_before_the_sites(notices: timedelta) -> None:
    lxqt("[General]\ndoNotDisturb=true\n", "XDG_CONFIG_DIRS")
    async with Server("lxqt-notificationd", "lxqt.org"), sensing() as heard:
        await until(lambda: heard.on)
        lxqt("[General]\ndoNotDisturb=false\n")
        await until(lambda: not heard.on, PUSHED)


async def test_a_pipe_in_the_place_of_the_file_is_not_waited_for() -> None:
    file = Path(os.environ["XDG_CONFIG_HOME"], "lxqt", "notifications.conf")
    file.parent.mkdir(parents=True)
    os.mkfifo(file)
    async with Server("lxqt-notificationd", "lxqt.org"), sensing() as heard:
        await until(lambda: heard.source, 5)
        assert not heard.on


# --- Plasma -----------------------------------------------------------------------------------------------------------


def date(ahead: timedelta, fraction: str = "") -> str:
    """As KConfig writes it."""
    at = clock().wall + ahead
    return f"{at.year},{at.month},{at.day},{at.hour},{at.minute},{at.second}{fraction}"


def holding_back(until: str, *more: str) -> Plasma:
    """With this in its file."""
    plasma = Plasma()
    plasma.set(True)
    plasma.write(until, *more)
    return plasma


SOON = timedelta(hours=2)


async def test_what_plasma_holds_back_by_itself_is_not_the_persons_switch() -> None:
    async with Plasma() as plasma, sensing() as quiet, sensing(FullScreen) as full:
        await until(lambda: quiet.source == full.source == "Plasma")
        plasma.switch(True)
        await until(lambda: full.on)
        assert not quiet.on
        [began] = full.of(HoldBegan)
        assert (began.reason, began.sense, began.detail) == (FULL, "full screen", "")
        assert began.gate == Gate(critical=False, fate=Fate.LISTED)
        plasma.switch(False)
        await until(lambda: not full.on)
        assert not quiet.of(HoldBegan)


@pytest.mark.parametrize("fraction", ["", ".5", ".123"])
async def test_what_the_person_has_switched_on_in_plasma_is_do_not_disturb_with_its_end(fraction: str) -> None:
    async with Plasma() as plasma, sensing() as quiet, sensing(FullScreen) as full:
        await until(lambda: quiet.source == full.source == "Plasma")
        plasma.write(date(SOON, fraction))
        plasma.switch(True)
        await until(lambda: quiet.on and not full.on)
        began = quiet.of(HoldBegan)[-1]
        assert (began.reason, began.gate) == (QUIET, Gate(critical=False, fate=Fate.LISTED))
        assert began.until is not None
        assert abs(clock().wall + SOON - began.until) < timedelta(minutes=1)


async def test_do_not_disturb_that_is_switched_on_before_a_full_screen_is_noticed() -> None:
    """`Inhibited` is on already, and so Plasma signals nothing."""
    async with Plasma() as plasma, sensing() as quiet, sensing(FullScreen) as full:
        plasma.switch(True)
        await until(lambda: full.on)
        for ahead in (SOON, -SOON, SOON):
            plasma.write(date(ahead))
            await until(lambda ahead=ahead: quiet.on == (ahead > timedelta()), PUSHED)


@pytest.mark.parametrize(
    "end",
    [
        *("", "tomorrow", "2020,1,1,0,0,0", "2020,1,1,0,0,0.5", "2030,1,1", "2030,13,1,0,0,0", "1,1,1,1,1,1,1"),
        *("2030,1,1,0,0,nan", "2030,1,1,0,0,inf", "9999,12,31,23,59,99999999"),
    ],
)
async def test_a_date_that_is_over_or_none_is_no_do_not_disturb(end: str) -> None:
    async with holding_back(end), sensing() as quiet, sensing(FullScreen) as full:
        await until(lambda: full.on)
        await until(lambda: quiet.source)
        assert not quiet.on


def write_date(variable: str, line: str) -> None:
    folder = Path(os.environ[variable])
    folder.mkdir()
    text = line.format(ahead=date(SOON), over=date(-SOON))
    (folder / "plasmanotifyrc").write_text(f"[DoNotDisturb]\nWhenFullscreen=true\n{text}\n")


@pytest.mark.parametrize(
    ("own", "site", "on"),
    [
        ("", "Until={ahead}", True),
        ("Until={over}", "Until={ahead}", False),
        ("Until[$d]", "Until={ahead}", False),
        ("Until[$i]={ahead}", "", True),
        ("Until={over}", "", False),
    ],
    ids=["the site's", "their own goes first", "deleted", "may not be changed", "over"],
)
async def test_the_date_is_found_where_kde_has_it(own: str, site: str, on: bool) -> None:
    plasma = Plasma()
    plasma.set(True)
    write_date("XDG_CONFIG_HOME", own)
    write_date("XDG_CONFIG_DIRS", site)
    async with plasma, sensing() as quiet:
        await until(lambda: quiet.source)
        assert quiet.on == on


async def test_until_turned_off_is_a_year_for_plasma_and_no_end_for_us() -> None:
    async with holding_back(date(timedelta(days=365))), sensing() as quiet:
        await until(lambda: quiet.on)
        assert quiet.of(HoldBegan)[0].until is None


async def test_a_date_that_plasma_has_not_noticed_is_not_in_force() -> None:
    plasma = Plasma()
    plasma.write(date(SOON))
    async with plasma, sensing() as quiet:
        await until(lambda: quiet.source)
        assert not quiet.on


async def test_a_full_screen_that_ends_lifts_no_do_not_disturb(monkeypatch: pytest.MonkeyPatch) -> None:
    """`Inhibited` goes and comes back then."""
    monkeypatch.setattr(switches.Plasma, "_WAVERS", timedelta(seconds=0.3))
    async with holding_back(date(SOON)) as plasma, sensing() as quiet:
        await until(lambda: quiet.on)
        plasma.switch(False)
        asked = len(plasma.asked)
        await until(lambda: len(plasma.asked) > asked)
        plasma.switch(True)
        asked = len(plasma.asked)
        await until(lambda: len(plasma.asked) > asked + 1)
        assert quiet.of(HoldEnded) == []
        plasma.switch(False)
        await until(lambda: not quiet.on)


async def test_while_plasma_is_away_its_file_counts_and_what_is_posted_waits(private_bus: Bus) -> None:
    offers(private_bus, "plasma_waitforname", "dunst")
    async with holding_back(date(SOON)) as plasma, sensing() as quiet:
        await until(lambda: quiet.on)
        await plasma.go()
        await until(lambda: quiet.why == "Plasma's shell does not run; what it is given waits until it does")
        assert quiet.on


async def test_where_plasma_hides_critical_ones_too_that_is_told_with_its_switch() -> None:
    async with holding_back("", "[Notifications]", "CriticalInDndMode=false"), sensing(FullScreen) as full:
        await until(lambda: full.on)
        assert full.of(HoldBegan)[0].gate == Gate(critical=True, fate=Fate.LISTED)
        assert full.why == (
            "Plasma shows no notification meanwhile, not even a critical one; where to change that: System Settings, "
            "Notifications, Do Not Disturb"
        )


async def test_full_screens_that_are_to_be_ignored_are_sensed_where_plasma_hides_tips_behind_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = a_plan(quiet=a_quiet(full_screen=False))
    for desktop, wanted in (("KDE", True), ("GNOME", False)):
        monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
        offers = {offer.name: offer for offer in Linux(clock).offers(plan, Heard().put)}
        assert offers["full screen"].wanted == wanted
    ignored = partial(FullScreen, heeded=False)
    async with Plasma() as plasma, sensing(ignored) as full:
        await until(lambda: full.source == "Plasma")
        assert full.why.startswith("your settings pay it no heed")
        plasma.switch(True)
        await until(lambda: full.on)


async def test_without_plasma_a_full_screen_is_the_displays_affair() -> None:
    async with WithProperty() as server, sensing(FullScreen) as full:
        await until(lambda: full.why.startswith("there is no display"))
        server.switch(True)
        await server.go()
        async with Plasma():
            await until(lambda: full.source == "Plasma")
        await until(lambda: full.why.startswith("there is no display"))
        assert full.of(HoldBegan) == []


async def test_a_plasma_that_hangs_hides_no_full_screen_for_long() -> None:
    plasma = Plasma()
    plasma.says["GetServerInformation"] = object()
    async with plasma, sensing(FullScreen) as full:
        await until(lambda: full.why.startswith("there is no display"), 1)
