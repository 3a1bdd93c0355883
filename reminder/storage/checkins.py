"""Check-ins on disk: a file of their own that is the person's alone, and in which nothing deleted stays behind.

CheckIn ─▶ add() ─▶ checkins.db ─▶ of(), between(), weights()        delete(), delete_all() ─▶ no byte of it

One row a day, the last that was told. As in the history the file is opened for each use. There is no write-ahead log,
in which a deleted row would go on, and what is deleted is overwritten.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path

import msgspec

from reminder.errors import ReminderError, in_words
from reminder.model.checkin import NO_WEIGHTS, CheckIn, TipWeights
from reminder.model.checkin import weights as weights_of
from reminder.phrase import phrase
from reminder.storage.database import NotAFile, is_corrupt, version_of, why
from reminder.storage.files import set_aside

VERSION = 1
_BUSY = 2.0
"""Seconds; so long another process may write before whoever waits for it gives up."""
_TABLES = f"""
    BEGIN IMMEDIATE;
    CREATE TABLE IF NOT EXISTS checkins (day TEXT PRIMARY KEY, told TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS allowed (name TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
    PRAGMA user_version = {VERSION};
    COMMIT;
"""
_decoder = msgspec.json.Decoder(CheckIn)


class CheckInsError(ReminderError):
    """The check-ins cannot be read, written or deleted."""


def add(path: Path, checkin: CheckIn) -> None:
    """Write it in place of what was told on that day before. Raises CheckInsError."""
    told = msgspec.json.encode(checkin).decode()
    with _written(path) as db:
        db.execute("INSERT OR REPLACE INTO checkins VALUES (?, ?)", (checkin.day.isoformat(), told))


def allow(path: Path, name: str, at: datetime) -> None:
    """Switch on again a kind that rests, or a tip that made it worse. Raises CheckInsError."""
    with _written(path) as db:
        db.execute("INSERT OR REPLACE INTO allowed VALUES (?, ?)", (name, at.isoformat()))


def of(path: Path, day: date) -> CheckIn | None:
    """What was told on that day. Raises CheckInsError."""
    return next(iter(between(path, day, day)), None)


def last(path: Path, before: date | None = None) -> CheckIn | None:
    """The last one, or the last `before` a day. Raises CheckInsError."""
    told = [it for it in between(path) if before is None or it.day < before]
    return told[-1] if told else None


def between(path: Path, first: date = date.min, last: date = date.max) -> tuple[CheckIn, ...]:
    """What was told from one day to another, both included, in order. Raises CheckInsError."""
    with _read(path) as db:
        if db is None:
            return ()
        query = "SELECT told FROM checkins WHERE day BETWEEN ? AND ? ORDER BY day"
        rows = db.execute(query, (first.isoformat(), last.isoformat())).fetchall()
        return tuple(_decoder.decode(told) for (told,) in rows)


def allowed(path: Path) -> Mapping[str, datetime]:
    """The kinds and tips that were switched on again, and when. Raises CheckInsError."""
    with _read(path) as db:
        rows = db.execute("SELECT name, at FROM allowed").fetchall() if db else []
        return {name: datetime.fromisoformat(at) for name, at in rows}


def weights(path: Path) -> TipWeights:
    """What they mean for the tips now. Raises CheckInsError."""
    return weights_of(between(path), allowed(path))


def known_weights(path: Path) -> TipWeights:
    """The same for whoever only foresees what comes: where they cannot be read there are none."""
    try:
        return weights(path)
    except CheckInsError:
        return NO_WEIGHTS


def delete(path: Path, day: date) -> bool:
    """Forget that day, and what was allowed because of it; False: nothing was told on it. Raises CheckInsError."""
    if not path.exists():
        return False
    with _written(path) as db:
        is_gone = db.execute("DELETE FROM checkins WHERE day = ?", (day.isoformat(),)).rowcount > 0
        left = weights_of(
            [_decoder.decode(told) for (told,) in db.execute("SELECT told FROM checkins ORDER BY day")], {}
        )
        for (name,) in db.execute("SELECT name FROM allowed").fetchall():
            if name not in left.resting | left.worse:
                db.execute("DELETE FROM allowed WHERE name = ?", (name,))
        return is_gone


def delete_all(path: Path) -> int:
    """Forget every day, and what was kept of a damaged file; returns how many days. Raises CheckInsError.

    The file goes as a whole; it is overwritten before, as is whatever SQLite left beside it.
    """
    try:
        number = len(between(path))
    except CheckInsError:  # it cannot be read, and goes all the same
        number = 0
    try:
        for file in [*path.parent.glob(f"{path.name}*")]:
            _overwrite(file)
            file.unlink()
    except OSError as error:
        raise CheckInsError(
            "{path} cannot be deleted ({why}); delete the file yourself", path=str(path), why=in_words(error)
        ) from error
    return number


def _overwrite(file: Path) -> None:
    """On the disk, and not only in memory: a file that is deleted at once may never be written else."""
    with file.open("r+b") as content:
        content.write(bytes(file.stat().st_size))
        content.flush()
        os.fsync(content.fileno())


@contextmanager
def _read(path: Path) -> Iterator[sqlite3.Connection | None]:
    """The file, if there is one."""
    if not path.exists():
        yield None
        return
    with _told(path), _opened(path) as db:
        yield db


@contextmanager
def _written(path: Path) -> Iterator[sqlite3.Connection]:
    """The file, whole afterwards, made where there is none and begun anew where it is damaged."""
    with _told(path):
        if path.exists() and _is_damaged(path):
            set_aside(path, "-journal")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.chmod(0o600)
        with _opened(path) as db, db:
            yield db


def _is_damaged(path: Path) -> bool:
    try:
        with _opened(path) as db:
            db.execute("SELECT day, told FROM checkins").fetchall()
            db.execute("SELECT name, at FROM allowed").fetchall()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return is_corrupt(error)
    return False


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    if path.exists() and not path.is_file():
        raise NotAFile
    with closing(sqlite3.connect(path, timeout=_BUSY)) as db:
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA journal_mode = DELETE")
        if version_of(path, db, VERSION, CheckInsError) == 0:
            db.executescript(_TABLES)
        yield db


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Errors as the person is told of them: with the file, and without a word of what is in it."""
    try:
        yield
    except (msgspec.MsgspecError, sqlite3.Error, OSError, UnicodeDecodeError) as error:
        not_understood = phrase("what is in it cannot be understood")
        said = not_understood if isinstance(error, msgspec.MsgspecError) else why(error)
        raise CheckInsError("the check-ins in {path} cannot be reached ({why})", path=str(path), why=said) from error
