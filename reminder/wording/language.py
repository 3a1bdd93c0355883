"""From a phrase to what a person reads: word(Phrase) -> Text.

The only place where text is made of templates and values, so that one language can take the place of another here. A
Text can be laid out and shown; nothing compares, takes apart or looks into it.
"""

from __future__ import annotations

from reminder.phrase import Phrase, counted, filled, phrase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from typing import Any

    from reminder.phrase import Value


class Text:
    """What a person reads; made in `wording/` alone, turned into a string where it leaves the program, and no key."""

    __slots__ = ("_text",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text


def word(phrase: Phrase) -> Text:
    """A template that does not fit its values, of another version say, is told as it stands: better than nothing."""
    try:
        return Text(strictly(phrase))
    except (LookupError, ValueError, AttributeError, TypeError, OverflowError):
        return Text(phrase.template)


def lines(*said: Phrase | Text | None) -> Text:
    """One below the other, as far as there are any."""
    return Text("\n".join(str(word(it) if isinstance(it, Phrase) else it) for it in said if it))


def sentence(clause: Phrase) -> Text:
    """A clause that stands alone: with a capital, and a full stop."""
    return word(phrase("{clause:sentence}", clause=clause))


def means(typed: str, said: Phrase) -> bool:
    """Whether a person has typed this, in letters of any case."""
    return typed.strip().casefold() == str(word(said)).casefold()


def as_data(value: Any) -> Any:
    """Any data, with what is a phrase in words."""
    match value:
        case Phrase():
            return str(word(value))
        case dict():
            return {key: as_data(its) for key, its in value.items()}
        case list() | tuple():
            return [as_data(its) for its in value]
    return value


def strictly(phrase: Phrase) -> str:
    """The same, where a template that does not fit is a bug; raises whatever `str.format` raises then."""
    return filled(phrase, _worded)


def _worded(value: Value, spec: str) -> str:
    if spec:
        return SPECS[spec](value)
    return strictly(value) if isinstance(value, Phrase) else str(value)


# --- how values are worded --------------------------------------------------------------------------------------------


def _duration(seconds: float) -> str:
    """As a person would type it: `1h30m`."""
    from datetime import timedelta

    from reminder.durations import spell

    return spell(timedelta(seconds=seconds))


def _clock(at: str) -> str:
    """`09:30`, of a moment or a time of the day."""
    return at if len(at) == len("09:30") else f"{_moment(at):%H:%M}"


def _day_clock(at: str) -> str:
    """`Mon 09:30`."""
    return f"{_moment(at):%a %H:%M}"


def _date(at: str) -> str:
    """`Mon 2026-11-30`."""
    return f"{_moment(at):%a %Y-%m-%d}"


def _long_date(at: str) -> str:
    """`Monday, 30 November`, with the year where it is not this one."""
    from datetime import datetime

    moment = _moment(at)
    year = "" if moment.year == datetime.now().astimezone().year else f" {moment.year}"
    return f"{moment:%A}, {moment.day} {moment:%B}{year}"


def _full_date(at: str) -> str:
    """`30 November 2026`."""
    moment = _moment(at)
    return f"{moment.day} {moment:%B} {moment.year}"


def _short_date(at: str) -> str:
    """`30 Nov`."""
    moment = _moment(at)
    return f"{moment.day} {moment:%b}"


def _month(at: str) -> str:
    """`November 2026`."""
    moment = _moment(at)
    return f"{moment:%B} {moment.year}"


def _short_month(at: str) -> str:
    """`Nov 2026`."""
    return f"{_moment(at):%b %Y}"


def _weekday(at: str) -> str:
    """`Monday`."""
    return f"{_moment(at):%A}"


def _two_letters(at: str) -> str:
    """`Mo`, of a Monday."""
    return _weekday(at)[:2]


def _when(at: str) -> str:
    """`09:30`, `tomorrow 09:30`: with the day where it is not today."""
    return _by_day(
        at,
        yesterday=phrase("yesterday {at:clock}", at=at),
        today=phrase("{at:clock}", at=at),
        tomorrow=phrase("tomorrow {at:clock}", at=at),
        other=phrase("{at:date} {at:clock}", at=at),
    )


def _at(at: str) -> str:
    """`at 09:30`, `tomorrow at 09:30`."""
    return _by_day(
        at,
        yesterday=phrase("yesterday at {at:clock}", at=at),
        today=phrase("at {at:clock}", at=at),
        tomorrow=phrase("tomorrow at {at:clock}", at=at),
        other=phrase("on {at:date} at {at:clock}", at=at),
    )


def _by_day(at: str, yesterday: Phrase, today: Phrase, tomorrow: Phrase, other: Phrase) -> str:
    from datetime import datetime

    days = (_moment(at).date() - datetime.now().astimezone().date()).days
    return strictly({-1: yesterday, 0: today, 1: tomorrow}.get(days, other))


def _about(seconds: float) -> str:
    """As people say it: `under a minute`, `12 min`, `1 h 5 min`."""
    hours, minutes = divmod(max(int(seconds), 0) // 60, 60)
    return " ".join(_named((hours, "h"), (minutes, "min"))) or strictly(phrase("under a minute"))


def _long(seconds: float) -> str:
    """`1 hour 5 minutes`; whole minutes, as nobody counts seconds of work."""
    days, hours, minutes, _ = _units(round(seconds / 60) * 60)
    parts = (
        counted("{count} day", "{count} days", days),
        counted("{count} hour", "{count} hours", hours),
        counted("{count} minute", "{count} minutes", minutes),
    )
    return " ".join(strictly(part) for part in parts if part.values["count"])


def _short(seconds: float) -> str:
    """`1 h 5 min`, to the second, for a button."""
    return " ".join(_named(*zip(_units(round(seconds)), ("d", "h", "min", "s"), strict=True))) or "0 s"


def _named(*numbers: tuple[int, str]) -> list[str]:
    return [f"{number} {unit}" for number, unit in numbers if number]


def _units(seconds: int) -> tuple[int, int, int, int]:
    """Days, hours, minutes, seconds."""
    return seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60, seconds % 60


def _sentence(clause: Phrase | str) -> str:
    """`It rains.`, of the clause that it rains."""
    return f"{_capital(clause)}."


def _capital(clause: Phrase | str) -> str:
    """`Left wrist`, of a left wrist."""
    text = strictly(clause) if isinstance(clause, Phrase) else clause
    return f"{text[:1].upper()}{text[1:]}"


def _moment(at: str) -> datetime:
    from datetime import datetime

    return datetime.fromisoformat(at)


SPECS: Mapping[str, Callable[..., str]] = {
    "duration": _duration,
    "clock": _clock,
    "day_clock": _day_clock,
    "date": _date,
    "long_date": _long_date,
    "full_date": _full_date,
    "short_date": _short_date,
    "month": _month,
    "short_month": _short_month,
    "weekday": _weekday,
    "two_letters": _two_letters,
    "when": _when,
    "at": _at,
    "about": _about,
    "long": _long,
    "short": _short,
    "sentence": _sentence,
    "capital": _capital,
}
"""What may follow the colon in a template. Lengths are in seconds, moments in ISO 8601."""
