"""Which way is chosen, and that on Linux only one of the two is ever on."""

import sys
from pathlib import Path

import pytest
from login_fakes import FakeRun, launcher

from reminder.autostart import Login, Program, State, choose
from reminder.autostart.systemd import UserUnit
from reminder.autostart.xdg import XdgEntry
from reminder.errors import ReminderError, UsageError

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="a link needs a privilege on Windows")
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
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@needs_links
def test_switching_one_on_switches_the_other_off(home: Home) -> None:
    home.by_entry.enable(home.program)
    assert home.states() == (State.ON, State.OFF)
    home.by_unit.enable(home.program)
    assert home.states() == (State.OFF, State.ON)
    home.by_entry.enable(home.program)
    assert home.states() == (State.ON, State.OFF)
    assert not home.by_entry.status().switched_off


@needs_links
def test_the_unit_hides_the_entry_of_the_whole_machine(home: Home) -> None:
    XdgEntry(home.entry.site[0]).enable(home.program)
    home.by_unit.enable(home.program)
    assert home.states() == (State.OFF, State.ON)
    home.by_unit.disable()
    assert home.states() == (State.OFF, State.OFF)


@needs_links
def test_off_switches_off_whichever_is_on(home: Home) -> None:
    home.by_unit.enable(home.program)
    home.by_entry.disable()
    assert home.states() == (State.OFF, State.OFF)


@needs_links
def test_status_tells_of_whichever_is_on(home: Home) -> None:
    home.by_unit.enable(home.program)
    assert home.by_entry.status() == home.unit.status()
    home.unit.wants.unlink()
    assert home.by_entry.status().state is State.DISABLED_BY_DESKTOP


@needs_links
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


@needs_links
def test_a_refused_on_leaves_the_other_on(home: Home) -> None:
    home.by_unit.enable(home.program)
    home.entry.directory.mkdir()
    home.entry.path.write_text("[Desktop Entry]\n")
    with pytest.raises(ReminderError, match="not written by reminder"):
        home.by_entry.enable(home.program)
    assert home.unit.status().state is State.ON


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
