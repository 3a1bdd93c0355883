"""What was, of any day: its spans and its tips -> pieces and marks of a picture, and the list that says the same.

Pure.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from reminder.phrase import Phrase, phrase, verbatim
from reminder.storage.days import Day
from reminder.web.band import Mark, Piece
from reminder.wording.days import DOING, OUTCOMES, QUIET, away, became, quiet

_PIECES = {"at work": "work", "away": "rest", "asleep": "rest", "held": "hold", "paused": "hold"}
"""How each activity is drawn; any other leaves the ground as it is."""
_SIGNS = {
    **OUTCOMES,
    "come": phrase("to come"),
    "fixed": phrase("fixed time"),
    "plan": phrase("working hours"),
    "work": DOING["at work"],
    "rest": DOING["away"],
    "hold": DOING["held"],
}
"""What the marks and pieces of a picture mean."""
_WORTH_TELLING = timedelta(minutes=1)
_SHOWN, _A_FEW = 12, 3
"""So many entries of a day are listed at first; a few more are no reason to leave them out."""


class Entry(NamedTuple):
    """One line of the list that says what the picture says."""

    at: datetime
    kind: str
    what: Phrase
    then: Phrase | None = None
    tip: str = ""
    """Its id."""


def pieces(day: Day) -> list[Piece]:
    return [Piece(kind, began, ended) for kind, _, began, ended in _runs(day)]


def marks(day: Day) -> list[Mark]:
    return [Mark(row.outcome, row.at) for row in day.rows]


def legend(marks: Iterable[Mark], pieces: Iterable[Piece]) -> tuple[tuple[str, Phrase], ...]:
    """Each kind that is drawn, once."""
    shown = {mark.kind for mark in marks} | {piece.kind for piece in pieces}
    return tuple((kind, name) for kind, name in _SIGNS.items() if kind in shown)


def spells(day: Day) -> Iterator[Phrase]:
    """When somebody was away, and when and why it was quiet."""
    for run in _worth_telling(day):
        if run.kind == "rest":
            yield away(run.began, run.ended)
        elif run.kind == "hold":
            yield quiet(run.began, run.ended, run.reason)


def entries(day: Day, is_over: bool = False) -> tuple[Entry, ...]:
    """Each tip, each absence and each time of quiet, and when work began and ended; the latest first."""
    found = [Entry(row.at, row.outcome, verbatim(row.title), became(row), row.tip) for row in day.rows]
    for run in _worth_telling(day):
        length = run.ended - run.began
        if run.kind == "rest":
            counts = any(its.begin < run.ended and run.began < its.end for its in day.breaks)
            then = phrase("Counts as a break.") if counts else None
            found.append(Entry(run.began, "rest", phrase("Away for {length:long}", length=length), then))
        elif run.kind == "hold":
            why = phrase("{why:sentence}", why=QUIET.get(run.reason, QUIET["paused"]))
            found.append(Entry(run.began, "hold", phrase("Quiet for {length:long}", length=length), why))
    if day.numbers.first:
        found.append(Entry(day.numbers.first, "work", phrase("First work of the day")))
    if day.numbers.last and is_over:
        found.append(Entry(day.numbers.last, "work", phrase("Last work of the day")))
    return tuple(sorted(found, key=lambda entry: entry.at, reverse=True))


def latest(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Those that are listed at first."""
    return entries if len(entries) <= _SHOWN + _A_FEW else entries[:_SHOWN]


class _Run(NamedTuple):
    kind: str
    reason: str
    began: datetime
    ended: datetime


def _runs(day: Day) -> list[_Run]:
    """From the first work to the last. Those that look the same and follow each other, as away and asleep, are one."""
    found: list[_Run] = []
    for span in day.spans:
        kind = _PIECES.get(span.kind)
        reason = span.reason if span.kind == "held" else ""
        if found and found[-1][:2] == (kind, reason) and span.began - found[-1].ended < timedelta(seconds=1):
            found[-1] = found[-1]._replace(ended=span.ended)
        elif kind:
            found.append(_Run(kind, reason, span.began, span.ended))
    ends = [at for at, run in enumerate(found) if run.kind != "rest"]
    return found[ends[0] : ends[-1] + 1] if ends else []


def _worth_telling(day: Day) -> Iterator[_Run]:
    return (run for run in _runs(day) if run.ended - run.began >= _WORTH_TELLING)
