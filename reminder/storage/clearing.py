"""Deleting from the history: all of it, or one day.

clear(), clear_day() ─▶ history.db, and what waits beside it to be written

What is deleted is overwritten, and no word of it stays behind in the file.
"""

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

from reminder.engine.schedule import Stretch
from reminder.model.effects import RecordSpan
from reminder.storage.backlog import forget, waiting
from reminder.storage.database import BY_DAY, TABLES, HistoryError, milliseconds, opened, text, why
from reminder.storage.days import bounds

_CUT_SPANS = (
    """INSERT INTO spans (machine, began_ms, ended_ms, kind, reason, began, ended)
       SELECT machine, :ms, ended_ms, kind, reason, :text, ended FROM spans WHERE began_ms < :ms AND ended_ms > :ms""",
    "UPDATE spans SET ended_ms = :ms, ended = :text WHERE began_ms < :ms AND ended_ms > :ms",
)
"""Each that goes on at a moment becomes two."""

_MOMENTS = {"outcomes": "at_ms", "breaks": "began_ms", "spans": "began_ms"}
"""When what a row tells of began."""


def clear(path: Path) -> int:
    """Overwrite and delete every row, and what waits to be one; returns how many showings. Raises HistoryError.

    Of a span that goes on, the part until now will not be written either.
    """
    return _forget(path, datetime.now(UTC), lambda db, version: None)


def clear_day(path: Path, day: date, now: datetime, going_on: RecordSpan | None = None) -> int:
    """The same of one day, as `days.look` shows it; spans that reach over its ends are cut there."""
    return _forget(path, now, lambda db, version: bounds(db, version, day, now, going_on))


def _forget(path: Path, now: datetime, which: Callable[[sqlite3.Connection | None, int], Stretch | None]) -> int:
    try:
        if not path.exists():
            return forget(waiting(path), which(None, 0))
        with opened(path) as (db, version):
            db.execute("PRAGMA secure_delete = ON")
            within = which(db, version)
            with db:
                showings = _delete(db, version, within, now)
        return showings + forget(waiting(path), within)
    except (sqlite3.Error, OSError) as error:
        raise HistoryError(
            "{path}: the history cannot be cleared ({why}); delete the file instead", path=str(path), why=why(error)
        ) from error


def _delete(db: sqlite3.Connection, version: int, within: Stretch | None, now: datetime) -> int:
    if version >= TABLES["spans"]:
        if within is None or within.begin <= now < within.end:
            db.execute("UPDATE machines SET cleared = ? WHERE number = 1", (now.astimezone(UTC).isoformat(),))
        for end, statement in product(within or (), _CUT_SPANS):
            db.execute(statement, {"ms": milliseconds(end), "text": text(end)})
    rows = {}
    values: list[int] | list[str]
    for table in (table for table, since in TABLES.items() if version >= since):
        if within and table in BY_DAY:
            where, values = " WHERE day = ?", [within.begin.date().isoformat()]
        elif within:
            where, values = f" WHERE {_MOMENTS[table]} >= ? AND {_MOMENTS[table]} < ?", [*map(milliseconds, within)]
        else:
            where, values = "", []
        rows[table] = db.execute(f"DELETE FROM {table}{where}", values).rowcount
    return rows.get("outcomes", 0)
