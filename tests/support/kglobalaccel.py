"""The global shortcuts of KDE Plasma 6, as far as `reminder keys` asks them, in a thread beside the test."""

import configparser
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from dbus_fast import DBusError, Message
from support.beside import Beside
from support.bus_service import Answer, Service

NAME = "reminder-keys.desktop"
QT = {"Meta": 0x10000000, "Ctrl": 0x04000000, "Alt": 0x08000000, "Shift": 0x02000000, "F9": 0x01000038}
"""What the tests need of Qt's numbers."""


_MOMENT = 0.05
"""Seconds."""


class Known(NamedTuple):
    """One action of one program."""

    name: str
    label: str
    component: str
    program: str
    key: int


def number(key: str) -> int:
    """Of a key as Qt writes it; 0: it cannot be read."""
    parts = [QT.get(part, ord(part) if len(part) == 1 else 0) for part in key.split("+")]
    return sum(parts) if all(parts) else 0


class KGlobalAccel(Service):
    """It looks a moment after the cache is made anew, and passes over new keys of what it knows (kglobalacceld 6.7).

    As older ones do, it gives no key that another action has.
    """

    names = ("org.kde.kglobalaccel",)

    def __init__(self, applications: Path, *others: Known) -> None:
        super().__init__()
        self.actions: Mapping[str, Known] = {}
        """Of our entry; empty: it knows none."""
        self.set_by_person: dict[str, int] = {}
        self._entry = applications / NAME
        self._others = others
        self.is_blind = False
        """It takes no notice of what comes and goes."""
        self._beside = Beside()

    def __enter__(self) -> "KGlobalAccel":
        self._beside.do(self.come())
        return self

    def __exit__(self, *why: object) -> None:
        self._beside.do(self.go())
        self._beside.close()

    def rebuild(self, *command: str) -> str:
        """In the place of the program that makes the cache."""
        assert command == ("kbuildsycoca6",)
        self._beside.call(self._look, after=_MOMENT)
        return ""

    def _look(self) -> None:
        if self.is_blind:
            pass
        elif not self._entry.exists():
            self.actions = {}
        elif not self.actions:
            self.actions = {known.name: known for known in self._read()}

    def _read(self) -> Iterator[Known]:
        entry = configparser.ConfigParser(interpolation=None)
        entry.optionxform = str  # type: ignore[assignment, method-assign]
        entry.read(self._entry)
        program = entry["Desktop Entry"]["Name"]
        yield Known("_launch", program, NAME, program, 0)
        for name in entry["Desktop Entry"]["Actions"].rstrip(";").split(";"):
            action = entry[f"Desktop Action {name}"]
            key = self.set_by_person.get(name, number(action["X-KDE-Shortcuts"]))
            yield Known(name, action["Name"], NAME, program, key)

    def truth(self, call: Message) -> Answer:
        match call.member, call.body:
            case "allShortcutInfos", []:
                if not self.actions:
                    return DBusError("org.freedesktop.DBus.Error.UnknownObject", f"No such object path '{call.path}'")
                return "a(ssssssaiai)", [_told(known) for known in self.actions.values()]
            case "globalShortcutsByKey", [[[key, *_]], [0]]:
                found = (known for known in (*self._others, *self.actions.values()) if known.key == key)
                return "a(ssssssaiai)", [_told(known) for known in found]
            case "setForeignShortcutKeys", [[component, name, *_], keys]:
                assert component == NAME
                key = keys[0][0][0] if keys else 0
                if key and key in [known.key for known in self.actions.values() if known.name != name]:
                    key = 0
                self.set_by_person[name] = key
                self.actions = {**self.actions, name: self.actions[name]._replace(key=key)}
                return "", *()
        return None


def _told(known: Known) -> list[object]:
    context = "default", "Default Context"
    return [known.name, known.label, known.component, known.program, *context, [known.key], [known.key]]
