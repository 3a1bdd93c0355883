"""Keys that GNOME and Cinnamon bind, by their custom shortcuts in GSettings.

    Binding, ... ─▶ Custom.bind() ─▶ an entry each: its name, its key, its command ─▶ the list of the entries

An entry is found again by its name and its command together; those of others are only read. Ours stand in the list
under `customN`, as the desktop's own do: Cinnamon's settings (6.6, KeybindingTable.py) count on a number there, and
fail on any other name. And Cinnamon reads entries anew only when the list changes, so it is set without ours first,
and with them last.
"""

import ast
import shlex
from collections.abc import Sequence
from typing import NamedTuple

from reminder.autostart.base import Run, run
from reminder.autostart.keys import COMMANDS, Binding, Key, already_bound, read_gtk, unreachable
from reminder.errors import ReminderError
from reminder.model import desktops
from reminder.phrase import Phrase, either, phrase
from reminder.senses.linux import gsettings

_SLOT = "custom"
_NAMED = "reminder: "


class Row(NamedTuple):
    """Where a desktop has them; seen in the schemas of GNOME 51 and Cinnamon 6.6, and in what reads them there."""

    label: str
    packages: tuple[str, ...]
    """Which have the schema, by what distributions call them."""
    names: frozenset[str]
    """In XDG_CURRENT_DESKTOP, in lower case."""
    family: str
    """How the schemas of its settings begin, in which keys may be bound already."""
    schema: str
    list_key: str
    entry: str
    """The schema of an entry."""
    folder: str
    """The path of an entry begins with it."""
    by_path: bool
    """The list holds paths, not names."""
    many: bool
    """An entry has several keys, not one."""


_ROWS = (
    Row(
        "GNOME",
        ("gnome-settings-daemon-common", "gnome-settings-daemon"),
        frozenset({"gnome", "gnome-classic", "ubuntu"}),
        "org.gnome.",
        "org.gnome.settings-daemon.plugins.media-keys",
        "custom-keybindings",
        "org.gnome.settings-daemon.plugins.media-keys.custom-keybinding",
        "/org/gnome/settings-daemon/plugins/media-keys/custom-keybindings/",
        by_path=True,
        many=False,
    ),
    Row(
        "Cinnamon",
        ("cinnamon-desktop-data", "cinnamon-desktop"),
        frozenset(desktops.CINNAMON.names),
        "org.cinnamon.",
        "org.cinnamon.desktop.keybindings",
        "custom-list",
        "org.cinnamon.desktop.keybindings.custom-keybinding",
        "/org/cinnamon/desktop/keybindings/custom-keybindings/",
        by_path=False,
        many=True,
    ),
)


class _Entry(NamedTuple):
    listed: str
    """As the list has it."""
    name: str
    command: str
    keys: tuple[Key, ...]

    @property
    def bound(self) -> str:
        """Which of our commands it is for; empty: it is not ours."""
        command = self.name.removeprefix(_NAMED)
        if self.name != _NAMED + command or command not in COMMANDS:
            return ""
        try:
            program, *arguments = shlex.split(self.command) or [""]
        except ValueError:
            return ""
        ours = program.rpartition("/")[2] == "reminder" and tuple(arguments) == COMMANDS[command]
        return command if ours else ""


class Custom:
    """The custom shortcuts of one desktop. What cannot be read or written raises ReminderError."""

    def __init__(self, row: Row, ask: Run = run) -> None:
        self.label = row.label
        self._row = row
        self._ask = ask

    def bound(self) -> dict[str, Key]:
        """Our commands that have a key now."""
        return {entry.bound: entry.keys[0] for entry in self._entries() if entry.bound and entry.keys}

    def bind(self, bindings: Sequence[Binding]) -> None:
        """In the place of those that we bound before; where one of the keys is taken, nothing is changed."""
        entries = self._entries()
        others = [entry for entry in entries if not entry.bound]
        self._check(bindings, others)
        self._take_out(entries)
        listed = [entry.listed for entry in others]
        slots = (slot for number in range(10_000) if (slot := self._listed(f"{_SLOT}{number}")) not in listed)
        for binding, slot in zip(bindings, slots, strict=False):
            listed.append(slot)
            key = _text(binding.key.gtk)
            values = {"name": _text(_NAMED + binding.name), "command": _text(binding.command)}
            for name, value in {**values, "binding": f"[{key}]" if self._row.many else key}.items():
                self._run("set", self._path(slot), name, value)
        self._set_list(listed)
        if self.bound().keys() != {binding.name for binding in bindings}:
            raise ReminderError("{desktop} has forgotten at once what it was told; no key is bound", desktop=self.label)

    def unbind(self) -> None:
        self._take_out(self._entries())

    def _take_out(self, entries: Sequence[_Entry]) -> None:
        """Ours, out of the list first: what is not in it does nothing."""
        ours = [entry for entry in entries if entry.bound]
        if ours:
            self._set_list([entry.listed for entry in entries if not entry.bound])
        for entry in ours:
            self._run("reset-recursively", self._path(entry.listed))

    def _check(self, bindings: Sequence[Binding], others: Sequence[_Entry]) -> None:
        """Against others' entries, and whatever setting of the desktop holds such a key."""
        taken = {key: entry.name for entry in others for key in entry.keys}
        for line in self._run("list-recursively").splitlines():
            if not line.startswith(self._row.family):
                continue
            for name, value in _values(line).items():
                taken |= {key: f"{line.partition(' ')[0]} {name}" for key in _keys(value)}
        for binding in bindings:
            if by := taken.get(binding.key):
                raise already_bound(binding, by)

    def _entries(self) -> Sequence[_Entry]:
        listed = _texts(self._run("get", self._row.schema, self._row.list_key))
        if listed is None:
            raise ReminderError("{desktop} keeps its shortcuts in a form that is not known", desktop=self.label)
        return [self._entry(entry) for entry in listed]

    def _entry(self, listed: str) -> _Entry:
        """What cannot be read is of somebody else."""
        found = _values(self._ask("gsettings", "list-recursively", self._path(listed)) or "")
        name, command = ((_texts(found.get(key, "")) or ("",))[0] for key in ("name", "command"))
        return _Entry(listed, name, command, tuple(_keys(found.get("binding", ""))))

    def _listed(self, slot: str) -> str:
        return f"{self._row.folder}{slot}/" if self._row.by_path else slot

    def _path(self, listed: str) -> str:
        return f"{self._row.entry}:{listed if self._row.by_path else f'{self._row.folder}{listed}/'}"

    def _set_list(self, listed: Sequence[str]) -> None:
        self._run("set", self._row.schema, self._row.list_key, f"[{', '.join(map(_text, listed))}]")

    def _run(self, *words: str) -> str:
        answer = self._ask("gsettings", *words)
        if answer is None:
            raise unreachable(self.label, self._why_not())
        return answer

    def _why_not(self) -> Phrase:
        """What is missing, or that nothing is."""
        missing = phrase("the settings in which it keeps them are missing")
        packages: Sequence[str] = self._row.packages
        if self._ask("gsettings", "--version") is None:
            missing, packages = phrase("the program {program} is missing", program="gsettings"), gsettings.PACKAGES
        elif self._ask("gsettings", "list-keys", self._row.schema) is not None:
            return phrase("its settings do not answer, or cannot be written")
        return phrase("{what}; install the package {package}", what=missing, package=either(packages))


def custom(names: Sequence[str], ask: Run = run) -> Custom | None:
    """That of the desktop with these names in XDG_CURRENT_DESKTOP, where it is one of these."""
    known = {name.lower() for name in names}
    return next((Custom(row, ask) for row in _ROWS if known & row.names), None)


def _values(printed: str) -> dict[str, str]:
    """By key, of lines that begin with a schema."""
    parts = (line.split(" ", 2) for line in printed.splitlines())
    return {part[1]: part[2] for part in parts if len(part) == 3}


def _text(text: str) -> str:
    """As GVariant's text form has it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _texts(value: str) -> tuple[str, ...] | None:
    """The texts in a value of GVariant's, one or several; None for what is something else."""
    try:
        found = ast.literal_eval(value.strip().removeprefix("@as "))
    except (ValueError, SyntaxError):
        return None
    texts = (found,) if isinstance(found, str) else tuple(found) if isinstance(found, list) else None
    return texts if texts is not None and all(isinstance(text, str) for text in texts) else None


def _keys(value: str) -> Sequence[Key]:
    return [key for text in _texts(value) or () if (key := read_gtk(text))]
