"""The entry in the application menu, with the icon and what a software catalogue tells of the program.

    config/menu, config/icons ─▶ files(program) ─▶ the person's data folder ─▶ the desktop's menu, its notifications

Wheels carry the same below `share/`, for everybody on the machine, or for the person where it was installed for them
alone; such an entry starts the program by its name. What we write starts it by its path.
"""

import enum
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from reminder.autostart.base import Program, foreign
from reminder.autostart.files import erase, has_line, place, read
from reminder.autostart.launcher import why_broken
from reminder.autostart.xdg import as_string, entry_keys, exec_value
from reminder.phrase import Phrase, phrase
from reminder.storage import paths

ENTRY = paths.menu_entry(Path())
_INFO = Path("metainfo/reminder.metainfo.xml")
_MARK = b"X-Reminder-Managed=true"
"""In each file that we write, a picture's among its comments."""
_INSTALLED = "X-Reminder-Installed=true"
"""In the entry that came with the program."""
_EXEC = re.compile(r'^Exec=sh -c ".*" reminder (.*)$', re.MULTILINE)
_HIDDEN = b"""\
[Desktop Entry]
Type=Application
Name=Reminder
Icon=reminder
Exec=reminder open
NoDisplay=true
X-Reminder-Managed=true
"""
"""Keeps the machine's entry out of the menu, and leaves notifications their name and icon."""
_SETTLED = b"Whether the application menu has an entry was settled, so `reminder autostart on` no longer adds one.\n"


class Listed(enum.Enum):
    ON = "on"
    INSTALLED = "installed"
    """By whatever installed the program, without our doing."""
    OFF = "off"
    STALE = "out of date"
    BROKEN = "broken"
    FOREIGN = "foreign"


STATES = {
    Listed.ON: phrase("on"),
    Listed.INSTALLED: phrase("on, and came with the program"),
    Listed.OFF: phrase("off"),
    Listed.STALE: phrase("out of date; this brings it up to date: reminder menu on"),
    Listed.BROKEN: phrase("broken"),
    Listed.FOREIGN: phrase("not written by reminder"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the entry stands: `where` is its path, `why` says what is broken, `others` are in the place of ours."""

    state: Listed
    where: Path
    why: Phrase | None = None
    others: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Menu:
    """`data` is the person's data folder, `site` those of the machine, whose entries the person's hides.

    `settled` is the file that remembers that a yes or a no was said.
    """

    data: Path
    site: tuple[Path, ...]
    settled: Path

    def enable(self, program: Program) -> None:
        """Where an entry came with the program that one serves. Raises ReminderError where others' is in the way."""
        self._require_no_other()
        if self._is_installed():
            self._remove()
        else:
            for name, content in files(program).items():
                if not _is_others(read(self.data / name)):
                    place(self.data / name, content)
            self._tell()
        place(self.settled, _SETTLED)

    def disable(self) -> None:
        """Removes what `enable` wrote, and nothing else; hides an entry that the machine has for everybody."""
        self._remove()
        place(self.settled, _SETTLED)
        self._require_no_other()
        if any(_is_installed(read(folder / ENTRY)) for folder in self.site):
            place(self.data / ENTRY, _HIDDEN)

    def status(self, program: Program | None) -> Standing:
        """`program` is what it should start; None where that is not known."""
        for folder in (self.data, *self.site):
            content = read(folder / ENTRY)
            if content is not None:
                return self._judge(folder, content, program)
        return Standing(Listed.OFF, self.data / ENTRY, others=self._others())

    @property
    def is_settled(self) -> bool:
        return read(self.settled) is not None

    def _judge(self, folder: Path, content: bytes, program: Program | None) -> Standing:
        where, others = folder / ENTRY, self._others()
        if _is_installed(content):
            return Standing(Listed.INSTALLED, where)
        if folder != self.data or _is_others(content):
            return Standing(Listed.FOREIGN, where)
        if content == _HIDDEN:
            return Standing(Listed.OFF, where, others=others)
        command = as_string(entry_keys(content.decode(errors="replace")).get("Exec", ""))
        if why := why_broken(command):
            return Standing(Listed.BROKEN, where, why, others)
        wanted = files(program).items() if program else ()
        stale = any((self.data / name) not in others and read(self.data / name) != content for name, content in wanted)
        return Standing(Listed.STALE if stale else Listed.ON, where, others=others)

    def _others(self) -> tuple[Path, ...]:
        found = (self.data / name for name in _sources())
        return tuple(path for path in found if _is_others(read(path)))

    def _require_no_other(self) -> None:
        for folder in (self.data, *self.site):
            content = read(folder / ENTRY)
            if content is not None and not _is_installed(content) and (folder != self.data or _is_others(content)):
                raise foreign(str(folder / ENTRY))

    def _is_installed(self) -> bool:
        return any(_is_installed(read(folder / ENTRY)) for folder in (self.data, *self.site))

    def _remove(self) -> None:
        if _is_installed(read(self.data / ENTRY)):
            return  # whoever installed that put the other files there, too
        for name in _sources():
            path = self.data / name
            content = read(path)
            if content is not None and not _is_others(content):
                erase(path)
                with suppress(OSError):
                    for folder in list(path.parents)[: len(name.parents) - 1]:
                        folder.rmdir()
        self._tell()

    def _tell(self) -> None:
        """Desktops that keep what icons there are look at the time of this folder (Icon Theme Specification 0.13)."""
        with suppress(OSError):
            os.utime(self.data / "icons" / "hicolor")


def here() -> Menu:
    data, *site = paths.data_folders()
    return Menu(data, tuple(site), paths.state_dir() / "menu-settled")


def files(program: Program) -> Mapping[Path, bytes]:
    """What `Menu.enable` writes, by the names below the data folder."""
    found = {name: source.read_bytes() for name, source in _sources().items()}
    entry = found[ENTRY].decode().replace(_INSTALLED, _MARK.decode())
    found[ENTRY] = _EXEC.sub(lambda line: _exec(program, line[1]), entry).encode()
    return found


def _exec(program: Program, arguments: str) -> str:
    return f"Exec={exec_value(Program(program.launcher, tuple(arguments.split())))}"


def _sources() -> Mapping[Path, Path]:
    """The files of the wheel by their names below the data folder; the entry comes last, when all it names is there."""
    icons, menu = paths.packaged("icons"), paths.packaged("menu")
    found = {Path("icons") / path.relative_to(icons): path for path in sorted(icons.rglob("reminder*.*"))}
    return {**found, _INFO: menu / _INFO.name, ENTRY: menu / ENTRY.name}


def _is_installed(content: bytes | None) -> bool:
    return content is not None and has_line(content, _INSTALLED)


def _is_others(content: bytes | None) -> bool:
    return content is not None and _MARK not in content
