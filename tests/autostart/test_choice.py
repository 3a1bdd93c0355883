"""Which way is chosen, and that on Linux only one of the two is ever on."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from support.login_fakes import FakeRun, launcher, row_of

from reminder.autostart.base import Program, State
from reminder.autostart.desktops import Desktop
from reminder.autostart.login import Login, choose
from reminder.autostart.startup_files import ROWS
from reminder.autostart.startup_line import StartupLine
from reminder.autostart.systemd import UserUnit
from reminder.autostart.xdg import XdgEntry
from reminder.errors import ReminderError, UsageError

on_linux = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the two ways are those of Linux")


class Home:
    """A home on Linux, with both ways in it."""

    def __init__(self, root: Path) -> None:
        self.entry = XdgEntry(root / "autostart", (root / "site",))
        self.unit = UserUnit(root / "systemd" / "user", FakeRun())
        self.by_entry = Login(self.entry, (self.unit,), root / "state" / "autostart-off")
        self.by_unit = Login(self.unit, (self.entry,), root / "state" / "autostart-off")
        self.program = Program(launcher(root / "bin"))

    def states(self) -> tuple[State, State]:
        return self.entry.status().state, self.unit.status().state


@pytest.fixture
def home(links: None, tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_switching_one_on_switches_the_other_off(home: Home) -> None:
    home.by_entry.enable(home.program)
    assert home.states() == (State.ON, State.OFF)
    home.by_unit.enable(home.program)
    assert home.states() == (State.OFF, State.ON)
    home.by_entry.enable(home.program)
    assert home.states() == (State.ON, State.OFF)
    assert not home.by_entry.status().switched_off


def test_the_unit_hides_the_entry_of_the_whole_machine(home: Home) -> None:
    XdgEntry(home.entry.site[0]).enable(home.program)
    home.by_unit.enable(home.program)
    assert home.states() == (State.OFF, State.ON)
    home.by_unit.disable()
    assert home.states() == (State.OFF, State.OFF)


def test_off_switches_off_whichever_is_on(home: Home) -> None:
    home.by_unit.enable(home.program)
    home.by_entry.disable()
    assert home.states() == (State.OFF, State.OFF)


def test_status_tells_of_whichever_is_on(home: Home) -> None:
    home.by_unit.enable(home.program)
    assert home.by_entry.status() == home.unit.status()
    home.unit.wants.unlink()
    assert home.by_entry.status().state is State.DISABLED_BY_DESKTOP


def test_something_foreign_in_the_other_place_hinders_neither_on_nor_off(home: Home) -> None:
    home.entry.directory.mkdir()
    home.entry.path.write_text("[Desktop Entry]\n")
    home.by_unit.enable(home.program)
    assert home.states() == (State.FOREIGN, State.ON)
    with pytest.raises(ReminderError, match="not written by reminder"):
        home.by_unit.disable()
    assert home.states() == (State.FOREIGN, State.OFF)
    assert home.by_unit.status().switched_off
    assert home.entry.path.read_text() == "[Desktop Entry]\n"


def test_a_refused_on_leaves_the_other_on(home: Home) -> None:
    home.by_unit.enable(home.program)
    home.entry.directory.mkdir()
    home.entry.path.write_text("[Desktop Entry]\n")
    with pytest.raises(ReminderError, match="not written by reminder"):
        home.by_entry.enable(home.program)
    assert home.unit.status().state is State.ON


class Sway:
    """A home whose desktop is sway, which has reached graphical-session.target or not."""

    def __init__(self, root: Path, reaches: bool = False) -> None:
        self.environment = {"HOME": str(root)}
        self.config = root / ".config" / "sway" / "config"
        self.config.parent.mkdir(parents=True)
        self.config.write_text("set $mod Mod4\n")
        self.program = Program(launcher(root / "bin"))
        row = row_of("sway")
        desktop = Desktop("sway", ("sway",), False, False, reaches, row)
        self.entry = XdgEntry(root / "autostart", desktop=desktop)
        self.unit = UserUnit(root / "systemd" / "user", FakeRun(), desktop)
        lines = [StartupLine(row, self.environment) for row in ROWS]
        self.login = Login(self.entry, (self.unit,), root / "state" / "autostart-off", lines, desktop)
        self.by_unit = replace(self.login, way=self.unit, others=(self.entry,))

    @property
    def line(self) -> StartupLine:
        assert self.login.line
        return self.login.line


@pytest.fixture
def sway(links: None, tmp_path: Path) -> Sway:
    return Sway(tmp_path)


def test_an_entry_that_the_desktop_does_not_start_is_not_on(sway: Sway) -> None:
    sway.login.enable(sway.program)
    status = sway.login.status()
    assert (status.state, status.where) == (State.NOT_STARTED, str(sway.entry.path))
    assert not status.never_asked
    assert sway.config.read_text() == "set $mod Mod4\n"


def test_a_line_beside_the_entry_makes_it_on_and_off_takes_both(sway: Sway) -> None:
    sway.login.enable(sway.program)
    sway.line.enable(sway.program)
    assert (sway.login.status().state, sway.login.status().where) == (State.ON, str(sway.config))
    sway.login.disable()
    assert (sway.login.status().state, sway.config.read_text()) == (State.OFF, "set $mod Mod4\n")
    assert not sway.entry.path.exists()


def test_a_broken_line_is_told_before_an_entry_that_is_of_no_use(sway: Sway) -> None:
    sway.login.enable(sway.program)
    sway.line.enable(sway.program)
    Path(sway.program.launcher).unlink()
    assert (sway.login.status().state, sway.login.status().where) == (State.BROKEN, str(sway.entry.path))
    sway.entry.disable()
    assert (sway.login.status().state, sway.login.status().where) == (State.BROKEN, str(sway.config))


@pytest.mark.usefixtures("links")
@pytest.mark.parametrize("reaches", [True, False])
def test_the_unit_is_on_where_the_session_reaches_its_target(tmp_path: Path, reaches: bool) -> None:
    sway = Sway(tmp_path, reaches)
    sway.by_unit.enable(sway.program)
    assert sway.login.status().state is (State.ON if reaches else State.NOT_STARTED)
    assert sway.login.status().where == str(sway.unit.path)


def test_on_again_brings_the_line_up_to_date_without_being_told_to_write(sway: Sway, tmp_path: Path) -> None:
    sway.line.enable(Program(tmp_path / "gone"))
    sway.login.enable(sway.program)
    assert sway.line.render(sway.program) in sway.config.read_text().splitlines()


@pytest.fixture
def i3(sway: Sway) -> StartupLine:
    """Of a desktop that is not used now."""
    line = StartupLine(row_of("i3"), sway.environment)
    line.path.parent.mkdir()
    line.path.write_text("bar\n")
    return line


def test_off_takes_the_line_of_a_desktop_that_is_not_used_now(sway: Sway, i3: StartupLine) -> None:
    i3.enable(sway.program)
    assert i3.path.read_text() != "bar\n"
    sway.login.disable()
    assert i3.path.read_text() == "bar\n"


def test_a_line_that_cannot_be_renewed_is_told_and_the_others_and_the_entry_are_on_all_the_same(
    sway: Sway, i3: StartupLine, tmp_path: Path
) -> None:
    sway.login.disable()
    old = replace(sway.program, arguments=("old",))
    sway.line.enable(old)
    sway.config.symlink_to(sway.config.rename(tmp_path / "store"))
    i3.enable(old)
    with pytest.raises(ReminderError, match="is a link"):
        sway.login.enable(sway.program)
    assert not sway.login.status().switched_off
    assert " old" not in i3.path.read_text()


def test_a_line_that_cannot_be_taken_out_is_told_and_the_entry_is_off_all_the_same(sway: Sway, tmp_path: Path) -> None:
    sway.login.enable(sway.program)
    sway.line.enable(sway.program)
    sway.config.symlink_to(sway.config.rename(tmp_path / "store"))
    with pytest.raises(ReminderError, match="is a link"):
        sway.login.disable()
    assert (sway.entry.status().state, sway.login.status().switched_off) == (State.OFF, True)


@on_linux
@pytest.mark.parametrize("systemd", [False, True], ids=["entry", "unit"])
@pytest.mark.parametrize("configured", [True, False], ids=["XDG_CONFIG_HOME", "home"])
def test_finds_its_place_on_linux(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, configured: bool, systemd: bool
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings") if configured else "relative")
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "site"))
    config = tmp_path / ("settings" if configured else ".config")
    path = config / ("systemd/user/reminder.service" if systemd else "autostart/reminder.desktop")
    status = choose(systemd, state_dir=tmp_path).status()
    assert (status.state, status.where, status.never_asked) == (State.OFF, str(path), True)


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_the_unit_is_for_linux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(UsageError, match="Linux"):
        choose(systemd=True, state_dir=tmp_path)


def test_macos_has_its_agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert choose(state_dir=tmp_path).status().where == str(tmp_path / "Library/LaunchAgents/reminder.login.plist")
