"""What the history says of the last days: counts, rows, and what the person did when.

history.db -> summary(), rows() -> `reminder stats`; spans() -> the picture of a day

Read from any process, while the program writes. `stats` waits for this module, so it does without typing and
without those of the writer.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from datetime import date, datetime, timedelta

from reminder.storage.database import TABLES, HistoryError, code, milliseconds, opened, why

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import Any, TypeVar

    T = TypeVar("T")


class Counts(
    namedtuple(
        "Counts",
        ("shown", "done", "observed", "snoozed", "skipped", "dismissed", "ignored", "natural"),
        defaults=(0, 0, 0, 0, 0, 0, 0, 0),
    )
):
    """How many showings had an outcome, and which; and the breaks beside them."""

    __slots__ = ()
    shown: int
    done: int
    observed: int
    snoozed: int
    skipped: int
    dismissed: int
    ignored: int
    natural: int
    """Natural breaks: absences from work that were long enough to be one."""


_OUTCOMES = Counts._fields[1:-1]


class Summary(namedtuple("Summary", ("days", "total"))):
    """The days in order, those with nothing among them, and their sum."""

    __slots__ = ()
    days: tuple[tuple[date, Counts], ...]
    total: Counts


class Row(namedtuple("Row", ("showing", "reminder", "tip", "title", "at", "answered", "outcome", "waited", "snoozes"))):
    __slots__ = ()
    showing: int
    reminder: str
    tip: str
    title: str
    at: datetime
    answered: datetime
    outcome: str
    waited: timedelta
    snoozes: int


class Span(namedtuple("Span", ("kind", "reason", "began", "ended"))):
    """What the person did for a time; `kind` is an `Activity`, `reason` that of a hold and else empty."""

    __slots__ = ()
    kind: str
    reason: str
    began: datetime
    ended: datetime


def summary(path: Path, days: int, today: date) -> Summary:
    """The last `days` days, today among them. A day is the one that the person's calendar showed."""
    dates = _dates(days, today)
    query = "SELECT day, outcome, count(*) FROM outcomes WHERE day BETWEEN ? AND ? GROUP BY day, outcome"
    counted = _read(path, "outcomes", query, dates, lambda day, it, n: (date.fromisoformat(day), _outcome(it), n))
    query = "SELECT day, count(*) FROM breaks WHERE day BETWEEN ? AND ? GROUP BY day"
    breaks = _read(path, "breaks", query, dates, lambda day, n: (date.fromisoformat(day), n))
    query = """SELECT day, sum(done), sum(snoozed), sum(skipped), sum(natural) FROM tallies WHERE day BETWEEN ? AND ?
               GROUP BY day"""
    tallies = _read(path, "tallies", query, dates, lambda day, *sums: (date.fromisoformat(day), tally(*sums)))
    try:
        return summed(counted, breaks, days, today, tallies)
    except KeyError as error:
        raise _damaged(path, error) from error


def summed(
    counted: Iterable[tuple[date, str, int]],
    breaks: Iterable[tuple[date, int]],
    days: int,
    today: date,
    tallies: Iterable[tuple[date, Counts]] = (),
) -> Summary:
    """The sums over single counts of outcomes and of natural breaks, and over the totals of days."""
    numbers = {today - timedelta(days=back): Counts() for back in reversed(range(days))}
    for day, outcome, number in counted:
        numbers[day] = plus(numbers[day], Counts(shown=number)._replace(**{outcome: number}))
    for day, number in breaks:
        numbers[day] = plus(numbers[day], Counts(natural=number))
    for day, counts in tallies:
        numbers[day] = plus(numbers[day], counts)
    total = Counts()
    for counts in numbers.values():
        total = plus(total, counts)
    return Summary(tuple(numbers.items()), total)


def tally(done: int, snoozed: int, skipped: int, natural: int) -> Counts:
    """What another program counted of a day."""
    return Counts(shown=done + snoozed + skipped, done=done, snoozed=snoozed, skipped=skipped, natural=natural)


def as_data(summary: Summary) -> dict[str, object]:
    """The form in which `stats --json` gives it."""
    days = [{"date": day.isoformat(), **counts._asdict()} for day, counts in summary.days]
    return {"days": days, "total": summary.total._asdict()}


def as_csv(rows: Iterable[Row], heads: bool = True) -> str:
    """The form in which `stats --csv` gives them: times in ISO 8601, the wait in seconds."""
    import csv
    from io import StringIO

    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if heads:
        writer.writerow(Row._fields)
    for row in rows:
        at, answered = row.at.isoformat(), row.answered.isoformat()
        writer.writerow(row._replace(at=at, answered=answered, waited=row.waited.total_seconds()))
    return text.getvalue()


COLUMNS = "showing, reminder, tip, title, at, answered, outcome, waited_s, snoozes"
"""Of the table, in the order in which `row` takes them."""


def rows(path: Path, days: int, today: date) -> list[Row]:
    """Every outcome of the last `days` days, in order."""
    query = f"SELECT {COLUMNS} FROM outcomes WHERE day BETWEEN ? AND ? ORDER BY at_ms"
    return _read(path, "outcomes", query, _dates(days, today), row)


def row(*columns: Any) -> Row:
    """Of `COLUMNS`."""
    at, answered, outcome, waited = columns[4:8]
    return Row(*columns)._replace(
        at=datetime.fromisoformat(at),
        answered=datetime.fromisoformat(answered),
        outcome=_outcome(outcome),
        waited=timedelta(seconds=waited),
    )


def _outcome(text: str) -> str:
    if text not in _OUTCOMES:
        raise ValueError(f"{text!r} is no outcome")
    return text


def spans(path: Path, begin: datetime, end: datetime) -> tuple[Span, ...]:
    """Those of this machine that lie between the two, or reach in, in order; none overlaps another."""
    return tuple(_read(path, "spans", SPANS, (milliseconds(begin), milliseconds(end)), span))


SPANS = """SELECT kind, reason, began, ended FROM spans
           WHERE machine = 1 AND began_ms < ?2 AND ended_ms > ?1 AND began_ms >= ifnull(
               (SELECT max(began_ms) FROM spans WHERE machine = 1 AND began_ms <= ?1), ?1)
           ORDER BY began_ms"""
"""Between two moments, by the key: of those before, only the last one can reach in."""


def span(kind: str, reason: str, began: str, ended: str) -> Span:
    """Of what `SPANS` finds."""
    return Span(kind, reason, datetime.fromisoformat(began), datetime.fromisoformat(ended))


def _dates(days: int, today: date) -> tuple[str, str]:
    return (today - timedelta(days=days - 1)).isoformat(), today.isoformat()


def _read(path: Path, table: str, query: str, between: tuple[object, ...], made: Callable[..., T]) -> list[T]:
    """What `query` finds in the table, each row `made` of; an older file has nothing of it."""

    def find(db: sqlite3.Connection, version: int) -> list[T]:
        found = db.execute(query, between).fetchall() if version >= TABLES[table] else []
        return [made(*columns) for columns in found]

    return reading(path, find, [])


def reading(path: Path, find: Callable[[sqlite3.Connection, int], T], nothing: T) -> T:
    """What `find` makes of the open file and its version; `nothing` where there is no file. Raises HistoryError.

    It is not opened for reading alone: after a kill in the midst of a write SQLite has to put it right before it can be
    read.
    """

    def found(how: str) -> T:
        with opened(path, how) as (db, version):
            return find(db, version)

    try:
        if not path.exists():
            return nothing
        try:
            return found("mode=rw")
        except sqlite3.OperationalError as error:
            if code(error) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR):
                raise
            return found("immutable=1")  # no room for the file that readers and writers meet in, so nobody writes
    except (sqlite3.Error, OSError) as error:
        raise HistoryError("{path}: the history cannot be read ({why})", path=str(path), why=why(error)) from error
    except (ValueError, TypeError, OverflowError) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> HistoryError:
    return HistoryError(
        "{path}: the history is damaged ({why}); move it away, and a new one is begun", path=str(path), why=str(error)
    )


def plus(left: Counts, right: Counts) -> Counts:
    """Their sum."""
    return Counts(*(a + b for a, b in zip(left, right, strict=True)))
