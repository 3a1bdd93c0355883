"""The tables of a peer's SQLite file, from its bytes: in memory, so that nothing is made or waited for beside the file.

bytes ─▶ rows(table, columns), as far as they can be read

The file may be spoilt, or made to harm: of it only plain tables are read, no view and no trigger is run, and it ends
after a time. What a program that still runs has put into its journal alone (`-wal`) is not there.
"""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

MAGIC = b"SQLite format 3\0"
_WITHIN = 10.0
"""Seconds; 64 MB take less than one."""
_STEPS = 100_000
"""Of SQLite's machine, between two looks at the clock."""
_LONGEST = 1_000_000
"""Bytes of one value."""
_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)


def rows(data: bytes, table: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Each row, in the order of the file; raises sqlite3.Error where it cannot be read on."""
    try:
        yield from _rows(data, table, columns)
    except UnicodeDecodeError as error:  # in what SQLite itself says of it
        raise sqlite3.DatabaseError("it speaks no UTF-8") from error


def _rows(data: bytes, table: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(_without_journal(data))
        db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
        db.execute("PRAGMA cell_size_check = ON")
        plain = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ? AND sql NOT LIKE '%VIRTUAL%'"
        if db.execute(plain, (table,)).fetchone() != (1,):
            return
        deadline = time.monotonic() + _WITHIN
        db.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        db.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY)
        db.text_factory = lambda raw: raw.decode(errors="replace")
        yield from db.execute(f"SELECT {', '.join(columns)} FROM {table}")


def _without_journal(data: bytes) -> bytes:
    """A file with a write-ahead log says so in two bytes, and would be refused in memory.

    https://www.sqlite.org/fileformat2.html#the_database_header
    """
    return data[:18] + b"\1\1" + data[20:] if data[18:20] == b"\2\2" else data
