"""Who is there: films and calls without input, natural breaks for the history, and what outlives a restart."""

from datetime import datetime, timedelta

import pytest
from support.fakes import PILLS, POSTURE, Desk, a_plan, hours, minutes, office, seconds

from reminder.model.effects import PollSenses, RecordBreak
from reminder.model.events import (
    HoldBegan,
    HoldEnded,
    Inhibited,
    Locked,
    NotifierReady,
    SenseLost,
    SensesAnswered,
    Started,
    Unlocked,
)
from reminder.model.senses import Reason
from reminder.model.showing import Outcome
from reminder.phrase import verbatim

BREAK = a_plan(passive_is_work=False)


def keep_awake(desk: Desk, *by: str, source: str = "idle inhibitors") -> None:
    desk.send(Inhibited(desk.now, source, by))


def breaks(desk: Desk) -> list[str]:
    """The natural breaks that were recorded: "09:05-09:12"."""
    return [f"{it.began:%H:%M}-{it.ended:%H:%M}" for it in desk.effects(RecordBreak)]


def reasons(desk: Desk) -> list[Reason]:
    return [hold.reason for hold in desk.status().holds]


# --- before a film or a call ------------------------------------------------------------------------------------------


def test_sitting_before_a_film_is_work(desk: Desk) -> None:
    desk.until("09:05")
    keep_awake(desk, "mpv")
    desk.stop_typing()
    desk.until("10:00")
    assert desk.times() == ["09:20", "09:40", "10:00"]
    assert reasons(desk) == []


def test_sitting_before_a_film_is_a_break_for_those_who_say_so() -> None:
    desk = Desk(BREAK)
    desk.until("09:05")
    keep_awake(desk, "mpv")
    desk.stop_typing()
    desk.until("09:30")
    assert desk.times() == []
    assert reasons(desk) == [Reason.AWAY]


def test_a_film_is_work_for_at_most_two_hours_after_the_last_input(desk: Desk) -> None:
    keep_awake(desk, "mpv")
    desk.stop_typing()
    desk.until("11:04:59")
    assert reasons(desk) == []
    desk.until("11:05")
    (away,) = desk.status().holds
    assert (away.reason, f"{away.since:%H:%M}") == (Reason.AWAY, "11:00")
    desk.until("13:00")
    assert desk.times()[-1] == "11:00"


def test_a_key_during_the_film_counts_the_two_hours_anew(desk: Desk) -> None:
    keep_awake(desk, "mpv")
    desk.stop_typing()
    desk.until("10:30")
    desk.type()
    desk.stop_typing()
    desk.until("12:34")
    assert reasons(desk) == []
    desk.until("12:36")
    assert reasons(desk) == [Reason.AWAY]


def test_after_the_film_the_absence_begins_with_its_end(desk: Desk) -> None:
    keep_awake(desk, "mpv")
    desk.stop_typing()
    desk.until("09:50")
    keep_awake(desk)
    desk.until("09:54")
    assert reasons(desk) == []
    desk.until("09:56")
    (away,) = desk.status().holds
    assert (away.reason, f"{away.since:%H:%M}") == (Reason.AWAY, "09:50")
    desk.type()
    assert breaks(desk) == ["09:50-09:56"]


def test_a_film_that_begins_on_an_empty_chair_brings_nobody_back(desk: Desk) -> None:
    desk.stop_typing()
    desk.until("09:30")
    keep_awake(desk, "backup")
    desk.until("10:30")
    assert desk.times() == []
    assert reasons(desk) == [Reason.AWAY]
    desk.type()
    desk.until("10:50")
    assert desk.times() == ["10:50"]


def test_once_the_person_is_back_the_same_film_counts(desk: Desk) -> None:
    desk.stop_typing()
    desk.until("09:30")
    keep_awake(desk, "mpv")
    desk.until("09:40")
    desk.type()
    desk.stop_typing()
    desk.until("10:00")
    assert desk.times() == ["10:00"]


def test_with_two_programs_it_is_over_when_the_last_lets_go(desk: Desk) -> None:
    keep_awake(desk, "mpv")
    keep_awake(desk, "a program", source="idle")
    desk.stop_typing()
    desk.until("09:30")
    keep_awake(desk)
    desk.until("10:00")
    assert reasons(desk) == []
    desk.send(SenseLost(desk.now, "idle inhibitors", verbatim("the bus is gone")))
    keep_awake(desk, source="idle")
    desk.until("10:06")
    assert reasons(desk) == [Reason.AWAY]


def test_a_sense_that_goes_blind_takes_its_films_with_it(desk: Desk) -> None:
    keep_awake(desk, "mpv")
    desk.stop_typing()
    desk.until("09:30")
    desk.send(SenseLost(desk.now, "idle inhibitors", verbatim("the bus is gone")))
    desk.until("09:36")
    assert reasons(desk) == [Reason.AWAY]


@pytest.mark.parametrize("absence", ["locked", "asleep"])
def test_a_film_is_no_work_over_lock_or_sleep(desk: Desk, absence: str) -> None:
    keep_awake(desk, "mpv")
    desk.stop_typing()
    desk.until("09:10")
    if absence == "locked":
        desk.send(Locked(desk.now))
        desk.advance(minutes(6))
        desk.send(Unlocked(desk.now))
    else:
        desk.sleep(minutes(6))
    desk.until("09:35")
    assert desk.times() == []
    assert breaks(desk) == ["09:10-09:16"]
    desk.until("09:36")
    assert desk.times() == ["09:36"]


def test_a_film_is_no_answer_to_a_reminder(desk: Desk) -> None:
    keep_awake(desk, "mpv")
    desk.until("09:20")
    desk.stop_typing()
    desk.until("09:25")
    assert desk.outcomes() == []


def test_in_a_film_there_is_a_pause_in_typing() -> None:
    desk = Desk(a_plan(wait_for_pause=minutes(2)))
    keep_awake(desk, "mpv")
    desk.until("09:10")
    desk.stop_typing()
    desk.until("09:21")
    assert desk.times() == ["09:20"]


def test_the_alarm_rests_while_a_film_goes_on() -> None:
    desk = Desk(a_plan(PILLS))
    keep_awake(desk, "mpv")
    desk.stop_typing()
    desk.advance(minutes(6))
    assert desk.state.run.wake == hours(1) + hours(2) + minutes(5)


# --- natural breaks for the history -----------------------------------------------------------------------------------


def test_a_natural_break_is_recorded(desk: Desk) -> None:
    desk.until("09:05")
    desk.be_away(minutes(7))
    assert desk.effects(RecordBreak) == [
        RecordBreak(datetime.fromisoformat("2026-01-05T09:05+01:00"), datetime.fromisoformat("2026-01-05T09:12+01:00"))
    ]


def test_a_shorter_absence_is_not_recorded(desk: Desk) -> None:
    desk.be_away(minutes(4))
    assert breaks(desk) == []


def test_one_of_several_parts_is_recorded_once(desk: Desk) -> None:
    desk.stop_typing()
    desk.advance(minutes(2))
    desk.lock()
    desk.advance(minutes(2))
    desk.sleep(minutes(20))
    desk.advance(minutes(1))
    desk.unlock()
    assert breaks(desk) == ["09:00-09:25"]


@pytest.mark.parametrize("absence", ["over the night", "after hours", "in a pause"])
def test_what_is_no_break_from_work_is_not_recorded(absence: str) -> None:
    desk = Desk(a_plan(hours=office("09:00-17:00")), at="16:00")
    if absence == "over the night":
        desk.be_away(hours(17))
    elif absence == "after hours":
        desk.until("17:30")
        desk.be_away(minutes(30))
    else:
        desk.pause()
        desk.be_away(minutes(30))
    assert breaks(desk) == []


def test_a_break_and_an_observed_tip_are_both_counted(desk: Desk) -> None:
    desk.until("09:20")
    desk.be_away(minutes(6))
    assert desk.outcomes() == [Outcome.OBSERVED]
    assert breaks(desk) == ["09:20-09:26"]


# --- what outlives a restart ------------------------------------------------------------------------------------------


class Restarted(Desk):
    """Its senses take their time after a restart."""

    def start(self) -> None:
        if self.state.heartbeat.boot:
            self._wake = self._watch = None
            self.send(Started(self.now, self.boot, self.virtual))
            self.send(NotifierReady(self.now, "simulated"))
        else:
            super().start()


def test_what_is_kept_waits_for_the_first_look_of_the_senses() -> None:
    desk = Restarted()
    desk.hold(detail="zoom")
    desk.until("09:25")
    desk.be_off(seconds(10))
    assert desk.effects(PollSenses) != []
    assert desk.times() == []
    desk.hold(detail="zoom")
    desk.answer_for_senses()
    desk.until("09:40")
    assert desk.times() == []
    desk.release()
    assert desk.times() == ["09:40"]


def test_senses_that_hang_at_the_start_are_waited_for_two_seconds() -> None:
    desk = Restarted()
    desk.hold()
    desk.until("09:25")
    desk.be_off(seconds(10))
    desk.advance(seconds(1.9))
    assert desk.times() == []
    desk.advance(seconds(0.2))
    assert len(desk.times()) == 1


def test_a_hold_that_the_senses_tell_of_again_goes_on() -> None:
    desk = Restarted()
    desk.hold(detail="zoom")
    desk.until("10:30")
    desk.be_off(seconds(10))
    desk.hold(detail="zoom")
    desk.answer_for_senses()
    (hold,) = desk.status().holds
    assert f"{hold.since:%H:%M}" == "09:00"
    desk.until("11:01")
    assert desk.status().holds == ()
    assert [hold.reason for hold in desk.status().overruled] == [Reason.MEETING]


def test_one_that_ended_meanwhile_begins_anew() -> None:
    desk = Restarted()
    desk.hold()
    desk.until("10:30")
    desk.be_off(seconds(10))
    desk.answer_for_senses()
    desk.advance(minutes(1))
    desk.hold()
    (hold,) = desk.status().holds
    assert f"{hold.since:%H:%M}" == "10:31"


@pytest.mark.parametrize(("off", "reboot"), [(minutes(30), False), (minutes(1), True)])
def test_after_a_long_time_or_a_reboot_it_is_another_one(off: timedelta, reboot: bool) -> None:
    desk = Restarted()
    desk.hold()
    desk.until("10:30")
    desk.be_off(off, reboot=reboot)
    desk.hold()
    (hold,) = desk.status().holds
    assert hold.since > desk.now.wall - minutes(1)


# --- what overlaps ----------------------------------------------------------------------------------------------------


def test_a_sense_that_flaps_shows_what_was_kept_once() -> None:
    desk = Desk(a_plan(POSTURE))
    desk.hold(Reason.FULL_SCREEN, "full screen")
    desk.until("09:25")
    for _ in range(20):
        desk.send(HoldEnded(desk.now, Reason.FULL_SCREEN, "full screen"))
        desk.send(HoldBegan(desk.now, Reason.FULL_SCREEN, "full screen"))
    desk.send(SensesAnswered(desk.now))
    assert desk.times() == ["09:25"]
