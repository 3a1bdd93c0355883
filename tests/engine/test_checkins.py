"""What check-ins change: the notification that asks for one, and which tips come."""

from collections import Counter
from datetime import date, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.fakes import POSTURE, Desk, a_plan, a_tip, hours, minutes

from reminder.engine.rotation import FIRST, Told, after, choose, double
from reminder.model.checkin import Answer, TipWeights
from reminder.model.effects import CheckIn, OpenWindow, Show
from reminder.model.events import Answered, CheckedIn, Clicked
from reminder.model.plan import Reminder
from reminder.model.requests import PressButton, Recorded
from reminder.model.senses import Reason
from reminder.model.showing import Button, Outcome
from reminder.settings.reading import packaged_plan
from reminder.storage import state

ASKS = Reminder(name="check-in", at=(time(10, 30),), title="How are you today?", text="Ten seconds.", checkin=True)
PLAN = a_plan(ASKS)
TIPS = packaged_plan().tips
KINDS = sorted({tip.about for tip in TIPS})


def told(desk: Desk, **weights: object) -> None:
    desk.send(CheckedIn(desk.now, TipWeights(**weights)))  # type: ignore[arg-type]


def shown(desk: Desk) -> Show:
    return desk.effects(Show)[-1]


def answer(desk: Desk, given: Answer) -> None:
    desk.send(Answered(desk.now, shown(desk).showing.id, given, "token"))


def test_it_asks_at_its_time_with_buttons_of_its_own() -> None:
    desk = Desk(PLAN)
    desk.until("10:29")
    assert desk.times() == []
    desk.until("10:31")

    assert desk.times() == ["10:30"]
    assert shown(desk).answers == (Answer.NOTHING_HURTS, Answer.TELL)
    assert shown(desk).snooze is None


def test_that_it_is_as_before_can_be_said_once_something_was_told_before() -> None:
    desk = Desk(PLAN)
    told(desk, last=desk.now.wall.date() - timedelta(days=3))
    desk.until("10:31")

    assert shown(desk).answers == tuple(Answer)


@pytest.mark.parametrize("given", [Answer.NOTHING_HURTS, Answer.AS_BEFORE])
def test_a_button_tells_what_it_says_and_the_history_no_more_than_that_there_was_an_answer(given: Answer) -> None:
    desk = Desk(PLAN)
    desk.until("10:31")
    answer(desk, given)

    [order] = desk.effects(CheckIn)
    assert (order.answer, order.at.date()) == (given, desk.now.wall.date())
    assert desk.outcomes() == [Outcome.DONE]
    assert given.value not in f"{order!r} {Answered(desk.now, 1, given)!r}"


def test_telling_opens_the_window_as_a_click_does() -> None:
    desk = Desk(PLAN)
    desk.until("10:31")
    answer(desk, Answer.TELL)

    assert desk.effects(OpenWindow) == [OpenWindow("token", "checkin")]
    assert desk.effects(CheckIn) == []
    assert desk.outcomes() == [Outcome.DONE]

    clicked = Desk(PLAN)
    clicked.until("10:31")
    clicked.send(Clicked(clicked.now, shown(clicked).showing.id, "token"))
    assert clicked.effects(OpenWindow) == [OpenWindow("token", "checkin")]


def test_sitting_still_is_no_answer() -> None:
    desk = Desk(PLAN)
    desk.until("10:30:10")
    desk.stop_typing()
    desk.until("10:33")
    assert desk.outcomes() == []
    desk.until("10:41")
    assert desk.outcomes() == [Outcome.IGNORED]


def test_a_day_that_was_told_already_is_not_asked_for() -> None:
    desk = Desk(PLAN)
    told(desk, last=desk.now.wall.date())
    following = desk.status().next
    desk.until("12:00")

    assert desk.times() == []
    assert desk.status().missed == ()
    assert following
    assert following.at
    assert following.at.date() == desk.now.wall.date() + timedelta(days=1)
    desk.advance(hours(24))
    assert len(desk.times()) == 1


@pytest.mark.parametrize("button", Button)
def test_a_command_is_no_answer_to_it_and_the_response_says_so(button: Button) -> None:
    desk = Desk(a_plan(ASKS, POSTURE))
    desk.until("10:31")
    assert desk.status().checkin
    recorded = desk.ask(PressButton(button))

    assert isinstance(recorded, Recorded)
    assert recorded.checkin
    assert desk.effects(CheckIn) == []
    assert not desk.status().checkin


def test_one_that_was_told_elsewhere_takes_the_question_off_the_screen() -> None:
    desk = Desk(PLAN)
    desk.until("10:31")
    told(desk, last=desk.now.wall.date())

    assert desk.outcomes() == [Outcome.DONE]


def test_one_that_was_put_off_does_not_come_back_for_what_was_told_meanwhile() -> None:
    desk = Desk(PLAN)
    desk.until("10:31")
    desk.ask(PressButton(Button.SNOOZE))
    told(desk, last=desk.now.wall.date())
    desk.until("11:00")

    assert desk.times() == ["10:30"]


def test_a_hold_defers_it_and_a_quarter_of_an_hour_later_it_is_dropped() -> None:
    desk = Desk(PLAN)
    desk.until("10:25")
    desk.hold(Reason.MEETING)
    desk.until("10:50")
    desk.release(Reason.MEETING)
    desk.until("11:00")

    assert desk.times() == []
    assert [missed.reminder for missed in desk.status().missed] == ["check-in"]


@settings(max_examples=20)
@given(st.sets(st.sampled_from(KINDS), min_size=1), st.integers(0, 12), st.sampled_from([5, 24]))
def test_kinds_for_what_hurts_come_at_least_twice_as_often_for_a_month(
    doubled: set[str], before: int, a_day: int
) -> None:
    """As kinds of the same weight that were not told; every tip goes on to come, and never two of a kind in a row."""
    knows, day = Told({}, {}), date(2026, 3, 2)
    for _ in range(before):
        knows = after(choose(TIPS, knows, day) or a_tip("none"), TIPS, knows)
    knows, came, kinds = double(knows, frozenset(doubled)), Counter[str](), [knows.kind]
    for number in range(30 * a_day):
        tip = choose(TIPS, knows, day + timedelta(days=number // a_day)) or a_tip("none")
        knows = after(tip, TIPS, knows)
        came[tip.id] += 1
        kinds.append(tip.about)

    often = Counter(kinds[1:])
    for told_kind in doubled:
        for other in {*KINDS} - doubled:
            assert (told_kind in FIRST) != (other in FIRST) or often[told_kind] >= 2 * often[other]
    assert all(this != then for this, then in pairwise(kinds))
    assert a_day < 24 or came.keys() == {tip.id for tip in TIPS}


def test_a_month_of_showings_follows_the_check_in() -> None:
    desk = Desk(a_plan(POSTURE, tips=TIPS))
    told(desk, doubled=frozenset({"back"}))
    desk.advance(timedelta(days=30))

    kinds = Counter(show.about for show in desk.effects(Show))
    assert all(kinds["back"] >= 2 * kinds[other] > 0 for other in ("shoulders", "workspace", "move", "ease"))


def test_a_kind_that_rests_and_a_tip_that_made_it_worse_do_not_come() -> None:
    desk = Desk(a_plan(POSTURE, tips=TIPS))
    told(desk, resting=frozenset({"neck"}), worse=frozenset({"grow-taller"}))
    desk.advance(timedelta(days=5))

    assert {show.about for show in desk.effects(Show)} == {*KINDS} - {"neck"}
    assert "grow-taller" not in {show.showing.words.tip for show in desk.effects(Show)}
    told(desk)
    desk.advance(timedelta(days=2))
    assert "neck" in {show.about for show in desk.effects(Show)}


def test_where_all_of_its_kinds_rest_a_reminder_takes_others() -> None:
    about_necks = Reminder(name="necks", every=minutes(20), about=("neck",))
    desk = Desk(a_plan(about_necks, tips=TIPS))
    told(desk, resting=frozenset({"neck"}))
    desk.advance(hours(2))

    assert len(desk.times()) == 6
    assert "neck" not in {show.about for show in desk.effects(Show)}


def test_a_snoozed_tip_that_made_it_worse_does_not_come_back() -> None:
    desk = Desk(a_plan(POSTURE, tips=TIPS))
    desk.until("09:20")
    tip = shown(desk).showing.words.tip
    desk.press(Button.SNOOZE)
    told(desk, worse=frozenset({tip}))
    desk.until("09:26")

    assert len(desk.times()) == 2
    assert shown(desk).showing.words.tip != tip


def test_the_saved_state_has_no_word_of_it(tmp_path: Path) -> None:
    desk = Desk(PLAN)
    told(desk, doubled=frozenset({"neck"}), worse=frozenset({"grow-taller"}))
    desk.until("10:31")
    answer(desk, Answer.NOTHING_HURTS)
    state.save(desk.state, tmp_path / "state.json")

    saved = (tmp_path / "state.json").read_text()
    assert "How are you today?" in saved
    assert [word for word in ("neck", "grow-taller", "nothing", "weights") if word in saved] == []
