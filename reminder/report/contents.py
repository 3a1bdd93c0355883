"""What the page for the doctor says: check-ins, and the breaks that were taken -> Report, without what is struck out.

Its questions are those of "Initial Evaluation" in "What is AMPS?" by J. Flowers Health Institute, in their order.
Pure.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from reminder.model.checkin import CheckIn
from reminder.phrase import Phrase, counted, listed, phrase, verbatim
from reminder.report.chart import Chart, chart, suited, worst_first
from reminder.wording.body import COURSES, FEELS, SIGNS, area_in_words

_MOST_AREAS, _MOST_TEXTS, _LONGEST_TEXT = 8, 4, 300
"""So many fit on one page, and so long."""

QUESTIONS = {
    "since": phrase("How long has it hurt?"),
    "areas": phrase("Where does it hurt?"),
    "course": phrase("Is it constant, or does it come and go?"),
    "level": phrase("How much does it hurt?"),
    "doing": phrase("What is done about it now?"),
    "changes": phrase("What makes it better, what makes it worse?"),
    "feels": phrase("What does it feel like?"),
    "signs": phrase("What was told besides?"),
}
"""The sections, in their order."""


class Item(NamedTuple):
    """One thing that is said."""

    name: str
    """By which it is struck out."""
    said: Phrase


class Section(NamedTuple):
    name: str
    question: Phrase
    items: tuple[Item, ...]


class Report(NamedTuple):
    first: date
    last: date
    days: int
    """On which something was told."""
    sections: tuple[Section, ...]
    levels: Mapping[str, float]
    """Of each area that hurt: the mean of the days on which it did, for the drawing of the body."""
    chart: Chart | None

    @property
    def names(self) -> tuple[str, ...]:
        """All by which something can be struck out."""
        return (*(section.name for section in self.sections), *self.parts)

    @property
    def parts(self) -> tuple[str, ...]:
        """The same, but for whole sections."""
        return (*self.levels, *(item.name for section in self.sections for item in section.items))


class _Struck:
    """What the person leaves out: a section, an area, or one thing that is said."""

    def __init__(self, without: Collection[str]) -> None:
        self._without = frozenset(without) - {""}

    def __contains__(self, name: str) -> bool:
        section, _, rest = name.partition(".")
        return bool(self._without & {name, section, rest})


def report(
    told: Sequence[CheckIn],
    first: date,
    last: date,
    breaks: Mapping[date, int],
    titles: Mapping[str, str],
    without: Collection[str] = (),
) -> Report:
    """Of check-ins of those days, in order.

    `breaks`: how many were taken on each day of work; `titles`: those of the tips. What is struck out leaves the names
    of the other items as they are.
    """
    struck = _Struck(without)
    hurting = _hurting(told)
    makers: Mapping[str, Iterable[Item]] = {
        "since": _since(hurting),
        "areas": _areas(told, hurting, struck),
        "course": _course(told),
        "level": _level(hurting),
        "doing": (*_texts("doing", told, lambda it: it.doing), *_breaks(breaks)),
        "changes": _changes(told, titles),
        "feels": _feels(told),
        "signs": _signs(told),
    }
    sections = tuple(
        Section(name, QUESTIONS[name], tuple(item for item in items if item.name not in struck))
        for name, items in makers.items()
        if name not in struck
    )
    lines = [area for area in hurting if f"level.{area}" not in struck]
    drawn = chart(told, lines, first, last, suited(first, last), None) if lines else None
    shaded = [area for area in hurting if f"areas.{area}" not in struck]
    levels = {area: _average([level for _, level in hurting[area]]) for area in shaded}
    return Report(first, last, len(told), tuple(it for it in sections if it.items), levels, drawn)


# --- the sections -----------------------------------------------------------------------------------------------------


_Hurting = Mapping[str, Sequence[tuple[date, int]]]
"""Of each area the days on which it hurt, and how much: the worst area of all first."""


def _hurting(told: Sequence[CheckIn]) -> _Hurting:
    found: dict[str, list[tuple[date, int]]] = {}
    for checkin in told:
        for area, level in checkin.hurting:
            found.setdefault(area, []).append((checkin.day, level))
    return {area: found[area] for area in worst_first(told)}


def _since(hurting: _Hurting) -> Iterable[Item]:
    for area, days in [*hurting.items()][:_MOST_AREAS]:
        yield Item(
            f"since.{area}",
            phrase(
                "{area:capital}: first told on {first:full_date}, last on {last:full_date}.",
                area=area_in_words(area),
                first=days[0][0].isoformat(),
                last=days[-1][0].isoformat(),
            ),
        )


def _areas(told: Sequence[CheckIn], hurting: _Hurting, struck: _Struck) -> Iterable[Item]:
    for area, days in [*hurting.items()][:_MOST_AREAS]:
        said = counted(
            "{area:capital}: on {hurt} of {count} day that was told of.",
            "{area:capital}: on {hurt} of {count} days that were told of.",
            len(told),
            area=area_in_words(area),
            hurt=len(days),
        )
        yield Item(f"areas.{area}", said)
    if more := [area for area in [*hurting][_MOST_AREAS:] if area not in struck]:
        yield Item(
            "areas.more", phrase("Less often or less: {areas}.", areas=listed(area_in_words(area) for area in more))
        )
    if calm := sum(not checkin.hurting for checkin in told):
        yield Item("areas.none", counted("Nothing hurt on {count} day.", "Nothing hurt on {count} days.", calm))


def _course(told: Sequence[CheckIn]) -> Iterable[Item]:
    for name, words in COURSES.items():
        if days := sum(checkin.course == name for checkin in told):
            said = counted(
                "{course:capital}: on {count} day.", "{course:capital}: on {count} days.", days, course=words
            )
            yield Item(f"course.{name}", said)


def _level(hurting: _Hurting) -> Iterable[Item]:
    for area, days in [*hurting.items()][:_MOST_AREAS]:
        levels = [level for _, level in days]
        yield Item(
            f"level.{area}",
            phrase(
                "{area:capital}: {mean} of 10 on average when it hurt, {most} at most, {last} the last time.",
                area=area_in_words(area),
                mean=f"{_average(levels):.0f}",
                most=max(levels),
                last=levels[-1],
            ),
        )


def _breaks(breaks: Mapping[date, int]) -> Iterable[Item]:
    if breaks:
        mean = round(_average([*breaks.values()]))
        yield Item(
            "doing.breaks",
            counted(
                "Breaks from the screen: {count} on a day of work, on average.",
                "Breaks from the screen: {count} on a day of work, on average.",
                mean,
            ),
        )


def _changes(told: Sequence[CheckIn], titles: Mapping[str, str]) -> Iterable[Item]:
    for item in _texts("better", told, lambda it: it.better):
        yield Item(f"changes.{item.name}", phrase("Better: {what}", what=item.said))
    for item in _texts("worse", told, lambda it: it.worse):
        yield Item(f"changes.{item.name}", phrase("Worse: {what}", what=item.said))
    tips = dict.fromkeys(titles.get(tip, tip) for checkin in told for tip in checkin.worse_tips)
    if tips:
        yield Item("changes.tips", phrase("Worse, with the exercises: {tips}", tips=listed(tips)))


def _feels(told: Sequence[CheckIn]) -> Iterable[Item]:
    for name, words in FEELS.items():
        if days := sum(name in checkin.feels for checkin in told):
            said = counted("{feel:capital}: on {count} day.", "{feel:capital}: on {count} days.", days, feel=words)
            yield Item(f"feels.{name}", said)
    yield from _texts("feels", told, lambda it: it.words)


def _average(numbers: Sequence[int]) -> float:
    return sum(numbers) / len(numbers)


def _signs(told: Sequence[CheckIn]) -> Iterable[Item]:
    for name, words in SIGNS.items():
        if days := [checkin.day for checkin in told if name in checkin.signs]:
            last = days[-1].isoformat()
            yield Item(f"signs.{name}", phrase("{sign:capital}: told on {last:full_date}.", sign=words, last=last))


def _texts(section: str, told: Sequence[CheckIn], of: Callable[[CheckIn], str]) -> Iterable[Item]:
    """In the person's own words, each once: the latest first.

    They are numbered from the first, so that one that is told meanwhile has no name that was struck out, or was not.
    """
    days: dict[str, list[date]] = {}
    for checkin in told:
        if text := " ".join(of(checkin).split()):
            text = text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"
            days.setdefault(text, []).append(checkin.day)
    numbered = [(when[-1], number, text, len(when)) for number, (text, when) in enumerate(days.items(), 1)]
    for _, number, text, count in sorted(numbered, reverse=True)[:_MOST_TEXTS]:
        said = counted("{text} ({count} day)", "{text} ({count} days)", count, text=verbatim(text))
        yield Item(f"{section}.{number}", said)
