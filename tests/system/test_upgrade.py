"""Another version is noticed when it is whole, wherever its files are."""

import shutil
import sys
from pathlib import Path

import pytest
from support.running import install
from support.scripts import script
from support.waiting import wait_until

from reminder.system import upgrade
from reminder.system.upgrade import Installed, command


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where 1.0 is installed."""
    folder = tmp_path / "site-packages"
    install(folder, "1.0")
    monkeypatch.syspath_prepend(folder)
    return folder


def test_the_running_version_is_no_other(site: Path) -> None:
    installed = Installed("1.0")

    assert not installed.is_another()


def test_another_version_is_noticed_once(site: Path) -> None:
    installed = Installed("1.0")
    install(site, "2.0")

    assert installed.is_another()
    assert not installed.is_another()


def test_the_same_version_installed_again_is_no_other(site: Path) -> None:
    installed = Installed("1.0")
    install(site, "1.0")
    (site / "something else").mkdir()

    assert not installed.is_another()


def test_an_installation_that_is_half_done_is_waited_for(site: Path) -> None:
    installed = Installed("1.0")
    metadata = site / "reminder-1.0.dist-info" / "METADATA"
    metadata.unlink()
    metadata.parent.rmdir()
    assert not installed.is_another()

    info = site / "reminder-2.0.dist-info"
    info.mkdir()
    assert not installed.is_another()

    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: reminder\nVersion: 2.0\n")
    assert installed.is_another()


@pytest.mark.parametrize("begun", [b"", b"Metadata-Version: 2.1\nName: reminder\n", "Version: \u2192".encode()[:-1]])
def test_a_version_that_is_half_written_is_waited_for(site: Path, begun: bytes) -> None:
    installed = Installed("1.0")
    install(site, "2.0")
    metadata = site / "reminder-2.0.dist-info" / "METADATA"
    whole = metadata.read_bytes()
    metadata.write_bytes(begun)
    assert not installed.is_another()

    metadata.write_bytes(whole)
    assert installed.is_another()


class Interpreter:
    """In the place of the one that runs the program; what it says when it is to start that is in its hands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.begun = path.with_name("begun")

    def put(self, does: str) -> None:
        """Another one, in the place of what was there."""
        script(self.path.with_name("new"), f"echo >> {self.begun}", does).replace(self.path)

    @property
    def times(self) -> int:
        return len(self.begun.read_text()) if self.begun.exists() else 0


@pytest.fixture
def python(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Interpreter:
    (tmp_path / "bin").mkdir()
    python = Interpreter(tmp_path / "bin" / "python3")
    python.put("exit 0")
    monkeypatch.setattr(sys, "executable", str(python.path))
    monkeypatch.setattr(upgrade, "_AGAIN", 0.01)
    return python


needs_scripts = pytest.mark.skipif(sys.platform == "win32", reason="a script is no program on Windows")


@needs_scripts
def test_an_installation_that_was_made_anew_elsewhere_is_noticed_once(site: Path, python: Interpreter) -> None:
    installed = Installed("1.0")
    assert not installed.is_another()
    assert python.times == 0, "as long as nothing has changed nobody is asked"

    shutil.rmtree(site)
    wait_until(installed.is_another)
    assert not installed.is_another()
    assert python.times == 1


@needs_scripts
def test_another_interpreter_that_can_start_the_program_is_noticed(site: Path, python: Interpreter) -> None:
    installed = Installed("1.0")
    python.put("exit 0")
    wait_until(installed.is_another)


@needs_scripts
def test_one_that_cannot_start_it_is_tried_again_until_it_can(site: Path, python: Interpreter) -> None:
    installed = Installed("1.0")
    shutil.rmtree(site)
    python.put("exit 1")
    wait_until(lambda: installed.is_another() or python.times >= 3)
    assert not installed.is_another()

    python.path.unlink()
    assert not installed.is_another()
    python.put("exit 0")
    wait_until(installed.is_another)


@needs_scripts
def test_one_that_hangs_is_given_up(site: Path, python: Interpreter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrade, "_DEADLINE", 0.05)
    installed = Installed("1.0")
    python.put("exec sleep 60")
    wait_until(lambda: installed.is_another() or python.times >= 2)
    python.put("exit 0")
    wait_until(installed.is_another)


@needs_scripts
def test_where_the_interpreter_is_gone_the_command_beside_it_starts_the_program(python: Interpreter) -> None:
    assert command() == [str(python.path), "-P", "-m", "reminder"]
    python.path.unlink()
    assert command()[0] == str(python.path), "there is nothing else"
    launcher = python.path.with_name("reminder")
    launcher.touch()
    assert command() == [str(launcher)]
