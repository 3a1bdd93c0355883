"""The days behind, on real files: what a day was like, where it ends, and that a deleted one is gone."""

import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from support.fakes import a_tip
from support.histories import BERLIN, EVENING, TUESDAY, a_break, a_record, a_span, at, bytes_in, write, write_earlier

from reminder.model.activity import Activity
from reminder.model.effects import Record, RecordSpan
from reminder.model.senses import Reason
from reminder.model.showing import Outcome, Words
from reminder.storage.clearing import clear_day
from reminder.storage.database import HistoryError
from reminder.storage.days import Behind, Day, Empty, Told, by_kind, look, tips
from reminder.storage.history import History
from reminder.storage.stats import Counts


def tip(
    clock: str, outcome: Outcome = Outcome.DONE, tip: str = "neck-1", reminder: str = "posture", day: int = 10
) -> Record:
    return a_record(at(clock, day), outcome, reminder=reminder, words=Words(f"Title of {tip}", "Text.", tip))


def drawn(day: Day) -> list[str]:
    spans = [f"{it.began:%H:%M}-{it.ended:%H:%M} {it.reason or it.kind}" for it in day.spans]
    return spans + [f"{row.at:%H:%M} {row.outcome}" for row in day.rows]


def counts(behind: Behind) -> dict[date, Counts]:
    return {day: counts for day, counts in behind.weeks if counts}


def test_a_day_has_its_spans_its_tips_and_its_breaks(path: Path) -> None:
    write(
        path,
        a_span("08:50", "10:00"),
        tip("09:20"),
        tip("09:40", Outcome.SNOOZED),
        a_span("10:00", "10:12", Activity.AWAY),
        a_break("10:00", "10:12"),
        a_span("10:12", "11:00", Activity.HELD, Reason.MEETING),
        tip("11:00", Outcome.OBSERVED),
        a_span("11:00", "17:40"),
    )
    day = look(path, EVENING, lasts={"posture": timedelta(seconds=30)}).day

    assert drawn(day) == [
        "08:50-10:00 at work",
        "10:00-10:12 away",
        "10:12-11:00 meeting",
        "11:00-17:40 at work",
        "09:20 done",
        "09:40 snoozed",
        "11:00 observed",
    ]
    assert day.breaks == ((at("10:00"), at("10:12")),)
    assert (day.numbers.breaks, day.numbers.length, day.numbers.put_off) == (3, timedelta(minutes=13), 1)
    assert (day.numbers.first, day.numbers.last, day.numbers.longest) == (at("08:50"), at("17:40"), day.breaks[0])


def test_a_span_is_cut_where_the_day_ends(path: Path) -> None:
    write(path, a_span("17:00", "33:00", Activity.OUTSIDE_HOURS, day=9), a_span("09:00", "17:00"))
    assert drawn(look(path, EVENING).day) == ["00:00-09:00 outside hours", "09:00-17:00 at work"]
    assert drawn(look(path, EVENING, date(2026, 3, 9)).day) == ["17:00-00:00 outside hours"]


def test_what_goes_on_is_seen_although_it_is_not_recorded_yet(path: Path) -> None:
    write(path, a_span("09:00", "10:00", Activity.AWAY))
    day = look(path, EVENING, going_on=a_span("10:00", "17:59")).day
    assert drawn(day) == ["09:00-10:00 away", "10:00-17:59 at work"]
    assert day.numbers.last == at("17:59")


def test_a_day_on_which_work_goes_on_is_no_day_without_work(path: Path) -> None:
    assert counts(look(path, EVENING, going_on=a_span("17:00", "18:00"))) == {TUESDAY: Counts()}
    assert counts(look(path, EVENING, going_on=a_span("17:00", "18:00", Activity.AWAY))) == {}


# --- where a day ends -------------------------------------------------------------------------------------------------


NIGHT = (a_span("22:00", "25:00"), a_span("25:00", "25:40", Activity.AWAY), a_span("25:40", "30:00"))


@pytest.mark.parametrize(
    ("entries", "ends"),
    [
        ((a_span("09:00", "17:00"),), "24:00"),
        ((a_span("17:00", "24:30"),), "24:30"),
        (NIGHT, "30:00"),
        ((a_span("22:00", "23:40"), a_span("24:20", "27:00", Activity.HELD, Reason.MEETING)), "27:00"),
        ((*NIGHT, a_span("30:00", "38:00", Activity.ASLEEP), a_span("38:00", "39:00")), "30:00"),
        ((a_span("17:00", "20:30"), a_span("24:40", "26:00")), "24:00"),
        ((a_span("09:00", "40:00"),), "24:00"),
        ((a_span("22:00", "26:00", Activity.OUTSIDE_HOURS),), "24:00"),
    ],
    ids=[
        *("a day", "a long evening", "a night", "a break over midnight", "sleep after it"),
        *("a night of its own", "nobody leaves", "no work"),
    ],
)
def test_work_that_goes_on_over_midnight_belongs_to_the_day_on_which_it_began(
    entries: tuple[RecordSpan, ...], ends: str, path: Path
) -> None:
    write(path, *entries)
    later = at("44:00")
    assert look(path, later, TUESDAY).day.end == at(ends)
    assert look(path, later, date(2026, 3, 11)).day.begin == at(ends)


def test_a_tip_of_the_night_counts_to_the_day_before_midnight(path: Path) -> None:
    write(path, *NIGHT, tip("23:00"), tip("25:50"), tip("40:00", Outcome.SKIPPED))
    behind = look(path, at("42:00"), TUESDAY)
    assert drawn(behind.day)[-2:] == ["23:00 done", "01:50 done"]
    assert counts(behind) == {TUESDAY: Counts(shown=2, done=2), date(2026, 3, 11): Counts(shown=1, skipped=1)}


@pytest.mark.parametrize(("now", "today"), [("24:30", 10), ("30:00", 10), ("33:59", 10), ("34:01", 11), ("40:00", 11)])
def test_today_is_yesterday_until_the_night_is_over(now: str, today: int, path: Path) -> None:
    write(path, *NIGHT)
    assert look(path, at(now)).today == date(2026, 3, today)


def test_a_night_is_one_while_it_goes_on(path: Path) -> None:
    write(path, a_span("08:00", "22:00", Activity.OUTSIDE_HOURS))
    behind = look(path, at("25:00"), going_on=a_span("22:00", "24:59"))
    assert (behind.today, drawn(behind.day)[-1]) == (TUESDAY, "22:00-00:59 at work")


def test_a_day_of_twenty_three_hours_has_as_many(path: Path) -> None:
    day = look(path, datetime(2026, 3, 29, 12, tzinfo=BERLIN)).day
    assert day.end.timestamp() - day.begin.timestamp() == 23 * 3600


# --- weeks, kinds, months ---------------------------------------------------------------------------------------------


def test_weeks_are_whole_and_a_day_without_work_is_told_from_one_without_breaks(path: Path) -> None:
    write(path, tip("09:20", day=2), a_break("10:00", "10:10", day=2), a_span("09:00", "10:00", day=3))
    weeks = look(path, EVENING, weeks=2).weeks
    assert [day.isoweekday() for day, _ in weeks] == [1, 2, 3, 4, 5, 6, 7, 1, 2]
    assert weeks[0] == (date(2026, 3, 2), Counts(shown=1, done=1, natural=1))
    assert weeks[1] == (date(2026, 3, 3), Counts())
    assert {counts for _, counts in weeks[2:]} == {None}


def test_a_day_of_long_ago_comes_with_the_weeks_before_it(path: Path) -> None:
    weeks = look(path, EVENING, date(2025, 11, 26), weeks=3).weeks
    assert (weeks[0][0], weeks[-1][0]) == (date(2025, 11, 10), date(2025, 11, 30))


def test_the_weeks_stay_as_they_are_while_one_day_of_them_after_another_is_looked_at(path: Path) -> None:
    def first(day: date) -> date:
        return look(path, EVENING, day, weeks=2).weeks[0][0]

    assert {first(date(2026, 3, day)) for day in range(2, 11)} == {date(2026, 3, 2)}
    assert {first(date(2026, 2, day)) for day in range(16, 29)} == {date(2026, 2, 16)}


def test_each_tip_says_how_often_it_was_shown_and_done(path: Path) -> None:
    write(
        path,
        *(tip("09:20", tip="neck-1"), tip("09:40", Outcome.IGNORED, "neck-1"), tip("10:00", tip="wrists-1")),
        *(tip("10:20", Outcome.OBSERVED, "gone"), tip("10:40", tip="", reminder="water"), tip("09:20", day=9)),
    )
    expected = (
        Told("posture", "neck-1", Counts(shown=2, done=1, ignored=1)),
        Told("posture", "gone", Counts(shown=1, observed=1)),
        Told("posture", "wrists-1", Counts(shown=1, done=1)),
        Told("water", "", Counts(shown=1, done=1)),
    )
    assert tips(path, EVENING, TUESDAY, TUESDAY) == expected
    assert tips(path, EVENING)[0] == Told("posture", "neck-1", Counts(shown=3, done=2, ignored=1))
    assert tips(path, EVENING, last=date(2026, 3, 8)) == ()
    kinds = by_kind(expected, [a_tip("neck-1", "neck"), a_tip("wrists-1", "wrists")])
    assert {kind: (counts.shown, counts.done) for kind, counts in kinds.items()} == {
        "neck": (2, 1),
        "posture": (1, 0),
        "wrists": (1, 1),
        "water": (1, 1),
    }


def test_the_months_are_those_with_a_row(path: Path) -> None:
    write(
        path,
        tip("09:20"),
        RecordSpan(Activity.AWAY, None, at("09:00") - timedelta(days=100), at("10:00") - timedelta(days=100)),
    )
    behind = look(path, EVENING)
    assert behind.months == (date(2025, 11, 1), date(2026, 3, 1))
    assert behind.since == date(2025, 11, 30)
    assert look(path.with_name("none"), EVENING).since is None


# --- where there is nothing -------------------------------------------------------------------------------------------


def test_nothing_has_its_reason(path: Path) -> None:
    assert look(path, EVENING).empty is Empty.NOTHING_YET
    assert look(path, EVENING, records=False).empty is Empty.NOT_RECORDED
    assert not path.exists()
    write(path, tip("09:20"))
    assert look(path, EVENING).empty is None
    assert look(path, EVENING, date(2026, 3, 9), records=False).empty is Empty.NOTHING_THAT_DAY
    assert clear_day(path, TUESDAY, EVENING) == 1
    assert look(path, EVENING).empty is Empty.NOTHING_YET


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_day_beyond_all_histories_has_nothing(day: date, path: Path) -> None:
    write(path, tip("09:20"))
    assert look(path, EVENING, day).empty is Empty.NOTHING_THAT_DAY
    assert tips(path, EVENING, day, day) == ()
    assert clear_day(path, day, EVENING) == 0


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_a_file_of_an_earlier_version_has_its_days_too(version: int, path: Path) -> None:
    write_earlier(path, version)
    behind = look(path, EVENING, date(2026, 3, 9))
    assert [row.outcome for row in behind.day.rows] == ["ignored"]
    assert behind.tips == (Told("posture", "eyes-far", Counts(shown=3, done=1, snoozed=1, ignored=1)),)
    assert clear_day(path, date(2026, 3, 9), EVENING) == 1
    assert [told.counts.shown for told in look(path, EVENING).tips] == [2]


def test_a_history_that_is_locked_keeps_nobody_waiting(path: Path) -> None:
    write(path, tip("09:20"))
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("BEGIN EXCLUSIVE")
        with pytest.raises(HistoryError, match="cannot be read"):
            look(path, EVENING)
        with pytest.raises(HistoryError, match="cannot be cleared"):
            clear_day(path, TUESDAY, EVENING)
    assert len(look(path, EVENING).day.rows) == 1


# --- deleting a day ---------------------------------------------------------------------------------------------------


def test_a_deleted_day_is_gone_and_the_others_are_as_they_were(path: Path) -> None:
    write(
        path,
        *(tip("09:20", day=9), a_span("17:00", "33:00", Activity.OUTSIDE_HOURS, day=9)),
        *(tip("09:20"), tip("25:00"), a_break("10:00", "10:10"), a_span("09:00", "22:00"), *NIGHT),
        *(a_span("30:00", "40:00", Activity.OUTSIDE_HOURS), tip("40:20")),
    )
    before, after = date(2026, 3, 9), date(2026, 3, 11)
    others = [look(path, at("42:00"), day).day for day in (before, after)]

    assert clear_day(path, TUESDAY, at("42:00")) == 2
    behind = look(path, at("42:00"), TUESDAY)
    assert (behind.empty, drawn(behind.day)) == (Empty.NOTHING_THAT_DAY, [])
    assert drawn(look(path, at("42:00"), before).day) == drawn(others[0])
    assert drawn(look(path, at("42:00"), after).day) == drawn(others[1])


def test_of_a_deleted_day_no_word_is_left(path: Path) -> None:
    write(path, tip("09:20", tip="secret"), tip("09:20", day=9))
    clear_day(path, TUESDAY, EVENING)
    assert b"secret" not in bytes_in(path.parent)


def test_what_went_on_when_its_day_was_deleted_is_seen_and_recorded_from_then_on(path: Path) -> None:
    write(path, tip("09:20"))
    clear_day(path, TUESDAY, EVENING)
    assert look(path, EVENING, going_on=a_span("09:00", "18:00")).empty is Empty.NOTHING_YET
    assert drawn(look(path, at("20:00"), going_on=a_span("09:00", "19:00")).day) == ["18:00-19:00 at work"]
    write(path, a_span("09:00", "19:00"))
    assert drawn(look(path, at("20:00")).day) == ["18:00-19:00 at work"]


def test_what_waits_to_be_written_of_that_day_is_forgotten_too(path: Path) -> None:
    write(path, tip("09:20", day=9))
    with closing(sqlite3.connect(path)) as db:
        db.execute("BEGIN IMMEDIATE")
        history = History(path)
        assert history.record(tip("09:40", day=9))
        assert history.record(tip("09:40"))
    assert clear_day(path, TUESDAY, EVENING) == 1
    assert History(path).again() is None
    assert [f"{row.at:%d %H:%M}" for row in look(path, EVENING, date(2026, 3, 9)).day.rows] == ["09 09:20", "09 09:40"]
    assert look(path, EVENING).empty is Empty.NOTHING_THAT_DAY
