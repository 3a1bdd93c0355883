"""Reads the settings, and says what is wrong with them.

    default.toml ─▶ site file ─▶ user file ─▶ environment ─▶ flags          later wins, key by key
         └─────────────┴─────────────┴─────────────┴───────────┘
                  each a Layer, validated by itself ─▶ values, origins ─▶ make_plan() ─▶ Reading

pydantic-settings would merge first and validate then; its error says which key is bad but not where that came from,
and one bad key would cost all the others. So its sources read, and each layer is validated by itself: what is bad is
named and gives way to its last good value, else to the layers below. `python -m reminder.settings.read` does this in a
process of its own and prints the Reading as JSON, so that the memory pydantic takes is gone with it.
"""

import contextlib
import json
import os
import reprlib
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import EnvSettingsSource, TomlConfigSettingsSource

from reminder.errors import UsageError
from reminder.model.plan import Problem, Tip
from reminder.settings import toml
from reminder.settings.plan import DEFAULT, PREFIX, Reading, did_you_mean, make_plan
from reminder.settings.schema import Options, OwnTip, Program, Settings, options
from reminder.storage import paths
from reminder.storage.files import read as read_file

Values = dict[str, Any]
"""Nested as the files are; a leaf is text, a number, true or false, or a list."""
Key = tuple[str, ...]

ENVIRONMENT = "environment"
FLAG = "flag"

_CHOICE = (("every", "at"), ("at", "every"))
"""A reminder has one of the two; who sets one of them takes back the other."""

_DEEPEST = 3
"""A key of more parts than any option's is none, and is not taken apart further."""

_LONG = 250
"""Letters that are read at the beginning of a text, and at its end, where it says what to do."""

_YES_OR_NO = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class Mistake(NamedTuple):
    """What is wrong with a key, or with all of a source, where the key is empty."""

    key: Key
    what: str
    unknown: bool = False
    """There is no such setting: nothing serves in its place."""


@dataclass(slots=True)
class Layer:
    """What one source says, and what is wrong with it."""

    origin: str
    values: Values
    mistakes: list[Mistake] = field(default_factory=list)

    def origin_of(self, key: Key) -> str:
        """Where this layer sets `key`."""
        return f"{ENVIRONMENT} {PREFIX}{'__'.join(key).upper()}" if self.origin == ENVIRONMENT else self.origin


def read(flags: Sequence[str] = (), last_good: Reading | None = None, user: Values | None = None) -> Reading:
    """The settings in force. Never raises for what a user can mend: that is in the reading's problems.

    A flag is "KEY=VALUE". `user` stands in for what the user's file says, and is used up: how would it be?
    """
    site, own = paths.site_file(), paths.config_file()
    layers = [
        _file(DEFAULT, paths.packaged("default.toml")),
        _site_file(site),
        _file(str(own), own) if user is None else Layer(str(own), user),
        _environment(),
        _flags(flags),
    ]
    for layer in layers:
        _validate(layer, last_good)
    values: Values = {}
    origins: dict[str, str] = {}
    for layer in layers:
        values = _overlay(values, layer.values)
        origins |= {".".join(key): layer.origin_of(key) for key, _ in _leaves(layer.values)}
    _check_reminders(values, layers)
    origins = {dotted: origins[dotted] for dotted in (".".join(key) for key, _ in _leaves(values))}
    problems = [_problem(layer, mistake, values) for layer in layers for mistake in layer.mistakes]

    base = Path(origins["tips.files"])
    folder = base.parent if base.is_absolute() else own.parent
    tip_files = [folder / Path(name).expanduser() for name in values["tips"]["files"]]
    tips = _tips([paths.packaged("tips.toml"), *tip_files], problems)
    files = [str(file) for file in (site, own, *tip_files)]
    return Reading(make_plan(values, tips, problems, files, origins), values, origins)


def typed(dotted: str, text: str) -> Any:
    """The value that `text`, as people type it on a command line, is for this key. Raises UsageError."""
    key = tuple(dotted.split("."))
    values, mistakes = _validated(_typed(_nested(key, text)))
    if mistakes:
        raise UsageError(f"{dotted}: {mistakes[0].what}")
    return find(values, key)


# --- sources ---------------------------------------------------------------------------------------------------------


class _TomlSource(TomlConfigSettingsSource):
    def _read_file(self, file_path: Path | Traversable) -> Values:
        """Some editors begin a file with a byte order mark."""
        return toml.parse(file_path.read_bytes().decode("utf-8-sig"))


def _file(origin: str, path: Path) -> Layer:
    try:
        with _translated():
            if not os.path.lexists(path):
                return Layer(origin, {})
            if not path.is_file():
                raise UsageError("it is not a file")
            return Layer(origin, _TomlSource(Settings, toml_file=path)())
    except UsageError as error:
        return Layer(origin, {}, [Mistake((), str(error))])


def _site_file(path: Path) -> Layer:
    """Counts for everybody, so on Windows it has to be of somebody who may speak for them; elsewhere its place is."""
    if sys.platform == "win32" and os.path.lexists(path):
        from reminder.system.windows_owner import why_untrusted

        if why := why_untrusted(path):
            return Layer(str(path), {}, [Mistake((), why, unknown=True)])
    return _file(str(path), path)


def _environment() -> Layer:
    source = EnvSettingsSource(Settings, case_sensitive=False)
    values = source()
    for name, text in source.env_vars.items():
        section, *rest = name.removeprefix(PREFIX.lower()).split("__", _DEEPEST)
        if name.startswith(PREFIX.lower()) and section not in Options.model_fields:
            values = _overlay(values, _nested((section, *rest), text))
    return Layer(ENVIRONMENT, _typed(values))


def _flags(flags: Sequence[str]) -> Layer:
    layer = Layer(FLAG, {})
    for flag in flags:
        dotted, equals, text = flag.partition("=")
        if equals:
            layer.values = _overlay(layer.values, _nested(tuple(dotted.strip().split(".", _DEEPEST)), text))
        else:
            layer.mistakes.append(Mistake((flag,), "write it as KEY=VALUE", unknown=True))
    layer.values = _typed(layer.values)
    return layer


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Whatever can go wrong with a TOML file becomes a UsageError."""
    try:
        yield
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UsageError(f"line {line} is not UTF-8 text") from error
    except RecursionError as error:
        raise UsageError("it is nested too deeply") from error
    except ValueError as error:  # as where its name is none
        raise UsageError(f"it cannot be read: {error}") from error
    except OSError as error:
        raise UsageError(f"it cannot be read: {error.strerror}") from error


def _typed(values: Values, section: Key = ()) -> Values:
    """Text from the environment or a command line, each as the type its option has; else left to be refused."""
    known = options(section)
    return {
        name: _typed(value, (*section, name)) if isinstance(value, dict) else _typed_text(known.get(name), value)
        for name, value in values.items()
    }


def _typed_text(option: FieldInfo | None, text: str) -> Any:
    kind = option.annotation if option else str
    if kind is bool:
        return _YES_OR_NO.get(text.lower(), text)
    if kind == list[Program] and (text.strip().isdecimal() or text.lower() in _YES_OR_NO):
        return _YES_OR_NO.get(text.lower(), text.strip())  # no program: it is refused, being no list
    with contextlib.suppress(ValueError, RecursionError):
        if kind is int:
            return int(text)
        if get_origin(kind) is list and text.lstrip().startswith("["):
            return tomllib.loads(f"list = {text}")["list"]
    if get_origin(kind) is list:
        return [item for part in text.split(",") if (item := part.strip())]
    return text


# --- validation ------------------------------------------------------------------------------------------------------


def _validate(layer: Layer, last: Reading | None) -> None:
    """Replace what is bad in a layer by what the same source said when it was last good."""
    layer.values, mistakes = _validated(layer.values)
    layer.mistakes += mistakes
    bad = [mistake.key for mistake in layer.mistakes if not mistake.unknown]
    bad += [(*key[:2], other) for key in bad for one, other in _CHOICE if key[2:] == (one,)]
    again: Values = {}
    if last and bad:
        for key, value in _leaves(last.values):
            same = last.origins.get(".".join(key)) == layer.origin_of(key)
            if same and any(key[: len(start)] == start for start in bad):
                again = _overlay(again, _nested(key, value))
    layer.values = _overlay(_validated(again)[0], layer.values)


def _validated(values: Values) -> tuple[Values, list[Mistake]]:
    """What is valid of `values`, and what is wrong with the rest, which is taken out of them."""
    mistakes: dict[Key, Mistake] = {}
    while True:
        try:
            valid = Options.model_validate(values).model_dump(by_alias=True, exclude_unset=True)
            break
        except ValidationError as error:
            wrong = [(_key(values, detail["loc"]), detail) for detail in error.errors(include_url=False)]
            for key, detail in wrong:
                mistakes.setdefault(key, _mistake(key, detail))
                find(values, key[:-1], {}).pop(key[-1], None)
    for name, rule in valid.get("reminders", {}).items():
        if "every" in rule and "at" in rule:
            key = ("reminders", name, "at")
            mistakes[key] = Mistake(key, "the reminder has `every` too, and can have only one of the two")
            del rule["every"], rule["at"]
    return valid, list(mistakes.values())


def _check_reminders(values: Values, layers: Sequence[Layer]) -> None:
    """What only shows once the layers are one: a reminder without a time, and a text without a title.

    Takes out of `values` what cannot serve: the whole reminder, unless the text was added to one that could do without.
    """
    for name, rule in list(values["reminders"].items()):
        sources = [layer for layer in layers if name in layer.values.get("reminders", {})]
        key = ("reminders", name)
        if rule.get("text") and not rule.get("title"):
            layer = next(layer for layer in reversed(sources) if "text" in layer.values["reminders"][name])
            layer.mistakes.append(Mistake((*key, "text"), "a reminder with a text of its own needs a title as well"))
            del rule["text"]
            if len(sources) == 1:
                del values["reminders"][name]
        elif "every" not in rule and "at" not in rule:
            del values["reminders"][name]
            if rule and not any(mistake.key[:2] == key for layer in layers for mistake in layer.mistakes):
                what = 'it has neither `every` nor `at`; write, say, every = "1h"'
                sources[-1].mistakes.append(Mistake(key, what))


def _mistake(key: Key, detail: ErrorDetails) -> Mistake:
    given = str(detail["input"]).lower() if isinstance(detail["input"], bool) else reprlib.repr(detail["input"])
    match detail["type"]:
        case "value_error":
            return Mistake(key, str(detail["ctx"]["error"]))
        case "extra_forbidden":
            return Mistake(
                key, f"there is no such setting; {did_you_mean(key[-1], [*options(key[:-1])])}", unknown=True
            )
        case "string_type":
            what = f'{given} is not text; write it in quotes, like "this"'
        case "list_type":
            what = f'{given} is not a list; write it in brackets, like ["this", "that"]'
        case "bool_type":
            what = f"{given} is neither true nor false; write one of these, without quotes"
        case "int_type":
            what = f"{given} is not a whole number; write one without quotes, like 2"
        case "model_type" | "dict_type":
            what = f"it is a section; its options go below [{'.'.join(key)}]"
        case _:
            what = f"{given}: {detail['msg']}"
    return Mistake(key, what)


def _problem(layer: Layer, mistake: Mistake, values: Values) -> Problem:
    """Name a mistake, and say what serves meanwhile."""
    key, origin = mistake.key, layer.origin_of(mistake.key)
    text = ": ".join(filter(None, (origin, ".".join(key), mistake.what)))
    if not key:
        text += "; " + ("what it said before serves until then" if layer.values else "it is left out until then")
    elif key[0] == "reminders" and not mistake.unknown and key[1:2] != () and key[1] not in values["reminders"]:
        text += "; this reminder is left out until then"
    elif not mistake.unknown and not isinstance(value := find(values, key), dict):
        text += f"; until then it is {_spelled(value)}"
    file = layer.origin if Path(layer.origin).is_absolute() else ""
    return Problem(_one_line(".".join(key)), _one_line(text), file)


def _spelled(value: Any) -> str:
    if value is None:
        return "not set"
    return (value if isinstance(value, str) else json.dumps(value)) if value not in ("", []) else "empty"


def _one_line(text: str) -> str:
    """Whatever stood in a file, fit for a line on a screen: of a long one the beginning and the end."""
    if len(text) > 2 * _LONG:
        text = f"{text[:_LONG]} ... {text[-_LONG:]}"
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


# --- tips ------------------------------------------------------------------------------------------------------------


def _tips(files: Sequence[Path], problems: list[Problem]) -> list[Tip]:
    """The catalogue, which is the first of the files, and the user's own; a tip of these replaces its namesake."""
    found: dict[str, Tip] = {}
    for file in files:
        try:
            with _translated():
                entries = toml.parse(read_file(file).decode("utf-8-sig")).get("tips")
            if not isinstance(entries, list):
                raise UsageError("it has no [[tips]]")
        except UsageError as error:
            problems.append(Problem("tips.files", _one_line(f"{file}: {error}; its tips are left out"), str(file)))
            continue
        here: dict[str, Tip] = {}
        for number, entry in enumerate(entries, 1):
            try:
                tip = _tip(entry)
                if tip.id in here:
                    raise UsageError("another tip of this file has the same id")
            except UsageError as error:
                named = f" {entry['id']!r}" if isinstance(entry, dict) and "id" in entry else ""
                text = f"{file}: tip {number}{named}: {error}; this tip is left out"
                problems.append(Problem(f"tips.files.{file.name}", _one_line(text), str(file)))
            else:
                here[tip.id] = tip
        found |= here
    return list(found.values())


def _tip(entry: object) -> Tip:
    """Raises UsageError."""
    if not isinstance(entry, dict):
        raise UsageError(f"{reprlib.repr(entry)} is no table; begin it with [[tips]]")
    try:
        return Tip(**OwnTip.model_validate(entry).model_dump())
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        option = ".".join(str(part) for part in wrong["loc"])
        what = "it is missing" if wrong["type"] == "missing" else _mistake((), wrong).what
        raise UsageError(f"{option}: {what}") from error


# --- nested values ---------------------------------------------------------------------------------------------------


def _overlay(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> Values:
    """`upper` over `lower`, key by key, as a copy."""
    merged = dict(lower)
    for name, value in upper.items():
        below = merged.get(name)
        merged[name] = _overlay(below if isinstance(below, dict) else {}, value) if isinstance(value, dict) else value
        for one, other in _CHOICE:
            if name == one and not isinstance(value, dict):
                merged.pop(other, None)
    return merged


def _nested(key: Key, value: Any) -> Values:
    for name in reversed(key):
        value = {name: value}
    return value  # type: ignore[no-any-return]


def _leaves(values: Mapping[str, Any], section: Key = ()) -> Iterator[tuple[Key, Any]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*section, name))
        else:
            yield (*section, name), value


def find(values: Mapping[str, Any], key: Sequence[str], default: Any = None) -> Any:
    found: Any = values
    for name in key:
        if not isinstance(found, Mapping) or name not in found:
            return default
        found = found[name]
    return found


def _key(values: Mapping[str, Any], loc: Sequence[str | int]) -> Key:
    """The key that pydantic's location lies in, without places in a list and the like."""
    key: list[str] = []
    found: Any = values
    for part in loc:
        if not isinstance(found, dict) or part not in found:
            break
        key.append(str(part))
        found = found[part]
    return tuple(key)
