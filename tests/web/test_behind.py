"""All that is on the page of the history, made of what was read of it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from support.fakes import a_tip

from reminder.engine.schedule import Stretch
from reminder.storage.days import Behind, Day, Empty, Numbers, Told, Totals
from reminder.storage.stats import Counts, Row, Span, tally
from reminder.web.behind import History, end_of_month, history, last_day
from reminder.wording.language import word

TODAY = date(2026, 11, 26)
DAY = TODAY - timedelta(days=1)
FIRST = date(2026, 9, 7)


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), UTC)


def row(clock: str, outcome: str, tip: str = "neck-1", **other: Any) -> Row:
    return Row(1, "posture", tip, f"Title of {tip}", at(clock), at(clock), outcome, timedelta(), 0)._replace(**other)


SPANS = (
    Span("away", "", at("00:00"), at("08:50")),
    Span("at work", "", at("08:50"), at("10:00")),
    Span("away", "", at("10:00"), at("10:05")),
    Span("asleep", "", at("10:05"), at("10:12")),
    Span("held", "meeting", at("10:12"), at("11:00")),
    Span("at work", "", at("11:00"), at("17:40")),
    Span("asleep", "", at("17:40"), at("23:59")),
)
ROWS = (row("09:20", "done"), row("09:40", "snoozed"), row("11:20", "observed", "neck-2"), row("11:40", "ignored"))
BREAK = Stretch(at("10:00"), at("10:12"))


def behind() -> Behind:
    within = at("00:00"), at("00:00", TODAY)
    numbers = Numbers(3, timedelta(minutes=13), BREAK, 1, at("08:50"), at("17:40"))
    full = Day(DAY, *within, SPANS, ROWS, (BREAK,), numbers)
    weeks = [FIRST + timedelta(days=n) for n in range((TODAY - FIRST).days + 1)]
    worked = {DAY: Counts(shown=4, done=1, snoozed=1, observed=1, ignored=1, natural=1), FIRST: Counts(done=16)}
    told = (Told("posture", "neck-1", Counts(shown=9, done=4)), Told("tea", "", Counts(shown=1)))
    return Behind(None, TODAY, full, tuple((its, worked.get(its)) for its in weeks), told, FIRST, ())


def seen(**other: Any) -> History:
    return history(behind()._replace(**other), [a_tip("neck-1")])


def said(*phrases: Any) -> list[str]:
    return [str(word(it)) for it in phrases]


def test_weeks_are_rows_of_shades_with_their_numbers() -> None:
    made = seen()
    assert [week.monday for week in (made.weeks[0], made.weeks[-1])] == ["2026-09-07", "2026-11-23"]
    cells = made.weeks[-1].cells
    assert [cell and (cell.breaks, cell.shade) for cell in cells] == [
        *((None, 0), (None, 0), (3, 1), (None, 0)),
        *(None, None, None),
    ]
    assert cells[2]
    assert cells[0]
    assert said(cells[2].label, cells[0].label) == [
        "Wednesday, 25 November: 3 breaks taken",
        "Monday, 23 November: no work",
    ]
    assert made.weeks[0].cells[0]
    assert made.weeks[0].cells[0].shade == 4


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        (DAY, "Done in the week of 23 Nov: 3 of 9."),
        (DAY - timedelta(days=6), None),
    ],
)
def test_the_week_of_the_chosen_day_says_how_much_of_it_was_done(chosen: date, told: str | None) -> None:
    worked = {DAY: Counts(shown=4, done=1, observed=1), TODAY: Counts(shown=5, done=1), FIRST: Counts(shown=16)}
    weeks = tuple((day, worked.get(day)) for day, _ in behind().weeks)
    week = seen(weeks=weeks, day=behind().day._replace(day=chosen)).week
    assert (str(word(week)) if week else None) == told


def test_of_weeks_before_the_first_day_no_row_is_left_but_of_the_last_four() -> None:
    days = tuple((day, counts if day > TODAY - timedelta(days=20) else None) for day, counts in behind().weeks)
    assert len(seen(weeks=days, since=DAY).weeks) == 4
    assert len(seen(weeks=days, since=date(2026, 8, 1)).weeks) == 12


def test_the_week_of_the_chosen_day_is_there_however_long_before_the_first_day() -> None:
    days = tuple((day, None) for day, _ in behind().weeks)
    chosen = behind().day._replace(day=FIRST + timedelta(days=9))
    assert seen(weeks=days, since=TODAY, day=chosen).weeks[0].monday == "2026-09-14"


def test_there_is_a_way_to_earlier_and_later_weeks_as_far_as_anything_is_known() -> None:
    assert (seen().earlier, seen().later) == ("", "")
    assert seen(since=date(2026, 8, 1)).earlier == "2026-09-06"
    assert seen(today=TODAY + timedelta(days=200)).later == "2026-11-27"


def test_a_month_is_opened_at_its_last_day_with_anything() -> None:
    assert last_day(behind(), date(2026, 11, 1)) == DAY
    assert last_day(behind(), date(2026, 10, 1)) == date(2026, 10, 1)
    assert [end_of_month(date(2026, month, 1)).day for month in (2, 11, 12)] == [28, 30, 31]


def test_kinds_say_how_often_their_tips_were_done() -> None:
    assert [(kind.name, kind.done, kind.shown) for kind in seen().kinds] == [("neck", 4, 9), ("tea", 0, 1)]


def test_a_day_says_what_was_from_its_first_work_to_its_last() -> None:
    day = seen().chosen
    assert said(day.name, day.tips) == [
        "Yesterday, Wednesday, 25 November",
        "4 tips: 1 done, 1 stopped by yourself, 1 put off, 1 not answered.",
    ]
    assert [block.kind for block in day.drawing.blocks] == ["work", "rest", "hold", "work"]
    assert (day.begin[11:16], day.end[11:16], day.before, day.after) == ("08:00", "18:00", "2026-11-24", "2026-11-26")
    assert said(*(entry.what for entry in day.entries)) == [
        "Last work of the day",
        "Title of neck-1",
        "Title of neck-2",
        "Quiet for 48 minutes",
        "Away for 12 minutes",
        "Title of neck-1",
        "Title of neck-1",
        "First work of the day",
    ]
    assert said(*(entry.then for entry in day.entries if entry.then)) == [
        *("Not answered.", "Stopped by yourself.", "A meeting.", "Counts as a break.", "Put off.", "Done.")
    ]
    assert str(word(day.words)).endswith("Away from 10:00 to 10:12. Quiet from 10:12 to 11:00: a meeting.")


def test_a_day_has_four_numbers() -> None:
    numbers = [said(*(it for it in number if it)) for number in seen().chosen.numbers]
    assert numbers == [
        ["breaks taken", "3", "once away long enough"],
        ["their length", "13 min", "the longest 12 min, at 10:00"],
        ["put off", "1"],
        ["first and last work", "08:50 to 17:40"],
    ]


def test_each_tip_of_a_day_says_how_often_it_was_done_then_and_in_all_weeks() -> None:
    assert seen().chosen.each == (("Title of neck-1", 1, 3, 4, 9, "neck-1"), ("Title of neck-2", 1, 1, 1, 1, "neck-2"))


def test_what_another_program_recorded_stands_there_as_its_own() -> None:
    theirs = row("12:00", "done", "from:sane-break", title="Sane Break")
    counted = Totals("Workrave", tally(44, 5, 12, 9), at("08:52"), at("17:31"), timedelta(hours=5, minutes=24))
    day = behind().day._replace(rows=(*ROWS, theirs), totals=(counted,))
    chosen = seen(day=day).chosen
    assert said(*chosen.others) == [
        "Recorded by Workrave: 44 done, 5 put off, 12 skipped, 9 natural breaks, 5 h 24 min of work.",
        "Recorded by Sane Break: 1 done.",
    ]
    assert said(chosen.tips)[0].startswith("4 tips:")
    assert [its.title for its in chosen.each] == ["Title of neck-1", "Title of neck-2"]
    assert "Sane Break" in said(*(entry.what for entry in chosen.entries))


def test_the_length_of_breaks_of_which_only_the_number_is_known_is_not_made_up() -> None:
    counted = Totals("Workrave", tally(44, 5, 12, 9), at("08:52"), at("17:31"), None)
    numbers = Numbers(53, timedelta(), None, 5, at("08:52"), at("17:31"))
    day = Day(DAY, at("00:00"), at("00:00", TODAY), (), (), (), numbers, (counted,))
    assert [str(word(value)) for _, value, _ in seen(day=day).chosen.numbers][:2] == ["53", "not recorded"]


def test_of_a_long_day_the_latest_is_listed_until_all_is_wanted() -> None:
    long = behind().day._replace(rows=tuple(row(f"13:{minute}", "done") for minute in range(10, 50)))
    cut, whole = (history(behind()._replace(day=long), [], everything=is_all).chosen for is_all in (False, True))
    assert (len(cut.entries), cut.more, cut.is_cut) == (12, 32, True)
    assert (len(whole.entries), whole.more, whole.is_cut) == (44, 0, True)
    assert not seen().chosen.is_cut


@pytest.mark.parametrize(
    ("back", "why"),
    [
        (0, "Nothing is recorded of today yet."),
        (-1, "This day is still to come."),
        (1, "There is nothing of that day."),
    ],
)
def test_a_day_without_anything_says_why(back: int, why: str) -> None:
    day = seen(day=behind().day._replace(day=TODAY - timedelta(days=back)), empty=Empty.NOTHING_THAT_DAY).chosen
    assert said(day.empty) == [why]
    assert (day.after == "") == (back <= 0)
