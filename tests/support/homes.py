"""A home of its own for a test, with the settings' files in it, and a place for the socket."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest


class Home(NamedTuple):
    """Where the settings' files of a test are; none is there yet."""

    user: Path
    site: Path
    state: Path

    def write(self, text: str) -> None:
        """Make this the user's file."""
        self.user.parent.mkdir(parents=True, exist_ok=True)
        self.user.write_bytes(text.encode())

    def write_site(self, text: str) -> None:
        """Make this the site's file."""
        self.site.parent.mkdir(parents=True, exist_ok=True)
        self.site.write_bytes(text.encode())


def new_home(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Home:
    """Turn the program's eyes away from the real settings, for the time of a test."""
    for variable in [variable for variable in os.environ if variable.startswith("REMINDER_")]:
        monkeypatch.delenv(variable)
    if sys.platform == "win32":
        return _new_windows_home(monkeypatch, folder)
    folders = {"CONFIG_HOME": "config", "CONFIG_DIRS": "site", "STATE_HOME": "state", "DATA_HOME": "data"}
    for kind, name in folders.items():
        monkeypatch.setenv(f"XDG_{kind}", str(folder / name))
    return Home(
        folder / "config" / "reminder" / "config.toml",
        folder / "site" / "reminder" / "config.toml",
        folder / "state" / "reminder",
    )


def _new_windows_home(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Home:
    """Windows has no variables for these; platformdirs has, and says what Windows says where they are not set."""
    for variable, name in (("LOCAL_APPDATA", "local"), ("COMMON_APPDATA", "site")):
        monkeypatch.setenv(f"WIN_PD_OVERRIDE_{variable}", str(folder / name))
    monkeypatch.setattr("reminder.system.windows_owner.owner_of", lambda path: "S-1-5-32-544")
    own = folder / "local" / "reminder"
    return Home(own / "config.toml", folder / "site" / "reminder" / "config.toml", own)


@contextmanager
def runtime_of_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Socket and lock are where nobody else has any; the socket's path is short enough for one."""
    with tempfile.TemporaryDirectory(dir=None if sys.platform == "win32" else "/tmp") as directory:
        for variable in ("XDG_RUNTIME_DIR", "TMPDIR", "LOCALAPPDATA"):
            monkeypatch.setenv(variable, directory)
        yield


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.name for path in folder.iterdir())
