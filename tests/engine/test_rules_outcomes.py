"""Rules 13 to 16: the one outcome of each showing, and the answers."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace
from support.fakes import BUS, POSTURE, SENSED, WALK, WATER, Desk, a_notify, a_plan, hours, minutes, office, seconds

from reminder.model.effects import OpenWindow, Record, Show
from reminder.model.events import Clicked, Closed, Pressed, Stopping, WentAlong
from reminder.model.requests import (
    NothingOpen,
    PressButton,
    Recorded,
    SnoozeCancelled,
    SnoozedEnough,
)
from reminder.model.senses import Reason
from reminder.model.showing import Button, Outcome, Withdraw

Play = Callable[[Desk], object]


def shown(*reminders: object, **changes: object) -> Desk:
    """A desk at 09:20, with the first notification on the screen."""
    desk = Desk(a_plan(*reminders, **changes))  # type: ignore[arg-type]
    desk.until("09:20")
    return desk


@pytest.fixture
def desk() -> Desk:
    return shown()


def click(desk: Desk, token: str = "") -> None:
    """On its words, to have the window opened."""
    desk.send(Clicked(desk.now, desk.effects(Show)[-1].showing.id, token))


# --- Rule 13: one that went with the program ---


def test_what_went_from_the_screen_with_the_program_is_shown_again_with_the_same_words(desk: Desk) -> None:
    before = desk.effects(Show)[-1].showing
    desk.start()
    desk.send(WentAlong(desk.now, before.id))
    desk.advance(minutes(1))
    again = desk.effects(Show)[-1].showing
    assert again.id != before.id
    assert again.words == before.words
    assert desk.outcomes() == []
    desk.press(Button.DONE)
    assert desk.outcomes() == [Outcome.DONE]


def test_what_went_with_the_program_waits_for_the_end_of_a_hold(desk: Desk) -> None:
    desk.hold(Reason.MEETING)
    desk.send(WentAlong(desk.now, desk.effects(Show)[-1].showing.id))
    desk.advance(minutes(5))
    assert len(desk.effects(Show)) == 1
    desk.release(Reason.MEETING)
    assert len(desk.effects(Show)) == 2


def test_what_has_its_outcome_by_then_does_not_come_again(desk: Desk) -> None:
    shown = desk.effects(Show)[-1].showing
    desk.press(Button.DONE)
    desk.send(WentAlong(desk.now, shown.id))
    desk.advance(minutes(5))
    assert len(desk.effects(Show)) == 1


# --- Rule 13: exactly one outcome -------------------------------------------------------------------------------------

BY_THE_PERSON: dict[str, tuple[Play, Outcome]] = {
    "the button done": (lambda desk: desk.press(Button.DONE), Outcome.DONE),
    "the button snooze": (lambda desk: desk.press(Button.SNOOZE), Outcome.SNOOZED),
    "the button skip": (lambda desk: desk.press(Button.SKIP), Outcome.SKIPPED),
    "the command done": (lambda desk: desk.ask(PressButton(Button.DONE)), Outcome.DONE),
    "the command snooze": (lambda desk: desk.ask(PressButton(Button.SNOOZE)), Outcome.SNOOZED),
    "the command skip": (lambda desk: desk.ask(PressButton(Button.SKIP)), Outcome.SKIPPED),
    "a click on its words": (lambda desk: click(desk), Outcome.DISMISSED),
    "closed": (lambda desk: desk.close(by_person=True), Outcome.DISMISSED),
    "a stretch without input": (lambda desk: desk.be_away(seconds(30)), Outcome.OBSERVED),
}
each_answer = pytest.mark.parametrize(("answer", "outcome"), BY_THE_PERSON.values(), ids=BY_THE_PERSON)


@each_answer
def test_rule_13_each_way_to_answer_has_its_outcome(desk: Desk, answer: Play, outcome: Outcome) -> None:
    desk.advance(seconds(10))
    answer(desk)
    assert desk.outcomes() == [outcome]
    assert desk.state.delivery.showing is None


@each_answer
@pytest.mark.parametrize("first", [Button.DONE, Button.SKIP])
def test_rule_13_the_first_answer_counts_and_no_other(answer: Play, outcome: Outcome, first: Button) -> None:
    desk = shown()
    desk.press(first)
    answer(desk)
    desk.until("09:39")
    assert len(desk.outcomes()) == 1


@pytest.mark.parametrize("answer", [Button.DONE, Button.SNOOZE, Button.SKIP])
def test_rule_13_an_answered_popup_is_withdrawn(desk: Desk, answer: Button) -> None:
    desk.press(answer)
    showing = desk.effects(Show)[0].showing
    assert desk.effects(Withdraw) == [Withdraw(showing.id, str(showing.id))]


def test_rule_13_a_click_on_its_words_opens_the_window_and_takes_it_off_the_screen(desk: Desk) -> None:
    desk.advance(seconds(10))
    click(desk, "token")
    assert desk.effects(OpenWindow) == [OpenWindow("token")]
    assert len(desk.effects(Withdraw)) == 1
    desk.close(by_person=True)
    assert desk.outcomes() == [Outcome.DISMISSED]


def test_rule_13_a_click_on_one_that_has_its_outcome_opens_the_window_and_is_no_answer(desk: Desk) -> None:
    desk.press(Button.DONE)
    click(desk)
    assert desk.effects(OpenWindow) == [OpenWindow("")]
    assert desk.outcomes() == [Outcome.DONE]


def test_rule_13_one_that_the_person_closed_needs_no_withdrawing(desk: Desk) -> None:
    desk.advance(seconds(10))
    desk.close(by_person=True)
    assert desk.outcomes() == [Outcome.DISMISSED]
    assert desk.effects(Withdraw) == []


def test_rule_13_unanswered_it_is_withdrawn_and_ignored_after_a_while(desk: Desk) -> None:
    desk.until("09:29:59")
    assert desk.outcomes() == []
    desk.until("09:30")
    assert desk.outcomes() == [Outcome.IGNORED]
    assert len(desk.effects(Withdraw)) == 1


def test_rule_13_the_while_is_the_one_in_the_settings() -> None:
    desk = shown(notify=a_notify(expire=minutes(3)))
    desk.until("09:23")
    assert desk.outcomes() == [Outcome.IGNORED]


def test_rule_13_a_popup_that_merely_timed_out_is_still_answerable(desk: Desk) -> None:
    desk.advance(seconds(5))
    desk.close(by_person=False)
    desk.until("09:25")
    assert desk.outcomes() == []
    assert desk.status().open
    desk.press(Button.DONE)
    assert desk.outcomes() == [Outcome.DONE]
    id = desk.effects(Show)[0].showing.id
    assert desk.effects(Withdraw) == [Withdraw(id, str(id))], "it may wait in the desktop's notification centre"


ENDS: dict[str, Play] = {
    "the next showing": lambda desk: desk.say(),
    "a lock": lambda desk: desk.lock(),
    "a pause": lambda desk: desk.pause(),
    "another pause": lambda desk: (desk.pause(), desk.say(), desk.pause())[-1],
    "closing hours": lambda desk: desk.change(a_plan(hours=office("18:00-19:00"))),
    "a natural break in sleep": lambda desk: desk.sleep(minutes(7)),
    "a natural break with the program off": lambda desk: desk.be_off(minutes(11), killed=True),
    "the end of the program": lambda desk: desk.send(Stopping(desk.now)),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_rule_13_unanswered_it_ends_with(end: Play) -> None:
    desk = shown(notify=a_notify(expire=hours(1)))
    desk.until("09:23")
    end(desk)
    first = desk.effects(Show)[0].showing
    assert [r.outcome for r in desk.effects(Record) if r.showing.id == first.id] == [Outcome.IGNORED]


def test_rule_13_an_absence_that_began_too_late_to_be_an_answer_ends_it_as_ignored() -> None:
    desk = shown(notify=a_notify(expire=hours(1)))
    desk.until("09:23")
    desk.stop_typing()
    desk.until("09:27:59")
    assert desk.outcomes() == []
    desk.until("09:28")
    assert desk.outcomes() == [Outcome.IGNORED]


def test_rule_13_it_is_the_natural_break_of_its_own_reminder_that_ends_it() -> None:
    """Whoever takes the ten minutes that were asked for is not told that they ignored it after five."""
    desk = Desk(a_plan(POSTURE, replace(WATER, every=minutes(10), lasts=minutes(10))))
    desk.until("09:10")
    desk.stop_typing()
    desk.until("09:16")
    assert desk.outcomes() == []
    desk.until("09:20")
    assert desk.outcomes() == [Outcome.OBSERVED]


@pytest.mark.parametrize("reason", SENSED)
def test_rule_13_other_holds_leave_it_open(desk: Desk, reason: Reason) -> None:
    desk.hold(reason)
    desk.until("09:25")
    assert desk.state.delivery.showing


def test_rule_13_a_late_press_of_an_old_popup_answers_nothing(desk: Desk) -> None:
    old = desk.effects(Show)[0].showing.id
    desk.say()
    desk.send(Pressed(desk.now, old, Button.DONE))
    assert desk.outcomes() == [Outcome.IGNORED]
    desk.send(Closed(desk.now, old, by_person=True))
    assert desk.state.delivery.showing


def test_rule_13_the_record_has_the_showing_and_the_time_of_the_answer(desk: Desk) -> None:
    desk.until("09:21")
    desk.press(Button.DONE)
    (record,) = desk.effects(Record)
    assert f"{record.showing.at:%H:%M} {record.at:%H:%M}" == "09:20 09:21"


def test_rule_13_the_record_comes_before_the_next_showing() -> None:
    desk = shown(notify=a_notify(expire=hours(1)))
    desk.until("09:40")
    order = [type(entry.effect) for entry in desk.log if isinstance(entry.effect, Show | Record)]
    assert order == [Show, Record, Show]


# --- Rule 14: observed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begins", "lasts", "outcomes"),
    [
        (seconds(0), seconds(30), [Outcome.OBSERVED]),
        (seconds(0), seconds(29), []),
        (minutes(2), seconds(30), [Outcome.OBSERVED]),
        (minutes(2) + seconds(1), seconds(60), []),
    ],
    ids=["at once", "too short", "two minutes after", "too late"],
)
def test_rule_14_a_stretch_soon_after_the_showing_is_observed(
    desk: Desk, begins: timedelta, lasts: timedelta, outcomes: list[Outcome]
) -> None:
    desk.advance(begins)
    desk.be_away(lasts)
    assert desk.outcomes() == outcomes


def test_rule_14_it_is_known_as_soon_as_it_has_lasted(desk: Desk) -> None:
    desk.stop_typing()
    desk.until("09:20:30")
    assert desk.outcomes() == [Outcome.OBSERVED]


def test_rule_14_of_a_stretch_that_began_before_only_the_part_after_counts() -> None:
    desk = Desk(a_plan(wait_for_pause=minutes(2)))
    desk.until("09:19:10")
    desk.stop_typing()
    desk.until("09:20:29")
    assert desk.outcomes() == []
    desk.until("09:20:30")
    assert desk.outcomes() == [Outcome.OBSERVED]


def test_rule_14_the_stretch_is_as_long_as_the_reminder_asks() -> None:
    desk = Desk(a_plan(replace(WALK, every=minutes(20))))
    desk.until("09:20")
    desk.be_away(minutes(4.9))
    assert desk.outcomes() == []
    desk.advance(minutes(15.1))
    desk.be_away(minutes(5))
    assert desk.outcomes()[-1] == Outcome.OBSERVED


def test_rule_14_two_short_stretches_are_none(desk: Desk) -> None:
    desk.be_away(seconds(20))
    desk.advance(seconds(1))
    desk.be_away(seconds(20))
    assert desk.outcomes() == []


def test_rule_14_sleep_is_a_stretch_without_input_too(desk: Desk) -> None:
    desk.advance(minutes(1))
    desk.sleep(minutes(2))
    assert desk.outcomes() == [Outcome.OBSERVED]


def test_rule_14_where_input_cannot_be_seen_nothing_is_observed() -> None:
    desk = Desk(sees_input=False)
    desk.until("09:20")
    desk.be_away(minutes(5))
    desk.until("09:30")
    assert desk.outcomes() == [Outcome.IGNORED]


def test_rule_14_observed_takes_no_click_and_is_withdrawn(desk: Desk) -> None:
    desk.be_away(seconds(30))
    assert len(desk.effects(Withdraw)) == 1
    desk.until("09:40")
    assert desk.times() == ["09:20", "09:40"]


# --- Rule 15: snooze and skip -----------------------------------------------------------------------------------------


def test_rule_15_snooze_brings_the_same_tip_back(desk: Desk) -> None:
    desk.until("09:21")
    desk.press(Button.SNOOZE)
    desk.until("09:30")
    first, second = desk.effects(Show)
    assert desk.times() == ["09:20", "09:26"]
    assert first.showing.words == second.showing.words
    assert first.showing.id != second.showing.id


def test_rule_15_it_comes_back_through_a_pause_in_typing() -> None:
    desk = Desk(a_plan(wait_for_pause=minutes(2)))
    desk.until("09:22")
    desk.press(Button.SNOOZE)
    desk.until("09:30")
    assert desk.times() == ["09:22", "09:29"]


def test_rule_15_the_countdown_begins_again_when_it_comes_back(desk: Desk) -> None:
    desk.press(Button.SNOOZE)
    desk.until("09:50")
    assert desk.times() == ["09:20", "09:25", "09:45"]


def test_rule_15_after_two_in_a_row_the_button_is_gone_and_the_command_says_so(desk: Desk) -> None:
    for _ in range(2):
        assert desk.effects(Show)[-1].snooze == minutes(5)
        desk.press(Button.SNOOZE)
        desk.advance(minutes(5))
    assert desk.times() == ["09:20", "09:25", "09:30"]
    assert desk.effects(Show)[-1].snooze is None
    assert desk.ask(PressButton(Button.SNOOZE)) == SnoozedEnough(2)
    desk.press(Button.SNOOZE)
    assert desk.state.delivery.showing, "a button that was not there cannot be pressed"


def test_rule_15_a_snooze_with_a_length_always_works(desk: Desk) -> None:
    for _ in range(4):
        told = desk.ask(PressButton(Button.SNOOZE, minutes(1)))
        assert isinstance(told, Recorded)
        assert told.outcome is Outcome.SNOOZED
        assert told.until
        assert told.until - desk.now.wall == minutes(1)
        desk.advance(minutes(1))
    assert len(desk.times()) == 5


def test_rule_15_the_row_ends_with_an_answer(desk: Desk) -> None:
    desk.press(Button.SNOOZE)
    desk.until("09:25")
    desk.press(Button.DONE)
    desk.until("09:45")
    assert desk.effects(Show)[-1].snooze == minutes(5)
    assert desk.effects(Show)[-1].showing.snoozes == 0


def test_rule_15_with_a_limit_of_none_there_is_no_button() -> None:
    desk = shown(snooze_limit=0)
    assert desk.effects(Show)[0].snooze is None


@pytest.mark.parametrize("answer", [Button.DONE, Button.SKIP])
def test_rule_15_done_and_skip_cancel_it(desk: Desk, answer: Button) -> None:
    desk.press(Button.SNOOZE)
    desk.until("09:23")
    assert desk.ask(PressButton(answer)) == SnoozeCancelled("posture")
    desk.until("09:45")
    assert desk.times() == ["09:20", "09:40"]


def test_rule_15_a_long_snooze_that_is_skipped_is_followed_by_a_whole_countdown(desk: Desk) -> None:
    desk.ask(PressButton(Button.SNOOZE, hours(4)))
    desk.until("10:30")
    desk.ask(PressButton(Button.SKIP))
    desk.until("10:55")
    assert desk.times() == ["09:20", "10:50"]


def test_rule_15_one_that_waits_for_a_pause_in_typing_can_still_be_skipped() -> None:
    desk = Desk(a_plan(wait_for_pause=minutes(2)))
    desk.until("09:22")
    desk.press(Button.SNOOZE)
    desk.until("09:28")
    assert desk.ask(PressButton(Button.SKIP)) == SnoozeCancelled("posture")
    desk.until("09:35")
    assert desk.times() == ["09:22"]


def pause_a_minute(desk: Desk) -> None:
    desk.pause(minutes(1))
    desk.advance(minutes(1))


def close_and_open(desk: Desk) -> None:
    desk.change(a_plan(hours=office("18:00-19:00")))
    desk.change(a_plan())


CANCELS: dict[str, Play] = {
    "a natural break": lambda desk: desk.be_away(minutes(5)),
    "a pause": pause_a_minute,
    "closing hours": close_and_open,
}


@pytest.mark.parametrize("cancel", CANCELS.values(), ids=CANCELS)
def test_rule_15_it_is_cancelled_by(desk: Desk, cancel: Play) -> None:
    desk.ask(PressButton(Button.SNOOZE, minutes(10)))
    cancel(desk)
    desk.advance(minutes(20) - seconds(1))
    assert desk.times() == ["09:20"]
    desk.advance(seconds(1))
    first, second = desk.effects(Show)
    assert first.showing.words != second.showing.words


@pytest.mark.parametrize("hold", ["a pause", "closed hours"])
def test_rule_15_one_shown_by_now_under_these_does_not_come_back_and_that_is_told(hold: str) -> None:
    desk = Desk(a_plan(hours=office("18:00-19:00"))) if hold == "closed hours" else Desk()
    if hold == "a pause":
        desk.pause(minutes(3))
    desk.say()
    told = desk.ask(PressButton(Button.SNOOZE))
    assert isinstance(told, Recorded)
    assert (told.outcome, told.until) == (Outcome.SNOOZED, None)
    desk.until("09:15")
    assert desk.times() == ["09:00"]


@pytest.mark.parametrize("reason", SENSED)
def test_rule_15_other_holds_keep_it(desk: Desk, reason: Reason) -> None:
    desk.press(Button.SNOOZE)
    desk.hold(reason)
    desk.until("09:35")
    desk.release(reason)
    assert desk.times() == ["09:20", "09:35"]
    first, second = desk.effects(Show)
    assert first.showing.words == second.showing.words
    assert second.showing.snoozes == 1


def test_rule_15_a_short_absence_keeps_it(desk: Desk) -> None:
    desk.press(Button.SNOOZE)
    desk.until("09:23")
    desk.lock()
    desk.until("09:27")
    desk.unlock()
    assert desk.times() == ["09:20", "09:27"]


def test_rule_15_skip_means_a_whole_countdown_later(desk: Desk) -> None:
    desk.press(Button.SKIP)
    desk.until("09:39:59")
    assert desk.times() == ["09:20"]
    desk.until("09:40")
    assert desk.times() == ["09:20", "09:40"]


def test_rule_15_ignoring_changes_nothing() -> None:
    ignored, done = shown(), shown()
    done.press(Button.DONE)
    for desk in (ignored, done):
        desk.until("11:00")
    assert ignored.times() == done.times()


def test_rule_15_a_fixed_time_can_be_put_off_too() -> None:
    desk = Desk(a_plan(BUS), at="12:00")
    desk.until("12:30")
    desk.press(Button.SNOOZE)
    desk.until("13:00")
    assert desk.said() == ["12:30 bus", "12:35 bus"]


# --- Rule 16: answers on the command line -----------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [Button.DONE, Button.SNOOZE, Button.SKIP])
def test_rule_16_an_answer_goes_to_the_open_showing(desk: Desk, answer: Button) -> None:
    told = desk.ask(PressButton(answer))
    assert isinstance(told, Recorded)
    assert told.shown.words == desk.effects(Show)[0].showing.words
    assert (told.until is not None) == (answer is Button.SNOOZE)


@pytest.mark.parametrize("answer", [Button.DONE, Button.SNOOZE, Button.SKIP])
def test_rule_16_with_none_open_it_says_when_the_last_was(desk: Desk, answer: Button) -> None:
    desk.until("09:35")
    told = desk.ask(PressButton(answer))
    assert isinstance(told, NothingOpen)
    assert f"{told.last.at:%H:%M}" == "09:20"
    assert told.last.outcome is Outcome.IGNORED


def test_rule_16_before_the_first_there_is_no_last() -> None:
    assert Desk().ask(PressButton(Button.DONE)) == NothingOpen(None)


def test_rule_16_an_open_showing_is_answered_before_a_pending_snooze() -> None:
    desk = Desk(a_plan(POSTURE, WATER))
    desk.until("09:21")
    desk.ask(PressButton(Button.SNOOZE, minutes(30)))
    desk.say("posture")
    assert isinstance(desk.ask(PressButton(Button.DONE)), Recorded)
    assert desk.countdown("water").snoozed
    assert desk.ask(PressButton(Button.DONE)) == SnoozeCancelled("water")


def test_rule_15_a_snooze_is_kept_although_the_next_one_is_due_already() -> None:
    desk = shown(notify=a_notify(expire=minutes(60)))
    desk.hold()
    desk.until("09:45")
    told = desk.ask(PressButton(Button.SNOOZE))
    desk.release()
    desk.until("09:49:59")
    assert len(desk.effects(Show)) == 1
    desk.until("09:50")
    first, second = (show.showing.words for show in desk.effects(Show))
    assert isinstance(told, Recorded)
    assert first == second
