"""What the history is told that the person did when: one thing at a time, from a start of the program to its end."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from support.fakes import POSTURE, Desk, a_plan, hours, minutes, office, seconds

from reminder.engine.spans import going_on
from reminder.model.activity import Activity
from reminder.model.effects import RecordSpan
from reminder.model.events import Stopping
from reminder.model.plan import Hours
from reminder.model.requests import Resume
from reminder.model.senses import Reason

OFFICE = a_plan(hours=office("09:00-17:00"))


def told(desk: Desk) -> list[str]:
    spans = desk.effects(RecordSpan)
    return [f"{it.began:%H:%M} {it.reason or it.kind} {it.ended:%H:%M}".replace(":00 ", " ") for it in spans]


def ended(desk: Desk) -> list[str]:
    """With the last one: the program ends."""
    desk.send(Stopping(desk.now))
    return told(desk)


def test_work_is_told_of_once_it_is_over(desk: Desk) -> None:
    desk.until("10:00")
    assert told(desk) == []
    assert ended(desk) == ["09 at work 10:00"]


def test_what_goes_on_is_known_as_far_as_the_program_has_run(desk: Desk) -> None:
    desk.until("10:00")
    desk.hold(Reason.MEETING)
    desk.advance(minutes(20))
    now = going_on(desk.state)
    assert (f"{now.began:%H:%M}", now.kind, now.reason) == ("10:00", Activity.HELD, Reason.MEETING)
    assert now.ended == desk.state.heartbeat.last.wall
    desk.send(Stopping(desk.now))
    assert going_on(desk.state) is None


def test_an_absence_counts_from_the_last_input_not_from_when_it_was_known(desk: Desk) -> None:
    desk.until("10:00")
    desk.be_away(minutes(30))
    desk.until("11:00")
    assert ended(desk) == ["09 at work 10:00", "10 away 10:30", "10:30 at work 11:00"]


def test_a_moment_without_input_is_work(desk: Desk) -> None:
    desk.until("10:00")
    desk.be_away(minutes(4))
    desk.until("11:00")
    assert ended(desk) == ["09 at work 11:00"]


def test_a_locked_screen_is_an_absence_at_once_and_one_with_that_before_it(desk: Desk) -> None:
    desk.until("10:00")
    desk.stop_typing()
    desk.until("10:03")
    desk.lock()
    desk.until("10:30")
    desk.unlock()
    desk.until("11:00")
    assert ended(desk) == ["09 at work 10:00", "10 away 10:30", "10:30 at work 11:00"]


def test_a_hold_is_told_by_its_kind_alone(desk: Desk) -> None:
    desk.until("10:00")
    desk.hold(Reason.APP, "apps", "a program that is nobody's business")
    desk.until("10:20")
    desk.release(Reason.APP, "apps")
    desk.until("10:30")
    desk.hold(Reason.MEETING)
    desk.until("11:00")
    assert ended(desk) == ["09 at work 10:00", "10 app 10:20", "10:20 at work 10:30", "10:30 meeting 11:00"]
    held = [span for span in desk.effects(RecordSpan) if span.kind is Activity.HELD]
    assert "nobody" not in repr(held)
    assert len(held) == 2


def test_of_several_holds_one_counts_until_it_ends(desk: Desk) -> None:
    desk.hold(Reason.FULL_SCREEN, "full screen")
    desk.until("10:00")
    desk.hold(Reason.MEETING)
    desk.until("10:30")
    desk.release(Reason.MEETING)
    desk.until("11:00")
    assert ended(desk) == ["09 full screen 10:00", "10 meeting 10:30", "10:30 full screen 11:00"]


def test_what_lasts_less_than_a_second_belongs_to_what_follows(desk: Desk) -> None:
    desk.until("10:00")
    for _ in range(3):
        desk.hold()
        desk.advance(seconds(0.2))
        desk.release()
    desk.until("11:00")
    assert ended(desk) == ["09 at work 10:00", "10 at work 11:00"]


def test_a_pause_goes_before_everything_else(desk: Desk) -> None:
    desk.until("10:00")
    desk.pause(minutes(30))
    desk.hold()
    desk.be_away(minutes(10))
    desk.release()
    desk.until("11:00")
    assert ended(desk) == ["09 at work 10:00", "10 paused 10:30", "10:30 at work 11:00"]


def test_a_pause_that_is_ended_by_hand_went_on_through_the_sleep_before_that(desk: Desk) -> None:
    desk.until("10:00")
    desk.pause()
    desk.ticks += minutes(30)  # asleep, and nobody has noticed yet
    desk.utc += minutes(30)
    desk.ask(Resume())
    desk.until("11:00")
    assert ended(desk) == ["09 at work 10:00", "10 paused 10:30", "10:30 at work 11:00"]


def test_closed_hours_count_from_when_they_closed_and_the_night_in_which_the_machine_sleeps_is_one() -> None:
    desk = Desk(OFFICE, "16:00")
    desk.until("18:00")
    desk.sleep(hours(14))
    desk.type()
    desk.advance(hours(2))
    assert ended(desk) == ["16 at work 17:00", "17 outside hours 09:00", "09 at work 10:00"]


def test_a_machine_that_wakes_after_the_hours_have_opened_was_asleep_from_then_on() -> None:
    desk = Desk(OFFICE, "16:00")
    desk.until("18:00")
    desk.sleep(hours(15.5))
    desk.type()
    desk.until("10:00")
    assert ended(desk) == ["16 at work 17:00", "17 outside hours 09:00", "09 asleep 09:30", "09:30 at work 10:00"]


def test_sleep_is_told_whenever_it_began_and_whatever_goes_on_around_it(desk: Desk) -> None:
    desk.until("10:00")
    desk.lock()
    desk.until("10:10")
    desk.sleep(minutes(50))
    desk.unlock()
    desk.until("11:30")
    assert ended(desk) == ["09 at work 10:00", "10 away 10:10", "10:10 asleep 11:00", "11 at work 11:30"]


def test_sleep_from_work_into_closed_hours_ends_where_they_begin() -> None:
    desk = Desk(OFFICE, "16:00")
    desk.sleep(hours(2))
    desk.until("19:00")
    assert ended(desk) == ["16 asleep 17:00", "17 outside hours 19:00"]


@pytest.mark.parametrize("by", [hours(3), hours(-3)], ids=["ahead", "back"])
def test_a_clock_that_is_set_makes_nothing_longer_or_shorter(desk: Desk, by: timedelta) -> None:
    desk.until("10:00")
    desk.hold()
    desk.advance(minutes(30))
    desk.set_clock(by)
    desk.advance(minutes(15))
    desk.release()
    desk.advance(minutes(15))
    ended(desk)
    assert [it.ended - it.began for it in desk.effects(RecordSpan)] == [minutes(60), minutes(45), minutes(15)]


def test_an_hour_that_comes_twice_is_two_hours() -> None:
    desk = Desk(at="01:00", day="2026-10-25")
    desk.advance(hours(3))
    ended(desk)
    assert [it.ended - it.began for it in desk.effects(RecordSpan)] == [hours(3)]


def test_the_time_in_which_the_program_does_not_run_is_told_by_nobody(desk: Desk) -> None:
    desk.until("10:00")
    desk.be_off(minutes(30))
    desk.until("11:00")
    assert ended(desk) == ["09 at work 10:00", "10:30 at work 11:00"]


@pytest.mark.parametrize("reboot", [False, True])
def test_what_a_kill_cut_off_ends_with_the_last_word_and_is_told_by_the_next_run(desk: Desk, reboot: bool) -> None:
    desk.until("10:00")
    desk.hold()
    desk.until("10:20")
    desk.be_off(minutes(10), reboot=reboot, killed=True)
    assert told(desk) == ["09 at work 10:00", "10 meeting 10:20"]
    desk.until("11:00")
    assert ended(desk)[2:] == ["10:30 at work 11:00"]


def test_without_a_history_nothing_is_remembered_and_what_was_before_it_is_never_told() -> None:
    desk = Desk(a_plan(history_retention=None))
    desk.until("10:00")
    assert desk.state.activity is None
    desk.change(a_plan())
    desk.until("11:00")
    assert ended(desk) == ["10 at work 11:00"]


def test_a_history_that_is_switched_off_forgets_what_goes_on(desk: Desk) -> None:
    desk.until("10:00")
    desk.change(a_plan(history_retention=None))
    desk.until("11:00")
    assert ended(desk) == []


def test_hours_that_are_changed_change_nothing_of_what_was() -> None:
    desk = Desk(at="11:00")
    desk.until("15:00")
    desk.change(replace(a_plan(POSTURE), hours=office("09:00-12:00")))
    desk.until("16:00")
    desk.change(a_plan(hours=Hours()))
    desk.until("17:00")
    assert ended(desk) == ["11 at work 15:00", "15 outside hours 16:00", "16 at work 17:00"]
