"""Of each option: its value, where that comes from, what the default is, and whether the user's file changes it.

a Reading, the user's file, default.toml ─▶ settings() ─▶ a Setting for every key, also of those without a value

For whoever shows the settings; none of it needs pydantic.
"""

import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from reminder import durations
from reminder.errors import ReminderError
from reminder.model.names import is_name
from reminder.model.plan import Reminder
from reminder.settings import own_file, toml
from reminder.settings.nested import Values, find, leaves, overlay
from reminder.settings.own_file import plain
from reminder.settings.reading import Reading
from reminder.settings.schema import keys
from reminder.settings.values import DEFAULT, ENVIRONMENT, FLAG
from reminder.storage import paths

_OF_ITSELF: Mapping[str, Any] = {
    "lasts": durations.spell(Reminder(name="").lasts),
    "about": [],
    "enabled": Reminder(name="").enabled,
}
"""What a reminder has of which nobody says anything."""
_HEAD = re.compile(r"\s*\[([^\[\]]+)\]")
_KEY = re.compile(r"""\s*([\w."' -]+?)\s*=""")


class Source(StrEnum):
    DEFAULT = "default"
    SITE = "site"
    OWN = "own"
    """The user's file."""
    ENVIRONMENT = "environment"
    FLAG = "flag"


class Setting(NamedTuple):
    """An option as it stands; None as a value: it has none."""

    key: str
    value: Any
    """In force."""
    default: Any
    """In force where neither the user's file nor the environment nor a flag says otherwise: the way back."""
    origin: str
    """Where `value` comes from, in the words of `Reading.origins`."""
    source: Source
    """What kind of origin that is."""
    variable: str
    """That decides it; empty: none does."""
    locked: str
    """The file by which an organisation has fixed it; empty: none has."""
    own: Any
    """What the user's file says of it, whether that counts or not."""
    line: int | None
    """Of the user's file, where it says so; None: it does not, or nobody knows where."""

    @property
    def is_own(self) -> bool:
        """Whether the user's file says anything of it."""
        return self.own is not None


def settings(reading: Reading) -> dict[str, Setting]:
    """By dotted key, in the order of the schema."""
    below = overlay(tomllib.loads(paths.packaged("default.toml").read_text("utf-8")), reading.site)
    said = ""
    own: Values = {}
    with suppress(ReminderError):  # a file that cannot be read says nothing that counts
        path = paths.config_file()
        said = own_file.text(path, own_file.content(path))
        own = plain(toml.parse(said))
    lines = _lines(said)
    written = (key[1] for key, _ in leaves(own) if key[0] == "reminders" and key[2:] and is_name(key[1]))
    names = dict.fromkeys((*reading.values["reminders"], *written))
    return {key: _setting(key, reading, below, own, lines) for key in keys([*names])}


def of_itself(key: str) -> Any:
    """What an option is that nobody says anything of; None: nothing."""
    section, _, name = key.rpartition(".")
    return _OF_ITSELF.get(name) if section.startswith("reminders.") else None


def _setting(key: str, reading: Reading, below: Values, own: Values, lines: Mapping[str, int]) -> Setting:
    path = key.split(".")
    origin = reading.origins.get(key, DEFAULT)
    said, value = find(own, path), find(reading.values, path, of_itself(key))
    return Setting(
        key=key,
        value=value,
        default=value if key in reading.locked else find(below, path, of_itself(key)),
        origin=origin,
        source=_source(origin),
        variable=origin.removeprefix(ENVIRONMENT).strip() if origin.startswith(ENVIRONMENT) else "",
        locked=reading.locked.get(key, ""),
        own=said,
        line=lines.get(key) if said is not None else None,
    )


def _source(origin: str) -> Source:
    if origin in (DEFAULT, FLAG):
        return Source(origin)
    if origin.startswith(ENVIRONMENT):
        return Source.ENVIRONMENT
    return Source.OWN if Path(origin) == paths.config_file() else Source.SITE


def _lines(text: str) -> dict[str, int]:
    """The line of each dotted key, as far as it stands there in the usual way, and once."""
    found: dict[str, list[int]] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if head := _HEAD.match(line):
            section = f"{_bare(head[1])}."
        elif key := _KEY.match(line):
            found.setdefault(f"{section}{_bare(key[1])}", []).append(number)
    return {key: numbers[0] for key, numbers in found.items() if len(numbers) == 1}


def _bare(key: str) -> str:
    return re.sub(r"""[\s"']""", "", key)
