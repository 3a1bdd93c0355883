"""The picture of today, and the words that say the same."""

from datetime import datetime, timedelta

from support.fakes import PILLS, POSTURE, Desk, a_plan, office

from reminder.engine.day_ahead import day_ahead
from reminder.engine.schedule import day_around, stamp
from reminder.storage.stats import Row, Span
from reminder.web.day import Day, today
from reminder.wording.language import word

PLAN = a_plan(POSTURE, PILLS, hours=office("09:00-12:00", "13:00-17:30"))


def drawn(until: str = "10:10") -> Day:
    """With a meeting before, and two tips of which one was put off."""
    desk = Desk(PLAN, sees_input=False)
    desk.until(until)
    now, around = stamp(desk.now.wall), day_around(PLAN.hours, desk.now.wall)

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
    ahead = day_ahead(PLAN, desk.now, around.end, desk.state)
    return today(PLAN, now, around, ahead, spans, rows)


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
        "Work since 09:00. Tips at 09:20 (done), 09:40 (snoozed), 09:45 (not answered)."
        " Quiet from 09:50 to 10:00: you seem to be in a meeting. Now it is 10:10. Still to come: 10:"
    )
    assert said.endswith("No working hours from 12:00 to 13:00.")


def test_each_mark_and_each_piece_is_explained_once() -> None:
    names = [kind for kind, _ in drawn().legend]
    assert names == ["done", "snoozed", "other", "come", "fixed", "plan", "work", "hold"]
