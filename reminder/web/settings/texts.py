"""What stands in the fields of the form, and what it means: values ─▶ written() ─▶ Texts ─▶ meant() ─▶ values.

Each option is one or several texts there, a switch that is off none.
"""

import shlex
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from reminder import durations
from reminder.errors import UsageError
from reminder.phrase import phrase
from reminder.settings.kinds import Kind, Option
from reminder.settings.schema import option
from reminder.settings.values import distinct
from reminder.web.settings import lengths, week
from reminder.wording.language import word

Texts = Mapping[str, tuple[str, ...]]
"""By dotted key."""
ON = ("on",)


class Control(StrEnum):
    """How an option is set on the page."""

    SWITCH = "switch"
    CHOICE = "choice"
    LENGTH = "length"
    NUMBER = "number"
    LINE = "line"
    LINES = "lines"
    """One below the other."""
    EACH = "each"
    """One beside the other, each with a button to take it away."""
    KINDS = "kinds"
    HOURS = "hours"
    TIPS = "tips"
    COMMANDS = "commands"
    """Shown, and not set."""


_SWITCHES = (("hold", "ignore"), ("auto", "off"))
"""Words of which the first is on, and the second off."""
_ON = (True, *(first for first, _ in _SWITCHES))
_EACH = ("quiet.apps", "hours.off")


def control(dotted: str) -> Control:
    of, name = known_option(dotted), dotted.rpartition(".")[2]
    if of.kind is Kind.SWITCH or of.words in _SWITCHES:
        return Control.SWITCH
    if dotted in _EACH or name == "at":
        return Control.EACH
    if dotted == "tips.hide":
        return Control.TIPS
    plain = {
        Kind.WORD: Control.CHOICE,
        Kind.LENGTH: Control.LENGTH,
        Kind.NUMBER: Control.NUMBER,
        Kind.RANGE: Control.HOURS,
        Kind.NAME: Control.KINDS,
        Kind.COMMAND: Control.COMMANDS,
    }
    return plain.get(of.kind, Control.LINES if of.many else Control.LINE)


def written(dotted: str, value: Any) -> tuple[str, ...]:
    """None: it is not set."""
    kind = control(dotted)
    if kind is Control.HOURS:
        return (week.written(value),)
    if kind is Control.SWITCH:
        return ON if value in _ON else ()
    if kind is Control.LINES:
        return ("\n".join(value or ()),)
    if kind is Control.COMMANDS:
        return tuple(map(shlex.join, value or ()))
    if isinstance(value, list | tuple):
        return tuple(map(str, value))
    if value is None:
        return () if known_option(dotted).many else ("",)
    if kind is Control.LENGTH:
        return (str(word(phrase("{it:short}", it=durations.parse(value)))),)
    return (str(value),)


def meant(dotted: str, texts: tuple[str, ...]) -> Any:
    """As the file is to have it; None: not set. Raises UsageError."""
    of, kind = known_option(dotted), control(dotted)
    text = texts[0].strip() if texts else ""
    match kind:
        case Control.SWITCH:
            return bool(texts) if of.kind is Kind.SWITCH else of.words[0 if texts else 1]
        case Control.LENGTH:
            return durations.spell(lengths.read(text, of))
        case Control.HOURS:
            return week.read(text)
        case Control.NUMBER:
            if not text.isdecimal():
                raise UsageError(phrase("{text!r} is not a whole number", text=text))
            return of.check(int(text[:9]))
        case Control.LINES:
            return _checked(of, texts[0].splitlines() if texts else ())
        case Control.EACH:  # whoever adds several at once separates them by commas
            return distinct(_checked(of, (part for each in texts for part in each.split(","))))
        case _ if of.many:
            return _checked(of, texts)
    value = of.check(text)
    return None if dotted.startswith("reminders.") and not value else value


def _checked(of: Option, items: Iterable[str]) -> list[str]:
    kept = dict.fromkeys(text for item in items if (text := item.strip()))
    return [of.check(item) for item in kept]


def known_option(dotted: str) -> Option:
    """Raises UsageError."""
    found = option(dotted.split("."))
    if found is None:
        raise UsageError("there is no setting {key!r}", key=dotted)
    return found
