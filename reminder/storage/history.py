"""What became of every notification, and the breaks that nobody had to be asked for: SQLite rows, and sums over days.

Record, RecordBreak -> History.record() -> history.sqlite -> summary(), rows() -> `reminder stats`

The file is opened for each write and closed again, so that what stood in the way heals by itself and a file that
was deleted is noticed. A write takes a few milliseconds, and at most `BUSY` more while another process writes: short
enough for the loop's own thread. What cannot be written waits in a file beside it, for this run or the next.
"""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from reminder.errors import ReminderError
from reminder.model.effects import Record, RecordBreak
from reminder.model.plan import Problem
from reminder.model.showing import Outcome
from reminder.phrase import several, verbatim
from reminder.storage.backlog import Unwritten, forget
from reminder.storage.files import set_aside

T = TypeVar("T")

BUSY = timedelta(milliseconds=200)

_MIGRATIONS = (
    """
    CREATE TABLE outcomes (
        showing INTEGER PRIMARY KEY,
        reminder TEXT NOT NULL,
        tip TEXT NOT NULL,
        title TEXT NOT NULL,
        day TEXT NOT NULL,
        at TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        answered TEXT NOT NULL,
        outcome TEXT NOT NULL,
        waited_s REAL NOT NULL,
        snoozes INTEGER NOT NULL
    );
    CREATE INDEX outcomes_by_day ON outcomes (day, outcome);
    """,
    """
    CREATE TABLE breaks (
        began_ms INTEGER PRIMARY KEY,
        day TEXT NOT NULL,
        began TEXT NOT NULL,
        ended TEXT NOT NULL
    );
    CREATE INDEX breaks_by_day ON breaks (day);
    """,
)
"""What leads from each version of the file to the next, the first from an empty one to 1."""

_INSERT = f"""
    INSERT INTO outcomes VALUES ({", ".join("?" * 11)})
    ON CONFLICT (showing) DO UPDATE SET answered = excluded.answered, outcome = excluded.outcome
    WHERE excluded.outcome <> '{Outcome.IGNORED}'
"""
"""A second outcome comes only of a kill between this record and the saved state: the first was acknowledged to nobody,
an answer given after the restart was. Nobody's answer is no reason to forget one."""


_BREAKS_SINCE = 2
"""The version of the file from which on it knows of breaks."""

_INSERT_BREAK = "INSERT OR REPLACE INTO breaks VALUES (?, ?, ?, ?)"
"""A break that is told of twice, as after a kill, is the same one: by the second in which it began."""


class HistoryError(ReminderError):
    """The history cannot be read or cleared."""


class NotAFile(OSError):
    """What is in the history's place: whoever opens a pipe may wait for ever."""


class History:
    """The writer. Its methods return what is wrong, and never raise for it; None means that all is written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._unwritten = Unwritten(_waiting(path))
        self.fails = False
        """The last attempt to write did not succeed."""

    def record(self, what: Record | RecordBreak) -> Problem | None:
        """Write it, and what could not be written before."""
        self._unwritten.add(what)
        return self._write()

    def prune(self, keep: timedelta, now: datetime) -> Problem | None:
        """Delete what was longer than `keep` before `now`."""
        try:
            if not self._path.exists() and not self._unwritten:
                return None
        except OSError as error:
            return self._problem(f"the history cannot be reached ({_in_words(error)}); {self._advice()}")
        return self._write(_milliseconds(now - keep))

    def again(self) -> Problem | None:
        """Try once more what failed."""
        return self._write()

    def close(self) -> Problem | None:
        """Try a last time to write what is left."""
        return self._write() if self._unwritten else None

    def _write(self, delete_before: int | None = None) -> Problem | None:
        self.fails = True
        problem = self._try_to_write(delete_before)
        if problem and self._unwritten:
            waits = f"the last {len(self._unwritten)} entries wait in {self._unwritten.keep()}"
            problem = problem._replace(text=several((problem.text, waits)))
        return problem

    def _try_to_write(self, delete_before: int | None) -> Problem | None:
        try:
            self._write_once(delete_before)
        except HistoryError as error:
            return self._problem(str(error))
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
            if not _is_corrupt(error):
                return self._problem(f"the history cannot be written ({_in_words(error)}); {self._advice(error)}")
        else:
            self.fails = False
            return None
        try:
            kept = set_aside(self._path, "-wal", "-shm")
            self._write_once(delete_before)
        except (sqlite3.Error, OSError) as error:
            return self._problem(
                f"the history is damaged and cannot be begun anew ({_in_words(error)}); {self._advice(error)}"
            )
        self.fails = False
        return self._problem(f"the history was damaged; it was kept as {kept} and a new one begun")

    def _write_once(self, delete_before: int | None) -> None:
        _require_file(self._path)
        if not self._path.exists():
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
        with closing(sqlite3.connect(self._path, timeout=BUSY.total_seconds())) as db:
            version = _version(db, self._path)
            db.execute("PRAGMA journal_mode = WAL")
            for number, script in enumerate(_MIGRATIONS[version:], version + 1):
                db.executescript(f"BEGIN IMMEDIATE; {script}; PRAGMA user_version = {number}; COMMIT;")
            with db:
                db.executemany(_INSERT, [_columns(it) for it in self._unwritten if isinstance(it, Record)])
                breaks = [_break_columns(it) for it in self._unwritten if isinstance(it, RecordBreak)]
                db.executemany(_INSERT_BREAK, breaks)
                if delete_before is not None:
                    db.execute("DELETE FROM outcomes WHERE at_ms < ?", (delete_before,))
                    db.execute("DELETE FROM breaks WHERE began_ms < ?", (delete_before,))
        self._unwritten.clear()

    def _advice(self, error: Exception | None = None) -> str:
        if _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            advice = f"another program has {self._path} open, so end that one"
        elif isinstance(error, NotAFile):
            advice = f"move {self._path} away"
        else:
            advice = f"see that the disk has room and {self._path.parent} can be written"
        return advice

    def _problem(self, text: str) -> Problem:
        return Problem("history", verbatim(text), str(self._path))


def _waiting(path: Path) -> Path:
    return path.with_name(f"{path.name}.waiting")


# --- reading, from any process, while the writer writes ---------------------------------------------------------------


class Counts(NamedTuple):
    """How many showings had an outcome, and which; and the breaks beside them."""

    shown: int = 0
    done: int = 0
    observed: int = 0
    snoozed: int = 0
    skipped: int = 0
    dismissed: int = 0
    ignored: int = 0
    natural: int = 0
    """Natural breaks: absences from work that were long enough to be one."""


class Summary(NamedTuple):
    """The days in order, those with nothing among them, and their sum."""

    days: tuple[tuple[date, Counts], ...]
    total: Counts


class Row(NamedTuple):
    """One showing and its outcome."""

    showing: int
    reminder: str
    tip: str
    title: str
    at: datetime
    answered: datetime
    outcome: Outcome
    waited: timedelta
    snoozes: int


def summary(path: Path, days: int, today: date) -> Summary:
    """The last `days` days, today among them. A day is the one that the person's calendar showed."""
    query = "SELECT day, outcome, count(*) FROM outcomes WHERE day BETWEEN ? AND ? GROUP BY day, outcome"
    counted = _read(path, query, days, today, lambda day, outcome, n: (date.fromisoformat(day), Outcome(outcome), n))
    query = "SELECT day, count(*) FROM breaks WHERE day BETWEEN ? AND ? GROUP BY day"
    breaks = _read(path, query, days, today, lambda day, n: (date.fromisoformat(day), n), since=_BREAKS_SINCE)
    try:
        return summed(counted, breaks, days, today)
    except KeyError as error:
        raise _damaged(path, error) from error


def summed(
    counted: Iterable[tuple[date, Outcome, int]], breaks: Iterable[tuple[date, int]], days: int, today: date
) -> Summary:
    """The sums over single counts of outcomes and of natural breaks."""
    numbers = {today - timedelta(days=back): Counts() for back in reversed(range(days))}
    for day, outcome, number in counted:
        numbers[day] = _plus(numbers[day], Counts(shown=number)._replace(**{outcome.value: number}))
    for day, number in breaks:
        numbers[day] = _plus(numbers[day], Counts(natural=number))
    total = Counts()
    for counts in numbers.values():
        total = _plus(total, counts)
    return Summary(tuple(numbers.items()), total)


def as_data(summary: Summary) -> dict[str, object]:
    """The form in which `stats --json` gives it."""
    days = [{"date": day.isoformat(), **counts._asdict()} for day, counts in summary.days]
    return {"days": days, "total": summary.total._asdict()}


def rows(path: Path, days: int, today: date) -> list[Row]:
    """Every outcome of the last `days` days, in order."""
    query = """SELECT showing, reminder, tip, title, at, answered, outcome, waited_s, snoozes FROM outcomes
               WHERE day BETWEEN ? AND ? ORDER BY at_ms"""
    return _read(path, query, days, today, _row)


def _row(*columns: Any) -> Row:
    showing, reminder, tip, title, at, answered, outcome, waited, snoozes = columns
    return Row(
        showing,
        reminder,
        tip,
        title,
        datetime.fromisoformat(at),
        datetime.fromisoformat(answered),
        Outcome(outcome),
        timedelta(seconds=waited),
        snoozes,
    )


def clear(path: Path) -> int:
    """Overwrite and delete every row, and what waits to be one; returns how many showings. Raises HistoryError."""
    try:
        return _clear(path) + forget(_waiting(path))
    except (sqlite3.Error, OSError) as error:
        raise HistoryError(
            f"{path}: the history cannot be cleared ({_in_words(error)}); delete the file instead"
        ) from error


def _clear(path: Path) -> int:
    if not path.exists():
        return 0
    _require_file(path)
    with closing(sqlite3.connect(path, timeout=BUSY.total_seconds())) as db:
        version = _version(db, path)
        if not version:
            return 0
        db.execute("PRAGMA secure_delete = ON")
        with db:
            if version >= _BREAKS_SINCE:
                db.execute("DELETE FROM breaks")
            return db.execute("DELETE FROM outcomes").rowcount


def _read(path: Path, query: str, days: int, today: date, made: Callable[..., T], since: int = 1) -> list[T]:
    """What `query` finds between its two dates, the first of the last `days` days and `today`, each row `made` of.

    A file older than version `since` has nothing of it. It is not opened for reading alone: after a kill in the midst
    of a write SQLite has to put it right before it can be read.
    """
    dates = (today - timedelta(days=days - 1)).isoformat(), today.isoformat()

    def find(how: str) -> list[Any]:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)) as db:
            return db.execute(query, dates).fetchall() if _version(db, path) >= since else []

    try:
        if not path.exists():
            return []
        _require_file(path)
        try:
            found = find("mode=rw")
        except sqlite3.OperationalError as error:
            if _code(error) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR):
                raise
            found = find("immutable=1")  # no room for the file that readers and writers meet in, so nobody writes
        return [made(*columns) for columns in found]
    except (sqlite3.Error, OSError) as error:
        raise HistoryError(f"{path}: the history cannot be read ({_in_words(error)})") from error
    except (ValueError, TypeError, OverflowError) as error:
        raise _damaged(path, error) from error


def _in_words(error: Exception) -> str:
    """Without the number that Python puts before those of the system."""
    return getattr(error, "strerror", None) or str(error)


def _damaged(path: Path, error: Exception) -> HistoryError:
    return HistoryError(f"{path}: the history is damaged ({error}); move it away, and a new one is begun")


def _version(db: sqlite3.Connection, path: Path) -> int:
    """The version of an open file, 0 for an empty one; refuses one that is newer than this program."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > len(_MIGRATIONS):
        raise HistoryError(f"{path} is of version {version}, and this program knows {len(_MIGRATIONS)}: upgrade it")
    return int(version)


def _require_file(path: Path) -> None:
    if path.exists() and not path.is_file():
        raise NotAFile("it is not a file")


def _is_corrupt(error: Exception) -> bool:
    """Our SQL can only be wrong for tables that are not ours, and only of such does SQLite speak in no UTF-8."""
    return isinstance(error, UnicodeDecodeError) or _code(error) in (
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_ERROR,
    )


def _code(error: Exception | None) -> int:
    """That of SQLite: the low byte; above it are shades of the same error."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _columns(record: Record) -> tuple[int | float | str, ...]:
    showing = record.showing
    return (
        showing.id,
        showing.reminder,
        showing.words.tip,
        showing.words.title,
        showing.at.date().isoformat(),
        showing.at.isoformat(timespec="milliseconds"),
        _milliseconds(showing.at),
        record.at.isoformat(timespec="milliseconds"),
        record.outcome.value,
        showing.waited.total_seconds(),
        showing.snoozes,
    )


def _break_columns(it: RecordBreak) -> tuple[int | str, ...]:
    began, ended = (at.isoformat(timespec="milliseconds") for at in (it.began, it.ended))
    return _milliseconds(it.began.replace(microsecond=0)), it.began.date().isoformat(), began, ended


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _plus(left: Counts, right: Counts) -> Counts:
    return Counts(*(a + b for a, b in zip(left, right, strict=True)))
