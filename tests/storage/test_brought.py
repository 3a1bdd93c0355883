"""What another program recorded, in our history: marked as its own, counted once, deleted with the rest."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.histories import EVENING, TUESDAY, a_span, at, bytes_in, write, write_earlier

from reminder.model.activity import Activity
from reminder.model.showing import Outcome
from reminder.storage.brought import Answered, Brought, Stretched, Tallied, Totalled, bring
from reminder.storage.clearing import clear, clear_day
from reminder.storage.database import FROM, HistoryError
from reminder.storage.days import Day, Totals, look, tips
from reminder.storage.history import History
from reminder.storage.stats import Counts, as_csv, rows, spans, summary
from reminder.wording.days import recorded_by_others
from reminder.wording.language import word

MONDAY = date(2026, 3, 9)


def totals(done: int = 44, natural: int = 9, ended: str = "17:31", day: int = MONDAY.day) -> Totalled:
    breaks = {"posture": Tallied(done, 5, 12, natural), "break": Tallied(7, 3, 1, 2)}
    return Totalled(at("08:52", day), at(ended, day), timedelta(seconds=19432), breaks)


SINGLE: tuple[Brought, ...] = (
    Stretched(at("09:00"), at("10:00"), Activity.AT_WORK.value),
    Answered("posture", Outcome.DONE, at("10:00"), at("10:00:25")),
    Stretched(at("10:00"), at("10:10"), Activity.AWAY.value),
    Answered("break", Outcome.SNOOZED, at("11:00"), at("11:00")),
    Answered("break", Outcome.SKIPPED, at("11:00"), at("11:00")),
)
TOTALS = Counts(shown=72, done=51, snoozed=8, skipped=13, natural=11)
SINGLES = Counts(shown=3, done=1, snoozed=1, skipped=1)


def workrave(path: Path, *days: Totalled) -> int:
    return bring(path, "workrave", "Workrave", days)


def sane_break(path: Path) -> int:
    return bring(path, "sane-break", "Sane Break", SINGLE)


def counted(path: Path) -> dict[date, Counts]:
    return {day: counts for day, counts in summary(path, 3, TUESDAY).days if any(counts)}


def seen(path: Path, day: date) -> Day:
    return look(path, EVENING, day).day


def said(day: Day) -> list[str]:
    return [str(word(sentence)) for sentence in recorded_by_others(day)]


def test_totals_and_single_breaks_are_counted_on_their_days(path: Path) -> None:
    workrave(path, totals())
    sane_break(path)
    assert counted(path) == {MONDAY: TOTALS, TUESDAY: SINGLES}
    weeks = {day: counts for day, counts in look(path, EVENING).weeks if counts}
    assert weeks == counted(path)


def test_bringing_it_twice_changes_nothing(path: Path) -> None:
    workrave(path, totals())
    sane_break(path)
    before = counted(path)
    assert workrave(path, totals()) == 0
    assert sane_break(path) == 0
    assert counted(path) == before


def test_a_day_that_has_grown_since_has_what_was_added_and_never_loses_any(path: Path) -> None:
    workrave(path, totals(done=10, natural=1, ended="12:00"))
    assert workrave(path, totals()) > 0
    assert workrave(path, totals(done=10, natural=1, ended="12:00")) == 0
    assert counted(path) == {MONDAY: TOTALS}
    assert seen(path, MONDAY).numbers.last == at("17:31", 9)


def test_a_day_of_totals_says_whose_they_are(path: Path) -> None:
    workrave(path, totals())
    day = seen(path, MONDAY)
    active = timedelta(seconds=19432)
    assert day.totals == (Totals("Workrave", TOTALS, at("08:52", 9), at("17:31", 9), active),)
    assert (day.numbers.breaks, day.numbers.put_off) == (62, 8)
    assert (day.numbers.first, day.numbers.last) == (at("08:52", 9), at("17:31", 9))
    (sentence,) = said(day)
    assert sentence.startswith("Recorded by Workrave: 51 done, 8 put off, 13 skipped, 11 natural breaks, ")
    assert look(path, EVENING).since == MONDAY


def test_single_breaks_have_their_length_and_say_whose_they_are(path: Path) -> None:
    sane_break(path)
    day = seen(path, TUESDAY)
    assert day.numbers.length == timedelta(seconds=25)
    assert said(day) == ["Recorded by Sane Break: 1 done, 1 put off, 1 skipped."]
    assert [(row.tip, row.title) for row in rows(path, 1, TUESDAY)] == [(f"{FROM}sane-break", "Sane Break")] * 3
    assert as_csv(rows(path, 1, TUESDAY)).count("Sane Break") == 3


def test_no_tip_of_ours_is_counted_by_another_programs_breaks(path: Path) -> None:
    sane_break(path)
    assert tips(path, EVENING) == ()
    assert look(path, EVENING).day.tips == ()


def test_what_is_recorded_here_comes_before_what_another_program_recorded_of_the_same_time(path: Path) -> None:
    sane_break(path)
    write(path, a_span("09:30", "09:40", Activity.HELD))
    drawn = [(f"{it.began:%H:%M}", f"{it.ended:%H:%M}", it.kind) for it in seen(path, TUESDAY).spans]
    assert drawn == [
        ("09:00", "09:30", "at work"),
        ("09:30", "09:40", "held"),
        ("09:40", "10:00", "at work"),
        ("10:00", "10:10", "away"),
    ]
    assert [it.kind for it in spans(path, at("00:00"), EVENING)] == ["held"]


def test_a_deleted_day_takes_it_along_and_no_word_of_it_stays(path: Path) -> None:
    workrave(path, totals(), totals(day=10))
    sane_break(path)
    clear_day(path, TUESDAY, EVENING)
    assert counted(path) == {MONDAY: TOTALS}
    assert not seen(path, TUESDAY).totals
    clear(path)
    assert counted(path) == {}
    assert b"2026-03-09" not in bytes_in(path.parent)


def test_it_is_forgotten_with_what_is_as_old(path: Path) -> None:
    workrave(path, totals(), totals(day=10))
    History(path).prune(timedelta(hours=18), EVENING)
    assert counted(path) == {TUESDAY: TOTALS}


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_it_comes_into_a_file_of_an_earlier_version(path: Path, version: int) -> None:
    write_earlier(path, version)
    before = summary(path, 3, TUESDAY).total
    workrave(path, totals())
    assert summary(path, 3, TUESDAY).total.done == before.done + TOTALS.done


def test_each_program_has_its_own_and_the_file_is_the_persons_alone(path: Path) -> None:
    sane_break(path)
    bring(path, "other", "Other", SINGLE)
    with closing(sqlite3.connect(path)) as db:
        found = db.execute("SELECT id, count(*) FROM outcomes JOIN machines ON machine = number GROUP BY id").fetchall()
    assert found == [("other", 3), ("sane-break", 3)]
    assert path.stat().st_mode & 0o077 == 0 or path.drive


def test_a_file_that_is_no_history_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "history.db"
    file.write_bytes(b"no database, but long enough to be one" * 100)
    before = file.read_bytes()
    with pytest.raises(HistoryError, match="cannot be written"):
        sane_break(file)
    assert file.read_bytes() == before
