"""What the page was made from: the settings in force, the user's file as it said then, all tips, and login.

files ─▶ known already, else a child reads them ─▶ Base, which what a form brings is compared with
"""

import os
import tomllib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from reminder.autostart.base import Registration, State
from reminder.autostart.login import choose
from reminder.errors import ReminderError, UsageError
from reminder.model.plan import Tip
from reminder.phrase import Phrase, phrase
from reminder.settings import own_file
from reminder.settings.nested import find, nested, overlay
from reminder.settings.origins import Setting, Source, of_itself, settings
from reminder.settings.reading import Reading, cached_reading, circumstances, decode, known
from reminder.settings.schema import TIP, keys
from reminder.settings.times import TIMES
from reminder.settings.values import ENVIRONMENT, FLAG, PREFIX, is_hook
from reminder.storage import paths
from reminder.web import child
from reminder.web.settings.texts import ON, Texts, written

LOGIN, WHEN, NAME = "login", "when", "name"
"""What stands in the form beside the options of the file: whether a login starts the program, and for each reminder
which of `TIMES` counts, and its name."""
_ids = count(1)
_read: dict[tuple[bool | str, ...], Reading] = {}
"""What a child has read last, by whether it had no variables and its circumstances: the program may run in others, or
not at all."""


class Base(NamedTuple):
    id: int
    reading: Reading
    settings: Mapping[str, Setting]
    own: own_file.Own | None
    """The user's file; None: it cannot be read, by `broken`."""
    broken: Phrase | None
    tips: tuple[Tip, ...]
    """Those that are hidden, too."""
    decided: Mapping[str, Phrase]
    """By dotted key, who else decides it, so that the file cannot."""
    login: Registration | Phrase
    """Or why nobody knows."""
    texts: Texts
    """What stands in the fields as long as nobody has changed any."""
    own_tips: frozenset[str] = frozenset()
    """The ids of those that the person has written."""

    @property
    def reminders(self) -> list[str]:
        return list(self.reading.values["reminders"])

    @property
    def starts(self) -> bool:
        return isinstance(self.login, Registration) and self.login.state in (State.ON, State.NOT_STARTED)

    def value(self, dotted: str) -> Any:
        """In force."""
        return self.settings[dotted].value if dotted in self.settings else of_itself(dotted)

    def default(self, dotted: str) -> Any:
        """What is in force without the user's file."""
        return self.settings[dotted].default if dotted in self.settings else of_itself(dotted)

    def is_own(self, dotted: str) -> bool:
        """The user's file says something about it, be it right or not."""
        return dotted in self.settings and self.settings[dotted].is_own

    def is_given(self, reminder: str) -> bool:
        """It comes with the program or the site, so that the user's file cannot take it away."""
        return any(self.default(f"reminders.{reminder}.{one}") is not None for one in TIMES)

    def can_rename(self, reminder: str) -> bool:
        """It is called so in the user's file alone."""
        return not self.is_given(reminder) and not any(key.startswith(f"reminders.{reminder}.") for key in self.decided)


def load(runs: bool) -> Base:
    """`runs`: the program does, so that what it was started with counts. Raises ReminderError."""
    with ThreadPoolExecutor(1) as beside:
        login = beside.submit(_login)
        try:
            own, broken = own_file.own(), None  # first: what is written from now on has been written meanwhile
        except UsageError as error:
            own, broken = None, error.said
        reading = _reading(runs)
        each = settings(reading)
        decided = {key: why for key, its in each.items() if (why := _why_decided(its))}
        tips = _tips(reading)
        registered = login.result()
    return with_texts(Base(next(_ids), reading, each, own, broken, tips, decided, registered, {}, _own_tips(tips)))


def with_texts(base: Base) -> Base:
    found = {key: written(key, base.value(key)) for key in keys(base.reminders)}
    found |= {f"reminders.{name}.{WHEN}": (_when(base, name),) for name in base.reminders}
    found |= {f"reminders.{name}.{NAME}": (name,) for name in base.reminders if base.can_rename(name)}
    return base._replace(texts={**found, LOGIN: ON if base.starts else ()})


def _when(base: Base, name: str) -> str:
    return "at" if base.value(f"reminders.{name}.at") else "every"


def _reading(runs: bool) -> Reading:
    """Raises ReminderError."""
    if reading := known():
        return reading
    running = cached_reading() if runs else None
    return _as_started(_anew(without_variables=True), running) if running else _anew()


def _as_started(reading: Reading, running: Reading) -> Reading:
    """With what the running program was started with, as its own last reading tells of it."""
    given = [key for key, origin in running.origins.items() if origin == FLAG or origin.startswith(ENVIRONMENT)]
    values, origins = reading.values, dict(reading.origins)
    for dotted in given:
        if dotted not in reading.locked:
            key = dotted.split(".")
            values = overlay(values, nested(key, find(running.values, key)))
            origins[dotted] = running.origins[dotted]
    return replace(reading, values=values, origins=origins)


def _anew(without_variables: bool = False) -> Reading:
    """`without_variables`: those of the window set nothing. Raises ReminderError."""
    for of, reading in _read.items():
        if of == (without_variables, *circumstances((), reading.files)):
            return reading
    began = circumstances((), ())
    variables = [name for name in os.environ if name.upper().startswith(PREFIX)] if without_variables else []
    done = child.ended("reminder.settings", environment=dict.fromkeys(variables))
    try:
        reading = decode(done.printed.encode())
    except msgspec.DecodeError as error:
        raise ReminderError("the settings could not be read: {why}", why=child.last_line(done)) from error
    _read.clear()
    if set(began) <= set(ended := circumstances((), reading.files)):
        _read[without_variables, *ended] = reading
    return reading


def _why_decided(its: Setting) -> Phrase | None:
    if is_hook(its.key) and not its.locked:
        return phrase("Written by hand alone, in {file}.", file=str(paths.config_file()))
    if its.locked:
        return phrase("Set by your organisation.")
    if its.source is Source.FLAG:
        return phrase("Set when the program was started, with --set, which counts more than your file.")
    if its.variable:
        return phrase("Set by the environment variable {name}, which counts more than your file.", name=its.variable)
    return None


def _login() -> Registration | Phrase:
    try:
        return choose(state_dir=paths.state_dir(), look=True).status()
    except ReminderError as error:
        return error.said


def _tips(reading: Reading) -> tuple[Tip, ...]:
    """The reading has those that may be shown; the others stand in the same files."""
    shown = {tip.id: tip for tip in reading.plan.tips}
    hidden = set(reading.values["tips"]["hide"]) - shown.keys()
    found = dict(shown)
    for file in (paths.packaged("tips.toml"), *map(Path, reading.files[2:])) if hidden else ():
        found |= {id: tip for id, tip in _in_file(file).items() if id in hidden}
    return tuple(sorted(found.values(), key=lambda tip: (tip.about, tip.title)))


def _own_tips(tips: Iterable[Tip]) -> frozenset[str]:
    """Of a file that the settings do not name, or of an id that another file has as well, they are none."""
    return frozenset(tip.id for tip in _in_file(own_file.tips_file()).values() if tip in tips)


def _in_file(file: Path) -> dict[str, Tip]:
    """What is no tip there was told of when the settings were read."""
    try:
        entries = tomllib.loads(file.read_text("utf-8-sig")).get("tips")
    except (OSError, ValueError, RecursionError):
        return {}
    tables = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    plain = [{name: table.get(name, "") for name in TIP} for table in tables]
    return {each["id"]: Tip(**each) for each in plain if all(isinstance(text, str) for text in each.values())}
