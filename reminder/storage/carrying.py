"""The history as data for another machine, and such data added to the history that is here.

history.db -> carried() -> tables by name, {"columns": [...], "rows": [...]}, and the version of the file -> JSON
JSON -> merge() -> rows that are not here yet, each of the machine that it was of

An empty history becomes that of the machine that was carried here, as after a disk was changed.
"""

import functools
import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from reminder.errors import UsageError
from reminder.model.showing import Outcome
from reminder.storage.database import TABLES, added_to, migrate, text
from reminder.storage.stats import reading, span

_MACHINES = "machines"
_NUMBERS = (
    *(("outcomes", "at_ms"), ("outcomes", "snoozes"), ("breaks", "began_ms"), ("spans", "began_ms")),
    *(("spans", "ended_ms"), *(("tallies", name) for name in ("done", "snoozed", "skipped", "natural"))),
)
"""SQLite takes text for one, too."""


def carried(path: Path) -> bytes:
    """Empty where there is no history. Raises HistoryError."""
    return reading(path, _as_json, b"")


def rows_in(data: bytes) -> int:
    """How many there are. Raises UsageError for what is no history."""
    return sum(len(its["rows"]) for its in _checked(data)["tables"].values())


def merge(path: Path, data: bytes) -> int:
    """Returns how many are new. Raises UsageError for what is no history, HistoryError; then none was written."""
    history = _checked(data)
    with added_to(path) as db:
        return _merged(db, history)


def _as_json(db: sqlite3.Connection, version: int) -> bytes:
    with closing(sqlite3.connect(":memory:")) as copy:
        db.backup(copy)
        migrate(copy, version)
        tables = {name: _table(copy, name) for name in TABLES}
        machines = copy.execute("SELECT number, id FROM machines").fetchall()
    return msgspec.json.encode({_MACHINES: machines, "tables": tables})


def _table(db: sqlite3.Connection, name: str) -> dict[str, Any]:
    found = db.execute(f"SELECT * FROM {name}")
    return {"columns": [column for column, *_ in found.description], "rows": found.fetchall()}


def _merged(db: sqlite3.Connection, history: Mapping[str, Any], otherwise: str = "OR IGNORE") -> int:
    numbers = _numbers(db, history[_MACHINES])
    before = db.total_changes
    for name, its in history["tables"].items():
        columns, places = ", ".join(its["columns"]), ", ".join("?" * len(its["columns"]))
        rows = ([numbers[machine], *values] for machine, *values in its["rows"])
        db.executemany(f"INSERT {otherwise} INTO {name} ({columns}) VALUES ({places})", rows)
    return db.total_changes - before


def _numbers(db: sqlite3.Connection, machines: Iterable[tuple[int, str]]) -> dict[int, int]:
    """What each machine is called here."""
    for number, id in machines:
        if number == 1 and not db.execute("SELECT 1 FROM machines WHERE id = ?", (id,)).fetchone() and _is_new(db):
            db.execute("UPDATE machines SET id = ? WHERE number = 1", (id,))
        db.execute("INSERT OR IGNORE INTO machines (id) VALUES (?)", (id,))
    here = {id: number for number, id in db.execute("SELECT number, id FROM machines")}
    return {number: here[id] for number, id in machines}


def _is_new(db: sqlite3.Connection) -> bool:
    return not any(db.execute(f"SELECT 1 FROM {name} WHERE machine = 1").fetchone() for name in TABLES)


@functools.lru_cache(maxsize=1)
def _checked(data: bytes) -> Any:
    """A later version may have more tables, and a table more columns: those are left out."""
    try:
        history = json.loads(data)
        machines = [(int(number), str(id)) for number, id in history[_MACHINES]]
        with closing(sqlite3.connect(":memory:")) as db:
            migrate(db, 0)
            tables = {name: _known(db, name, its) for name, its in history["tables"].items() if name in TABLES}
            checked = {_MACHINES: machines, "tables": tables}
            _merged(db, checked, otherwise="")
            _read(db)
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError, sqlite3.Error) as error:
        raise UsageError("what it has for a history is none, so nothing of it is taken over") from error
    return checked


def _known(db: sqlite3.Connection, name: str, its: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that are known here, the machine's first."""
    known = [column for _, column, *_ in db.execute(f"PRAGMA table_info({name})")]
    columns = [column for column in known if column in its["columns"]]
    places = [its["columns"].index(column) for column in columns]
    if columns[0] != known[0]:
        raise ValueError(f"{name} tells of no machine")
    return {"columns": columns, "rows": [[row[place] for place in places] for row in its["rows"]]}


def _read(db: sqlite3.Connection) -> None:
    """As whoever looks at the history will. Raises ValueError and the like."""
    for outcome, at, answered, waited in db.execute("SELECT outcome, at, answered, waited_s FROM outcomes"):
        Outcome(outcome), _moment(at), _moment(answered), float(waited)
    for columns in db.execute("SELECT kind, reason, began, ended FROM spans"):
        span(*columns)
    for table, column in _NUMBERS:
        if db.execute(f"SELECT 1 FROM {table} WHERE typeof({column}) <> 'integer'").fetchone():
            raise ValueError(f"{column} of {table} is no number")
    for table in ("breaks", "days"):
        for began, ended in db.execute(f"SELECT began, ended FROM {table}"):
            _moment(began), _moment(ended)


def _moment(told: str) -> str:
    return text(datetime.fromisoformat(told))
