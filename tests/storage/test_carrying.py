"""The history goes to another machine and comes back as it was, and merging it twice changes nothing."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.histories import a_record, write, write_earlier

from reminder.errors import UsageError
from reminder.model.activity import Activity
from reminder.model.effects import RecordBreak, RecordSpan
from reminder.model.showing import Outcome
from reminder.storage.brought import Answered, bring
from reminder.storage.carrying import carried, merge, rows_in
from reminder.storage.stats import rows, spans, summary

TODAY = date(2026, 11, 28)
AT = datetime(2026, 11, 28, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def path(path: Path) -> Path:
    """A history with a tip, a break, work, and what another program recorded."""
    worked, rested = AT + 10 * MINUTE, AT + 20 * MINUTE
    write(path, a_record(AT), RecordBreak(worked, rested), RecordSpan(Activity.AT_WORK, None, AT, worked))
    bring(path, "peer", "Peer", [Answered("break", Outcome.SKIPPED, AT - timedelta(days=1), AT)])
    return path


def told(path: Path) -> tuple[object, ...]:
    day = timedelta(days=1)
    return rows(path, 7, TODAY), spans(path, AT - day, AT + day), summary(path, 7, TODAY)


def test_what_is_carried_to_an_empty_place_is_the_same_there(path: Path, tmp_path: Path) -> None:
    there = tmp_path / "there" / "history.db"
    assert rows_in(carried(path)) == merge(there, carried(path)) == 4
    assert told(there) == told(path)
    assert carried(there) == carried(path)


def test_merging_it_twice_or_where_it_came_from_changes_nothing(path: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    data, before = carried(path), told(path)
    merge(there, data)
    assert merge(there, data) == merge(path, data) == 0
    assert told(there) == told(path) == before


def test_where_there_is_a_history_both_stay(path: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    write(there, RecordBreak(AT, AT + 5 * MINUTE))
    assert merge(there, carried(path)) == 4
    assert summary(there, 7, TODAY).total.natural == 2
    assert summary(there, 7, TODAY).total.shown == 2


def test_without_a_history_nothing_is_carried(tmp_path: Path) -> None:
    assert carried(tmp_path / "none.db") == b""


def test_of_a_later_version_what_is_known_is_taken(path: Path, tmp_path: Path) -> None:
    history = json.loads(carried(path))
    history["tables"]["moods"] = {"columns": ["machine", "mood"], "rows": [[1, "good"]]}
    breaks = history["tables"]["breaks"]
    breaks["columns"].append("why")
    breaks["rows"] = [[*row, "tea"] for row in breaks["rows"]]
    assert merge(tmp_path / "there.db", json.dumps(history).encode()) == 4


@pytest.mark.parametrize(
    "spoil",
    [
        lambda history: history.pop("machines"),
        lambda history: history["tables"]["outcomes"]["columns"].pop(),
        lambda history: history["tables"]["outcomes"]["columns"].__setitem__(0, "x"),
        lambda history: history["tables"]["outcomes"]["rows"][0].__setitem__(8, "maybe"),
        lambda history: history["tables"]["spans"]["rows"][0].__setitem__(5, "soon"),
        lambda history: history["tables"]["breaks"]["rows"].append([99, 1, "2026-11-28", "", ""]),
        lambda history: history["tables"]["breaks"].update(rows=3),
        lambda history: history["tables"]["outcomes"]["rows"][0].__setitem__(-1, "many"),
    ],
)
def test_what_is_no_history_adds_nothing(path: Path, spoil: Any) -> None:
    history = json.loads(carried(path))
    spoil(history)
    before = path.read_bytes()
    with pytest.raises(UsageError, match="none, so nothing of it"):
        merge(path, json.dumps(history).encode())
    with pytest.raises(UsageError):
        merge(path, b"\xff")
    assert path.read_bytes() == before


def test_a_history_of_an_earlier_version_is_carried_as_one_of_this(tmp_path: Path) -> None:
    file = tmp_path / "history.db"
    write_earlier(file, 1)
    before = file.read_bytes()
    assert merge(tmp_path / "there.db", carried(file)) == rows_in(carried(file)) > 0
    assert file.read_bytes() == before
