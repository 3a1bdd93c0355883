"""The installed program on a private bus, with a notification server that remembers. `pytest -m long` runs the rest."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import Desk
from desktop_fixtures import Bus
from program import Program, installed

LONG = "long: takes many minutes; left out unless chosen with -m"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", LONG)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "long" in config.option.markexpr:
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture
def runtime() -> Iterator[Path]:
    """A runtime directory with a path that is short enough for a socket."""
    folder = tempfile.mkdtemp(prefix="reminder-test-", dir="/tmp")
    yield Path(folder)
    shutil.rmtree(folder)


@pytest.fixture
def alone(tmp_path: Path, runtime: Path) -> Iterator[Program]:
    """The program where there is no desktop."""
    installed()
    home = tmp_path / "home"
    home.mkdir()
    program = Program(home, runtime, {})
    yield program
    program.end()


@pytest.fixture
def program(alone: Program, private_bus: Bus) -> Program:
    """The program on the private bus."""
    alone.environment["DBUS_SESSION_BUS_ADDRESS"] = private_bus.address
    return alone


@pytest.fixture
def desk(private_bus: Bus) -> Iterator[Desk]:
    """The notification server on that bus."""
    desk = Desk()
    desk.come()
    yield desk
    desk.close()
