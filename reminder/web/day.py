"""Today, what was and what is to come: the day as the history has it, and the day ahead -> Today, to be drawn.

Pure.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from reminder.engine.day_ahead import Coming, DayAhead, Moved
from reminder.engine.schedule import Stretch
from reminder.phrase import Phrase, listed, phrase, sentences, verbatim
from reminder.storage.days import REST, Day
from reminder.web import past
from reminder.web.band import Drawing, Mark, Piece, around, draw
from reminder.web.past import Entry
from reminder.wording.answers import HOLDS
from reminder.wording.days import day_in_words, numbers_in_words


class Today(NamedTuple):
    date: str
    begin: str
    end: str
    to_come: int
    drawing: Drawing
    words: Phrase
    legend: tuple[tuple[str, Phrase], ...]
    ahead: tuple[Entry, ...]
    past: tuple[Entry, ...]
    """The latest first."""
    more: int
    """So many are left out."""
    numbers: tuple[tuple[Phrase, Phrase, Phrase | None], ...]
    """What each is, the number, and what there is to say of it."""
    problem: Phrase | None
    """Why nothing is known of what was."""


def drawn(around: Stretch, behind: Day | None, now: datetime) -> Stretch:
    """From when to when: as the working hours have it, but a night that goes on is a part of the day before.

    Nobody knows how long it goes on.
    """
    if behind is None or behind.begin >= around.begin:
        return around
    return Stretch(behind.begin, min(around.end, now + REST))


def today(now: datetime, day: Stretch, ahead: DayAhead, behind: Day | None, problem: Phrase | None = None) -> Today:
    """`day` is the one that is drawn, `behind` what the history has of it."""
    its_pieces, its_marks = (past.pieces(behind), past.marks(behind)) if behind else ([], [])
    if ahead.pause:
        its_pieces = [*its_pieces, Piece("hold", max(ahead.pause.begin, now), ahead.pause.end)]
    ends = [at for its in ahead.hours for at in its]
    if ends and ends[0] <= day.begin and day.end <= ends[-1]:  # at all hours, but for a rest as lunch is
        ends = ends[1:-1]
    pieces = [*(Piece("plan", its.begin, its.end) for its in ahead.hours), *its_pieces]
    marks = [*its_marks, *(Mark("fixed" if it.fixed else "come", it.at) for it in ahead.coming)]
    begin, end = around([now, *ends, *(mark.at for mark in marks), *(piece.begin for piece in its_pieces)], day)
    entries = past.entries(behind) if behind else ()
    return Today(
        (behind.day if behind else now.date()).isoformat(),
        begin.isoformat(),
        end.isoformat(),
        len(ahead.coming),
        draw(pieces, marks, begin, end, now),
        sentences(_words(now, behind, ahead)),
        past.legend(marks, pieces),
        tuple(_entries(ahead)),
        past.latest(entries),
        len(entries) - len(past.latest(entries)),
        numbers_in_words(behind, is_over=False) if behind else (),
        problem,
    )


def _words(now: datetime, behind: Day | None, ahead: DayAhead) -> Iterator[Phrase]:
    """All that the picture shows."""
    if behind:
        yield day_in_words(behind)
        yield from past.spells(behind)
    yield phrase("Now it is {at:clock}.", at=now)
    if ahead.pause:
        yield phrase("Paused until {until:clock}.", until=ahead.pause.end)
    if ahead.coming:
        times = listed(phrase("{at:clock}", at=it.at) for it in ahead.coming)
        yield phrase("Still to come: {times}.", times=times)
    for begin, end in ahead.rests:
        yield phrase("No working hours from {begin:clock} to {end:clock}.", begin=begin, end=end)


def _entries(ahead: DayAhead) -> Iterator[Entry]:
    for it in ahead.coming:
        yield Entry(it.at, "fixed" if it.fixed else "come", verbatim(it.words.title), _why(it), it.words.tip)


def _why(it: Coming) -> Phrase | None:
    if it.moved is None:
        return None
    if it.moved is Moved.SNOOZED:
        return phrase("It was put off until then.")
    if it.moved is Moved.APART:
        return phrase("Another one comes first.")
    return phrase("It waits until then: {hold}.", hold=HOLDS[it.moved])
