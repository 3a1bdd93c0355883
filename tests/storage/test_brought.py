"""What another program recorded stands in the history as that program's, once."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from reminder.model.showing import Outcome
from reminder.storage.brought import Answered, Brought, Stretched, bring
from reminder.storage.clearing import clear
from reminder.storage.database import HistoryError
from reminder.storage.stats import rows, summary

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ROWS: list[Brought] = [
    Answered("posture", Outcome.DONE, AT, AT + MINUTE),
    Answered("posture", Outcome.SKIPPED, AT, AT),
    Answered("break", Outcome.SNOOZED, AT + MINUTE, AT + MINUTE),
    Stretched(AT + 5 * MINUTE, AT + 15 * MINUTE),
    Stretched(AT + 20 * MINUTE, AT + 25 * MINUTE, "asleep"),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "history.db"


def test_it_counts_among_our_own(path: Path) -> None:
    assert bring(path, "peer", "Peer", ROWS) == 5
    total = summary(path, 7, date(2026, 11, 24)).total
    assert (total.shown, total.done, total.skipped, total.snoozed, total.natural) == (3, 1, 1, 1, 1)
    assert {row.title for row in rows(path, 7, date(2026, 11, 24))} == {"Peer"}


def test_the_same_again_changes_nothing(path: Path) -> None:
    bring(path, "peer", "Peer", ROWS)
    before = rows(path, 7, date(2026, 11, 24))
    assert bring(path, "peer", "Peer", ROWS) == 0
    assert rows(path, 7, date(2026, 11, 24)) == before


def test_it_is_marked_and_the_file_is_the_persons_alone(path: Path) -> None:
    bring(path, "peer", "Peer", ROWS)
    bring(path, "other", "Other", ROWS)
    with closing(sqlite3.connect(path)) as db:
        found = db.execute("SELECT id, count(*) FROM outcomes JOIN machines ON machine = number GROUP BY id").fetchall()
    assert found == [("other", 3), ("peer", 3)]
    assert path.stat().st_mode & 0o077 == 0 or path.drive


def test_it_is_forgotten_with_the_rest(path: Path) -> None:
    bring(path, "peer", "Peer", ROWS)
    assert clear(path) == 3
    assert summary(path, 7, date(2026, 11, 24)).total.natural == 0


def test_a_file_that_is_no_history_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "history.db"
    file.write_bytes(b"no database, but long enough to be one" * 100)
    before = file.read_bytes()
    with pytest.raises(HistoryError, match="cannot be written"):
        bring(file, "peer", "Peer", ROWS)
    assert file.read_bytes() == before
