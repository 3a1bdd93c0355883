"""One source of settings: what it says, and what is wrong with that.

values, or text as typed ─▶ pydantic-core, by the schema ─▶ what is valid, and a Mistake for each key that is not

Only what reads or writes the settings imports this; the running program never does.
"""

import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple

from pydantic_core import ErrorDetails, SchemaValidator, ValidationError

from reminder.errors import UsageError
from reminder.phrase import Phrase, phrase
from reminder.settings.nested import Key, Values, find
from reminder.settings.schema import (
    REMINDER,
    SECTIONS,
    TIMES,
    TIP,
    Kind,
    Option,
    as_written,
    check_filled,
    no_text,
    option,
    options,
)
from reminder.settings.values import ENVIRONMENT, PREFIX, did_you_mean

_DECIDES_ALONE = (Kind.LENGTH, Kind.WORD, Kind.DAY)
"""Whose check takes a value of any type."""
_YES_OR_NO = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class _Wrong(ValueError):
    """What pydantic-core takes for a mistake."""

    def __init__(self, said: Phrase) -> None:
        self.said = said
        super().__init__(said)


class Mistake(NamedTuple):
    """What is wrong with a key, or with all of a source, where the key is empty."""

    key: Key
    what: Phrase
    unknown: bool = False
    """There is no such setting: nothing serves in its place."""


class Layer:
    """What one source says, and what is wrong with it."""

    def __init__(self, origin: str, values: Values, mistakes: Sequence[Mistake] = ()) -> None:
        self.origin = origin
        self.values = values
        self.mistakes = list(mistakes)

    def origin_of(self, key: Key) -> str:
        """Where this layer sets `key`."""
        return f"{ENVIRONMENT} {PREFIX}{'__'.join(key).upper()}" if self.origin == ENVIRONMENT else self.origin


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
            valid = _layers().validate_python(values)
            break
        except ValidationError as error:
            wrong = [(_key(values, detail["loc"]), detail) for detail in error.errors(include_url=False)]
            for key, detail in wrong:
                mistakes.setdefault(key, mistake(key, detail))
                find(values, key[:-1], {}).pop(key[-1], None)
    for name, rule in valid.get("reminders", {}).items():
        if rule.keys() >= TIMES.keys():
            key = ("reminders", name, "at")
            mistakes[key] = Mistake(key, phrase("the reminder has `every` too, and can have only one of the two"))
            for one in TIMES:
                del rule[one]
    return valid, list(mistakes.values())


def mistake(key: Key, detail: ErrorDetails) -> Mistake:
    given = as_written(detail["input"])
    match detail["type"]:
        case "value_error":
            return Mistake(key, detail["ctx"]["error"].said)
        case "extra_forbidden":
            hint = did_you_mean(key[-1], [*options(key[:-1])])
            return Mistake(key, phrase("there is no such setting; {hint}", hint=hint), unknown=True)
        case "string_type":
            what = no_text(detail["input"])
        case "list_type":
            what = phrase('{given} is not a list; write it in brackets, like ["this", "that"]', given=given)
        case "bool_type":
            what = phrase("{given} is neither true nor false; write one of these, without quotes", given=given)
        case "int_type":
            what = phrase("{given} is not a whole number; write one without quotes, like 2", given=given)
        case "dict_type":
            what = phrase("it is a section; its options go below [{section}]", section=".".join(key))
        case "missing":
            what = phrase("it is missing")
        case _:
            what = phrase("{given}: {complaint}", given=given, complaint=detail["msg"])
    return Mistake(key, what)


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


# --- the schema, as pydantic-core wants it ---------------------------------------------------------------------------


@cache
def of_a_tip() -> SchemaValidator:
    return SchemaValidator(_table({name: _value(of) for name, of in TIP.items()}, TIP.keys() - {"source"}, "ignore"))


@cache
def _layers() -> SchemaValidator:
    """Everything one layer may say."""
    name = _value(REMINDER["about"]._replace(many=False))
    reminder, *sections = (_options(section) for section in (REMINDER, *SECTIONS.values()))
    reminders = {"type": "dict", "strict": True, "keys_schema": name, "values_schema": reminder}
    return SchemaValidator(_table({"reminders": reminders, **dict(zip(SECTIONS, sections, strict=True))}))


def _options(section: Mapping[str, Option]) -> Any:
    return _table({name: _value(of) for name, of in section.items()})


def _table(fields: Mapping[str, Any], required: Collection[str] = (), more: str = "forbid") -> Any:
    named = {
        name: {"type": "typed-dict-field", "schema": field, "required": name in required}
        for name, field in fields.items()
    }
    return {"type": "typed-dict", "fields": named, "extra_behavior": more}


def _value(of: Option) -> dict[str, Any]:
    kind = {Kind.SWITCH: "bool", Kind.NUMBER: "int"}.get(of.kind, "str")
    when = "before" if of.kind in _DECIDES_ALONE else "after"
    one = _checked({"type": kind, "strict": True}, of.check, when)
    if not of.many:
        return one
    several = {"type": "list", "strict": True, "items_schema": one}
    return _checked(several, check_filled, "after") if of.some else several


def _checked(schema: dict[str, Any], check: Callable[[Any], Any], when: str) -> dict[str, Any]:
    def validate(value: Any) -> Any:
        try:
            return check(value)
        except UsageError as error:
            raise _Wrong(error.said) from error

    return {"type": f"function-{when}", "function": {"type": "no-info", "function": validate}, "schema": schema}
