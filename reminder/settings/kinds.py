"""The kinds of values an option can have, and for each of them what it may be.

Option(kind, label, bounds) ─▶ check(value): the value as it is to be kept, or a UsageError that says why not
"""

import reprlib
from datetime import date
from enum import Enum, auto
from pathlib import Path
from typing import Any, NamedTuple

from reminder import durations
from reminder.errors import UsageError
from reminder.model.names import is_name
from reminder.phrase import Phrase, listed, phrase, verbatim
from reminder.settings.values import parse_clock, parse_range


class Kind(Enum):
    """What a value is, or each of several."""

    LENGTH = auto()
    """Of time, from `least` to `most`."""
    NUMBER = auto()
    """A whole one, from `least` to `most`."""
    SWITCH = auto()
    """True or false."""
    WORD = auto()
    """One of `words`, which may be "true" and "false" beside others."""
    LINE = auto()
    """Text of at most `most` characters."""
    NAME = auto()
    CLOCK = auto()
    RANGE = auto()
    """Of hours within a day."""
    DAY = auto()
    PATH = auto()
    PROGRAM = auto()
    """The name of a process."""
    COMMAND = auto()
    """A list of words, the program first."""


class Option(NamedTuple):
    """One option, whose value is text but for numbers and switches."""

    kind: Kind
    label: Phrase
    """What it is for, in a line."""
    help: Phrase = verbatim("")
    """What a person should know about it, in a sentence: the first in the comment that default.toml has on it."""
    asked: Phrase = verbatim("")
    """How people ask for it in other words than these, separated by commas."""
    least: Any = None
    most: Any = None
    words: tuple[str, ...] = ()
    many: bool = False
    """A list of such values."""
    filled: bool = False
    """A line that may not be empty."""
    some: bool = False
    """A list that may not be empty."""

    @property
    def bounds(self) -> Phrase:
        """What it may be: "1m to 4h", "auto, off"; nothing where the kind says all."""
        least, most = self.least, self.most
        if self.kind is Kind.LENGTH:
            least, most = durations.spell(least), durations.spell(most)
        return phrase("{least} to {most}", least=least, most=most) if least is not None else listed(self.words)

    def check(self, value: Any) -> Any:
        """One value as it is to be kept, which is nearly always as it came. Raises UsageError."""
        match self.kind:
            case Kind.LENGTH:
                self._check_length(value)
            case Kind.WORD:
                return self._word(value)
            case Kind.NUMBER:
                if not self.least <= value <= self.most:
                    raise UsageError("{value} is not from {bounds}", value=value, bounds=self.bounds)
            case Kind.LINE | Kind.PROGRAM:
                self._check_line(value)
            case Kind.COMMAND:
                _check_command(value)
            case Kind.NAME:
                check_name(value)
            case Kind.CLOCK:
                parse_clock(value)
            case Kind.RANGE:
                parse_range(value)
            case Kind.DAY:
                return _day(value)
            case Kind.PATH:
                self._check_line(value)
                _check_home(value)
        return value

    def _check_length(self, value: Any) -> None:
        if isinstance(value, bool):
            given = str(value).lower()
            raise UsageError('{given} is not a length of time; write it like "20m", with the quotes', given=given)
        if isinstance(value, int | float):
            raise UsageError('{given} lacks a unit; write it like "20m", with the quotes', given=value)
        if not isinstance(value, str):
            raise UsageError(no_text(value))
        if not self.least <= durations.parse(value) <= self.most:
            raise UsageError("{value!r} is not from {bounds}", value=value, bounds=self.bounds)

    def _word(self, value: Any) -> Any:
        """Two of them TOML has too, without quotes: true and false."""
        given = as_written(value)
        if isinstance(value, bool) and given in self.words:
            return given
        if value not in self.words:
            said = phrase("{given} is none of {words}", given=given, words=self.bounds)
            if not isinstance(value, str):
                said = phrase(
                    '{given} is none of {words}; write one of them in quotes, like "{word}"',
                    given=given,
                    words=self.bounds,
                    word=self.words[0],
                )
            raise UsageError(said)
        return value

    def _check_line(self, text: str) -> None:
        if len(text) > self.most:
            raise UsageError(
                "it has {length} characters, and at most {most} are allowed", length=len(text), most=self.most
            )
        if not text.isprintable():
            raise UsageError("{text!r} is not one line of plain text", text=text)
        if self.filled:
            check_filled(text)


def no_text(value: object) -> Phrase:
    return phrase('{given} is not text; write it in quotes, like "this"', given=as_written(value))


def as_written(value: object) -> str:
    """As a file has it, shortened."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else reprlib.repr(value)


def check_filled(value: Any) -> Any:
    """Text or a list. Raises UsageError."""
    if not value:
        raise UsageError("it is empty")
    return value


def _check_command(value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        given = as_written(value)
        raise UsageError('{given} is not a command; write it in words, like [["program", "argument"]]', given=given)
    if not value or not value[0]:
        raise UsageError("a command without a program cannot be run")
    if any("\0" in word for word in value):
        raise UsageError("a command cannot have the character NUL")


def _day(value: Any) -> Any:
    """TOML has dates of its own, without quotes."""
    text = value.isoformat() if isinstance(value, date) else value
    if isinstance(text, str):
        try:
            date.fromisoformat(text)
        except ValueError:
            raise UsageError("{text!r} is not a date; write it like 2026-12-24", text=text) from None
    return text


def _check_home(text: str) -> None:
    try:
        Path(text).expanduser()
    except RuntimeError:
        raise UsageError("{text!r} begins with the home of a user who is not known here", text=text) from None


def check_name(text: str) -> None:
    """Raises UsageError."""
    if not is_name(text):
        raise UsageError("{value!r} is not a name of lower-case letters, digits and hyphens", value=text)
