"""A virtual machine that was paused, as its clocks look afterwards: that on the wall is put right, no other moved."""

from datetime import timedelta

import pytest
from support.fakes import PILLS, Desk, a_plan, hours, minutes, seconds

from reminder.model.effects import RecordBreak
from reminder.model.plan import Plan
from reminder.model.senses import Reason
from reminder.model.showing import Button, Outcome, Withdraw


def paused(length: timedelta, virtual: bool = True, plan: Plan | None = None) -> Desk:
    """Fifteen minutes of work, and then a machine that is paused: the person types right before and right after."""
    desk = Desk(plan, virtual=virtual)
    desk.until("09:15")
    desk.set_clock(length)
    return desk


@pytest.fixture
def desk() -> Desk:
    """It runs on a virtual machine."""
    return Desk(virtual=True)


@pytest.mark.parametrize("length", [minutes(6), hours(1), hours(16), hours(24 * 29)])
def test_rule_04_a_virtual_machine_that_was_paused_was_left_alone_for_as_long(length: timedelta) -> None:
    desk = paused(length)
    began = desk.now.wall
    assert desk.status().working == timedelta()
    desk.advance(minutes(21))
    ((at, show),) = desk.shows()
    assert at == began + minutes(20)
    assert show.worked is None


@pytest.mark.parametrize(
    ("virtual", "by"),
    [(False, hours(16)), (True, seconds(59)), (True, -hours(16)), (True, hours(24 * 365 * 56))],
    ids=["a real machine", "put right as always", "back", "a first sync, from 1970"],
)
def test_rule_04_a_clock_that_was_merely_set_is_no_absence(virtual: bool, by: timedelta) -> None:
    desk = paused(by, virtual)
    began = desk.now.wall
    desk.advance(minutes(6))
    assert [at - began for at, _ in desk.shows()] == [minutes(5)]


def test_rule_04_a_clock_that_two_cannot_agree_on_brings_neither_silence_nor_a_burst(desk: Desk) -> None:
    for minute in range(60):
        desk.set_clock(minutes(-30 if minute % 2 else 30) if minute else minutes(-30))
        desk.advance(minutes(1))
    assert len(desk.times()) == 3


def test_rule_04_one_that_was_set_back_before_was_paused_for_what_is_more_than_that(desk: Desk) -> None:
    desk.set_clock(hours(-2))
    desk.advance(minutes(15))
    desk.set_clock(hours(2))
    desk.advance(minutes(5))
    assert len(desk.times()) == 1
    desk.set_clock(hours(-2))
    desk.set_clock(hours(10))
    assert desk.status().working == timedelta()


def test_rule_04_a_short_pause_of_the_machine_counts_like_a_short_sleep() -> None:
    one, other = paused(minutes(3)), Desk()
    other.until("09:15")
    other.sleep(minutes(3))
    other.type()
    for desk in (one, other):
        desk.until("10:00")
    assert one.times() == other.times() == ["09:20", "09:40", "10:00"]


def test_rule_04_what_is_idle_before_and_after_the_machine_was_paused_is_one_absence(desk: Desk) -> None:
    desk.until("09:10")
    desk.stop_typing()
    desk.until("09:16")
    desk.set_clock(hours(2))
    desk.advance(minutes(1))
    desk.type()
    desk.advance(minutes(19))
    assert desk.times() == []
    desk.until("11:37")
    assert desk.times() == ["11:37"]
    assert [f"{it.began:%H:%M}-{it.ended:%H:%M}" for it in desk.effects(RecordBreak)] == ["09:10-11:17"]


def test_rule_13_what_was_open_when_the_machine_was_paused_is_ignored_and_withdrawn(desk: Desk) -> None:
    desk.until("09:25")
    desk.set_clock(hours(16))
    assert desk.outcomes() == [Outcome.IGNORED]
    assert len(desk.effects(Withdraw)) == 1


def test_rule_15_a_snooze_is_over_after_the_machine_was_paused(desk: Desk) -> None:
    desk.until("09:20")
    desk.press(Button.SNOOZE)
    desk.set_clock(hours(16))
    desk.advance(minutes(19))
    assert desk.times() == ["09:20"]


def test_rule_03_a_timed_pause_ends_while_the_machine_is_paused(desk: Desk) -> None:
    desk.pause(hours(1))
    desk.until("09:15")
    desk.set_clock(hours(16))
    assert desk.status().holds == ()
    desk.advance(minutes(20))
    assert len(desk.times()) == 1


def test_rule_03_one_until_a_time_ends_at_that_time_and_one_without_an_end_goes_on(desk: Desk) -> None:
    desk.pause(until=desk.now.wall + hours(5))
    desk.set_clock(hours(4))
    (hold,) = desk.status().holds
    assert hold.until
    assert f"{hold.until:%H:%M}" == "14:00"
    desk.until("14:20")
    assert desk.times() == ["14:20"]
    desk.pause()
    desk.set_clock(hours(16))
    assert [hold.reason for hold in desk.status().holds] == [Reason.PAUSED]


def test_rule_07_a_meeting_that_outlasted_a_paused_machine_has_lasted_so_long(desk: Desk) -> None:
    desk.hold(Reason.MEETING, "camera", "zoom")
    desk.until("09:15")
    desk.set_clock(hours(3))
    assert [hold.reason for hold in desk.status().overruled] == [Reason.MEETING]


def test_rule_11_a_fixed_time_in_it_is_missed_and_told() -> None:
    desk = paused(hours(4), plan=a_plan(PILLS))
    assert [f"{missed.at:%H:%M}" for missed in desk.status().missed] == ["12:30"]
    desk.until("16:00")
    assert desk.said() == ["16:00 pills"]


def test_rule_04_a_machine_that_slept_and_was_paused_was_left_alone_for_both(desk: Desk) -> None:
    desk.until("09:15")
    desk.stop_typing()
    desk.utc += minutes(3)
    desk.sleep(minutes(3))
    desk.type()
    desk.advance(minutes(19))
    assert desk.times() == []


def test_rule_19_it_is_told_and_that_it_may_be_otherwise() -> None:
    told = paused(hours(16)).status().clock_set
    assert (f"{told.at:%a %H:%M}", told.by, told.paused) == ("Tue 01:15", hours(16), True)
    told = paused(hours(16), virtual=False).status().clock_set
    assert not told.paused
