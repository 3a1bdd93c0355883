"""Writes what another program recorded into the history, marked as that program's.

days, breaks and spans of a peer -> bring() -> rows of a machine that has the peer's name

A day of which only totals are known becomes one row for each break of it, a second after the other from the day's
beginning on: the counts are right, the times are not known. Bringing the same again changes nothing.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from reminder.model.showing import Outcome
from reminder.storage.database import HistoryError, migrate, milliseconds, opened, text, why

_WAITS = 5000
"""Milliseconds, for whoever else writes."""
_MACHINE = "INSERT OR IGNORE INTO machines (id) VALUES (?)"
_OUTCOME = """INSERT OR IGNORE INTO outcomes
    (machine, showing, reminder, tip, title, day, at, at_ms, answered, outcome, waited_s, snoozes)
    VALUES (:machine, :showing, :reminder, '', :title, :day, :at, :at_ms, :answered, :outcome, 0, 0)"""
_BREAK = "INSERT OR IGNORE INTO breaks (machine, began_ms, day, began, ended) VALUES (?, ?, ?, ?, ?)"
_SPAN = """INSERT OR IGNORE INTO spans (machine, began_ms, ended_ms, kind, reason, began, ended)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""


class Answered(NamedTuple):
    """What became of a break that the peer showed."""

    reminder: str
    outcome: Outcome
    at: datetime
    answered: datetime


class Stretched(NamedTuple):
    """A natural break, where `kind` is empty, else what the person did."""

    began: datetime
    ended: datetime
    kind: str = ""
    reason: str = ""


Brought = Answered | Stretched


def bring(path: Path, peer: str, title: str, rows: Iterable[Brought]) -> int:
    """Returns how many are new. Raises HistoryError; then none was written."""
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
        with opened(path) as (db, version):
            db.execute(f"PRAGMA busy_timeout = {_WAITS}")
            db.execute("PRAGMA journal_mode = WAL")
            migrate(db, version)
            with db:
                db.execute(_MACHINE, (peer,))
                (machine,) = db.execute("SELECT number FROM machines WHERE id = ?", (peer,)).fetchone()
                before = db.total_changes
                for statement, values in _statements(machine, title, rows):
                    db.execute(statement, values)
                return db.total_changes - before
    except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
        raise HistoryError("{path}: the history cannot be written ({why})", path=str(path), why=why(error)) from error


def _statements(
    machine: int, title: str, rows: Iterable[Brought]
) -> Iterator[tuple[str, dict[str, object] | tuple[object, ...]]]:
    taken: set[int] = set()
    for row in rows:
        match row:
            case Answered(reminder=reminder, outcome=outcome, at=at, answered=answered):
                showing = milliseconds(at)
                while showing in taken:
                    showing += 1
                taken.add(showing)
                yield (
                    _OUTCOME,
                    {
                        "machine": machine,
                        "showing": showing,
                        "reminder": reminder,
                        "title": title,
                        "day": at.date().isoformat(),
                        "at": text(at),
                        "at_ms": milliseconds(at),
                        "answered": text(answered),
                        "outcome": outcome.value,
                    },
                )
            case Stretched(began=began, ended=ended, kind=""):
                yield _BREAK, (machine, milliseconds(began), began.date().isoformat(), text(began), text(ended))
            case Stretched(began=began, ended=ended, kind=kind, reason=reason):
                its = milliseconds(began), milliseconds(ended), kind, reason, text(began), text(ended)
                yield _SPAN, (machine, *its)
