"""What the history could not take is there for the next run, whatever becomes of the file that it waits in."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from support.histories import a_record

from reminder.model.activity import Activity
from reminder.model.effects import Entry, Record, RecordBreak, RecordSpan
from reminder.model.senses import Reason
from reminder.storage.backlog import Backlog, forget

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def outcome(minute: int, **changes: object) -> Record:
    return a_record(NOON + timedelta(minutes=minute), **{"id": minute} | changes)


def a_break(minute: int) -> RecordBreak:
    return RecordBreak(NOON + timedelta(minutes=minute - 6), NOON + timedelta(minutes=minute))


def a_span(minute: int) -> RecordSpan:
    ended = NOON + timedelta(minutes=minute)
    return RecordSpan(Activity.HELD, Reason.MEETING, ended - timedelta(minutes=6), ended)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db.waiting"


def a_backlog(path: Path, *entries: Entry) -> Backlog:
    unwritten = Backlog(path)
    for entry in entries:
        unwritten.add(entry)
    return unwritten


def test_it_waits_in_order_for_the_next_run(path: Path) -> None:
    entries = [outcome(1), a_break(2), outcome(3), a_span(4), outcome(5)]
    assert a_backlog(path, *entries).keep() == "history.db.waiting"
    assert list(Backlog(path)) == entries


def test_what_waits_since_a_build_that_knew_no_spans_is_written(path: Path) -> None:
    path.write_bytes(msgspec.json.encode({"outcomes": [outcome(1)], "breaks": [a_break(2)]}))
    assert list(Backlog(path)) == [outcome(1), a_break(2)]


def test_of_too_many_the_oldest_are_given_up(path: Path) -> None:
    a_backlog(path, *(a_break(minute) if minute % 2 else outcome(minute) for minute in range(1100))).keep()
    again = Backlog(path)
    again.add(outcome(1100))
    assert len(again) == 1000
    assert list(again)[:2] == [a_break(101), outcome(102)]


def test_a_file_that_somebody_deleted_is_made_anew(path: Path) -> None:
    unwritten = a_backlog(path, outcome(1))
    unwritten.keep()
    path.unlink()
    assert unwritten.keep() == "history.db.waiting"
    assert list(Backlog(path)) == [outcome(1)]


def test_where_it_was_deleted_and_cannot_be_kept_again_it_says_so(path: Path) -> None:
    unwritten = a_backlog(path, outcome(1))
    unwritten.keep()
    path.unlink()
    path.parent.joinpath("history.db.waiting.new").mkdir()
    assert unwritten.keep() == ""


NONSENSE = {
    "no JSON": b"{nonsense",
    "another shape": b"[]",
    "deep": b"[" * 100_000,
    "a number that no history takes": msgspec.json.encode({"outcomes": [outcome(1, id=2**63)], "breaks": []}),
    "a time without a zone": msgspec.json.encode({"outcomes": [outcome(1, at=datetime(1, 1, 1))], "breaks": []}),  # noqa: DTZ001
}


@pytest.mark.parametrize("content", NONSENSE.values(), ids=NONSENSE)
def test_what_makes_no_sense_is_set_aside(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    unwritten = Backlog(path)
    assert len(unwritten) == 0
    assert path.with_name("history.db.waiting.corrupt-1").read_bytes() == content
    unwritten.add(outcome(1))
    assert unwritten.keep() == "history.db.waiting"


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
@pytest.mark.parametrize("put", [a_pipe, Path.mkdir], ids=["a pipe", "a directory"])
def test_what_cannot_be_read_is_left_alone(path: Path, put: Callable[[Path], object]) -> None:
    put(path)
    unwritten = a_backlog(path, outcome(1))
    assert unwritten.keep() == ""
    unwritten.clear()
    assert path.exists()
    assert list(path.parent.iterdir()) == [path]


def test_what_is_forgotten_is_counted_by_showings(path: Path) -> None:
    a_backlog(path, outcome(1), a_break(2), a_span(2), outcome(3)).keep()
    assert forget(path) == 2
    assert forget(path) == 0
    assert len(Backlog(path)) == 0
