"""What became of every notification, natural breaks, and what the person did when, written as rows of SQLite.

Record, RecordBreak, RecordSpan -> History.record() -> history.db -> `stats`, the reader

A write takes a few milliseconds, and a moment more while another process writes: short enough for the loop's own
thread. What cannot be written waits in a file beside it, for this run or the next.
"""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import assert_never

from reminder.model.effects import Entry, Record, RecordBreak, RecordSpan
from reminder.model.plan import Problem
from reminder.model.showing import Outcome
from reminder.phrase import Phrase, counted, phrase, several
from reminder.storage.backlog import Backlog, waiting
from reminder.storage.database import (
    BY_DAY,
    HistoryError,
    NotAFile,
    changed,
    code,
    is_corrupt,
    milliseconds,
    text,
    why,
)
from reminder.storage.files import set_aside

_INSERT = f"""
    INSERT INTO outcomes (showing, reminder, tip, title, day, at, at_ms, answered, outcome, waited_s, snoozes)
    VALUES ({", ".join("?" * 11)})
    ON CONFLICT DO UPDATE SET answered = excluded.answered, outcome = excluded.outcome
    WHERE excluded.outcome <> '{Outcome.IGNORED}'
"""
"""A second outcome comes only of a kill between this record and the saved state: the first was acknowledged to nobody,
an answer given after the restart was. Nobody's answer is no reason to forget one."""

_INSERT_BREAK = "INSERT OR REPLACE INTO breaks (began_ms, day, began, ended) VALUES (?, ?, ?, ?)"
"""A break that is told of twice, as after a kill, is the same one: by the second in which it began."""

_INSERT_SPAN = (
    "DELETE FROM spans WHERE machine = 1 AND began_ms > :began_ms - 500 AND began_ms < :ended_ms",
    """UPDATE spans SET ended_ms = :began_ms, ended = :began WHERE ended_ms > :began_ms AND machine = 1 AND began_ms =
       (SELECT max(began_ms) FROM spans WHERE machine = 1 AND began_ms < :began_ms)""",
    """INSERT INTO spans (began_ms, ended_ms, kind, reason, began, ended)
       VALUES (:began_ms, :ended_ms, :kind, :reason, :began, :ended)""",
)
"""What is there of the same time gives way: it was told of before a kill, or by a clock that has been set back."""


class History:
    """The writer. Its methods return what is wrong, and never raise for it; None means that all is written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._unwritten = Backlog(waiting(path))
        self.fails = False
        """The last attempt to write did not succeed."""

    def record(self, what: Entry) -> Problem | None:
        """Write it, and what could not be written before."""
        self._unwritten.add(what)
        return self._write()

    def prune(self, keep: timedelta, now: datetime) -> Problem | None:
        """Delete what was longer than `keep` before `now`."""
        try:
            if not self._path.exists() and not self._unwritten:
                return None
        except OSError as error:
            return self._problem(phrase("the history cannot be reached ({why})", why=why(error)), self._advice(error))
        return self._write(now - keep)

    def again(self) -> Problem | None:
        return self._write()

    def close(self) -> Problem | None:
        """Try a last time to write what is left."""
        return self._write() if self._unwritten else None

    def _write(self, delete_before: datetime | None = None) -> Problem | None:
        self.fails = True
        problem = self._try_to_write(delete_before)
        if problem and self._unwritten:
            number, file = len(self._unwritten), self._unwritten.keep()
            waits = counted(
                "the last entry waits in {file}", "the last {count} entries wait in {file}", number, file=file
            )
            lost = counted(
                "the last entry waits in memory, and would be lost with this program",
                "the last {count} entries wait in memory, and would be lost with this program",
                number,
            )
            problem = problem._replace(text=several((problem.text, waits if file else lost)))
        return problem

    def _try_to_write(self, delete_before: datetime | None) -> Problem | None:
        try:
            self._write_once(delete_before)
        except HistoryError as error:
            return self._problem(error.said)
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
            if not is_corrupt(error):
                said = phrase("the history cannot be written ({why})", why=why(error))
                return self._problem(said, self._advice(error))
        else:
            self.fails = False
            return None
        try:
            kept = set_aside(self._path, "-wal", "-shm")
            self._write_once(delete_before)
        except (sqlite3.Error, OSError) as error:
            said = phrase("the history is damaged and cannot be begun anew ({why})", why=why(error))
            return self._problem(said, self._advice(error))
        self.fails = False
        said = phrase("the history was damaged; it was kept as {path} and a new one begun", path=str(kept))
        return self._problem(said)

    def _write_once(self, delete_before: datetime | None) -> None:
        with changed(self._path) as db:
            for entry in self._unwritten:
                _insert(db, entry)
            if delete_before is not None:
                _delete(db, delete_before)
        self._unwritten.clear()

    def _advice(self, error: Exception) -> Phrase:
        if code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return phrase("another program has {path} open, so end that one", path=str(self._path))
        if isinstance(error, NotAFile):
            return phrase("move {path} away", path=str(self._path))
        return phrase("see that the disk has room and {folder} can be written", folder=str(self._path.parent))

    def _problem(self, *clauses: Phrase) -> Problem:
        return Problem("history", several(clauses), str(self._path))


def _insert(db: sqlite3.Connection, entry: Entry) -> None:
    match entry:
        case Record():
            db.execute(_INSERT, _columns(entry))
        case RecordBreak(began=began, ended=ended):
            second = milliseconds(began.replace(microsecond=0))
            db.execute(_INSERT_BREAK, (second, began.date().isoformat(), text(began), text(ended)))
        case RecordSpan(kind=kind, reason=reason, began=began, ended=ended):
            (cleared,) = db.execute("SELECT cleared FROM machines WHERE number = 1").fetchone()
            if cleared and began < (forgotten := datetime.fromisoformat(cleared)) < ended:
                began = forgotten.astimezone(began.tzinfo)
            values = {
                "kind": kind.value,
                "reason": reason.value if reason else "",
                "began_ms": milliseconds(began),
                "began": text(began),
                "ended_ms": milliseconds(ended),
                "ended": text(ended),
            }
            for statement in _INSERT_SPAN:
                db.execute(statement, values)
        case _:
            assert_never(entry)


def _delete(db: sqlite3.Connection, before: datetime) -> None:
    moment = (milliseconds(before),)
    db.execute("DELETE FROM outcomes WHERE at_ms < ?", moment)
    db.execute("DELETE FROM breaks WHERE began_ms < ?", moment)
    db.execute("DELETE FROM spans WHERE began_ms < ?", moment)
    for table in BY_DAY:
        db.execute(f"DELETE FROM {table} WHERE day < ?", (before.date().isoformat(),))


def _columns(record: Record) -> tuple[int | float | str, ...]:
    showing = record.showing
    return (
        showing.id,
        showing.reminder,
        showing.words.tip,
        showing.words.title,
        showing.at.date().isoformat(),
        text(showing.at),
        milliseconds(showing.at),
        text(record.at),
        record.outcome.value,
        showing.waited.total_seconds(),
        showing.snoozes,
    )
