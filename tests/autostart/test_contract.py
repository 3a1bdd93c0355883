"""What every way of starting at login promises, played on each of them."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.login_fakes import NASTY, FakeRegistry, FakeRun, launcher
from support.words import in_words

from reminder.autostart.base import Autostart, Program, State
from reminder.autostart.launchd import LaunchAgent
from reminder.autostart.login import Login
from reminder.autostart.systemd import UserUnit
from reminder.autostart.windows import RUN, RunValue
from reminder.autostart.xdg import XdgEntry
from reminder.errors import ReminderError


@dataclass(frozen=True)
class Place:
    """One way on an empty home: `contents` is all that a login would read, `spoil` puts something foreign there."""

    way: Autostart
    contents: Callable[[], Mapping[str, object]]
    spoil: Callable[[], object]


def on_files(way: XdgEntry | UserUnit | LaunchAgent, home: Path) -> Place:
    def contents() -> Mapping[str, object]:
        paths = (path for path in sorted(home.rglob("*")) if path.is_symlink() or path.is_file())
        return {str(path): (os.lstat(path).st_ino, path.read_bytes()) for path in paths}

    def spoil() -> None:
        way.path.parent.mkdir(parents=True, exist_ok=True)
        way.path.write_text("[Desktop Entry]\nType=Application\nExec=/usr/bin/another\n")

    return Place(way, contents, spoil)


def xdg(home: Path) -> Place:
    return on_files(XdgEntry(home / "autostart"), home)


def systemd(home: Path) -> Place:
    return on_files(UserUnit(home / "systemd" / "user", FakeRun()), home)


def launchd(home: Path) -> Place:
    return on_files(LaunchAgent(home / "LaunchAgents", 501, FakeRun()), home)


def windows(home: Path) -> Place:
    registry = FakeRegistry()
    return Place(
        RunValue(registry),
        lambda: {"values": dict(registry.values), "writes": registry.writes} if registry.values else {},
        lambda: registry.write(RUN, "reminder", r'"C:\Another\reminder-pro.exe" run'),
    )


@pytest.fixture(params=[xdg, systemd, launchd, windows])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param is systemd:
        request.getfixturevalue("links")
    made: Place = request.param(tmp_path / "home")
    return made


def test_is_off_before_anybody_asked(place: Place) -> None:
    assert place.way.status().state is State.OFF
    assert place.way.status().where
    assert not place.contents()


def test_is_on_once_enabled(place: Place, program: Program) -> None:
    place.way.enable(program)
    assert (place.way.status().state, in_words(place.way.status().detail)) == (State.ON, "")


def test_enabling_again_writes_nothing(place: Place, program: Program) -> None:
    place.way.enable(program)
    before = place.contents()
    place.way.enable(program)
    assert place.contents() == before


def test_enabling_follows_a_program_that_moved(place: Place, program: Program, tmp_path: Path) -> None:
    place.way.enable(Program(tmp_path / "gone" / "reminder"))
    place.way.enable(program)
    assert place.way.status().state is State.ON


def test_off_leaves_nothing_behind(place: Place, program: Program) -> None:
    place.way.enable(program)
    place.way.disable()
    assert not place.contents()
    assert place.way.status().state is State.OFF


def test_off_may_be_asked_before_on(place: Place) -> None:
    place.way.disable()
    assert not place.contents()


def test_is_broken_once_the_program_is_gone(place: Place, program: Program) -> None:
    place.way.enable(program)
    Path(program.launcher).unlink()
    status = place.way.status()
    assert (status.state, in_words(status.detail)) == (State.BROKEN, f"{program.launcher} is not there")


@pytest.mark.usefixtures("links")
@pytest.mark.parametrize("make", [xdg, systemd, launchd])
@pytest.mark.parametrize("name", NASTY.values(), ids=NASTY)
def test_reads_back_the_program_that_it_quoted(tmp_path: Path, make: Callable[[Path], Place], name: str) -> None:
    way, script = make(tmp_path / "home").way, launcher(tmp_path / name)
    way.enable(Program(script))
    assert way.status().state is State.ON
    script.unlink()
    assert in_words(way.status().detail) == f"{script} is not there"


def test_leaves_alone_what_it_did_not_write_and_says_so(place: Place, program: Program) -> None:
    place.spoil()
    before = place.contents()
    assert place.way.status().state is State.FOREIGN
    with pytest.raises(ReminderError, match="not written by reminder"):
        place.way.enable(program)
    with pytest.raises(ReminderError, match="not written by reminder"):
        place.way.disable()
    assert place.contents() == before


def test_remembers_that_a_person_switched_it_off_until_they_switch_it_on(
    place: Place, program: Program, tmp_path: Path
) -> None:
    login = Login(place.way, (), tmp_path / "state" / "autostart-off")
    assert login.status().never_asked
    login.enable(program)
    assert not login.status().never_asked
    login.disable()
    assert login.status().switched_off
    assert not login.status().never_asked
    login.enable(program)
    assert not login.status().switched_off
