"""The entry in `autostart/` that nearly every Linux desktop starts at login.

    Program -> render() -> ~/.config/autostart/reminder.desktop -> the desktop, or systemd's generator in its stead

Quoting is that of the Desktop Entry Specification, "The Exec key": a rule for words, then one for strings. The
entry has neither `Version`, for which some desktops drop it, nor `TryExec`, which drops it without a word. What
others have written into it since is read as desktops read it: the tests ask systemd's own generator (252, 262).
"""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from reminder.autostart.base import NOT_OURS, Program, Registration, State, quote
from reminder.autostart.desktops import Desktop
from reminder.autostart.files import erase, has_line, place, read, read_ours
from reminder.autostart.launcher import why_broken
from reminder.autostart.systemd import DropIn
from reminder.phrase import Phrase, listed, phrase, several

MARK = "X-Reminder-Managed=true"
"""In each entry that we write."""
_HEAD = """\
[Desktop Entry]
Type=Application
Name=Reminder
Comment=Shows a short tip every now and then: stretch, straighten, move
"""
_NO = ("false", "0", "no", "off", "n", "f")
_YES = ("true", "1", "yes", "on", "y", "t")
_CONDITIONS = ("AutostartCondition", "X-KDE-autostart-condition")
"""Keys that name a file or a setting on which it depends; what these say is left to the desktop."""
_MASK = f"{_HEAD}Hidden=true\n{MARK}\n"


@dataclass(frozen=True, slots=True)
class XdgEntry:
    """`directory` is the user's, `site` those of the whole machine; a user's entry hides theirs of that name.

    `drop_in` goes with it, and `desktop` is the one that asks, where that is to be considered.
    """

    directory: Path
    site: tuple[Path, ...] = ()
    drop_in: DropIn | None = None
    desktop: Desktop | None = None
    name: ClassVar[str] = "XDG autostart"

    @property
    def path(self) -> Path:
        return self.directory / "reminder.desktop"

    def render(self, program: Program) -> str:
        return f"{_HEAD}Exec={exec_value(program)}\nTerminal=false\nX-GNOME-Autostart-enabled=true\n{MARK}\n"

    def enable(self, program: Program) -> None:
        read_ours(self.path, is_ours)
        place(self.path, self.render(program).encode())
        if self.drop_in:
            self.drop_in.write()

    def disable(self) -> None:
        """Removes the entry; where the machine has one for everybody, hides that one instead."""
        if self.drop_in:
            self.drop_in.remove()
        read_ours(self.path, is_ours)
        if any(read(path) is not None for path in self._site_paths()):
            place(self.path, _MASK.encode())
        else:
            erase(self.path)

    def status(self) -> Registration:
        for path in (self.path, *self._site_paths()):
            content = read(path)
            if content is not None:
                return self._judge(path, content)
        return Registration(State.OFF, str(self.path))

    def _judge(self, path: Path, content: bytes) -> Registration:
        where = str(path)
        if content == _MASK.encode():
            return Registration(State.OFF, where, phrase("hides the entry that the machine has for everybody"))
        if path == self.path and not is_ours(content):
            return Registration(State.FOREIGN, where, NOT_OURS)
        keys = entry_keys(content.decode(errors="replace"))
        if why := self._why_off(keys):
            return Registration(State.DISABLED_BY_DESKTOP, where, why)
        if broken := why_broken(as_string(keys.get("Exec", ""))):
            return Registration(State.BROKEN, where, broken)
        return self._started(where, keys)

    def _why_off(self, keys: Mapping[str, str]) -> Phrase | None:
        """Which key keeps it from being started on this desktop, or on any, where it is not known which one asks."""
        desktop = self.desktop or Desktop()
        if _is_true(keys.get("Hidden")):
            return phrase("switched off in the settings of the desktop")
        if keys.get("X-GNOME-Autostart-enabled", "").lower() in _NO and desktop.heeds_the_switch_of_gnome:
            return phrase("switched off in the settings of the desktop")
        if keys.get("Type", "Application") != "Application":
            return phrase("its Type is {type}, and only Application is started", type=keys["Type"])
        if (program := as_string(keys.get("TryExec", ""))) and not _is_found(program):
            return phrase("its TryExec names {program}, which is no program that is there", program=program)
        if desktop.names and (only := _list(keys.get("OnlyShowIn"))) and not only & set(desktop.names):
            others = listed(sorted(only))
            return phrase("it is for {others} only, and this is {desktop}", others=others, desktop=str(desktop))
        if unwanted := _list(keys.get("NotShowIn")) & set(desktop.names):
            return phrase("it is not for {desktops}", desktops=listed(sorted(unwanted)))
        return self._why_no_unit(keys) if desktop.by_systemd else None

    def _why_no_unit(self, keys: Mapping[str, str]) -> Phrase | None:
        """What else keeps systemd from starting it. A switch that is neither on nor off makes it drop the entry."""
        if _is_true(keys.get("X-systemd-skip")):
            return phrase("systemd, which starts the entries here, is told by X-systemd-skip to leave it out")
        for key in ("Hidden", "X-systemd-skip"):
            if keys.get(key, "false").lower() not in (*_YES, *_NO):
                setting = f"{key}={keys[key]}"
                return phrase("systemd, which starts the entries here, makes nothing of {setting}", setting=setting)
        if keys.get("TryExec") == "":
            return phrase("systemd, which starts the entries here, finds no program by an empty TryExec")
        if self.drop_in and self.drop_in.masked:
            return phrase("switched off by `systemctl --user mask`")
        return None

    def _started(self, where: str, keys: Mapping[str, str]) -> Registration:
        """That it is on, as far as is known of whoever is to start it."""
        desktop = self.desktop
        if desktop is None:
            return Registration(State.ON, where)
        if desktop.starts_entries is False:
            return Registration(
                State.NOT_STARTED, where, phrase("{desktop} starts no autostart entries", desktop=str(desktop))
            )
        said = []
        if desktop.starts_entries is None and desktop.name:
            said.append(
                phrase(
                    "where the desktop starts such entries, as most do; whether {desktop} does is not known here",
                    desktop=str(desktop),
                )
            )
        elif desktop.starts_entries is None:
            said.append(
                phrase("where the desktop starts such entries, as most do; which one it will be is not known here")
            )
        if not desktop.names and (only := _list(keys.get("OnlyShowIn"))):
            said.append(phrase("for {desktops} only", desktops=listed(sorted(only))))
        if "/" not in (command := as_string(keys.get("Exec", ""))):
            program = command.partition(" ")[0]
            said.append(phrase("as long as the PATH of the login leads to {program}", program=program))
        conditions = [f"{key}={keys[key]}" for key in _CONDITIONS if keys.get(key)]
        said += [phrase("as long as {condition} holds", condition=condition) for condition in conditions]
        mends = self.drop_in.mends if desktop.by_systemd and self.drop_in else desktop.by_systemd
        return Registration(State.ON, where, several(said) if said else None, mends=mends)

    def _site_paths(self) -> tuple[Path, ...]:
        return tuple(directory / "reminder.desktop" for directory in self.site)


def exec_value(program: Program) -> str:
    """`program` as an entry names it."""
    # GLib and systemd's generator look a program up before they turn %% into %.
    words = " ".join(quote(word, escaped='"`$\\') for word in program.words(misread="%"))
    return words.replace("\\", "\\\\")


def is_ours(content: bytes) -> bool:
    return has_line(content, MARK)


def entry_keys(text: str) -> Mapping[str, str]:
    """The keys of the group [Desktop Entry], which is the first."""
    group = text.partition("[Desktop Entry]")[2].partition("\n[")[0]
    pairs = (line.partition("=") for line in group.splitlines())
    return {key.strip(): value.strip() for key, _, value in pairs}


def _is_true(value: str | None) -> bool:
    return (value or "").lower() in _YES


def _list(value: str | None) -> set[str]:
    return set(filter(None, (value or "").split(";")))


def _is_found(program: str) -> bool:
    """As systemd's generator looks for a TryExec: a path has to be a whole one, a bare name is looked for."""
    return (program.startswith("/") or "/" not in program) and shutil.which(program) is not None


def as_string(value: str) -> str:
    return re.sub(r"\\(.)", lambda escape: {"s": " ", "n": "\n", "t": "\t"}.get(escape[1], escape[1]), value)
