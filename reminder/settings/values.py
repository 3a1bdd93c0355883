"""How values are written, and hints for whoever wrote one otherwise: clocks, ranges of hours, the names of weekdays."""

import re
from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any

from reminder.errors import UsageError
from reminder.phrase import Phrase, listed, phrase

WEEKDAYS = {
    "mon": phrase("Monday"),
    "tue": phrase("Tuesday"),
    "wed": phrase("Wednesday"),
    "thu": phrase("Thursday"),
    "fri": phrase("Friday"),
    "sat": phrase("Saturday"),
    "sun": phrase("Sunday"),
}
PREFIX = "REMINDER_"
"""How the names of the variables begin that set something."""
TOLD = f"{PREFIX}EVENT"
"""How those begin by which hooks are told what happened: these set nothing."""
HOOKS = "hooks"
"""The section that runs programs: read from trusted files, and written by nobody but the person."""
DEFAULT = "default"
"""The origin of what neither a file nor the environment nor a flag says otherwise."""
ENVIRONMENT = "environment"
"""How the origin of a variable begins."""
FLAG = "flag"
NO_FILE = (DEFAULT, ENVIRONMENT, FLAG)
"""How the origins begin that are no paths; these are absolute."""

_A_DOZEN = 12
_LONG = 250
"""Letters that are read at the beginning of a text, and at its end, where it says what to do."""
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def is_hook(dotted: str) -> bool:
    """Whether this key runs programs, or would if there were such an option."""
    return dotted.partition(".")[0].strip() == HOOKS


def parse_clock(text: str) -> time:
    """A time of the day. Raises UsageError."""
    if clock := _CLOCK.fullmatch(text.strip()):
        return time(int(clock[1]), int(clock[2]))
    raise UsageError("{text!r} is not a time of the day; write it like 09:00 or 17:30", text=text)


def parse_range(text: str) -> tuple[time, time]:
    """Working hours; they may end at 24:00. Raises UsageError."""
    start, dash, end = text.partition("-")
    if not dash:
        raise UsageError("{text!r} is not a range of time; write it like 09:00-17:30", text=text)
    return parse_clock(start), time() if end.strip() == "24:00" else parse_clock(end)


def distinct(programs: Iterable[str]) -> list[str]:
    """Each once, as it was written first: they are compared without regard to case."""
    found: dict[str, str] = {}
    for name in programs:
        found.setdefault(name.casefold(), name)
    return [*found.values()]


def did_you_mean(word: str, known: Sequence[str]) -> Phrase:
    """A hint at the one of `known` that was meant, else at all of them, if a person would read so many."""
    from difflib import get_close_matches

    close = get_close_matches(word, known, n=1)
    if close:
        return phrase("did you mean {word!r}?", word=close[0])
    if len(known) > _A_DOZEN:
        return phrase("none of the {count} that there are is like it", count=len(known))
    return phrase("there are: {words}", words=listed(known))


def fit(said: Phrase) -> Phrase:
    """The same with values that are all fit for a line on a screen."""
    return said._replace(values={name: _fit(value) for name, value in said.values.items()})


def _fit(value: Any) -> Any:
    return fit(value) if isinstance(value, Phrase) else one_line(value) if isinstance(value, str) else value


def one_line(text: str) -> str:
    """Whatever stood in a file: of a long text the beginning and the end."""
    if len(text) > 2 * _LONG:
        text = f"{text[:_LONG]} ... {text[-_LONG:]}"
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)
