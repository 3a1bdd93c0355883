"""What holds of every step of the engine, whatever the rule: order, repetition, warnings, faults, upgrades, the end."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from support.fakes import POSTURE, WALK, Desk, a_plan, hours, minutes, office, seconds

from reminder.engine.step import step
from reminder.model.effects import PollSenses, Record, Respond, Restart, Show, WakeAt, Warn
from reminder.model.events import (
    Closed,
    NotifierLost,
    PartFailed,
    PartWorks,
    Posted,
    PostFailed,
    PostLapsed,
    Pressed,
    RequestReceived,
    SensesAnswered,
    Stopping,
    Upgraded,
    Woke,
)
from reminder.model.plan import Problem
from reminder.model.requests import AskStatus
from reminder.model.showing import Button, Outcome, Withdraw
from reminder.model.state import State
from reminder.phrase import Phrase, phrase, verbatim

PROBLEM = Problem("snooze.for", phrase("{value} has no unit; write 5m", value="'5'"), "/home/me/config.toml")
OTHER = Problem("hours.mon", verbatim("'9-12' is not a range; write 09:00-12:00"), "/home/me/config.toml")


def test_a_step_changes_nothing_that_it_was_given(desk: Desk) -> None:
    before = desk.state
    copy = replace(before)
    step(before, Woke(desk.now), desk.plan)
    assert before == copy


@pytest.mark.parametrize("at", ["09:00", "09:20", "09:30", "09:45"])
def test_waking_twice_at_the_same_moment_orders_nothing_more(at: str) -> None:
    desk = Desk(a_plan(POSTURE, WALK, problems=(PROBLEM,)))
    desk.until(at)
    desk.send(Woke(desk.now))
    before = len(desk.log)
    desk.send(Woke(desk.now))
    assert desk.log[before:] == []


def test_the_first_event_of_all_may_be_any(desk: Desk) -> None:
    for event in (Woke(desk.now), Stopping(desk.now), Posted(desk.now, 1), PostFailed(desk.now, 1, verbatim("why"))):
        state, _ = step(State(), event, desk.plan)
        assert state.heartbeat.last == desk.now


def test_what_is_about_a_showing_that_is_over_changes_nothing(desk: Desk) -> None:
    desk.until("09:20")
    desk.press(Button.DONE)
    before = len(desk.log)
    id = desk.effects(Show)[0].showing.id
    for event in (
        Posted(desk.now, id, "x"),
        PostLapsed(desk.now, id),
        Pressed(desk.now, id, Button.SKIP),
        Closed(desk.now, id, by_person=True),
    ):
        desk.send(event)
    assert desk.log[before:] == []


def test_the_alarm_is_set_only_when_its_time_changes(desk: Desk) -> None:
    for _ in range(10):
        desk.advance(minutes(1))
        desk.send(Woke(desk.now))
    assert desk.effects(WakeAt) == []


def test_a_late_a_lost_and_a_doubled_alarm_do_no_harm(desk: Desk) -> None:
    desk.advance(minutes(10))
    desk.send(Woke(desk.now))
    desk._wake = None
    desk.advance(minutes(15))
    assert desk.times() == []
    desk.send(Woke(desk.now))
    desk.send(Woke(desk.now))
    assert desk.times() == ["09:25"]


# --- warnings ---------------------------------------------------------------------------------------------------------


def test_a_problem_is_told_once_by_a_notification() -> None:
    desk = Desk(a_plan(problems=(PROBLEM,)))
    desk.advance(hours(2))
    assert desk.effects(Warn) == [Warn((PROBLEM,))]


def test_a_new_problem_is_told_alone() -> None:
    desk = Desk(a_plan(problems=(PROBLEM,)))
    desk.advance(minutes(5))
    desk.change(a_plan(problems=(PROBLEM, OTHER)))
    assert desk.effects(Warn) == [Warn((PROBLEM,)), Warn((OTHER,))]


def test_a_problem_that_was_told_is_not_told_again_after_a_restart() -> None:
    desk = Desk(a_plan(problems=(PROBLEM,)))
    desk.be_off(timedelta(days=1), reboot=True)
    desk.advance(hours(1))
    assert len(desk.effects(Warn)) == 1


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        (phrase("{value} fehlt die Einheit", value="'5'"), 1),
        (phrase("{value} has no unit; write 5m", value="'6'"), 2),
    ],
    ids=["the same in another language", "another value"],
)
def test_a_problem_is_known_by_its_facts_and_not_by_its_words(text: Phrase, warnings: int) -> None:
    desk = Desk(a_plan(problems=(PROBLEM,)))
    desk.advance(minutes(5))
    desk.change(a_plan(problems=(PROBLEM._replace(text=text),)))
    desk.be_off(minutes(1))
    desk.advance(minutes(5))
    assert len(desk.effects(Warn)) == warnings


def test_one_that_was_mended_and_is_back_is_told_again() -> None:
    desk = Desk(a_plan(problems=(PROBLEM,)))
    for problems in ((), (PROBLEM,)):
        desk.advance(minutes(5))
        desk.change(a_plan(problems=problems))
    assert len(desk.effects(Warn)) == 2


def test_a_warning_waits_for_the_end_of_a_hold(desk: Desk) -> None:
    desk.hold()
    desk.change(a_plan(problems=(PROBLEM,)))
    desk.until("09:10")
    assert desk.effects(Warn) == []
    desk.release()
    assert desk.effects(Warn) == [Warn((PROBLEM,))]


def test_a_warning_waits_for_the_senses_that_must_be_asked() -> None:
    desk = Desk(polled=True)
    desk.advance(seconds(10))
    desk.change(a_plan(problems=(PROBLEM,)))
    assert desk.effects(Warn) == []
    assert desk.effects(PollSenses) == [PollSenses()]
    desk.send(SensesAnswered(desk.now))
    assert desk.effects(Warn) == [Warn((PROBLEM,))]


def test_a_warning_and_a_showing_keep_the_minute(desk: Desk) -> None:
    desk.until("09:19:30")
    desk.change(a_plan(problems=(PROBLEM,)))
    desk.until("09:21")
    assert desk.times() == ["09:20:30"]


def test_a_warning_waits_until_nothing_else_is_on_the_screen(desk: Desk) -> None:
    desk.until("09:20")
    desk.change(a_plan(problems=(PROBLEM,)))
    desk.until("09:22")
    assert desk.effects(Warn) == []
    desk.press(Button.DONE)
    assert len(desk.effects(Warn)) == 1


def test_a_warning_waits_for_a_notifier(desk: Desk) -> None:
    desk.send(NotifierLost(desk.now, verbatim("no server")))
    desk.change(a_plan(problems=(PROBLEM,)))
    desk.until("09:10")
    assert desk.effects(Warn) == []


# --- faults, upgrades, the end ----------------------------------------------------------------------------------------


def test_a_part_that_fails_is_in_the_status_until_it_works_again(desk: Desk) -> None:
    desk.send(PartFailed(desk.now, "history", verbatim("the disk is full")))
    assert desk.status().problems == (Problem("history", verbatim("the disk is full")),)
    desk.send(PartWorks(desk.now, "history"))
    assert desk.status().problems == ()


def test_after_an_upgrade_it_restarts_once_with_nothing_on_the_screen(desk: Desk) -> None:
    desk.until("09:20")
    desk.send(Upgraded(desk.now))
    assert desk.effects(Restart) == []
    desk.press(Button.DONE)
    assert desk.effects(Restart) == [Restart()]
    assert isinstance(desk.log[-1].effect, Restart), "everything else is done before"
    desk.send(Woke(desk.now))
    assert desk.effects(Restart) == [Restart()]


def test_the_end_withdraws_what_is_on_the_screen_and_shows_nothing_more() -> None:
    desk = Desk(a_plan(wait_for_pause=minutes(2)))
    desk.until("09:22")
    desk.hold()
    desk.until("09:45")
    desk.send(Stopping(desk.now))
    assert desk.outcomes() == [Outcome.IGNORED]
    assert [type(effect) for effect in (desk.effects(Record) + desk.effects(Withdraw))] == [Record, Withdraw]
    assert desk.times() == ["09:22"]


def test_at_the_end_nobody_is_left_without_an_answer() -> None:
    desk = Desk(polled=True)
    desk.send(RequestReceived(desk.now, 1, AskStatus()))
    desk.send(Stopping(desk.now))
    assert [reply.request for reply in desk.effects(Respond)] == [1]


def test_what_is_due_at_the_very_end_is_left_to_the_next_start() -> None:
    desk = Desk(a_plan(wait_for_pause=minutes(2)))
    desk.advance(minutes(21))
    desk._wake = None
    desk.advance(minutes(3))
    desk.be_off(seconds(10))
    assert [show.showing.ticks - hours(1) for show in desk.effects(Show)] == [minutes(24) + seconds(10)]


def test_a_whole_office_day_gives_twenty_four() -> None:
    desk = Desk(a_plan(hours=office("09:00-17:00")))
    desk.advance(timedelta(days=1))
    assert len(desk.times()) == 23, "the twenty-fourth would come as the hours close"
    assert len(set(desk.outcomes())) == 1
