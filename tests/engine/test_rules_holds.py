"""Rules 5 to 8: what each hold does to what falls due, what is kept, what is overruled, and `now`."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from support.fakes import POSTURE, SENSED, WALK, WATER, Desk, a_plan, a_quiet, hours, minutes, office, seconds

from reminder.model.effects import PollSenses, Respond, Show
from reminder.model.events import CameBack, NotifierLost, SenseLost, Unlocked, WentIdle
from reminder.model.requests import NotShown, NowShown, Unknown
from reminder.model.senses import Reason
from reminder.model.showing import Button, Outcome
from reminder.phrase import phrase, verbatim

Play = Callable[[Desk], object]

each_sensed = pytest.mark.parametrize("reason", SENSED)
each_overruled = pytest.mark.parametrize("reason", [Reason.MEETING, Reason.FULL_SCREEN, Reason.APP])
LONG_WALK = replace(WALK, every=minutes(22), lasts=minutes(20))

# --- Holds are a set --------------------------------------------------------------------------------------------------


@each_sensed
@pytest.mark.parametrize("other", SENSED)
def test_rule_05_a_hold_lifts_nothing_but_itself(desk: Desk, reason: Reason, other: Reason) -> None:
    desk.hold(reason, "one")
    desk.hold(other, "two")
    desk.until("09:30")
    desk.release(reason, "one")
    desk.advance(minutes(1))
    assert desk.times() == []
    assert [hold.reason for hold in desk.status().holds] == [other]
    desk.release(other, "two")
    assert desk.times() == ["09:31"]


def test_rule_05_a_meeting_that_two_senses_tell_of_ends_with_the_second(desk: Desk) -> None:
    desk.hold(sense="camera")
    desk.hold(sense="microphone")
    desk.until("09:25")
    desk.release(sense="camera")
    assert desk.times() == []
    desk.release(sense="microphone")
    assert desk.times() == ["09:25"]


def test_rule_05_a_sense_that_repeats_itself_begins_no_second_hold(desk: Desk) -> None:
    desk.hold(detail="zoom")
    desk.until("09:10")
    desk.hold(detail="teams")
    (hold,) = desk.status().holds
    assert (hold.detail, f"{hold.since:%H:%M}") == ("teams", "09:00")


def test_rule_05_a_hold_that_never_began_can_end(desk: Desk) -> None:
    desk.release()
    desk.until("09:20")
    assert desk.times() == ["09:20"]


@each_sensed
def test_rule_05_a_sense_that_goes_blind_holds_nothing_back(desk: Desk, reason: Reason) -> None:
    desk.hold(reason, "camera")
    desk.until("09:25")
    desk.send(SenseLost(desk.now, "camera", verbatim("the bus is gone")))
    assert desk.times() == ["09:25"]


def test_rule_05_a_blind_sense_of_input_means_that_the_person_is_there() -> None:
    desk = Desk(a_plan(POSTURE, LONG_WALK))
    desk.until("09:18")
    desk.stop_typing()
    desk.until("09:24")
    assert [hold.reason for hold in desk.status().holds] == [Reason.AWAY]
    desk.send(SenseLost(desk.now, "idle", verbatim("the display is gone")))
    assert desk.status().holds == ()
    assert desk.shown()[-1] == "walk"


def test_rule_05_a_blind_sense_of_the_lock_means_that_nothing_is_locked(desk: Desk) -> None:
    desk.until("09:18")
    desk.lock()
    desk.until("09:21")
    desk.send(SenseLost(desk.now, "lock", verbatim("logind is gone")))
    assert desk.times() == ["09:21"]


# --- Rule 5: paused and outside hours drop ----------------------------------------------------------------------------


def test_rule_05_what_falls_due_in_a_pause_is_dropped(desk: Desk) -> None:
    desk.until("09:10")
    desk.pause(minutes(25))
    desk.until("09:54")
    assert desk.times() == []
    desk.until("09:55")
    assert desk.times() == ["09:55"]


def test_rule_05_what_falls_due_outside_hours_is_dropped() -> None:
    desk = Desk(a_plan(hours=office("09:00-09:10", "09:30-17:00")))
    desk.until("09:49")
    assert desk.times() == []
    desk.until("09:50")
    assert desk.times() == ["09:50"]


def test_rule_05_a_pause_clears_what_was_kept(desk: Desk) -> None:
    desk.hold()
    desk.until("09:30")
    assert desk.countdown().due
    desk.pause(minutes(5))
    assert desk.countdown().due is None
    desk.release()
    desk.until("09:54")
    assert desk.times() == []


def test_rule_05_closing_hours_clear_what_was_kept_and_snoozed() -> None:
    kept = Desk(a_plan(hours=office("09:00-09:30", "09:40-17:00")))
    kept.hold()
    kept.until("09:30")
    kept.release()
    snoozed = Desk(a_plan(hours=office("09:00-09:22", "09:40-17:00")))
    snoozed.until("09:20")
    snoozed.press(Button.SNOOZE)
    for desk in (kept, snoozed):
        desk.until("10:00")
    assert kept.times() == ["10:00"]
    assert snoozed.times() == ["09:20", "10:00"]


def test_rule_05_a_day_off_is_outside_hours() -> None:
    desk = Desk(a_plan(hours=office("09:00-17:00")), day="2026-01-03")
    desk.advance(timedelta(days=2))
    assert desk.times() == []
    desk.advance(minutes(20))
    assert desk.times() == ["09:20"]


# --- Rule 5: away and locked keep, unless the absence was a natural break ---------------------------------------------


def test_rule_05_what_falls_due_while_locked_is_shown_at_the_return(desk: Desk) -> None:
    desk.until("09:18")
    desk.lock()
    desk.until("09:22")
    assert desk.times() == []
    desk.unlock()
    assert desk.times() == ["09:22"]


def test_rule_05_after_a_lock_that_was_a_natural_break_the_countdown_begins_again(desk: Desk) -> None:
    desk.until("09:18")
    desk.lock()
    desk.until("09:23")
    desk.unlock()
    desk.until("09:45")
    assert desk.times() == ["09:43"]


def test_rule_05_the_person_is_away_from_the_shortest_natural_break_on() -> None:
    desk = Desk(a_plan(LONG_WALK))
    desk.stop_typing()
    desk.advance(minutes(20) - seconds(1))
    assert desk.status().holds == ()
    desk.advance(seconds(1))
    assert [hold.reason for hold in desk.status().holds] == [Reason.AWAY]


def test_rule_05_away_began_with_the_last_input(desk: Desk) -> None:
    desk.until("09:01")
    desk.stop_typing()
    desk.until("09:10")
    assert f"{desk.status().holds[0].since:%H:%M}" == "09:01"


@pytest.mark.parametrize(
    ("back", "shown"),
    [("09:25", ["09:20 posture", "09:25 walk"]), ("09:42", ["09:20 posture"])],
    ids=["not its break yet: kept, shown at the return", "its break: begins again"],
)
def test_rule_05_each_reminder_has_its_own_natural_break(back: str, shown: list[str]) -> None:
    """`posture` is due at 09:20, before the person counts as away; `walk` at 09:22, when they do."""
    desk = Desk(a_plan(POSTURE, LONG_WALK, natural_break=minutes(5)))
    desk.until("09:17")
    desk.stop_typing()
    desk.until("09:22")
    desk.until(back)
    desk.type()
    assert desk.said() == shown


def test_rule_05_an_absence_begins_the_countdown_of_one_reminder_and_not_of_another() -> None:
    desk = Desk(a_plan(POSTURE, replace(LONG_WALK, every=minutes(30))))
    desk.until("09:10")
    desk.be_away(minutes(10))
    desk.until("09:55")
    assert desk.said() == ["09:30 walk", "09:40 posture"]


def test_rule_05_where_input_may_not_be_watched_nobody_is_ever_away() -> None:
    desk = Desk(a_plan(see_idle=False))
    desk.send(WentIdle(desk.now, desk.ticks))
    desk.until("09:45")
    assert desk.times() == ["09:20", "09:40"]


def test_rule_05_once_watching_input_is_switched_off_the_person_counts_as_there(desk: Desk) -> None:
    desk.until("09:01")
    desk.stop_typing()
    desk.until("09:10")
    desk.change(a_plan(see_idle=False))
    assert desk.status().holds == ()
    desk.until("09:30")
    assert desk.times() == ["09:30"]


def test_rule_05_coming_back_without_having_been_away_is_no_error(desk: Desk) -> None:
    desk.send(CameBack(desk.now))
    desk.send(Unlocked(desk.now))
    desk.until("09:20")
    assert desk.times() == ["09:20"]


@each_sensed
def test_rule_05_what_falls_due_under_a_sensed_hold_is_kept(desk: Desk, reason: Reason) -> None:
    desk.hold(reason)
    desk.until("09:35")
    assert desk.times() == []
    assert desk.status().reminders[0].deferred
    desk.release(reason)
    assert desk.times() == ["09:35"]


# --- Rule 6: what is kept ---------------------------------------------------------------------------------------------


def test_rule_06_what_is_kept_is_shown_once_although_many_were_due(desk: Desk) -> None:
    desk.hold()
    desk.until("10:55")
    desk.release()
    desk.until("11:14")
    assert desk.times() == ["10:55"]
    desk.until("11:15")
    assert desk.times() == ["10:55", "11:15"]


def test_rule_06_it_does_not_wait_for_a_pause_in_typing() -> None:
    desk = Desk(a_plan(wait_for_pause=minutes(2)))
    desk.hold()
    desk.until("09:30")
    desk.release()
    assert desk.times() == ["09:30"]


def test_rule_06_one_that_waited_for_a_pause_in_typing_when_the_hold_came_waits_no_more() -> None:
    desk = Desk(a_plan(wait_for_pause=minutes(2)))
    desk.until("09:21")
    desk.hold()
    desk.until("09:30")
    desk.release()
    assert desk.times() == ["09:30"]


def test_rule_06_it_says_the_time_worked_since_the_last_natural_break(desk: Desk) -> None:
    desk.be_away(minutes(10))
    desk.hold()
    desk.until("10:00")
    desk.release()
    assert desk.effects(Show)[0].worked == minutes(50)


def test_rule_06_a_pause_is_no_natural_break(desk: Desk) -> None:
    desk.pause(minutes(30))
    desk.until("10:00")
    assert desk.status().working == hours(1)


def test_rule_06_where_input_cannot_be_seen_nobody_knows_the_time_worked() -> None:
    desk = Desk(sees_input=False)
    desk.hold()
    desk.until("10:00")
    desk.release()
    assert desk.effects(Show)[0].worked is None


def test_rule_06_one_that_was_not_kept_says_no_time(desk: Desk) -> None:
    desk.until("09:20")
    assert desk.effects(Show)[0].worked is None


def pause_for_a_second(desk: Desk) -> None:
    desk.pause(seconds(1))
    desk.advance(seconds(1))


def sleep_a_natural_break(desk: Desk) -> None:
    desk.sleep(minutes(5))
    desk.type()


def disable_and_enable(desk: Desk) -> None:
    desk.change(a_plan(replace(POSTURE, enabled=False)))
    desk.change(a_plan())


CLEARED: dict[str, Play] = {
    "a pause": pause_for_a_second,
    "a natural break": lambda desk: desk.be_away(minutes(5)),
    "a natural break in sleep": sleep_a_natural_break,
    "disabling the reminder": disable_and_enable,
}


@pytest.mark.parametrize("clear", CLEARED.values(), ids=CLEARED)
def test_rule_06_kept_is_cleared_by(desk: Desk, clear: Play) -> None:
    desk.hold()
    desk.until("09:30")
    clear(desk)
    desk.release()
    desk.advance(minutes(20) - seconds(1))
    assert desk.times() == []
    desk.advance(seconds(1))
    assert len(desk.times()) == 1


def test_rule_06_while_something_is_kept_its_countdown_stands_still(desk: Desk) -> None:
    desk.hold()
    desk.until("10:45")
    assert desk.countdown().due
    desk.release()
    assert desk.next() == "11:05"


def test_rule_06_of_several_kept_tips_one_is_shown_and_the_others_count() -> None:
    desk = Desk(a_plan(POSTURE, WALK))
    desk.hold()
    desk.until("10:05")
    desk.release()
    desk.until("10:24")
    assert desk.said() == ["10:05 walk"]


def test_rule_06_kept_ones_with_words_of_their_own_follow_a_minute_apart() -> None:
    desk = Desk(a_plan(WATER, replace(WATER, name="eyes", title="Look away")))
    desk.hold()
    desk.until("09:30")
    desk.release()
    desk.until("09:35")
    assert desk.said() == ["09:30 eyes", "09:31 water"]


# --- The senses that must be asked ------------------------------------------------------------------------------------


def test_rule_06_senses_that_must_be_asked_are_asked_before_speaking() -> None:
    desk = Desk(polled=True)
    desk.until("09:20")
    assert desk.effects(PollSenses) == [PollSenses()]
    assert desk.times() == []
    desk.answer_for_senses()
    assert desk.times() == ["09:20"]


def test_rule_06_a_blind_one_that_can_only_be_asked_is_asked_too(desk: Desk) -> None:
    desk.send(SenseLost(desk.now, "microphone", verbatim("no sound server runs"), polled=True))
    desk.until("09:20")
    assert desk.effects(PollSenses) == [PollSenses()]
    desk.hold(Reason.MEETING, "microphone")
    desk.answer_for_senses()
    assert desk.times() == []


def test_rule_06_what_they_answer_holds_it_back() -> None:
    desk = Desk(polled=True)
    desk.until("09:20")
    desk.hold(Reason.MEETING, "call")
    desk.answer_for_senses()
    desk.until("09:21")
    assert desk.times() == []


def test_rule_06_senses_that_do_not_answer_in_time_are_not_waited_for() -> None:
    desk = Desk(polled=True)
    desk.advance(minutes(20) + seconds(1.9))
    assert desk.times() == []
    desk.advance(seconds(0.2))
    assert len(desk.times()) == 1


def test_rule_06_under_a_hold_they_are_asked_every_15_seconds_while_something_is_kept() -> None:
    desk = Desk(polled=True)
    desk.hold(Reason.MEETING, "call")
    desk.until("09:20")
    before = len(desk.effects(PollSenses))
    desk.until("09:21")
    assert 4 <= len(desk.effects(PollSenses)) - before <= 5
    desk.release(Reason.MEETING, "call")
    desk.answer_for_senses()
    assert desk.times() == ["09:21"]


def test_rule_06_what_an_asked_sense_told_long_ago_keeps_nothing() -> None:
    """Seen by a status; over by the time that the reminder falls due, which then waits for a pause in typing."""
    desk = Desk(a_plan(wait_for_pause=minutes(2)), polled=True)
    desk.until("09:05")
    desk.hold(Reason.MEETING, "call")
    desk.until("09:20")
    assert desk.effects(PollSenses) != []
    assert not desk.status().reminders[0].waiting
    desk.release(Reason.MEETING, "call")
    desk.answer_for_senses()
    assert desk.times() == []
    desk.until("09:21:59")
    assert desk.times() == []
    desk.until("09:22:10")
    desk.answer_for_senses()
    (show,) = desk.effects(Show)
    assert show.worked is None


def test_rule_06_what_it_tells_when_a_reminder_falls_due_keeps_it() -> None:
    desk = Desk(polled=True)
    desk.hold(Reason.MEETING, "call")
    desk.until("09:20")
    desk.answer_for_senses()
    assert desk.status().reminders[0].deferred
    desk.release(Reason.MEETING, "call")
    desk.answer_for_senses()
    assert desk.times() == ["09:20"]


def test_rule_06_other_settings_for_the_senses_let_go_of_nothing_before_they_have_looked(desk: Desk) -> None:
    desk.hold(Reason.MEETING, "microphone", "zoom")
    desk.until("09:30")
    desk.change(a_plan(quiet=a_quiet(meeting_ignore=("cava",))))
    desk.send(SenseLost(desk.now, "microphone", verbatim("the settings have changed")))
    assert desk.effects(PollSenses) == [PollSenses()]
    assert desk.times() == []
    desk.hold(Reason.MEETING, "microphone", "zoom")
    desk.answer_for_senses()
    assert desk.times() == []
    (hold,) = desk.status().holds
    assert f"{hold.since:%H:%M}" == "09:00"


def test_rule_06_while_something_else_holds_as_well_they_are_left_alone() -> None:
    desk = Desk(polled=True)
    desk.hold(Reason.MEETING, "call")
    desk.hold(Reason.DO_NOT_DISTURB, "do not disturb")
    desk.until("09:20")
    before = len(desk.effects(PollSenses))
    desk.until("10:20")
    assert len(desk.effects(PollSenses)) == before
    desk.release(Reason.DO_NOT_DISTURB, "do not disturb")
    desk.until("10:20:15")
    assert len(desk.effects(PollSenses)) > before
    desk.release(Reason.MEETING, "call")
    desk.answer_for_senses()
    assert len(desk.times()) == 1


def test_rule_06_with_nothing_kept_they_are_left_alone() -> None:
    desk = Desk(polled=True)
    desk.hold(Reason.MEETING, "call")
    desk.until("09:19")
    assert desk.effects(PollSenses) == []


def test_rule_06_a_hold_that_ends_between_two_questions_is_noticed_within_15_seconds() -> None:
    """A person in a call until 09:25:05; the sense tells of its end when it is asked, and only then."""
    desk = Desk(polled=True)
    desk.hold(Reason.MEETING, "call")
    desk.until("09:25:05")
    asked = len(desk.effects(PollSenses))
    while len(desk.effects(PollSenses)) == asked:
        desk.advance(seconds(1))
    desk.release(Reason.MEETING, "call")
    desk.answer_for_senses()
    ((at, _),) = desk.shows()
    assert at - datetime(2026, 1, 5, 9, 25, 5, tzinfo=desk.zone) <= seconds(15)


# --- Rule 7: quiet at most so long ------------------------------------------------------------------------------------


@each_overruled
def test_rule_07_after_two_hours_what_was_kept_is_shown_and_names_the_hold(desk: Desk, reason: Reason) -> None:
    desk.hold(reason, "microphone", "zoom")
    desk.until("10:59:59")
    assert desk.times() == []
    desk.until("11:00")
    assert desk.times() == ["11:00"]
    (hold,) = desk.effects(Show)[0].overruled
    assert (hold.reason, hold.detail) == (reason, "zoom")


@each_overruled
def test_rule_07_from_then_on_it_counts_no_more(desk: Desk, reason: Reason) -> None:
    desk.hold(reason)
    desk.until("12:00")
    assert desk.times() == ["11:00", "11:20", "11:40", "12:00"]
    assert desk.status().holds == ()
    assert [hold.reason for hold in desk.status().overruled] == [reason]


def test_rule_07_one_that_was_not_kept_names_no_hold(desk: Desk) -> None:
    desk.hold()
    desk.until("11:20")
    assert desk.effects(Show)[1].overruled == ()


@each_overruled
def test_rule_07_once_it_has_ended_it_counts_again(desk: Desk, reason: Reason) -> None:
    desk.hold(reason)
    desk.until("11:05")
    desk.release(reason)
    desk.hold(reason)
    desk.until("13:04")
    assert desk.times() == ["11:00"]
    desk.until("13:05")
    assert desk.times() == ["11:00", "13:05"]


def test_rule_07_a_second_sense_of_the_same_meeting_has_its_own_two_hours(desk: Desk) -> None:
    desk.hold(sense="microphone")
    desk.until("10:00")
    desk.hold(sense="camera")
    desk.until("11:59")
    assert desk.times() == []
    desk.until("12:00")
    assert desk.times() == ["12:00"]


def test_rule_07_do_not_disturb_is_never_overruled_but_told(desk: Desk) -> None:
    desk.hold(Reason.DO_NOT_DISTURB)
    desk.advance(hours(9))
    assert desk.times() == []
    assert [hold.reason for hold in desk.status().holds] == [Reason.DO_NOT_DISTURB]


def test_rule_07_the_time_is_the_one_in_the_settings() -> None:
    desk = Desk(a_plan(quiet=a_quiet(at_most=minutes(30))))
    desk.hold()
    desk.until("09:30")
    assert desk.times() == ["09:30"]


# --- Rule 8: now ------------------------------------------------------------------------------------------------------


def leave(desk: Desk) -> None:
    desk.stop_typing()
    desk.advance(minutes(6))


HELD: dict[Reason, Play] = {
    Reason.PAUSED: lambda desk: desk.pause(),
    Reason.LOCKED: lambda desk: desk.lock(),
    Reason.AWAY: leave,
    Reason.MEETING: lambda desk: desk.hold(Reason.MEETING),
    Reason.DO_NOT_DISTURB: lambda desk: desk.hold(Reason.DO_NOT_DISTURB),
    Reason.OUTSIDE_HOURS: lambda desk: desk.change(a_plan(hours=office("18:00-19:00"))),
}


@pytest.mark.parametrize(("reason", "hold"), HELD.items(), ids=HELD)
def test_rule_08_now_shows_at_once_names_the_holds_and_lifts_none(desk: Desk, reason: Reason, hold: Play) -> None:
    hold(desk)
    told = desk.say()
    assert isinstance(told, NowShown)
    assert [h.reason for h in told.holds] == [reason]
    assert len(desk.times()) == 1
    assert desk.state.delivery.showing, "it stays until it is answered"
    assert [h.reason for h in desk.status().holds] == [reason]
    desk.advance(minutes(3))
    assert len(desk.times()) == 1


def test_rule_08_now_restarts_the_countdown_of_that_reminder_alone() -> None:
    desk = Desk(a_plan(POSTURE, replace(WALK, every=minutes(25))))
    desk.until("09:10")
    desk.say("posture")
    desk.until("09:29:59")
    assert desk.said() == ["09:10 posture", "09:25 walk"]


def test_rule_08_without_a_name_it_shows_the_one_that_is_next() -> None:
    desk = Desk(a_plan(WALK, POSTURE))
    desk.until("09:15")
    desk.say()
    assert desk.shown() == ["posture"]


def test_rule_08_now_does_not_wait_for_senses_or_for_a_minute() -> None:
    desk = Desk(polled=True)
    desk.say()
    desk.advance(seconds(1))
    desk.say()
    assert desk.times() == ["09:00", "09:00:01"]
    assert desk.effects(PollSenses) == []


def test_rule_08_what_is_due_at_the_same_time_follows_after_a_minute() -> None:
    desk = Desk(a_plan(WATER, POSTURE))
    desk.until("09:19:30")
    desk.say("posture")
    desk.until("09:25")
    assert desk.said() == ["09:19:30 posture", "09:20:30 water"]


def test_rule_08_a_name_that_is_not_there_is_answered_with_those_that_are() -> None:
    desk = Desk(a_plan(POSTURE, WALK))
    assert desk.say("posture2") == Unknown("posture2", ("posture", "walk"))
    assert desk.times() == []


@pytest.mark.parametrize("name", ["", "posture"], ids=["whatever is next", "by name"])
def test_rule_08_what_is_disabled_is_refused_with_words(name: str) -> None:
    desk = Desk(a_plan(replace(POSTURE, enabled=False)))
    told = desk.say(name)
    assert isinstance(told, NotShown)
    assert told.why


def test_rule_08_without_a_notifier_it_says_why(desk: Desk) -> None:
    desk.send(NotifierLost(desk.now, verbatim("no server has the name")))
    assert desk.say() == NotShown(verbatim("no server has the name"))


def test_rule_08_one_that_the_desktop_refuses_is_told_as_not_shown(desk: Desk) -> None:
    desk.refuses = True
    assert desk.say() == NotShown(phrase("it refuses"))


def test_rule_08_the_reply_comes_once_and_when_the_desktop_has_taken_it(desk: Desk) -> None:
    desk.say()
    desk.advance(minutes(30))
    assert len(desk.effects(Respond)) == 1


def test_rule_08_now_in_a_pause_leaves_the_countdown_to_the_end_of_the_pause(desk: Desk) -> None:
    desk.pause(minutes(10))
    desk.say()
    desk.until("09:29")
    assert desk.times() == ["09:00"]
    desk.until("09:30")
    assert desk.times() == ["09:00", "09:30"]


def test_rule_08_now_at_the_very_moment_a_hold_begins_is_not_withdrawn_by_it() -> None:
    desk = Desk(a_plan(hours=office("09:00-09:30")))
    desk.until("09:29:59")
    desk._wake = None
    desk.advance(seconds(2))
    desk.say()
    assert desk.state.delivery.showing
    assert desk.outcomes() == [Outcome.IGNORED], "the one from 09:20"
