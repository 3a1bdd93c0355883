"""The picture of today, and the words that say the same."""

from datetime import datetime, timedelta
from typing import NamedTuple

from support.fakes import PILLS, POSTURE, Desk, a_plan, minutes, office

from reminder.engine.day_ahead import DayAhead, day_ahead
from reminder.engine.schedule import Stretch, day_around, stamp
from reminder.model.plan import Plan
from reminder.phrase import phrase
from reminder.storage import days
from reminder.storage.days import Numbers
from reminder.storage.stats import Row, Span
from reminder.web.day import Today, today
from reminder.web.day import drawn as shown
from reminder.wording.language import word

PLAN = a_plan(POSTURE, PILLS, hours=office("09:00-12:00", "13:00-17:30"))


class At(NamedTuple):
    now: datetime
    around: Stretch
    ahead: DayAhead


def at_ten(plan: Plan = PLAN) -> At:
    """And ten minutes."""
    desk = Desk(plan, sees_input=False)
    desk.until("10:10")
    around = day_around(plan.hours, desk.now.wall)
    return At(stamp(desk.now.wall), around, day_ahead(plan, desk.now, around.end, desk.state))


def drawn() -> Today:
    """With a meeting before, and two tips of which one was put off."""
    now, around, ahead = at_ten()

    def at(clock: str) -> datetime:
        hour, minute = map(int, clock.split(":"))
        return now.replace(hour=hour, minute=minute, second=0, microsecond=0)

    spans = [
        Span("at work", "", at("09:00"), at("09:50")),
        Span("held", "meeting", at("09:50"), at("10:00")),
        Span("outside hours", "", at("07:00"), at("09:00")),
    ]
    rows = [
        Row(n, "posture", "", "Sit up", at(clock), at(clock), outcome, timedelta(), 0)
        for n, (clock, outcome) in enumerate({"09:20": "done", "09:40": "snoozed", "09:45": "ignored"}.items())
    ]
    numbers = Numbers(2, minutes(9), None, 1, at("09:00"), at("10:00"))
    behind = days.Day(now.date(), *around, tuple(spans), tuple(rows), (), numbers)
    return today(PLAN, now, around, ahead, behind)


def test_what_was_and_what_is_to_come_are_in_one_picture() -> None:
    day = drawn()
    marks = [mark.kind for mark in day.drawing.marks]
    assert marks[:4] == ["done", "snoozed", "other", "come"]
    assert marks.count("fixed") == 2
    assert marks.count("come") + 2 == day.to_come == len(day.ahead)
    assert [block.kind for block in day.drawing.blocks] == ["plan", "plan", "work", "hold"]
    assert (day.begin[11:16], day.end[11:16]) == ("09:00", "18:00")


def test_the_words_say_what_the_picture_shows() -> None:
    said = str(word(drawn().words))
    assert said.startswith(
        "Work from 09:00 to 10:00. 3 tips: 1 done, 1 put off, 1 not answered. 2 breaks taken."
        " Quiet from 09:50 to 10:00: a meeting. Now it is 10:10. Still to come: 10:"
    )
    assert said.endswith("No working hours from 12:00 to 13:00.")


def test_each_mark_and_each_piece_is_explained_once() -> None:
    names = [kind for kind, _ in drawn().legend]
    assert names == ["done", "snoozed", "other", "come", "fixed", "plan", "work", "hold"]


def test_what_was_is_told_the_latest_first() -> None:
    said = [tuple(str(word(it)) for it in (entry.what, entry.then) if it) for entry in drawn().past]
    assert said == [
        ("Quiet for 10 minutes", "A meeting."),
        ("Sit up", "Not answered."),
        ("Sit up", "Put off."),
        ("Sit up", "Done."),
        ("First work of the day",),
    ]


def test_the_numbers_are_four() -> None:
    said = [" ".join(str(word(it)) for it in each if it) for each in drawn().numbers]
    assert said == ["breaks taken 2", "their length 9 min", "put off 1", "at work since 09:00"]


def test_a_night_that_goes_on_is_a_part_of_the_day_before() -> None:
    now = datetime.fromisoformat("2026-11-26T01:30+00:00")
    around = Stretch(now.replace(hour=0, minute=0), now.replace(day=27, hour=0, minute=0))
    before = days.Day(
        now.date(), around.begin - timedelta(days=1), now, (), (), (), Numbers(0, minutes(0), None, 0, None, None)
    )
    assert shown(around, before, now) == (before.begin, now + timedelta(hours=4))
    assert shown(around, before._replace(begin=around.begin), now) == around
    assert shown(around, None, now) == around


def test_a_history_that_cannot_be_read_costs_no_more_than_what_was() -> None:
    day = today(PLAN, *at_ten(), None, phrase("it is locked"))
    assert (day.past, day.numbers, day.problem) == ((), (), phrase("it is locked"))
    assert day.ahead


def test_a_pause_that_goes_on_is_drawn_to_its_end() -> None:
    now, around, ahead = at_ten()
    day = today(PLAN, now, around, ahead._replace(pause=Stretch(now, now + minutes(50))), None)
    assert [block.kind for block in day.drawing.blocks] == ["plan", "plan", "hold"]
    assert "Paused until 11:00." in str(word(day.words))


def test_a_rest_in_hours_that_never_end_does_not_make_the_picture_longer() -> None:
    plan = a_plan(POSTURE, hours=office("00:00-12:00", "13:00-00:00"))
    assert today(plan, *at_ten(plan), None).begin[11:16] == "10:00"
