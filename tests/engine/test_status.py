"""What a status says of the next reminder, and of everything else, under whatever holds."""

from datetime import date, time, timedelta

import pytest
from msgspec.structs import replace
from support.fakes import BUS, PILLS, POSTURE, SENSED, WALK, WATER, Desk, a_plan, hours, minutes, office

from reminder.engine import status as report
from reminder.model.events import NotifierLost
from reminder.model.requests import Next
from reminder.model.senses import Reason
from reminder.model.showing import Button
from reminder.model.state import State
from reminder.phrase import verbatim

OFFICE = office("09:00-12:00", "13:00-17:30")


def upcoming(desk: Desk) -> str | None:
    """When the next one comes: "09:20", with the weekday where it is another day."""
    found = desk.status().next
    if found is None or found.at is None:
        return None
    other_day = found.at.date() != desk.now.wall.date()
    return f"{found.at:%a %H:%M}" if other_day else f"{found.at:%H:%M}"


# --- the next one -----------------------------------------------------------------------------------------------------


def test_the_next_one_is_the_end_of_the_first_countdown() -> None:
    desk = Desk(a_plan(WALK, POSTURE))
    desk.until("09:05")
    found = desk.status().next
    assert (found.reminder, upcoming(desk), found.in_, found.why) == ("posture", "09:20", minutes(15), None)


def test_each_reminder_has_its_own_next() -> None:
    desk = Desk(a_plan(POSTURE, PILLS, replace(WALK, enabled=False)))
    posture, pills, walk = desk.status().reminders
    assert posture.next.at
    assert pills.next.at
    assert (f"{posture.next.at:%H:%M}", f"{pills.next.at:%H:%M}", walk.next) == ("09:20", "12:30", None)


@pytest.mark.parametrize("reason", SENSED)
def test_under_a_hold_without_an_end_there_is_no_next_and_the_reason_is_given(desk: Desk, reason: Reason) -> None:
    desk.hold(reason)
    found = desk.status().next
    assert (found.at, found.in_, found.why) == (None, None, reason)


def test_under_an_endless_pause_the_reason_is_the_pause(desk: Desk) -> None:
    desk.pause()
    found = desk.status().next
    assert (found.at, found.why) == (None, Reason.PAUSED)


def test_under_a_timed_pause_it_is_a_whole_countdown_after_its_end(desk: Desk) -> None:
    desk.pause(minutes(30))
    assert upcoming(desk) == "09:50"
    desk.until("09:50")
    assert desk.times() == ["09:50"]


@pytest.mark.parametrize(
    ("at", "next"),
    [("10:00", "10:20"), ("11:30", "11:50"), ("12:30", "13:20"), ("18:00", "Tue 09:20")],
    ids=["working", "before lunch", "at lunch", "in the evening"],
)
def test_with_working_hours_it_is_within_them(at: str, next: str) -> None:
    desk = Desk(a_plan(hours=OFFICE), at=at)
    assert upcoming(desk) == next


def test_a_countdown_that_lunch_cuts_short_begins_again_after_it() -> None:
    desk = Desk(a_plan(replace(POSTURE, every=hours(2)), hours=OFFICE), at="11:30")
    assert upcoming(desk) == "15:00"
    desk.until("15:00")
    assert desk.times() == ["15:00"]


def test_one_that_no_opening_is_long_enough_for_never_comes() -> None:
    desk = Desk(a_plan(replace(POSTURE, every=hours(5)), hours=OFFICE))
    found = desk.status().next
    assert (found.at, found.why) == (None, Reason.OUTSIDE_HOURS)


def test_without_any_working_hours_there_is_no_next() -> None:
    found = Desk(a_plan(POSTURE, PILLS, hours=office())).status().next
    assert (found.at, found.why) == (None, Reason.OUTSIDE_HOURS)


def test_a_pause_into_the_evening_ends_in_the_morning() -> None:
    desk = Desk(a_plan(hours=OFFICE), at="16:00")
    desk.pause(hours(4))
    assert upcoming(desk) == "Tue 09:20"


@pytest.mark.parametrize(("length", "next"), [(1, "Tue 09:20"), (16, "Tue 10:20")], ids=["over first", "over last"])
def test_a_pause_outside_hours_is_over_when_both_are(length: int, next: str) -> None:
    desk = Desk(a_plan(hours=OFFICE), at="18:00")
    desk.pause(hours(length))
    assert upcoming(desk) == next


def test_a_fixed_time_after_a_day_off_comes_before_the_hours_do() -> None:
    off = frozenset({date(2026, 1, 6)})
    early = replace(PILLS, at=(time(0, 30), time(12, 30)))
    desk = Desk(a_plan(early, hours=replace(OFFICE, off=off)), day="2026-01-06")
    assert upcoming(desk) == "Wed 00:30"
    desk.advance(hours(24))
    assert desk.times() == ["00:30"]


def test_a_fixed_time_comes_outside_hours() -> None:
    assert upcoming(Desk(a_plan(POSTURE, BUS, hours=OFFICE), at="12:05")) == "12:30"


@pytest.mark.parametrize(
    ("length", "next"),
    [(minutes(20), "12:30"), (minutes(40), "12:40"), (minutes(50), "Tue 12:30")],
    ids=["over before", "over soon after", "over too late"],
)
def test_a_fixed_time_in_a_pause_comes_at_its_end_if_that_is_soon_enough(length: timedelta, next: str) -> None:
    desk = Desk(a_plan(BUS), at="12:00")
    desk.pause(length)
    assert upcoming(desk) == next
    desk.advance(minutes(29))
    assert upcoming(desk) == next
    desk.advance(hours(26))
    assert desk.said()[0] == f"{next.split()[-1]} bus"


def test_one_that_was_kept_for_too_long_already_is_no_next() -> None:
    desk = Desk(a_plan(BUS), at="12:00")
    desk.pause(minutes(50))
    desk.until("12:35")
    assert upcoming(desk) == "Tue 12:30"


def test_a_snooze_is_the_next(desk: Desk) -> None:
    desk.until("09:20")
    desk.press(Button.SNOOZE)
    assert upcoming(desk) == "09:25"


def test_a_snooze_that_closing_hours_will_cancel_is_not() -> None:
    desk = Desk(a_plan(hours=OFFICE), at="11:38")
    desk.until("11:58")
    desk.press(Button.SNOOZE)
    assert upcoming(desk) == "13:20"


def test_one_that_waits_for_a_pause_in_typing_comes_at_the_latest_when_it_waits_no_more() -> None:
    desk = Desk(a_plan(wait_for_pause=minutes(2)))
    desk.until("09:21")
    assert upcoming(desk) == "09:22"
    assert desk.status().reminders[0].waiting


def test_one_that_waits_for_a_notifier_comes_at_no_known_time(desk: Desk) -> None:
    desk.send(NotifierLost(desk.now, verbatim("no server")))
    desk.until("10:00")
    assert desk.status().next == Next(reminder="posture", at=None)


def test_one_that_follows_another_comes_a_minute_after_it() -> None:
    desk = Desk(a_plan(BUS, PILLS))
    desk.until("12:30")
    assert upcoming(desk) == "12:31"


def test_a_long_time_off_began_with_the_last_closing() -> None:
    off = frozenset(date(2026, 1, 6) + timedelta(days=n) for n in range(60))
    desk = Desk(a_plan(hours=replace(office("09:00-17:00"), off=off)))
    desk.advance(timedelta(days=40))
    assert [hold.since.date() for hold in desk.status().holds] == [date(2026, 1, 5)]


def test_the_name_of_the_next_is_empty_where_nothing_is_enabled() -> None:
    desk = Desk(a_plan(replace(POSTURE, enabled=False)))
    assert report.next_name(desk.state, desk.plan, desk.now) == ""
    desk.change(a_plan(WALK, WATER))
    assert report.next_name(desk.state, desk.plan, desk.now) == "water"


# --- the rest ---------------------------------------------------------------------------------------------------------


def test_before_anything_has_happened_there_is_a_status_too(desk: Desk) -> None:
    status = report.status(State(), desk.plan, desk.now)
    assert (status.next, status.last, status.open, status.holds) == (None, None, False, ())


def test_what_is_kept_says_so_and_what_is_shown_again_is_not_snoozed_any_more(desk: Desk) -> None:
    desk.until("09:20")
    desk.press(Button.SNOOZE)
    assert desk.status().reminders[0].snoozed_until
    desk.hold()
    desk.until("09:30")
    posture = desk.status().reminders[0]
    assert (posture.deferred, posture.waiting, posture.snoozed_until) == (True, False, None)


def test_the_time_worked_counts_from_the_last_natural_break(desk: Desk) -> None:
    desk.until("09:30")
    desk.be_away(minutes(10))
    desk.until("10:00")
    assert desk.status().working == minutes(20)
    assert Desk(sees_input=False).status().working is None


def test_the_time_away_is_no_time_worked_once_the_person_is_back(desk: Desk) -> None:
    desk.until("09:30")
    desk.lock()
    desk.advance(minutes(30))
    desk.unlock()
    assert desk.status().working == timedelta()


def test_times_are_told_in_the_zone_the_person_is_in_now() -> None:
    desk = Desk(a_plan(BUS), at="12:00")
    desk.sleep(hours(1))
    desk.travel("America/New_York")
    (missed,) = desk.status().missed
    assert f"{missed.at:%H:%M}" == "06:30"
    assert missed.at.utcoffset() == hours(-5)


def test_in_the_doubled_hour_the_next_one_is_ahead() -> None:
    desk = Desk(at="02:50", day="2026-10-25")
    found = desk.status().next
    assert found.at
    assert (f"{found.at:%H:%M}", found.in_) == ("02:10", minutes(20))
    assert found.at.utcoffset() == hours(1)
