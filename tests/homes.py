"""A home of its own for a test, with the settings' files in it."""

import os
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
    for variable, name in (("XDG_CONFIG_HOME", "config"), ("XDG_CONFIG_DIRS", "site"), ("XDG_STATE_HOME", "state")):
        monkeypatch.setenv(variable, str(folder / name))
    return Home(
        folder / "config" / "reminder" / "config.toml",
        folder / "site" / "reminder" / "config.toml",
        folder / "state" / "reminder",
    )


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.name for path in folder.iterdir())
