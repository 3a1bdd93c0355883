"""Every option there is: what its value may be, within which bounds, and what it is for in one line.

Plain data, for whoever needs to know: the layers are validated by it, a single length is checked by it alone, and the
command line and its completion name the options by it. Defaults stand in default.toml alone.
"""

import reprlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import Enum, auto
from pathlib import Path
from typing import Any, NamedTuple

from reminder import durations
from reminder.errors import UsageError
from reminder.model.plan import LONGEST_SNOOZE, SHORTEST_SNOOZE
from reminder.phrase import Phrase, listed, phrase
from reminder.settings.values import WEEKDAYS, parse_clock, parse_range


class Kind(Enum):
    """What a value is, or each of several."""

    LENGTH = auto()
    """Of time, from `least` to `most`."""
    NUMBER = auto()
    """A whole one, from `least` to `most`."""
    SWITCH = auto()
    WORD = auto()
    """One of `words`."""
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


class Option(NamedTuple):
    """One option, whose value is text but for numbers and switches."""

    kind: Kind
    label: Phrase
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
                self._check_word(value)
            case Kind.NUMBER:
                if not self.least <= value <= self.most:
                    raise UsageError(phrase("{value} is not from {bounds}", value=value, bounds=self.bounds))
            case Kind.LINE | Kind.PROGRAM:
                self._check_line(value)
            case Kind.NAME:
                if not is_name(value):
                    raise UsageError(
                        phrase("{value!r} is not a name of lower-case letters, digits and hyphens", value=value)
                    )
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
            raise UsageError(
                phrase('{given} is not a length of time; write it like "20m", with the quotes', given=given)
            )
        if isinstance(value, int | float):
            raise UsageError(phrase('{given} lacks a unit; write it like "20m", with the quotes', given=value))
        if not isinstance(value, str):
            raise UsageError(no_text(value))
        if not self.least <= durations.parse(value) <= self.most:
            raise UsageError(phrase("{value!r} is not from {bounds}", value=value, bounds=self.bounds))

    def _check_word(self, value: Any) -> None:
        if value not in self.words:
            given = as_written(value)
            said = phrase("{given} is none of {words}", given=given, words=self.bounds)
            if not isinstance(value, str):
                said = phrase(
                    '{given} is none of {words}; write one of them in quotes, like "{word}"',
                    given=given,
                    words=self.bounds,
                    word=self.words[0],
                )
            raise UsageError(said)

    def _check_line(self, text: str) -> None:
        if len(text) > self.most:
            raise UsageError(
                phrase("it has {length} characters, and at most {most} are allowed", length=len(text), most=self.most)
            )
        if not text.isprintable():
            raise UsageError(phrase("{text!r} is not one line of plain text", text=text))
        if self.filled:
            check_filled(text)


def no_text(value: object) -> Phrase:
    return phrase('{given} is not text; write it in quotes, like "this"', given=as_written(value))


def as_written(value: object) -> str:
    """As a file has it, shortened."""
    return str(value).lower() if isinstance(value, bool) else reprlib.repr(value)


def check_filled(value: Any) -> Any:
    """Text or a list. Raises UsageError."""
    if not value:
        raise UsageError(phrase("it is empty"))
    return value


def _day(value: Any) -> Any:
    """TOML has dates of its own, without quotes."""
    text = value.isoformat() if isinstance(value, date) else value
    if isinstance(text, str):
        try:
            date.fromisoformat(text)
        except ValueError:
            raise UsageError(phrase("{text!r} is not a date; write it like 2026-12-24", text=text)) from None
    return text


def _check_home(text: str) -> None:
    try:
        Path(text).expanduser()
    except RuntimeError:
        raise UsageError(phrase("{text!r} begins with the home of a user who is not known here", text=text)) from None


_S, _M, _H, _D = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def _length(label: Phrase, least: timedelta, most: timedelta) -> Option:
    return Option(Kind.LENGTH, label, least, most)


def _word(label: Phrase, *words: str) -> Option:
    return Option(Kind.WORD, label, words=words)


def _line(label: Phrase, most: int, many: bool = False, filled: bool = False) -> Option:
    return Option(Kind.LINE, label, most=most, many=many, filled=filled)


def _programs(label: Phrase) -> Option:
    return Option(Kind.PROGRAM, label, most=100, many=True, filled=True)


TIMES = {"every": phrase("an interval"), "at": phrase("fixed times")}
"""A reminder has one of the two, and then has this; who sets one of them takes back the other."""

REMINDER: Mapping[str, Option] = {
    "every": _length(phrase("How often it comes"), _M, 24 * _H),
    "at": Option(Kind.CLOCK, phrase("Fixed times of the day"), many=True, some=True),
    "lasts": _length(phrase("How long the break is that it asks for"), 5 * _S, _H),
    "about": Option(Kind.NAME, phrase("Kinds of tips to choose from"), many=True),
    "title": _line(phrase("A title of its own instead of a tip"), 40),
    "text": _line(phrase("A line below the title"), 120),
    "enabled": Option(Kind.SWITCH, phrase("Whether it comes")),
}
"""What each [reminders.NAME] may have."""

SECTIONS: Mapping[str, Mapping[str, Option]] = {
    "snooze": {
        "for": _length(phrase("How long the Snooze button puts a tip off"), SHORTEST_SNOOZE, LONGEST_SNOOZE),
        "limit": Option(Kind.NUMBER, phrase("How often in a row the same tip can be put off"), 0, 10),
    },
    "timing": {
        "natural_break": _length(phrase("An absence that counts as a break"), 10 * _S, _H),
        "wait_for_pause": _length(phrase("How long at most to wait for a pause in typing"), 0 * _S, 30 * _M),
        "pause_is": _length(phrase("How long a pause in typing is"), _S, _M),
        "idle": _word(phrase("Whether to notice that keyboard and mouse rest"), "auto", "off"),
        "passive": _word(phrase("What sitting without input before a film or a call counts as"), "work", "break"),
    },
    "hours": {
        **{
            day: Option(Kind.RANGE, phrase("Working hours on {day}", day=name), many=True)
            for day, name in WEEKDAYS.items()
        },
        "off": Option(Kind.DAY, phrase("Days off"), many=True),
    },
    "quiet": {
        "do_not_disturb": _word(phrase("While the desktop's own switch for quiet is on"), "hold", "ignore"),
        "modes": _line(phrase("The modes of mako that mean do not disturb"), 100, many=True, filled=True),
        "meeting": _word(
            phrase("While a program uses the camera or the microphone, or shares the screen"), "hold", "ignore"
        ),
        "meeting_ignore": _programs(phrase("Programs that do this without a meeting")),
        "full_screen": _word(phrase("While a window fills the screen"), "hold", "ignore"),
        "apps": _programs(phrase("Programs during which you want quiet")),
        "at_most": _length(
            phrase("How long a meeting, a full screen or a program keeps reminders back"), 10 * _M, 24 * _H
        ),
    },
    "notify": {
        "backend": _word(phrase("What shows notifications"), "auto", "dbus", "toast", "plyer", "terminal"),
        "sound": _line(phrase("A sound of the desktop's sound theme"), 1000),
        "urgency": _word(phrase("How the desktop ranks notifications"), "low", "normal", "critical"),
        "click": _word(phrase("What a click on the words of a notification does"), "auto", "nothing", "done", "open"),
        "expire": _length(phrase("How long a notification waits for an answer"), 10 * _S, 4 * _H),
    },
    "tips": {
        "files": Option(Kind.PATH, phrase("Files with tips of your own"), most=1000, many=True, filled=True),
        "hide": _line(phrase("Tips never to show"), 1000, many=True),
    },
    "history": {
        "enabled": Option(Kind.SWITCH, phrase("Whether to record what became of each notification")),
        "keep": _length(phrase("How long a record is kept"), _D, 36500 * _D),
    },
    "log": {"level": _word(phrase("How much is logged"), "error", "warning", "info", "debug")},
}

TIP: Mapping[str, Option] = {
    "id": Option(Kind.NAME, phrase("Its name for good")),
    "about": Option(Kind.NAME, phrase("Its kind")),
    "title": _line(phrase("What to do"), 40, filled=True),
    "text": _line(phrase("How to do it, in a line"), 120, filled=True),
    "source": _line(phrase("Where it comes from"), 1000),
}
"""A tip as it stands in a file; it may lack a source, and nothing else."""


def is_name(text: str) -> bool:
    """Of lower-case letters, digits and hyphens, as those of reminders and kinds are."""
    return bool(text) and set(text) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def options(section: Sequence[str]) -> Mapping[str, object]:
    """What can be set in a section, by the names people write; of an unknown section nothing."""
    match tuple(section):
        case ():
            return {"reminders": REMINDER, **SECTIONS}
        case ("reminders", _):
            return REMINDER
        case (name,):
            return SECTIONS.get(name, {})
    return {}


def option(key: Sequence[str]) -> Option | None:
    """None where there is no such option, as of a section."""
    found = options(key[:-1]).get(key[-1]) if key else None
    return found if isinstance(found, Option) else None


def keys(reminders: Sequence[str]) -> list[str]:
    """Every dotted key there is, with those of these reminders."""
    sections = {**{f"reminders.{name}": REMINDER for name in reminders}, **SECTIONS}
    return [f"{section}.{name}" for section, its in sections.items() for name in its]


def other_times(name: str) -> list[tuple[str, Phrase]]:
    """Of `TIMES` those that a reminder cannot have beside this option."""
    return [(other, has) for other, has in TIMES.items() if name in TIMES and other != name]
