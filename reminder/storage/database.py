"""The file of the history: opened for each use, brought to this version, or set aside where it makes no sense.

history.db -> opened(), migrate() -> outcomes, breaks, spans, days and tallies; each row of a machine, and 1 is the one
that it is on. What another program recorded is of a machine that is called as that program, see `brought.py`.

It is closed again after each use, so that what stood in the way heals by itself and a file that was deleted is noticed.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from reminder.errors import ReminderError, in_words
from reminder.phrase import Phrase, phrase, verbatim

_BUSY, _WAITS = 0.2, 5.0
"""Seconds; so long another process may write before whoever waits for it gives up."""

_OUTCOME = """
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
"""
_BREAK = "day TEXT NOT NULL, began TEXT NOT NULL, ended TEXT NOT NULL"
_OF_A_MACHINE = "machine INTEGER NOT NULL DEFAULT 1 REFERENCES machines"
"""First in each table: of another order SQLite 3.40 says on a check that words are missing."""
_MIGRATIONS = (
    f"""
    CREATE TABLE outcomes (showing INTEGER PRIMARY KEY, {_OUTCOME});
    CREATE INDEX outcomes_by_day ON outcomes (day, outcome);
    """,
    f"""
    CREATE TABLE breaks (began_ms INTEGER PRIMARY KEY, {_BREAK});
    CREATE INDEX breaks_by_day ON breaks (day);
    """,
    f"""
    CREATE TABLE machines (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, cleared TEXT);
    INSERT INTO machines VALUES (1, lower(hex(randomblob(16))), NULL);

    ALTER TABLE outcomes RENAME TO before;
    CREATE TABLE outcomes ({_OF_A_MACHINE}, showing INTEGER, {_OUTCOME}, PRIMARY KEY (machine, showing)) WITHOUT ROWID;
    INSERT INTO outcomes SELECT 1, * FROM before;
    DROP TABLE before;
    CREATE INDEX outcomes_by_day ON outcomes (day, outcome);

    ALTER TABLE breaks RENAME TO before;
    CREATE TABLE breaks ({_OF_A_MACHINE}, began_ms INTEGER, {_BREAK}, PRIMARY KEY (machine, began_ms)) WITHOUT ROWID;
    INSERT INTO breaks SELECT 1, * FROM before;
    DROP TABLE before;
    CREATE INDEX breaks_by_day ON breaks (day);

    CREATE TABLE spans (
        {_OF_A_MACHINE},
        began_ms INTEGER,
        ended_ms INTEGER NOT NULL,
        kind TEXT NOT NULL,
        reason TEXT NOT NULL,
        began TEXT NOT NULL,
        ended TEXT NOT NULL,
        PRIMARY KEY (machine, began_ms)
    ) WITHOUT ROWID;
    CREATE INDEX spans_by_end ON spans (ended_ms);
    """,
    """
    CREATE INDEX outcomes_by_time ON outcomes (at_ms, outcome);
    CREATE INDEX outcomes_by_tip ON outcomes (reminder, tip, outcome, at_ms);
    CREATE INDEX breaks_by_time ON breaks (began_ms);
    """,
    f"""
    CREATE TABLE days (
        {_OF_A_MACHINE},
        day TEXT,
        program TEXT NOT NULL,
        began TEXT NOT NULL,
        ended TEXT NOT NULL,
        active_s REAL,
        PRIMARY KEY (machine, day)
    ) WITHOUT ROWID;
    CREATE INDEX days_by_day ON days (day);
    CREATE TABLE tallies (
        {_OF_A_MACHINE},
        day TEXT,
        reminder TEXT,
        done INTEGER NOT NULL,
        snoozed INTEGER NOT NULL,
        skipped INTEGER NOT NULL,
        natural INTEGER NOT NULL,
        PRIMARY KEY (machine, day, reminder)
    ) WITHOUT ROWID;
    CREATE INDEX tallies_by_day ON tallies (day);
    """,
)
"""What leads from each version of the file to the next, the first from an empty one to 1."""

TABLES = {"outcomes": 1, "breaks": 2, "spans": 3, "days": 5, "tallies": 5}
"""Each with the version of the file that began it."""
BY_DAY = ("days", "tallies")
"""Those whose rows tell of a whole day, of which nothing but totals is known."""
FROM = "from:"
"""So the tip of an outcome begins that another program recorded, and then comes that program's name; no tip of ours is
called so."""
INDEXED = 4
"""The version from which on outcomes are found by their time and their tip."""


class HistoryError(ReminderError):
    """The history cannot be read or cleared."""


class NotAFile(OSError):
    """What is in the history's place: whoever opens a pipe may wait for ever."""


@contextmanager
def opened(path: Path, how: str = "mode=rw") -> Iterator[tuple[sqlite3.Connection, int]]:
    """The open file, and its version, 0 for an empty one; refuses one that is newer than this program.

    Raises HistoryError for that, NotAFile and what SQLite does.
    """
    if path.exists() and not path.is_file():
        raise NotAFile
    with closing(sqlite3.connect(_uri(path, how), timeout=_BUSY, uri=True)) as db:
        yield db, version_of(path, db, len(_MIGRATIONS), HistoryError)


def version_of(path: Path, db: sqlite3.Connection, known: int, refused: type[ReminderError]) -> int:
    """0 for an empty file; raises what is `refused` for one that is newer than the version that is `known`."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > known:
        said = phrase(
            "{path} is of version {version}, and this program knows {known}: upgrade it",
            path=str(path),
            version=version,
            known=known,
        )
        raise refused(said)
    return int(version)


@contextmanager
def changed(path: Path, waits: float = _BUSY) -> Iterator[sqlite3.Connection]:
    """One transaction in the file, which is begun where there is none and brought up to date. Raises as `opened` does.

    `waits`: seconds, for whoever else writes.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
    with opened(path) as (db, version):
        db.execute(f"PRAGMA busy_timeout = {round(waits * 1000)}")
        db.execute("PRAGMA journal_mode = WAL")
        migrate(db, version)
        with db:
            yield db


@contextmanager
def added_to(path: Path) -> Iterator[sqlite3.Connection]:
    """The same, for what a person has asked for and waits for. Raises HistoryError; then nothing was written."""
    try:
        with changed(path, _WAITS) as db:
            yield db
    except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
        raise HistoryError("{path}: the history cannot be written ({why})", path=str(path), why=why(error)) from error


def _uri(path: Path, how: str) -> str:
    """With each byte of the path quoted, slashes too, so that nothing of it looks like the name of another machine.

    `Path.as_uri` loads all that Python has for the network, from 3.14 on.
    """
    return f"file:{quote(os.fsencode(path.absolute()), safe='')}?{how}"


def migrate(db: sqlite3.Connection, version: int) -> None:
    """Bring it to the version of this program; no word of a row stays behind where the row was before."""
    db.execute("PRAGMA secure_delete = ON")
    for number, script in enumerate(_MIGRATIONS[version:], version + 1):
        db.executescript(f"BEGIN IMMEDIATE; {script}; PRAGMA user_version = {number}; COMMIT;")


def is_corrupt(error: Exception) -> bool:
    """Our SQL can only be wrong for tables that are not ours, and only of such does SQLite speak in no UTF-8."""
    return isinstance(error, UnicodeDecodeError) or code(error) in (
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_ERROR,
    )


def code(error: Exception) -> int:
    """That of SQLite: the low byte; above it are shades of the same error."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def why(error: Exception) -> Phrase:
    """What stood in the way, to be put into a sentence."""
    return phrase("it is not a file") if isinstance(error, NotAFile) else verbatim(in_words(error))


def text(at: datetime) -> str:
    """As the tables have it; beside it they have `milliseconds`."""
    return at.isoformat(timespec="milliseconds")


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)
