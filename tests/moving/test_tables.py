"""A peer's database, read from its bytes: spoilt or made to harm, it is no more than data."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from support.peers import database

from reminder.moving import tables

SPANS = "CREATE TABLE spans (id INTEGER PRIMARY KEY, type TEXT NOT NULL CHECK (length(type) > 0));"


def read(data: bytes) -> list[tuple[object, ...]]:
    return list(tables.rows(data, "spans", ("id", "type")))


def test_rows_come_in_their_order() -> None:
    assert read(database(f"{SPANS} INSERT INTO spans VALUES (2, 'break'), (1, 'away')")) == [(1, "away"), (2, "break")]


def test_a_table_that_is_not_there_has_no_rows() -> None:
    assert read(database("CREATE TABLE other (id)")) == []


def test_a_file_with_a_write_ahead_log_can_be_read(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "its.db")) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(f"{SPANS} INSERT INTO spans VALUES (1, 'away')")
    assert read((tmp_path / "its.db").read_bytes()) == [(1, "away")]


def test_no_view_is_taken_for_a_table() -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, 'x' FROM n"
    assert read(database(f"CREATE VIEW spans (id, type) AS {endless}")) == []


def test_a_value_that_is_made_when_it_is_read_takes_no_memory() -> None:
    data = database("CREATE TABLE spans (id, type AS (zeroblob(900000000))); INSERT INTO spans (id) VALUES (1)")
    with pytest.raises(sqlite3.DataError):
        read(data)


def test_cut_off_or_spoilt_it_raises_what_sqlite_does() -> None:
    whole = database(f"{SPANS} " + "INSERT INTO spans (type) VALUES ('away');" * 2000)
    for data in (whole[: len(whole) // 2], whole[:8192] + b"\xff" * 4096 + whole[12288:], whole[:100], whole[:16]):
        with pytest.raises(sqlite3.Error):
            read(data)


def test_an_error_in_which_sqlite_names_what_is_no_text_is_one_of_sqlite_too() -> None:
    spoilt = database(f"{SPANS} CREATE TABLE other (id)").replace(b"tableotherother", b"tableoth\xffrother")
    with pytest.raises(sqlite3.DatabaseError, match="it speaks no UTF-8"):
        read(spoilt)
