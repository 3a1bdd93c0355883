"""A peer's settings, read value by value: what is of the right kind counts, and the rest is named.

data -> of_json() -> Sheet: its values -> switch(), length(), ... -> put(), lose() -> found()

A value that is not there is the peer's default, but not where the file is damaged: then nobody knows what it was.
"""

import json
import math
import re
from collections.abc import Container, Iterable, Mapping
from copy import copy
from datetime import timedelta
from typing import Any

from reminder.durations import spell
from reminder.moving.forms import damaged_from
from reminder.moving.found import MOST_SETTINGS, Found, Loss, TipText
from reminder.phrase import Phrase, counted, phrase
from reminder.settings.kinds import as_written

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
_LONGEST = timedelta(days=366)
"""Of what is a length of time at all."""
_MENDED = 20
"""So many lines of a damaged file are left out before the rest of it is given up."""


class Sheet:
    """`values` are nested as in the file."""

    def __init__(self, values: Mapping[str, Any], problems: Iterable[Phrase] = ()) -> None:
        self.values = values
        self.problems = [*problems]
        self.is_whole = not self.problems
        self._settings: dict[str, object] = {}
        self._losses: list[Loss] = []
        self._tips: list[TipText] = []
        self._known: set[str] = set()
        """What was asked for by `lose_what_differs`."""

    def section(self, key: str) -> "Sheet":
        """What is below `key`, of which all goes to this sheet."""
        below = self.values.get(key, {})
        known = self._unless_odd(key, below, isinstance(below, dict))
        part = self.part(known or {})
        part.is_whole = self.is_whole and key in self.values and known is not None
        return part

    def part(self, values: Mapping[str, Any]) -> "Sheet":
        """These of its values, of which all goes to this sheet."""
        part = copy(self)
        part.values = values
        return part

    def switch(self, key: str, default: bool) -> bool | None:
        return self._of_kind(bool, key, default)

    def number(self, key: str, default: float, below: float | None = None) -> float | None:
        """A finite one; with `below` from 0 up."""
        value = self.value(key, default)
        is_right = value is None or (_is_number(value) and (below is None or 0 <= value < below))
        return self._unless_odd(key, value, is_right)

    def times(self, key: str, default: int) -> int | None:
        """How many of something that nobody has a thousand of."""
        number = self.number(key, default, below=1000)
        return None if number is None else int(number)

    def length(self, key: str, unit: timedelta, default: float) -> timedelta | None:
        """Of time, more than nothing: so many of the unit."""
        number = self.number(key, default)
        number = self._unless_odd(key, number, number is None or 0 < number <= _LONGEST / unit)
        return None if number is None else number * unit

    def text(self, key: str, default: str = "") -> str | None:
        return self._of_kind(str, key, default)

    def items(self, key: str) -> list[Any]:
        items = enumerate(self._of_kind(list, key, []) or ())
        return [it for at, it in items if self._unless_odd(f"{key}[{at}]", it, it is not None) is not None]

    def value(self, key: str, default: Any = None) -> Any:
        """Of any kind; None where the file does not tell."""
        if key not in self.values:
            return default if self.is_whole else None
        value = self.values[key]
        return self._unless_odd(key, value, value is not None)

    def put(self, key: str, value: timedelta | bool | int | str | list[str] | None) -> None:
        """One of our settings; None: the file does not tell."""
        if value is not None:
            self._settings[key] = spell(value) if isinstance(value, timedelta) else value

    def tip(self, title: str, text: str = "") -> None:
        self._tips.append(TipText(title, text))

    def lose(self, name: str, why: Phrase) -> None:
        self._losses.append(Loss(name, why))

    def lose_shipped(self, name: str, peer: str, number: int) -> None:
        """Texts that came with it, so many, are none of the person's own."""
        if number:
            said = counted(
                "one came with {name}; reminder has tips of its own",
                "{count} came with {name}; reminder has tips of its own",
                number,
                name=peer,
            )
            self.lose(name, said)

    def lose_what_differs(self, defaults: Mapping[str, object], why: Phrase) -> None:
        """One line for all of these that the person has changed."""
        self._known.update(defaults)
        names = [name for name, default in defaults.items() if self.values.get(name, default) != default]
        if names:
            self.lose(", ".join(names), why)

    def lose_unknown(self, known: Container[str]) -> None:
        """What no version has that is known here: neither among these nor asked for by `lose_what_differs`."""
        if names := [str(name)[:60] for name in self.values if name not in known and name not in self._known]:
            self.lose(", ".join(names), phrase("reminder does not know what that is"))

    def found(self, empty: Found) -> Found:
        """All of it, in `empty`, which says whose it is."""
        return empty._replace(
            settings=dict(self._settings),
            tips=tuple(self._tips),
            losses=tuple(self._losses),
            problems=(*empty.problems, *self.problems),
        )

    def _of_kind(self, kind: type, key: str, default: object) -> Any | None:
        value = self.value(key, default)
        return self._unless_odd(key, value, value is None or isinstance(value, kind))

    def _unless_odd(self, key: str, value: Any, is_right: bool) -> Any | None:
        """The value; None where it makes no sense, and then that is said."""
        if is_right:
            return value
        said = phrase("{key} is {value} there, which makes no sense; it was left out", key=key, value=as_written(value))
        if said not in self.problems:
            self.problems.append(said)
        return None


def of_json(data: bytes) -> Sheet:
    """What is broken or half written is read as far as it goes. Never raises."""
    if len(data) > MOST_SETTINGS:
        return Sheet({}, [phrase("it is larger than any settings are")])
    text = data.decode("utf-8-sig", errors="replace")
    values, left_out = _loaded(text)
    problems = []
    if left_out:
        problems.append(damaged_from(left_out[0]))
    elif "\ufffd" in text:
        problems.append(phrase("the file is not UTF-8 text everywhere"))
    if not isinstance(values, dict):
        problems.append(phrase("there are no settings in it"))
        values = {}
    return Sheet(values, problems)


def newer(version: str, known: str) -> list[Phrase]:
    """The problem that a file is of a version after the last one that is known here, if it is."""
    if _numbers(version) <= (*_numbers(known), math.inf):
        return []
    said = phrase(
        "it is of version {version}, newer than reminder knows ({known}): what is new in it cannot be read",
        version=version,
        known=known,
    )
    return [said]


def signs(data: bytes, *names: str, least: int = 2) -> bool:
    """So many of the names are in it, each in quotes."""
    return sum(f'"{name}"'.encode() in data for name in names) >= least


def _numbers(version: str) -> tuple[float, ...]:
    return tuple(int(number) for number in re.findall(r"\d{1,9}", version)[:3])


def _is_number(value: object) -> bool:
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:  # of more digits than a float has
        return False


def _loaded(text: str) -> tuple[Any, list[int]]:
    """The values, and the numbers of the lines that were left out for them.

    These programs write a line for each value: without a spoilt one the others can be read.
    """
    lines = text.splitlines(keepends=True)
    left_out: list[int] = []
    for _ in range(_MENDED):
        try:
            return json.loads("".join(lines)), left_out
        except json.JSONDecodeError as error:
            at, good = min(error.lineno, len(lines)), error.doc[: error.pos]
        except (ValueError, RecursionError):  # a number of 5,000 digits, or a nest of 5,000 brackets
            return None, [1]
        left_out.append(at)
        if at == len(lines) or ":" not in lines[at - 1]:
            return _as_far_as(good), left_out
        lines[at - 1] = "\n"
    return None, left_out


def _as_far_as(text: str) -> Any:
    """What the beginning of a JSON text says, up to the last comma."""
    is_quoted, is_escaped = False, False
    open_: list[str] = []
    ends: list[tuple[int, str]] = []
    for at, letter in enumerate(text):
        if is_quoted:
            is_escaped, is_quoted = letter == "\\" and not is_escaped, letter != '"' or is_escaped
        elif letter == '"':
            is_quoted = True
        elif letter in "{[":
            open_.append("}" if letter == "{" else "]")
        elif letter in "}]" and open_:
            open_.pop()
        elif letter == ",":
            ends.append((at, "".join(reversed(open_))))
    for at, closing in reversed(ends[-_MENDED:]):
        try:
            return json.loads(text[:at] + closing)
        except (ValueError, RecursionError):
            continue
    return None
