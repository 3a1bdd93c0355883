"""The day ahead: what is to come, when, and why it comes later than it would."""

from datetime import datetime, time

import pytest
from msgspec.structs import replace
from support.fakes import BUS, PILLS, POSTURE, WALK, WATER, Desk, a_plan, hours, minutes, office

from reminder.engine.day_ahead import Coming, DayAhead, day_ahead
from reminder.engine.schedule import midnight
from reminder.model.plan import Plan, Reminder
from reminder.model.senses import Reason
from reminder.model.showing import Button

LUNCH = office("09:00-12:00", "13:00-17:30")


def ahead(desk: Desk, plan: Plan | None = None) -> DayAhead:
    """Of the desk's program, with a plan that is not saved yet."""
    return day_ahead(plan or desk.plan, desk.now, midnight(desk.now.wall), desk.state, before=desk.plan)


def said(coming: tuple[Coming, ...]) -> list[str]:
    return [f"{it.at:%H:%M} {it.reminder}" + f" ({it.moved})" * bool(it.moved) for it in coming]


def test_what_is_to_come_is_what_comes() -> None:
    desk = Desk(a_plan(POSTURE, WALK, PILLS, hours=LUNCH), sees_input=False)
    desk.until("10:10")
    coming = ahead(desk).coming
    desk.log.clear()
    desk.until("23:59:59")

    assert [(it.at, it.reminder, it.words) for it in coming] == [
        (at, show.showing.reminder, show.showing.words) for at, show in desk.shows()
    ]
    assert said(coming)[:3] == ["10:20 posture", "10:40 posture", "11:00 walk"]


def test_looking_ahead_changes_nothing() -> None:
    desk = Desk()
    before = desk.state
    ahead(desk)
    assert desk.state == before


def test_without_a_program_it_begins_now() -> None:
    desk = Desk()
    coming = day_ahead(a_plan(), desk.now, desk.now.wall + minutes(41)).coming
    assert said(coming) == ["09:20 posture", "09:40 posture"]


def test_a_day_has_its_hours_and_what_lies_between_them() -> None:
    day = ahead(Desk(a_plan(hours=LUNCH), at="10:30"))
    assert [f"{begin:%H:%M}-{end:%H:%M}" for begin, end in day.hours] == ["09:00-12:00", "13:00-17:30"]
    assert [f"{begin:%H:%M}-{end:%H:%M}" for begin, end in day.rests] == ["12:00-13:00"]
    assert (f"{day.first:%H:%M}", f"{day.last:%H:%M}") == ("10:50", "17:20")


def test_a_day_off_has_neither_hours_nor_reminders() -> None:
    day = ahead(Desk(a_plan(hours=LUNCH), day="2026-01-04"))
    assert (day.hours, day.rests, day.coming, day.first, day.last) == ((), (), (), None, None)


def test_a_snoozed_one_comes_back_and_says_why() -> None:
    desk = Desk(sees_input=False)
    desk.until("09:20")
    desk.press(Button.SNOOZE)
    assert said(ahead(desk).coming)[:2] == ["09:25 posture (snoozed)", "09:45 posture"]


def test_of_two_that_fall_together_the_second_follows() -> None:
    coming = ahead(Desk(a_plan(WATER, BUS), at="12:05")).coming
    assert said(coming)[:2] == ["12:25 water", "12:30 bus"]
    coming = ahead(Desk(a_plan(WATER, BUS), at="12:10")).coming
    assert said(coming)[:2] == ["12:30 bus", "12:31 water (apart)"]


def test_a_pause_puts_off_a_fixed_time_or_drops_it() -> None:
    desk = Desk(a_plan(PILLS), at="12:00")
    desk.pause(minutes(40))
    day = ahead(desk)
    assert said(day.coming) == ["12:40 pills (paused)", "16:00 pills"]
    assert (day.coming[0].fixed, day.coming[0].waited) == (datetime(2026, 1, 5, 12, 30, tzinfo=desk.zone), minutes(10))
    assert f"{day.pause.begin:%H:%M}-{day.pause.end:%H:%M}" == "12:00-12:40"
    assert day.dropped == ()

    desk.pause(hours(1))
    day = ahead(desk)
    assert said(day.coming) == ["16:00 pills"]
    assert [f"{missed.at:%H:%M} {missed.reminder}" for missed in day.dropped] == ["12:30 pills"]


def test_a_pause_without_an_end_lasts_the_whole_day() -> None:
    desk = Desk()
    desk.pause()
    day = ahead(desk)
    assert day.coming == ()
    assert day.pause.end == day.end


def test_what_a_meeting_defers_comes_first() -> None:
    desk = Desk()
    desk.hold(Reason.MEETING)
    desk.until("09:30")
    assert said(ahead(desk).coming)[:2] == ["09:30 posture (meeting)", "09:50 posture"]


@pytest.mark.parametrize(
    ("reminders", "coming"),
    [
        ((replace(POSTURE, every=minutes(30)),), ["09:30 posture", "10:00 posture"]),
        ((replace(POSTURE, every=minutes(10)),), ["09:15 posture", "09:25 posture"]),
        ((replace(POSTURE, every=None, at=(time(9, 10), time(9, 40))),), ["09:15 posture", "09:40 posture"]),
        ((replace(POSTURE, enabled=False), WALK), ["10:15 walk", "11:15 walk"]),
    ],
    ids=["longer", "shorter", "fixed", "another"],
)
def test_settings_that_are_not_saved_yet_go_on_as_the_program_would(
    reminders: tuple[Reminder, ...], coming: list[str]
) -> None:
    desk = Desk(sees_input=False)
    desk.until("09:15")
    plan = a_plan(*reminders)
    shown = said(ahead(desk, plan).coming)
    desk.log.clear()
    desk.change(plan)
    desk.until("23:59:59")

    assert shown[:2] == coming
    assert [line.split(" (")[0] for line in shown] == desk.said()
