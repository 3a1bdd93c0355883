"""The installed program in a home of its own, for tests that import these fixtures."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.desk import Desk
from support.desktop_fixtures import Bus
from support.program import Program, installed

from reminder.model.state import State
from reminder.storage.state import save


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A runtime directory with a path that is short enough for a socket; `Program.ask` looks there too."""
    folder = tempfile.mkdtemp(prefix="reminder-test-", dir="/tmp")
    monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
    yield Path(folder)
    shutil.rmtree(folder)


@pytest.fixture
def alone(tmp_path: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """The program where there is no desktop."""
    installed()
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    program = Program(home, runtime, {})
    save(State(), program.state / "state.json")  # of somebody who was welcomed
    yield program
    program.end()


@pytest.fixture
def program(alone: Program, private_bus: Bus) -> Program:
    """The program on the private bus."""
    alone.environment["DBUS_SESSION_BUS_ADDRESS"] = private_bus.address
    return alone


@pytest.fixture
def started(program: Program, desk: Desk) -> Program:
    """The program, which runs and can notify."""
    program.start()
    return program


@pytest.fixture
def desk(private_bus: Bus) -> Iterator[Desk]:
    """The notification server on that bus."""
    desk = Desk()
    desk.come()
    yield desk
    desk.close()
