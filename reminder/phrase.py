"""Sentences for people as data: a template, marked to be found by a tool and translated, and its values.

phrase("{program} ran for {length:duration}", program=..., length=...) -> Phrase -> JSON -> language.word() -> Text

What decides, senses and delivers says why with these, never with text. A template is a literal, and a whole sentence or
clause; what comes from outside, as a name, a path or what the system says, is a value. What follows the colon says how
the value is worded; `wording/language.py` has the list. Every command waits for this module, so it does without typing.
"""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime, time, timedelta
    from typing import TypeAlias

    Value: TypeAlias = "str | int | float | Phrase"
    Given: TypeAlias = Value | timedelta | datetime | time | OSError


class Phrase(namedtuple("Phrase", ("template", "values", "plural"), defaults=("",))):
    """Made by `phrase`, `counted` and the functions below alone; as JSON an array of its fields."""

    __slots__ = ()
    template: str
    values: dict[str, str | int | float | Phrase]
    plural: str
    """The template for any `count` but one; empty: the phrase counts nothing."""


class NoPhrase(ValueError):
    """Data that is read back and is none."""


def phrase(template: str, /, **values: Given) -> Phrase:
    """Marks the literal `template`.

    Lengths become seconds, moments ISO 8601 with their offset, times HH:MM, and an error what the system says of it.
    """
    return Phrase(template, {name: _plain(value) for name, value in values.items()})


def counted(template: str, plural: str, /, count: int, **values: Given) -> Phrase:
    """Marks both literals: `template` words a `count` of one."""
    return Phrase(template, {"count": count, **{name: _plain(value) for name, value in values.items()}}, plural)


def verbatim(text: str) -> Phrase:
    """What comes from outside, and is shown as it is."""
    return Phrase("{text}", {"text": text})


def listed(items: Iterable[str | Phrase | None]) -> Phrase:
    """Names and the like: `a, b, c`. As below, what is empty is left out."""
    return _joined([it for it in items if it], lambda first, rest: phrase("{first}, {rest}", first=first, rest=rest))


def several(items: Iterable[str | Phrase | None]) -> Phrase:
    """Clauses: `one is so; another is so`."""
    return _joined([it for it in items if it], lambda first, rest: phrase("{first}; {rest}", first=first, rest=rest))


def sentences(items: Iterable[str | Phrase | None]) -> Phrase:
    """One behind the other: `It is so. It stays so.`"""
    return _joined([it for it in items if it], lambda first, rest: phrase("{first} {rest}", first=first, rest=rest))


def either(items: Iterable[str | Phrase | None]) -> Phrase:
    """Of which one is meant: `a or b`."""
    return _joined([it for it in items if it], lambda first, rest: phrase("{first} or {rest}", first=first, rest=rest))


def filled(phrase: Phrase, worded: Callable[[Value, str], str]) -> str:
    """`worded` gets each value, with what follows the colon. Raises what `str.format` does where they do not fit."""
    if not phrase.values:
        return phrase.template
    template = phrase.plural if phrase.plural and phrase.values["count"] != 1 else phrase.template
    return template.format_map({name: _Slot(value, worded) for name, value in phrase.values.items()})


def plainly(phrase: Phrase) -> str:
    """For a traceback, where nobody words anything: every value as it is."""
    return filled(phrase, lambda it, spec: plainly(it) if isinstance(it, Phrase) else str(it))


def from_data(data: object) -> Phrase:
    """The phrase that was sent or saved as JSON; raises NoPhrase."""
    match data:
        case [str(template), dict(values)]:
            plural = ""
        case [str(template), dict(values), str(plural)]:
            pass
        case str():  # of an earlier version
            return verbatim(data)
        case _:
            raise NoPhrase(f"not a phrase: {data!r:.80}")
    read = {name: from_data(value) if isinstance(value, list) else value for name, value in values.items()}
    if not all(isinstance(value, str | int | float | Phrase) for value in read.values()):
        raise NoPhrase(f"not the values of a phrase: {values!r:.80}")
    return Phrase(template, read, plural)


class _Slot:
    """Where a template has a value."""

    __slots__ = ("_value", "_worded")

    def __init__(self, value: Value, worded: Callable[[Value, str], str]) -> None:
        self._value, self._worded = value, worded

    def __format__(self, spec: str) -> str:
        return self._worded(self._value, spec)

    def __repr__(self) -> str:
        return repr(self._value)


def _joined(items: list[str | Phrase], pair: Callable[[str | Phrase, str | Phrase], Phrase]) -> Phrase:
    """Halved again and again: data that is nested deeply can neither be read nor worded."""
    match items:
        case []:
            return verbatim("")
        case [only]:
            return only if isinstance(only, Phrase) else verbatim(only)
    half = len(items) // 2
    first, rest = (part[0] if len(part) == 1 else _joined(part, pair) for part in (items[:half], items[half:]))
    return pair(first, rest)


def _plain(value: Given) -> Value:
    """As JSON has it; asked by what it can do, so that nobody who has no times imports them."""
    if isinstance(value, Phrase):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int | float):
        return value
    if isinstance(value, OSError):
        return value.strerror or str(value)
    if hasattr(value, "total_seconds"):
        seconds = value.total_seconds()
        return int(seconds) if seconds.is_integer() else seconds
    return value.isoformat() if hasattr(value, "date") else value.isoformat("minutes")
