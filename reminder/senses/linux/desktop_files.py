"""What desktops keep in files: the settings of Plasma and LXQt, and what a session bus starts on demand.

    SettingsFile(name).value(group, key) ─▶ the person's own file, then the site's ─▶ text, or None
    started_for(name) ─▶ the *.service files of the session bus ─▶ the programs

A file that cannot be read is one without anything in it: so do its own readers have it.
"""

import os
from asyncio import get_running_loop
from collections.abc import Callable, Iterator
from pathlib import Path

from reminder.phrase import Phrase, phrase
from reminder.storage import files
from reminder.storage.watch import FileWatch


class SettingsFile:
    """Groups in brackets, and below them `key=value`: KConfig's files and QSettings'."""

    def __init__(self, name: str) -> None:
        """`name`: below the directory of settings, like "lxqt/notifications.conf"."""
        self._name = name
        self._watch: FileWatch | None = None

    def value(self, group: str, key: str) -> str | None:
        """As it stands there; None: it does not."""
        for folder in _folders("XDG_CONFIG_HOME", ".config", "XDG_CONFIG_DIRS", "/etc/xdg"):
            if (found := _entries(folder / self._name, group).get(key)) is not None:
                return found
        return None

    def watch(self, changed: Callable[[], None]) -> Phrase | None:
        """Call `changed` whenever the person's own file is another; returns why that may fail, or None."""
        own = next(_folders("XDG_CONFIG_HOME", ".config", "XDG_CONFIG_DIRS", "/etc/xdg")) / self._name
        self._watch = FileWatch([own], changed)
        problem = self._watch.start(get_running_loop())
        return phrase("a change of {file} may go unnoticed", file=str(own)) if problem else None

    def close(self) -> None:
        if self._watch:
            self._watch.stop()


def started_for(name: str) -> set[str]:
    """The programs that a session bus may start for whoever calls `name`, without their folders.

    Of several for the same name in one folder the bus takes any.
    """
    folders = list(_folders("XDG_DATA_HOME", ".local/share", "XDG_DATA_DIRS", "/usr/local/share:/usr/share"))
    if runtime := os.environ.get("XDG_RUNTIME_DIR"):
        folders.insert(0, Path(runtime))
    for folder in folders:
        services = (_entries(path, "D-BUS Service") for path in sorted((folder / "dbus-1/services").glob("*.service")))
        commands = {service.get("Exec", "") for service in services if service.get("Name") == name}
        if programs := {Path(command.split()[0]).name for command in commands if command.split()}:
            return programs
    return set()


def _folders(own: str, below_home: str, others: str, default: str) -> Iterator[Path]:
    """By the XDG base directory specification: the person's own, then the machine's; only absolute ones count."""
    home = os.path.expanduser(f"~/{below_home}")  # noqa: PTH111 - never raises
    paths = [os.environ.get(own) or home, *(os.environ.get(others) or default).split(os.pathsep)]
    yield from (Path(path) for path in paths if os.path.isabs(path))  # noqa: PTH117 - of text


def _entries(path: Path, group: str) -> dict[str, str]:
    """Those of one group, the last of each. After a key KDE may write marks: `[$i]`; with `[$d]` it was taken out."""
    try:
        text = files.read(path).decode(errors="replace")
    except OSError:
        return {}
    found: dict[str, str] = {}
    here = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("[") and line.endswith("]"):
            here = line[1:-1]
        elif here == group and ("=" in line or line.endswith("[$d]")) and not line.startswith(("#", ";")):
            key, _, value = line.partition("=")
            found[key.partition("[$")[0].strip()] = value.strip()
    return found
