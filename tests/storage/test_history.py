"""The history on real files: nothing that was answered is lost, counted twice, or in the way."""

import errno
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from support.disks import full_disk
from support.histories import a_record, bytes_in, write_at_once, write_earlier
from support.spoiling import DAMAGES
from support.words import told

from reminder.model.activity import Activity
from reminder.model.effects import Record, RecordBreak, RecordSpan
from reminder.model.showing import Outcome
from reminder.phrase import plainly
from reminder.storage.backlog import waiting
from reminder.storage.clearing import clear
from reminder.storage.database import HistoryError
from reminder.storage.history import History
from reminder.storage.stats import Counts, Row, as_data, rows, spans, summary, summed

ZONE = ZoneInfo("America/New_York")
NOON = datetime(2026, 3, 10, 12, tzinfo=ZONE)
TODAY = NOON.date()
EVER = NOON - timedelta(days=9), NOON

ANY_BYTE = pytest.mark.skipif(sys.platform != "linux", reason="a name is made of bytes on Linux alone")


def outcome(number: int = 1, outcome: Outcome = Outcome.DONE, at: datetime = NOON) -> Record:
    return a_record(at, outcome, id=number, snoozes=1, waited=timedelta(seconds=2.5))


def showings(path: Path, days: int = 1) -> list[int]:
    return [row.showing for row in rows(path, days, TODAY)]


def total(path: Path) -> Counts:
    return summary(path, 10_000, TODAY).total


def assert_neither_read_nor_cleared(path: Path, why: str) -> None:
    for does in (total, clear):
        with pytest.raises(HistoryError, match=why):
            does(path)


def test_a_row_comes_back_as_it_was_recorded(path: Path) -> None:
    assert History(path).record(outcome(7, Outcome.SNOOZED)) is None
    assert rows(path, 1, TODAY) == [
        Row(
            showing=7,
            reminder="posture",
            tip="eyes-far",
            title="Look up",
            at=NOON,
            answered=NOON + timedelta(seconds=20),
            outcome=Outcome.SNOOZED,
            waited=timedelta(seconds=2.5),
            snoozes=1,
        )
    ]


@pytest.mark.parametrize("name", ["Verlauf für morgen", "%41&mode=ro#b", pytest.param("\udcff?", marks=ANY_BYTE)])
def test_its_folder_has_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / "history.db"

    assert History(path).record(outcome()) is None
    assert total(path).shown == 1
    assert path.is_file()


@pytest.mark.parametrize(
    ("first", "second", "counts"),
    [
        pytest.param(Outcome.DONE, Outcome.IGNORED, Counts(shown=1, done=1), id="nobodys answer takes none back"),
        pytest.param(Outcome.IGNORED, Outcome.DONE, Counts(shown=1, done=1), id="an answer after a kill counts"),
        pytest.param(Outcome.SKIPPED, Outcome.DONE, Counts(shown=1, done=1), id="the acknowledged answer counts"),
    ],
)
def test_a_showing_has_one_outcome(path: Path, first: Outcome, second: Outcome, counts: Counts) -> None:
    history = History(path)
    history.record(outcome(1, first))
    assert history.record(outcome(1, second)) is None
    assert total(path) == counts


@pytest.mark.parametrize("which", list(Outcome))
def test_every_outcome_is_counted_under_its_name(path: Path, which: Outcome) -> None:
    History(path).record(outcome(1, which))
    assert total(path)._asdict() == {**Counts()._asdict(), "shown": 1, which.value: 1}


def test_a_summary_has_each_day_those_with_nothing_among_them(path: Path) -> None:
    history = History(path)
    history.record(outcome(1, Outcome.DONE, NOON - timedelta(days=2)))
    history.record(outcome(2, Outcome.DONE))
    history.record(outcome(3, Outcome.IGNORED))
    history.record(outcome(4, Outcome.DONE, NOON - timedelta(days=3)))
    history.record(outcome(5, Outcome.DONE, NOON + timedelta(days=1)))
    assert summary(path, 3, TODAY).days == (
        (date(2026, 3, 8), Counts(shown=1, done=1)),
        (date(2026, 3, 9), Counts()),
        (date(2026, 3, 10), Counts(shown=2, done=1, ignored=1)),
    )
    assert total(path) == Counts(shown=4, done=3, ignored=1)
    assert showings(path, 3) == [1, 2, 3]


def test_natural_breaks_are_counted_beside_the_outcomes(path: Path) -> None:
    history = History(path)
    history.record(outcome(1, Outcome.DONE))
    for _ in range(2):
        history.record(RecordBreak(NOON - timedelta(hours=2), NOON - timedelta(hours=1)))
    assert history.record(RecordBreak(NOON - timedelta(days=1), NOON - timedelta(hours=23))) is None
    assert [counts.natural for _, counts in summary(path, 3, TODAY).days] == [0, 1, 1]
    assert total(path) == Counts(shown=1, done=1, natural=2)
    assert history.prune(timedelta(hours=20), NOON) is None
    assert total(path) == Counts(shown=1, done=1, natural=1)
    assert clear(path) == 1
    assert total(path) == Counts()


@pytest.fixture(params=[1, 2, 3, 4])
def earlier(request: pytest.FixtureRequest, path: Path) -> Counts:
    """What is in a file that a build of this earlier version wrote."""
    write_earlier(path, request.param)
    return Counts(shown=3, done=1, ignored=1, snoozed=1, natural=min(request.param - 1, 1))


def test_a_file_of_an_earlier_version_is_read_and_cleared_as_it_is(path: Path, earlier: Counts) -> None:
    assert total(path) == earlier
    assert clear(path) == 3
    assert (total(path), spans(path, *EVER)) == (Counts(), ())


def test_a_file_of_an_earlier_version_goes_on(path: Path, earlier: Counts) -> None:
    before, worked = rows(path, 5, TODAY), spans(path, *EVER)
    history = History(path)
    assert history.record(outcome(1)) is None
    assert history.record(RecordBreak(NOON - timedelta(hours=4), NOON - timedelta(hours=3))) is None
    assert history.record(RecordSpan(Activity.AT_WORK, None, NOON - timedelta(hours=1), NOON)) is None
    added = Counts(shown=1, done=1, natural=1)
    assert total(path) == Counts(*map(sum, zip(earlier, added, strict=True)))
    assert [row for row in rows(path, 5, TODAY) if row.showing != 1] == before
    assert spans(path, *EVER)[:-1] == worked


def test_no_word_is_left_behind_where_an_earlier_version_had_it(path: Path, earlier: Counts) -> None:
    History(path).record(outcome(1))
    assert clear(path) == 4
    assert b"Look up" not in bytes_in(path.parent)


def test_a_showing_of_another_machine_is_another_one(path: Path) -> None:
    """Of two files that meet, whose showings began in the same millisecond."""
    here, there = path, path.with_name("there.db")
    for each in (here, there):
        History(each).record(outcome(1))
    with closing(sqlite3.connect(here)) as db, db:
        db.execute("ATTACH ? AS there", (str(there),))
        db.execute("INSERT INTO machines SELECT 2, id, NULL FROM there.machines")
        db.execute(
            f"INSERT INTO outcomes SELECT 2, {', '.join(Row._fields[:4])}, day, at, at_ms, "
            "answered, outcome, waited_s, snoozes FROM there.outcomes"
        )
    assert History(here).record(outcome(1, Outcome.SKIPPED)) is None
    assert total(here) == Counts(shown=2, done=1, skipped=1)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 3, 9, 23, 59, tzinfo=ZONE), date(2026, 3, 9)),
        (datetime(2026, 3, 10, 0, 1, tzinfo=ZONE), date(2026, 3, 10)),
        (datetime(2026, 3, 10, 0, 1, tzinfo=ZoneInfo("Asia/Tokyo")), date(2026, 3, 10)),
    ],
    ids=["before midnight", "after midnight", "after midnight elsewhere"],
)
def test_a_day_is_the_one_of_the_calendar_on_the_wall(path: Path, at: datetime, day: date) -> None:
    History(path).record(outcome(1, at=at))
    assert [day for day, counts in summary(path, 5, TODAY).days if counts.shown] == [day]


def test_summing_needs_no_file() -> None:
    counted = [(TODAY, Outcome.DONE, 3), (TODAY, Outcome.SKIPPED, 1)]
    assert as_data(summed(counted, [], 1, TODAY)) == {
        "days": [{"date": "2026-03-10", **Counts(shown=4, done=3, skipped=1)._asdict()}],
        "total": Counts(shown=4, done=3, skipped=1)._asdict(),
    }


def test_reading_and_clearing_never_create_the_file(path: Path) -> None:
    assert total(path) == Counts()
    assert rows(path, 7, TODAY) == []
    assert clear(path) == 0
    assert History(path).prune(timedelta(days=1), NOON) is None
    assert History(path).close() is None
    assert not path.parent.exists()


def test_an_empty_file_is_an_empty_history(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    assert total(path) == Counts()
    assert clear(path) == 0
    assert History(path).record(outcome()) is None
    assert total(path).shown == 1


class Forbidden(type(Path())):  # type: ignore[misc]
    """In a directory that one may not even look into."""

    def exists(self, **_: bool) -> bool:
        raise PermissionError(13, "Permission denied")


def test_a_directory_that_cannot_be_looked_into_is_a_problem_and_no_error(tmp_path: Path) -> None:
    assert "(Permission denied)" in told(History(Forbidden(tmp_path / "history.db")).prune(timedelta(days=1), NOON))


def test_prune_deletes_what_was_shown_longer_ago(path: Path) -> None:
    history = History(path)
    for back in range(5):
        history.record(outcome(back, at=NOON - timedelta(days=back)))
    assert history.prune(timedelta(days=2), NOON.astimezone(UTC)) is None
    assert showings(path, 100) == [2, 1, 0]


def test_clear_deletes_every_row_and_leaves_none_of_its_words_in_the_file(path: Path) -> None:
    for number in range(3):
        History(path).record(outcome(number))
    assert b"Look up" in path.read_bytes()
    assert clear(path) == 3
    assert total(path) == Counts()
    assert b"Look up" not in bytes_in(path.parent)


def test_only_its_owner_reads_it(path: Path) -> None:
    History(path).record(outcome())
    assert path.stat().st_mode & 0o777 == 0o600


def test_it_is_written_ahead_of_and_has_its_version(path: Path) -> None:
    History(path).record(outcome())
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA user_version").fetchone() == (5,)


def test_a_file_of_a_newer_program_is_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
        db.execute("CREATE TABLE outcomes (something, else_)")
    before = path.read_bytes()
    assert "version 99" in told(History(path).record(outcome()))
    assert_neither_read_nor_cleared(path, "version 99")
    assert path.read_bytes() == before
    assert {file.name for file in path.parent.iterdir()} == {path.name, waiting(path).name}


@pytest.mark.parametrize("damage", DAMAGES, ids=["overwritten", "without a head", "cut off", "something else"])
def test_a_damaged_file_is_set_aside_and_a_new_one_begun(
    path: Path, chance: random.Random, damage: Callable[[bytes, random.Random], bytes]
) -> None:
    write_at_once(path, *map(outcome, range(200)))
    damaged = damage(path.read_bytes(), chance)
    path.write_bytes(damaged)
    history = History(path)
    assert "was damaged; it was kept as" in told(history.record(outcome(1000)))
    assert path.with_name("history.db.corrupt-1").read_bytes() == damaged
    assert showings(path) == [1000]
    assert history.record(outcome(1001)) is None


def _schema_of_no_language(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE outcomes", b"CREATE TABLE out\xff\xfemes"))


def _another_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.executescript("CREATE TABLE outcomes (colour TEXT); PRAGMA user_version = 3;")


@pytest.mark.parametrize("hurt", [_schema_of_no_language, _another_database])
def test_tables_that_are_not_ours_are_set_aside_too(path: Path, hurt: Callable[[Path], None]) -> None:
    History(path).record(outcome(1))
    hurt(path)
    assert "was damaged; it was kept as" in told(History(path).record(outcome(1000)))
    assert showings(path) == [1000]


def test_a_row_that_makes_no_sense_is_told_of(path: Path) -> None:
    History(path).record(outcome(1))
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE outcomes SET outcome = 'dome', at = 'soon'")
    for read in (total, lambda path: rows(path, 1, TODAY)):
        with pytest.raises(HistoryError, match=r"is damaged .* move it away"):
            read(path)


@pytest.mark.parametrize("put", [Path.mkdir, os.mkfifo])
def test_what_is_no_file_keeps_nobody_waiting(path: Path, put: Callable[[Path], None]) -> None:
    path.parent.mkdir()
    put(path)
    history = History(path)
    assert f"it is not a file); move {path} away" in told(history.record(outcome(1)))
    assert_neither_read_nor_cleared(path, "it is not a file")
    path.rename(path.with_name("away"))
    assert history.fails
    assert history.again() is None
    assert not history.fails
    assert showings(path) == [1]


def test_cut_off_anywhere_a_new_outcome_is_recorded_all_the_same(path: Path) -> None:
    write_at_once(path, *map(outcome, range(20)))
    whole = path.read_bytes()
    for length in range(0, len(whole), 1361):
        path.write_bytes(whole[:length])
        History(path).record(outcome(1000))
        assert 1000 in showings(path)


def test_reading_a_damaged_file_names_it_and_leaves_it(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"This is not a database. " * 500)
    assert_neither_read_nor_cleared(path, r"history\.db")
    assert os.listdir(path.parent) == [path.name]  # noqa: PTH208


def test_a_history_in_a_folder_of_somebody_else_is_told_of(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "exists", refuse)
    assert_neither_read_nor_cleared(path, r"Permission denied")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


@contextmanager
def _full(path: Path) -> Iterator[None]:
    with full_disk():
        yield


@contextmanager
def _no_directory(path: Path) -> Iterator[None]:
    away = path.parent.rename(path.parent.with_name("away"))
    path.parent.write_text("")
    yield
    path.parent.unlink()
    away.rename(path.parent)


IN_MEMORY = "memory, and would be lost with this program"


@pytest.mark.parametrize(
    ("hurt", "where"), [(_locked, "history.db.waiting"), (_full, IN_MEMORY), (_no_directory, IN_MEMORY)]
)
def test_what_could_not_be_written_is_written_once_it_can(
    path: Path, hurt: Callable[[Path], AbstractContextManager[None]], where: str
) -> None:
    history = History(path)
    history.record(outcome(1))
    with hurt(path):
        for number in (2, 3):
            problem = history.record(outcome(number))
            assert problem.key == "history"
            assert "cannot be written" in plainly(problem.text)
            assert "Errno" not in plainly(problem.text)
            waits = "the last entry waits" if number == 2 else f"the last {number - 1} entries wait"
            assert f"{waits} in {where}" in plainly(problem.text)
        assert history.close() is not None
    assert history.record(outcome(4)) is None
    assert showings(path) == [1, 2, 3, 4]
    assert not waiting(path).exists()


def test_what_a_run_could_not_write_the_next_one_does(path: Path) -> None:
    History(path).record(outcome(1))
    with _locked(path):
        dead = History(path)
        dead.record(outcome(2))
        dead.record(RecordBreak(NOON - timedelta(minutes=6), NOON))
        assert "the last 3 entries wait" in told(History(path).record(outcome(3)))
    assert History(path).prune(timedelta(days=365), NOON) is None
    assert showings(path) == [1, 2, 3]
    assert summary(path, 1, TODAY).total.natural == 1
    assert not waiting(path).exists()


def test_what_waits_is_forgotten_with_the_rest(path: Path) -> None:
    History(path).record(outcome(1))
    with _locked(path):
        History(path).record(outcome(2))
        began = time.monotonic()
        with pytest.raises(HistoryError, match="locked"):
            clear(path)
        assert time.monotonic() - began < 1
        assert waiting(path).exists()
    assert clear(path) == 2
    assert History(path).prune(timedelta(days=365), NOON) is None
    assert rows(path, 1, TODAY) == []


def test_a_locked_file_costs_no_more_than_a_moment(path: Path) -> None:
    history = History(path)
    history.record(outcome(1))
    with _locked(path):
        began = time.monotonic()
        assert f"another program has {path} open" in told(history.record(outcome(2)))
        assert time.monotonic() - began < 1


def test_at_most_a_thousand_outcomes_wait_the_last_ones(path: Path) -> None:
    path.parent.write_text("")
    history = History(path)
    for number in range(1100):
        assert history.record(outcome(number)) is not None
    path.parent.unlink()
    assert history.close() is None
    assert showings(path) == list(range(100, 1100))


def test_a_file_that_was_deleted_is_begun_anew(path: Path) -> None:
    history = History(path)
    history.record(outcome(1))
    path.unlink()
    assert history.record(outcome(2)) is None
    assert showings(path) == [2]


def test_another_process_reads_while_a_write_is_under_way(path: Path) -> None:
    History(path).record(outcome(1))
    read = (
        "import sys; from datetime import date; from pathlib import Path; from reminder.storage.stats import summary;"
        "print(summary(Path(sys.argv[1]), 1, date(2026, 3, 10)).total.shown)"
    )
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM outcomes")
        answer = subprocess.run([sys.executable, "-c", read, path], capture_output=True, text=True, timeout=30)
    assert (answer.stdout, answer.stderr) == ("1\n", "")


def test_an_outcome_that_was_recorded_survives_a_kill(path: Path) -> None:
    write = (
        "import os, sys; from pathlib import Path; from reminder.storage.history import History;"
        "sys.path += sys.argv[2:]; from test_history import outcome;"
        "[History(Path(sys.argv[1])).record(outcome(n)) for n in range(3)]; os.kill(os.getpid(), 9)"
    )
    here = Path(__file__).parent
    subprocess.run([sys.executable, "-c", write, path, here, here.parent], timeout=30, check=False)
    assert total(path).shown == 3


def test_after_a_kill_in_the_midst_of_a_write_it_can_be_read_before_the_next_one(path: Path, tmp_path: Path) -> None:
    """The first write of all is not ahead of the file yet, but into it, with what was there in a journal beside it."""
    History(path).record(outcome())
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for half_done in (
            "PRAGMA journal_mode = DELETE",
            "PRAGMA cache_size = 1",
            "BEGIN",
            "UPDATE outcomes SET title = 'lost'",
            "CREATE TABLE large AS SELECT zeroblob(1000000)",
        ):
            db.execute(half_done)
        journal = path.with_name(f"{path.name}-journal")
        killed = tmp_path / "killed.db"
        shutil.copy(journal, killed.with_name(f"{killed.name}-journal"))
        shutil.copy(path, killed)
    assert [row.title for row in rows(killed, 1, TODAY)] == ["Look up"]


def test_ten_years_are_summed_in_a_moment(path: Path) -> None:
    history = History(path)
    history.record(outcome(0))
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 70000)
            INSERT INTO outcomes (showing, reminder, tip, title, day, at, at_ms, answered, outcome, waited_s, snoozes)
                SELECT i, 'posture', 'tip', 'title', date('2026-03-10', -(i / 20) || ' days'),
                '2026-03-10T12:00:00-04:00', 0, '2026-03-10T12:00:00-04:00', 'done', 0, 0 FROM n
            """
        )
        plan = str(
            db.execute("EXPLAIN QUERY PLAN SELECT day, outcome, count(*) FROM outcomes GROUP BY 1, 2").fetchall()
        )
    assert "COVERING INDEX outcomes_by_day" in plan
    began = time.process_time()
    assert total(path).done == 70_001
    assert time.process_time() - began < 1
