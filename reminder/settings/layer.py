"""One source of settings: what it says, and what is wrong with that.

values, or text as typed ─▶ pydantic, by the schema ─▶ what is valid, and a Mistake for each key that is not

Only what reads or writes the settings imports this; the running program never does.
"""

import reprlib
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from importlib.resources.abc import Traversable
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any, NamedTuple

from msgspec import Struct

from reminder.errors import UsageError
from reminder.phrase import Phrase, phrase
from reminder.settings import toml
from reminder.settings.kinds import Kind, Option, as_written, check_filled, no_text
from reminder.settings.nested import Key, Values, find, put
from reminder.settings.schema import REMINDER, SECTIONS, TIP, option, options
from reminder.settings.times import TIMES
from reminder.settings.values import ENVIRONMENT, PREFIX, TOLD, did_you_mean
from reminder.system.lean import instead

_NO_PLUG_INS = SimpleNamespace(entry_points=lambda group: ())
_NO_SERVICES = {"_hashlib": None, "_ssl": None, "asyncio": SimpleNamespace()}
"""pydantic-settings can run a command line and ask clouds for secrets."""

with instead({"importlib.metadata": _NO_PLUG_INS, **_NO_SERVICES}):
    from pydantic import (
        AfterValidator,
        BaseModel,
        BeforeValidator,
        ConfigDict,
        StrictBool,
        StrictInt,
        ValidationError,
        create_model,
    )
    from pydantic_core import ErrorDetails
    from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

_DECIDES_ALONE = (Kind.LENGTH, Kind.WORD, Kind.DAY, Kind.COMMAND)
"""Whose check takes a value of any type."""
LOCKED = "locked"
"""What the site's file has beside its settings: `settings/locks.py` reads it."""
DEEPEST = 3
"""A key of more parts than any option's is none, and is not taken apart further."""
_YES_OR_NO = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class _Wrong(ValueError):
    """What pydantic takes for a mistake."""

    def __init__(self, said: Phrase) -> None:
        self.said = said
        super().__init__(said)


class Mistake(NamedTuple):
    """What is wrong with a key, or with all of a source, where the key is empty."""

    key: Key
    what: Phrase
    unknown: bool = False
    """Nothing serves in its place, as where there is no such setting."""


class Layer(Struct, eq=False):
    """What one source says, and what is wrong with it."""

    origin: str
    values: Values
    mistakes: list[Mistake] = []

    def origin_of(self, key: Key) -> str:
        """Where this layer sets `key`."""
        return f"{ENVIRONMENT} {PREFIX}{'__'.join(key).upper()}" if self.origin == ENVIRONMENT else self.origin


class _TomlSource(TomlConfigSettingsSource):
    def _read_file(self, file_path: Path | Traversable) -> Values:
        """The same TOML with every Python."""
        return toml.read(Path(str(file_path)))


def of_file(path: Path) -> Values:
    """Raises UsageError for whatever can be wrong with the file."""
    values: Values = _TomlSource(Settings, toml_file=path)()
    return values


def of_environment() -> Values:
    """The source of pydantic-settings knows the sections; variables of none are told of, too."""
    source = EnvSettingsSource(Settings, case_sensitive=False)
    values: Values = source()
    for name, text in source.env_vars.items():
        section, *rest = name.removeprefix(PREFIX.lower()).split("__", DEEPEST)
        known = section in Options.model_fields or name.upper().startswith(TOLD)
        if name.startswith(PREFIX.lower()) and not known:
            put(values, (section, *rest), text)
    return values


def typed(values: Values, section: Key = ()) -> Values:
    """Text from the environment or a command line, each as the type its option has; else left to be refused."""
    return {
        name: typed(value, (*section, name)) if isinstance(value, dict) else _typed(option((*section, name)), value)
        for name, value in values.items()
    }


def _typed(of: Option | None, text: Any) -> Any:
    if of is None or not isinstance(text, str):
        return text
    yes_or_no = _YES_OR_NO.get(text.lower(), text)
    if of.kind is Kind.SWITCH:
        return yes_or_no
    if of.kind is Kind.PROGRAM and (text.strip().isdecimal() or yes_or_no is not text):
        return yes_or_no if yes_or_no is not text else text.strip()  # no program: it is refused, being no list
    with suppress(ValueError, RecursionError):
        if of.kind is Kind.NUMBER:
            return int(text)
        if of.many and text.lstrip().startswith("["):
            return tomllib.loads(f"list = {text}")["list"]
    return [item for part in text.split(",") if (item := part.strip())] if of.many else text


def validated(values: Values) -> tuple[Values, list[Mistake]]:
    """What is valid of `values`, and what is wrong with the rest, which is taken out of them."""
    mistakes: dict[Key, Mistake] = {}
    while True:
        try:
            valid = Options.model_validate(values).model_dump(exclude_unset=True)
            break
        except ValidationError as error:
            wrong = [(_key(values, detail["loc"]), detail) for detail in error.errors(include_url=False)]
            for key, detail in wrong:
                mistakes.setdefault(key, _mistake(key, detail))
                find(values, key[:-1], {}).pop(key[-1], None)
    for name, rule in valid.get("reminders", {}).items():
        if rule.keys() >= TIMES.keys():
            key = ("reminders", name, "at")
            mistakes[key] = Mistake(key, phrase("the reminder has `every` too, and can have only one of the two"))
            for one in TIMES:
                del rule[one]
    return valid, list(mistakes.values())


def _mistake(key: Key, detail: ErrorDetails) -> Mistake:
    given = as_written(detail["input"])
    match detail["type"]:
        case "value_error":
            return Mistake(key, detail["ctx"]["error"].said)
        case "extra_forbidden" if key == (LOCKED,):
            return Mistake(key, phrase("only the site's file can lock settings; take it out here"), unknown=True)
        case "extra_forbidden":
            hint = did_you_mean(key[-1], [*options(key[:-1])])
            return Mistake(key, phrase("there is no such setting; {hint}", hint=hint), unknown=True)
        case "string_type":
            what = no_text(detail["input"])
        case "list_type":
            what = no_list(detail["input"])
        case "bool_type":
            what = phrase("{given} is neither true nor false; write one of these, without quotes", given=given)
        case "int_type":
            what = phrase("{given} is not a whole number; write one without quotes, like 2", given=given)
        case "model_type" | "dict_type":
            what = phrase("it is a section; its options go below [{section}]", section=".".join(key))
        case "missing":
            what = phrase("it is missing")
        case _:
            what = phrase("{given}: {complaint}", given=given, complaint=detail["msg"])
    return Mistake(key, what)


def no_list(value: object) -> Phrase:
    return phrase('{given} is not a list; write it in brackets, like ["this", "that"]', given=as_written(value))


def tip(entry: object) -> Mapping[str, str]:
    """A tip as it stands in a file. Raises UsageError."""
    if not isinstance(entry, dict):
        raise UsageError("{entry} is no table; begin it with [[tips]]", entry=reprlib.repr(entry))
    try:
        return {"source": "", **_Tip.model_validate(entry).model_dump(exclude_unset=True)}
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        option = ".".join(str(part) for part in wrong["loc"])
        raise UsageError("{option}: {what}", option=option, what=_mistake((), wrong).what) from error


def _key(values: Mapping[str, Any], loc: Sequence[str | int]) -> Key:
    """The key that a location of pydantic's lies in, without places in a list and the like."""
    key: list[str] = []
    found: Any = values
    for part in loc:
        if not isinstance(found, dict) or part not in found:
            break
        key.append(str(part))
        found = found[part]
    return tuple(key)


# --- the schema, as pydantic wants it --------------------------------------------------------------------------------


def _model(name: str, options: Mapping[str, Option], required: Collection[str] = ()) -> type[BaseModel]:
    """One table of a file. A layer need not say anything: defaults are in default.toml alone."""
    fields: dict[str, Any] = {at: (_type(of), ... if at in required else None) for at, of in options.items()}
    return create_model(name, __base__=BaseModel if required else _Section, **fields)


def _type(of: Option) -> Any:
    plain: Any = {Kind.SWITCH: StrictBool, Kind.NUMBER: StrictInt, Kind.COMMAND: list[str]}.get(of.kind, str)
    one = Annotated[plain, (BeforeValidator if of.kind in _DECIDES_ALONE else AfterValidator)(_checked(of.check))]
    if not of.many:
        return one
    return Annotated[list[one], AfterValidator(_checked(check_filled))] if of.some else list[one]


def _checked(check: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def validate(value: Any) -> Any:
        try:
            return check(value)
        except UsageError as error:
            raise _Wrong(error.said) from error

    return validate


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Sources(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", env_nested_max_split=DEEPEST, enable_decoding=False,
        case_sensitive=True,
    )  # fmt: skip


_NAME = REMINDER["about"]._replace(many=False)
_REMINDERS: Any = dict[_type(_NAME), _model("reminder", REMINDER)]  # type: ignore[misc]
_SECTIONS: dict[str, Any] = {name: (_model(name, options), None) for name, options in SECTIONS.items()}
Options = create_model("Options", __base__=_Section, reminders=(_REMINDERS, None), **_SECTIONS)
"""Everything one layer may say."""
Settings: Any = create_model("Settings", __base__=(Options, _Sources))
"""The same, as pydantic-settings finds them in files and in the environment."""
_Tip = _model("tip", TIP, TIP.keys() - {"source"})
