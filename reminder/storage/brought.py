"""Writes what another program recorded into the history, marked as that program's.

days, breaks and spans of a peer -> bring() -> rows of a machine that has the peer's name

Of a day of which only totals are known they stay totals. Bringing the same again changes nothing, and of a day that has
grown since, what was added comes with it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from reminder.model.showing import Outcome
from reminder.storage.database import FROM, added_to, milliseconds, text

_MACHINE = "INSERT OR IGNORE INTO machines (id) VALUES (?)"
_OUTCOME = """INSERT OR IGNORE INTO outcomes
    (machine, showing, reminder, tip, title, day, at, at_ms, answered, outcome, waited_s, snoozes)
    SELECT :machine, (SELECT ifnull(max(showing) + 1, :at_ms) FROM outcomes
                      WHERE machine = :machine AND showing >= :at_ms AND showing < :at_ms + 1000),
           :reminder, :tip, :title, :day, :at, :at_ms, :answered, :outcome, 0, 0
    WHERE NOT EXISTS (SELECT 1 FROM outcomes WHERE machine = :machine AND showing >= :at_ms AND showing < :at_ms + 1000
                      AND (at_ms, reminder, outcome) = (:at_ms, :reminder, :outcome))"""
"""A second may have several, as where a break is put off and another one ends."""
_SPAN = """INSERT OR IGNORE INTO spans (machine, began_ms, ended_ms, kind, reason, began, ended)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
_DAY = """INSERT INTO days (machine, day, program, began, ended, active_s) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET ended = max(ended, excluded.ended), active_s = ifnull(excluded.active_s, active_s)
    WHERE excluded.ended > ended OR excluded.active_s > ifnull(active_s, 0)"""
_TALLY = """INSERT INTO tallies (machine, day, reminder, done, snoozed, skipped, natural) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET done = max(done, excluded.done), snoozed = max(snoozed, excluded.snoozed),
                              skipped = max(skipped, excluded.skipped), natural = max(natural, excluded.natural)
    WHERE excluded.done > done OR excluded.snoozed > snoozed OR excluded.skipped > skipped
          OR excluded.natural > natural"""
"""The totals of a day only ever grow."""


class Answered(NamedTuple):
    """What became of a break that the peer showed."""

    reminder: str
    outcome: Outcome
    at: datetime
    answered: datetime


class Stretched(NamedTuple):
    """What the person did for a time."""

    began: datetime
    ended: datetime
    kind: str
    reason: str = ""


class Tallied(NamedTuple):
    """How many breaks of a day had which outcome."""

    done: int
    snoozed: int
    skipped: int
    natural: int


class Totalled(NamedTuple):
    """A day of which no more is known."""

    began: datetime
    ended: datetime
    active: timedelta | None
    breaks: Mapping[str, Tallied]
    """By reminder."""


Brought = Answered | Stretched | Totalled


def bring(path: Path, peer: str, name: str, rows: Iterable[Brought]) -> int:
    """Returns how many are new. Raises HistoryError; then none was written."""
    with added_to(path) as db:
        db.execute(_MACHINE, (peer,))
        (machine,) = db.execute("SELECT number FROM machines WHERE id = ?", (peer,)).fetchone()
        before = db.total_changes
        for statement, values in _statements(machine, peer, name, rows):
            db.execute(statement, values)
        return db.total_changes - before


def _statements(
    machine: int, peer: str, name: str, rows: Iterable[Brought]
) -> Iterator[tuple[str, dict[str, object] | tuple[object, ...]]]:
    for row in rows:
        match row:
            case Answered(reminder=reminder, outcome=outcome, at=at, answered=answered):
                yield (
                    _OUTCOME,
                    {
                        "machine": machine,
                        "reminder": reminder,
                        "tip": f"{FROM}{peer}",
                        "title": name,
                        "day": at.date().isoformat(),
                        "at": text(at),
                        "at_ms": milliseconds(at),
                        "answered": text(answered),
                        "outcome": outcome.value,
                    },
                )
            case Stretched(began=began, ended=ended, kind=kind, reason=reason):
                its = milliseconds(began), milliseconds(ended), kind, reason, text(began), text(ended)
                yield _SPAN, (machine, *its)
            case Totalled(began=began, ended=ended, active=active, breaks=breaks):
                day, seconds = began.date().isoformat(), active.total_seconds() if active is not None else None
                yield _DAY, (machine, day, name, text(began), text(ended), seconds)
                for reminder, tally in breaks.items():
                    yield _TALLY, (machine, day, reminder, *tally)
