"""The entry in `autostart/` that nearly every Linux desktop starts at login.

    Program -> render() -> ~/.config/autostart/reminder.desktop -> the desktop, or systemd's generator in its stead

Quoting is that of the Desktop Entry Specification, "The Exec key": a rule for words, then one for strings. The
entry has neither `Version`, for which some desktops drop it, nor `TryExec`, which drops it without a word.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from reminder.autostart.base import Program, State, Status, quote, why_broken
from reminder.autostart.files import erase, has_line, place, read, read_ours

_MARK = "X-Reminder-Managed=true"
_HEAD = """\
[Desktop Entry]
Type=Application
Name=Reminder
Comment=Shows a short tip every now and then: stretch, straighten, move
"""
_MASK = f"{_HEAD}Hidden=true\n{_MARK}\n"


@dataclass(frozen=True, slots=True)
class XdgEntry:
    """`directory` is the user's, `site` those of the whole machine; a user's entry hides theirs of that name."""

    directory: Path
    site: tuple[Path, ...] = ()
    name: ClassVar[str] = "XDG autostart"

    @property
    def path(self) -> Path:
        return self.directory / "reminder.desktop"

    def render(self, program: Program) -> str:
        # GLib and systemd's generator look a program up before they turn %% into %.
        words = " ".join(quote(word, escaped='"`$\\') for word in program.words(misread="%"))
        command = words.replace("\\", "\\\\")
        return f"{_HEAD}Exec={command}\nTerminal=false\nX-GNOME-Autostart-enabled=true\n{_MARK}\n"

    def enable(self, program: Program) -> None:
        read_ours(self.path, _is_ours)
        place(self.path, self.render(program).encode())

    def disable(self) -> None:
        """Removes the entry; where the machine has one for everybody, hides that one instead."""
        read_ours(self.path, _is_ours)
        if any(read(path) is not None for path in self._site_paths()):
            place(self.path, _MASK.encode())
        else:
            erase(self.path)

    def status(self) -> Status:
        for path in (self.path, *self._site_paths()):
            content = read(path)
            if content is not None:
                return self._judge(path, content)
        return Status(State.OFF, str(self.path))

    def _judge(self, path: Path, content: bytes) -> Status:
        where = str(path)
        if content == _MASK.encode():
            return Status(State.OFF, where, "hides the entry that the machine has for everybody")
        if path == self.path and not _is_ours(content):
            return Status(State.FOREIGN, where, "not written by reminder")
        keys = _keys(content.decode(errors="replace"))
        if keys.get("Hidden") == "true" or keys.get("X-GNOME-Autostart-enabled") == "false":
            return Status(State.DISABLED_BY_DESKTOP, where, "switched off in the settings of the desktop")
        if broken := why_broken(_as_string(keys.get("Exec", ""))):
            return Status(State.BROKEN, where, broken)
        return Status(State.ON, where)

    def _site_paths(self) -> tuple[Path, ...]:
        return tuple(directory / "reminder.desktop" for directory in self.site)


def _is_ours(content: bytes) -> bool:
    return has_line(content, _MARK)


def _keys(text: str) -> Mapping[str, str]:
    """The keys of the group [Desktop Entry], which is the first."""
    group = text.partition("[Desktop Entry]")[2].partition("\n[")[0]
    pairs = (line.partition("=") for line in group.splitlines())
    return {key.strip(): value.strip() for key, _, value in pairs}


def _as_string(value: str) -> str:
    return re.sub(r"\\(.)", lambda escape: {"s": " ", "n": "\n", "t": "\t"}.get(escape[1], escape[1]), value)
