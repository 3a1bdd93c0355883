"""A launcher that is there and cannot be started all the same."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.login_fakes import FakeRun, launcher, row_of
from support.words import in_words

from reminder.autostart.base import Autostart, Program, State
from reminder.autostart.launchd import LaunchAgent
from reminder.autostart.launcher import why_broken, why_not
from reminder.autostart.startup_line import StartupLine
from reminder.autostart.systemd import UserUnit
from reminder.autostart.xdg import XdgEntry

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a launcher on Windows is no script")


class Venv:
    """An environment such as pipx or uv makes, with a command in it."""

    def __init__(self, root: Path, first: str = "#!{python}\n") -> None:
        self.python = root / "bin" / "python"
        self.system = launcher(root / "usr", "python3.11")
        self.command = launcher(root / "bin")
        self.python.symlink_to(self.system)
        (root / "pyvenv.cfg").touch()
        (root / "lib" / "python3.11").mkdir(parents=True)
        self.command.write_text(first.format(python=self.python) + "import reminder\n")


@pytest.fixture
def venv(tmp_path: Path) -> Venv:
    return Venv(tmp_path / "venv")


def test_a_whole_one_can_be_started(venv: Venv) -> None:
    assert in_words(why_not(str(venv.command))) == ""


HEADS = {
    "plain": "#!{python}\n",
    "with an argument": "#! {python} -E\n",
    "by a shell, for a long path": "#!/bin/sh\n'''exec' {python} \"$0\" \"$@\"\n' '''\n",
    "by a shell, for a space": "#!/bin/sh\n'''exec' '{python}' \"$0\" \"$@\"\n' '''\n",
    "by a shell, quoted twice": "#!/bin/sh\n'''exec' \"{python}\" \"$0\" \"$@\"\n' '''\n",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("left", ["link dangles", "link is gone", "may not be executed"])
def test_one_whose_interpreter_is_gone_cannot(tmp_path: Path, head: str, left: str) -> None:
    venv = Venv(tmp_path / ("Ann Lee" if "'{" in head or '"{' in head else "venv"), head)
    assert in_words(why_not(str(venv.command))) == ""
    if left == "may not be executed":
        venv.system.chmod(0o644)
    else:
        (venv.system if left == "link dangles" else venv.python).unlink()
    assert in_words(why_not(str(venv.command))) == (
        f"{venv.command} is run by {venv.python}, which is gone; install reminder again"
    )


@pytest.mark.parametrize("head", ["#!/usr/bin/env no-such-python\n", "#!/usr/bin/env -S no-such-python -P\n"])
def test_one_whose_interpreter_is_looked_for_in_vain_cannot(tmp_path: Path, head: str) -> None:
    assert "no-such-python, which is gone" in in_words(why_not(str(Venv(tmp_path, head).command)))


def test_one_whose_python_became_another_version_cannot(venv: Venv) -> None:
    venv.python.unlink()
    venv.python.symlink_to(launcher(venv.system.parent, "python3.12"))
    assert "is now Python 3.12 and lacks reminder" in in_words(why_not(str(venv.command)))


def test_a_link_that_leads_nowhere_says_where_it_led(venv: Venv, tmp_path: Path) -> None:
    shim = tmp_path / "reminder"
    shim.symlink_to(venv.command)
    assert in_words(why_not(str(shim))) == ""
    venv.command.unlink()
    assert in_words(why_not(str(shim))) == f"{shim} leads to {venv.command}, which is not there"


def test_one_that_may_not_be_executed_cannot(venv: Venv) -> None:
    venv.command.chmod(0o644)
    assert in_words(why_not(str(venv.command))) == f"{venv.command} may not be executed; see its permissions"


def test_a_directory_is_no_program(tmp_path: Path) -> None:
    assert in_words(why_not(str(tmp_path))) == f"{tmp_path} is not there"


@pytest.mark.parametrize("content", [b"", b"\x7fELF\x02", b"#!", b"#!\n", b"#!/bin/sh\n'''exec' '/unbalanced\n"])
def test_what_is_no_script_is_let_pass(tmp_path: Path, content: bytes) -> None:
    program = launcher(tmp_path)
    program.write_bytes(content)
    assert in_words(why_not(str(program))) == ""


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_one_that_cannot_be_read_is_let_pass(venv: Venv) -> None:
    venv.command.chmod(0o111)
    assert in_words(why_not(str(venv.command))) == ""


@pytest.mark.parametrize("command", ["", "   ", "/usr/bin/env", "/usr/bin/env A=b"])
def test_a_command_without_a_program_names_none(command: str) -> None:
    assert in_words(why_broken(command)) == "it names no program"


WAYS: dict[str, Callable[[Path], Autostart]] = {
    "entry": lambda home: XdgEntry(home / "autostart"),
    "unit": lambda home: UserUnit(home / "user", FakeRun()),
    "agent": lambda home: LaunchAgent(home / "agents", 501, FakeRun()),
    "line": lambda home: StartupLine(row_of("sway"), {"HOME": str(home)}),
}


@pytest.mark.parametrize("make", WAYS.values(), ids=WAYS)
def test_every_way_tells_that_the_interpreter_is_gone_and_when_it_is_back(
    tmp_path: Path, venv: Venv, make: Callable[[Path], Autostart]
) -> None:
    (tmp_path / ".config" / "sway").mkdir(parents=True)
    (tmp_path / ".config" / "sway" / "config").touch()
    way = make(tmp_path)
    way.enable(Program(venv.command))
    assert way.status().state is State.ON
    venv.system.unlink()
    assert (way.status().state, "which is gone" in in_words(way.status().detail)) == (State.BROKEN, True)
    launcher(venv.system.parent, "python3.11")
    assert way.status().state is State.ON
