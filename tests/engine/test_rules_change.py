"""Rules 17 to 19: a changed plan, deliveries that fail or lapse, and a status that can always be given."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from msgspec.structs import replace
from support.fakes import BUS, PILLS, POSTURE, WALK, WATER, Desk, a_notify, a_plan, hours, minutes, office, seconds

from reminder.engine import schedule
from reminder.model.effects import Effect, PollSenses, Respond, Show
from reminder.model.events import (
    NotifierLost,
    NotifierReady,
    Posted,
    PostFailed,
    PostLapsed,
    RequestReceived,
    SenseLost,
)
from reminder.model.plan import Problem
from reminder.model.requests import (
    AskStatus,
    NotShown,
    NowShown,
    Paused,
    PressButton,
    Resume,
    Resumed,
    ShowNow,
    Status,
)
from reminder.model.senses import Reason, Sense, SenseStatus
from reminder.model.showing import Button, Outcome, Withdraw
from reminder.phrase import verbatim

Play = Callable[[Desk], object]


class SlowDesk(Desk):
    """Its desktop answers nothing; the test does."""

    def _perform(self, effect: Effect) -> None:
        if not isinstance(effect, Show):
            super()._perform(effect)

    def last(self) -> int:
        return self.effects(Show)[-1].showing.id

    def lapse(self) -> None:
        self.send(PostLapsed(self.now, self.last()))

    def post(self, id: int) -> None:
        self.send(Posted(self.now, id, "handle"))

    def fail(self) -> None:
        self.send(PostFailed(self.now, self.last(), verbatim("the bus is gone")))


# --- Rule 17: a changed plan ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("every", "at"),
    [(minutes(30), "09:30"), (minutes(16), "09:16"), (minutes(15), "09:15"), (minutes(5), "09:15")],
    ids=["longer", "shorter", "just served", "more served than that: due now"],
)
def test_rule_17_a_changed_interval_keeps_the_time_served(desk: Desk, every: timedelta, at: str) -> None:
    desk.until("09:15")
    desk.change(a_plan(replace(POSTURE, every=every)))
    desk.until("09:30")
    assert desk.times()[0] == at


def test_rule_17_due_by_a_change_it_still_waits_for_a_pause_in_typing(desk: Desk) -> None:
    desk.until("09:15")
    desk.change(a_plan(replace(POSTURE, every=minutes(5)), wait_for_pause=minutes(2)))
    desk.until("09:18")
    assert desk.times() == ["09:17"]


def test_rule_17_due_by_a_change_right_after_a_showing_it_keeps_the_minute() -> None:
    desk = Desk(a_plan(POSTURE, replace(WATER, every=hours(1))))
    desk.until("09:20:10")
    desk.change(a_plan(POSTURE, replace(WATER, every=minutes(1))))
    desk.until("09:21:30")
    assert desk.said() == ["09:20 posture", "09:21 water"]


@pytest.mark.parametrize("gone", [True, False], ids=["removed", "disabled"])
def test_rule_17_one_that_is_gone_takes_its_showing_with_it(gone: bool) -> None:
    desk = Desk(a_plan(POSTURE, WALK))
    desk.until("09:21")
    desk.change(a_plan(WALK) if gone else a_plan(replace(POSTURE, enabled=False), WALK))
    assert desk.outcomes() == [Outcome.IGNORED]
    assert len(desk.effects(Withdraw)) == 1


def test_rule_17_a_change_of_another_reminder_leaves_the_showing_alone() -> None:
    desk = Desk(a_plan(POSTURE, WALK))
    desk.until("09:21")
    desk.change(a_plan(POSTURE))
    assert desk.state.delivery.showing


@pytest.mark.parametrize("put_off", ["snoozed", "kept"])
def test_rule_17_one_that_is_gone_takes_its_snooze_and_its_kept_one_with_it(desk: Desk, put_off: str) -> None:
    if put_off == "kept":
        desk.hold()
    desk.until("09:21")
    if put_off == "snoozed":
        desk.press(Button.SNOOZE)
    desk.change(a_plan(replace(POSTURE, enabled=False)))
    desk.change(a_plan())
    desk.release()
    before = len(desk.times())
    desk.until("09:40:59")
    assert len(desk.times()) == before
    desk.until("09:41")
    assert len(desk.times()) == before + 1


def test_rule_17_one_that_is_new_begins_a_whole_countdown(desk: Desk) -> None:
    desk.until("09:05")
    desk.change(a_plan(POSTURE, WATER))
    desk.until("09:26")
    assert desk.said() == ["09:20 posture", "09:25 water"]


def test_rule_17_from_an_interval_to_fixed_times_and_back(desk: Desk) -> None:
    desk.until("09:10")
    desk.change(a_plan(replace(POSTURE, every=None, at=(time(9, 30),))))
    desk.until("09:35")
    desk.change(a_plan())
    desk.until("09:56")
    assert desk.times() == ["09:30", "09:55"]


def test_rule_17_a_fixed_time_that_lies_just_behind_when_it_is_set_is_none() -> None:
    desk = Desk(at="12:35")
    desk.change(a_plan(POSTURE, BUS))
    desk.until("12:50")
    assert desk.said() == []
    assert desk.status().missed == ()


def test_rule_17_new_hours_are_in_force_at_once(desk: Desk) -> None:
    desk.until("09:10")
    desk.change(a_plan(hours=office("09:30-17:00")))
    desk.until("09:51")
    assert desk.times() == ["09:50"]


def test_rule_17_new_words_are_said_from_the_next_showing_on() -> None:
    desk = Desk(a_plan(WATER))
    desk.hold()
    desk.until("09:25")
    desk.change(a_plan(replace(WATER, title="Tea")))
    desk.release()
    assert desk.effects(Show)[0].showing.words.title == "Tea"


# --- Rule 18: unknown is not failed -----------------------------------------------------------------------------------


def test_rule_18_a_lapsed_delivery_is_not_posted_again() -> None:
    desk = SlowDesk()
    desk.until("09:20:05")
    desk.lapse()
    desk.until("09:39")
    assert desk.times() == ["09:20"]


def test_rule_18_a_late_reply_is_adopted() -> None:
    desk = SlowDesk()
    desk.until("09:20:05")
    desk.lapse()
    desk.until("09:22")
    desk.post(desk.last())
    desk.press(Button.DONE)
    assert desk.outcomes() == [Outcome.DONE]
    assert desk.effects(Withdraw) == [Withdraw(desk.last(), "handle")]


@pytest.mark.parametrize("answer", [None, Button.DONE], ids=["replaced", "withdrawn"])
def test_rule_18_until_the_desktop_says_a_word_a_showing_is_known_by_the_one_before(answer: Button | None) -> None:
    desk = SlowDesk()
    desk.until("09:20")
    desk.post(desk.last())
    if answer:
        desk.press(answer)
    desk.send(RequestReceived(desk.now, 1, ShowNow()))
    desk.be_off(timedelta(), killed=True)
    desk.press(Button.DONE)
    assert desk.effects(Withdraw)[-1] == Withdraw(desk.last(), "handle")


def test_rule_18_one_that_lapsed_can_be_answered_before_the_desktop_says_a_word() -> None:
    desk = SlowDesk()
    desk.until("09:20:05")
    desk.lapse()
    desk.press(Button.SKIP)
    assert desk.outcomes() == [Outcome.SKIPPED]


def test_rule_18_one_that_was_refused_is_due_again_with_the_same_words() -> None:
    desk = SlowDesk()
    desk.until("09:20")
    desk.fail()
    assert desk.outcomes() == []
    assert desk.status().notifier_why == verbatim("the bus is gone")
    desk.until("09:30")
    desk.send(NotifierReady(desk.now, "terminal"))
    first, second = desk.effects(Show)
    assert desk.times() == ["09:20", "09:30"]
    assert first.showing.words == second.showing.words
    assert first.showing.id != second.showing.id


def test_rule_18_what_a_refused_one_was_to_take_the_place_of_is_withdrawn() -> None:
    """Its outcome is that nobody answered, so nobody is to try."""
    desk = SlowDesk()
    desk.until("09:20")
    desk.post(desk.last())
    desk.send(RequestReceived(desk.now, 1, ShowNow()))
    desk.fail()
    assert desk.outcomes() == [Outcome.IGNORED]
    assert desk.effects(Withdraw) == [Withdraw(desk.last(), "handle")]


def test_rule_18_a_refused_fixed_time_is_not_lost() -> None:
    desk = SlowDesk(a_plan(BUS), at="12:29")
    desk.until("12:30")
    desk.fail()
    desk.until("12:40")
    desk.send(NotifierReady(desk.now, "terminal"))
    desk.post(desk.last())
    desk.until("13:30")
    assert desk.said() == ["12:30 bus", "12:40 bus"]
    assert desk.status().missed == ()


def test_rule_18_a_fixed_time_that_is_refused_for_too_long_is_told() -> None:
    desk = SlowDesk(a_plan(BUS), at="12:29")
    desk.until("12:30")
    desk.fail()
    desk.until("12:50")
    assert [f"{m.at:%H:%M}" for m in desk.status().missed] == ["12:30"]


def test_rule_18_a_refused_snooze_stays_the_second_in_the_row(desk: Desk) -> None:
    desk.until("09:20")
    desk.press(Button.SNOOZE)
    desk.refuses = True
    desk.until("09:26")
    desk.refuses = False
    desk.send(NotifierReady(desk.now, "another"))
    assert desk.effects(Show)[-1].showing.snoozes == 1


def test_rule_18_a_refusal_of_an_old_showing_brings_nothing_back() -> None:
    desk = SlowDesk()
    desk.until("09:20")
    old = desk.last()
    desk.send(RequestReceived(desk.now, 1, ShowNow()))
    desk.send(PostFailed(desk.now, old, verbatim("too late")))
    assert desk.state.delivery.showing.id == desk.last()


def test_rule_18_a_refused_now_is_told_and_comes_with_the_next_back_end() -> None:
    desk = SlowDesk()
    desk.send(RequestReceived(desk.now, 1, ShowNow()))
    desk.fail()
    assert desk.effects(Respond) == [Respond(1, NotShown(verbatim("the bus is gone")))]
    desk.send(NotifierReady(desk.now, "terminal"))
    assert len(desk.effects(Show)) == 2
    assert len(desk.effects(Respond)) == 1


def test_rule_18_now_is_told_when_the_desktop_has_said_so_and_else_after_its_deadline() -> None:
    desk = SlowDesk()
    for request, reply in ((1, desk.post), (2, lambda _: desk.lapse())):
        desk.send(RequestReceived(desk.now, request, ShowNow()))
        assert len(desk.effects(Respond)) == request - 1
        reply(desk.last())
    told = [reply.response for reply in desk.effects(Respond)]
    assert [t.confirmed for t in told if isinstance(t, NowShown)] == [True, False]


def test_rule_18_now_is_told_at_the_latest_when_its_showing_is_over() -> None:
    desk = SlowDesk()
    desk.send(RequestReceived(desk.now, 1, ShowNow()))
    desk.send(RequestReceived(desk.now, 2, ShowNow()))
    (reply,) = desk.effects(Respond)
    assert reply.request == 1
    assert isinstance(reply.response, NowShown)
    assert not reply.response.confirmed


def test_rule_18_a_lost_notifier_posts_nothing_until_it_is_back(desk: Desk) -> None:
    desk.send(NotifierLost(desk.now, verbatim("no server")))
    desk.until("10:00")
    assert desk.times() == []
    desk.send(NotifierReady(desk.now, "dbus"))
    desk.until("10:19")
    assert desk.times() == ["10:00"]


# --- Rule 19: a status can always be given ----------------------------------------------------------------------------


def test_rule_19_that_the_clock_was_set_is_told_for_an_hour(desk: Desk) -> None:
    desk.set_clock(seconds(59))
    assert desk.status().clock_set is None
    desk.set_clock(hours(-2))
    desk.advance(minutes(59))
    told = desk.status().clock_set
    assert (f"{told.at:%H:%M:%S}", told.by) == ("07:00:59", hours(-2))
    desk.advance(minutes(1))
    assert desk.status().clock_set is None


def test_rule_19_neither_sleep_nor_another_zone_sets_the_clock() -> None:
    for happen in (
        lambda desk: desk.sleep(hours(3)),
        lambda desk: desk.travel("America/New_York"),
        lambda desk: (desk.be_off(hours(1)), desk.advance(minutes(1))),
    ):
        desk = Desk()
        happen(desk)
        assert desk.status().clock_set is None


def go_away(desk: Desk) -> None:
    desk.stop_typing()
    desk.advance(minutes(10))


def sit_in_a_long_meeting(desk: Desk) -> None:
    desk.hold()
    desk.advance(hours(3))


ANY_TIME: dict[str, Play] = {
    "at the start": lambda desk: None,
    "with a showing open": lambda desk: desk.say(),
    "in a pause": lambda desk: desk.pause(),
    "away": go_away,
    "locked": lambda desk: desk.lock(),
    "in a meeting": lambda desk: desk.hold(),
    "in a long meeting": sit_in_a_long_meeting,
    "outside hours": lambda desk: desk.change(a_plan(hours=office("18:00-19:00"))),
    "without hours at all": lambda desk: desk.change(a_plan(hours=office())),
    "with nothing enabled": lambda desk: desk.change(a_plan(replace(POSTURE, enabled=False))),
    "with no reminder": lambda desk: desk.change(replace(a_plan(), reminders=())),
    "without a notifier": lambda desk: desk.send(NotifierLost(desk.now, verbatim("no server"))),
    "after a restart": lambda desk: desk.be_off(minutes(1), reboot=True),
}


@pytest.mark.parametrize("play", ANY_TIME.values(), ids=ANY_TIME)
def test_rule_19_a_status_is_given_at_any_time(desk: Desk, play: Play) -> None:
    play(desk)
    assert isinstance(desk.ask(AskStatus()), Status)


def test_rule_19_it_has_the_holds_since_when_they_are_known_and_their_ends(desk: Desk) -> None:
    desk.until("09:05")
    desk.hold(Reason.MEETING, "camera", "zoom")
    desk.until("09:10")
    desk.pause(minutes(30))
    status = desk.status()
    assert [(h.reason, f"{h.since:%H:%M}", h.until and f"{h.until:%H:%M}", h.detail) for h in status.holds] == [
        (Reason.PAUSED, "09:10", "09:40", ""),
        (Reason.MEETING, "09:05", None, "zoom"),
    ]


def test_rule_19_it_has_the_last_showing_and_its_outcome(desk: Desk) -> None:
    desk.until("09:20")
    last = desk.status().last
    assert (desk.status().open, last.outcome) == (True, None)
    desk.press(Button.DONE)
    last = desk.status().last
    assert (desk.status().open, last.outcome) == (False, Outcome.DONE)


def test_rule_19_it_has_the_back_end_that_serves_and_the_senses_that_are_blind(desk: Desk) -> None:
    desk.send(NotifierReady(desk.now, "terminal", verbatim("dbus: no bus")))
    desk.send(SenseLost(desk.now, "camera", verbatim("no permission")))
    status = desk.status()
    assert (status.notifier, status.notifier_why) == ("terminal", verbatim("dbus: no bus"))
    assert Sense(name="camera", status=SenseStatus.UNAVAILABLE, why=verbatim("no permission")) in status.senses


@pytest.mark.parametrize("absence", ["away", "locked"])
def test_rule_19_an_absence_is_no_work(desk: Desk, absence: str) -> None:
    desk.until("09:10")
    assert desk.status().working == minutes(10)
    desk.stop_typing()
    if absence == "locked":
        desk.lock()
    desk.until("09:16")
    assert desk.status().working is None
    desk.unlock()
    assert desk.status().working == seconds(0)


def test_rule_19_senses_that_must_be_asked_are_asked_first() -> None:
    desk = Desk(polled=True)
    desk.advance(seconds(10))
    desk.send(RequestReceived(desk.now, 1, AskStatus()))
    assert desk.effects(Respond) == []
    assert desk.effects(PollSenses) == [PollSenses()]
    desk.hold(Reason.MEETING, "call")
    desk.answer_for_senses()
    (reply,) = desk.effects(Respond)
    assert isinstance(reply.response, Status)
    assert [hold.reason for hold in reply.response.holds] == [Reason.MEETING]


def test_rule_19_senses_that_do_not_answer_cost_it_two_seconds() -> None:
    desk = Desk(polled=True)
    desk.advance(seconds(10))
    desk.send(RequestReceived(desk.now, 1, AskStatus()))
    desk.advance(seconds(2.1))
    assert len(desk.effects(Respond)) == 1


def test_rule_19_two_who_ask_at_once_are_both_told() -> None:
    desk = Desk(polled=True)
    desk.advance(seconds(10))
    desk.send(RequestReceived(desk.now, 1, AskStatus()))
    desk.send(RequestReceived(desk.now, 2, AskStatus()))
    desk.answer_for_senses()
    assert [reply.request for reply in desk.effects(Respond)] == [1, 2]


def test_rule_19_the_problems_of_the_plan_are_in_it() -> None:
    problem = Problem("snooze.for", verbatim("'5' has no unit; write 5m"), "/home/me/config.toml")
    assert Desk(a_plan(problems=(problem,))).status().problems == (problem,)


def test_rule_19_resuming_tells_whether_there_was_a_pause_what_still_holds_and_what_comes_next(desk: Desk) -> None:
    desk.pause(hours(1))
    desk.hold()
    resumed = desk.ask(Resume())
    assert isinstance(resumed, Resumed)
    assert (resumed.was_paused, [hold.reason for hold in resumed.holds]) == (True, [Reason.MEETING])
    desk.release()
    again = desk.ask(Resume())
    assert isinstance(again, Resumed)
    assert again.next.at
    assert (again.was_paused, again.holds, f"{again.next.at:%H:%M}") == (False, (), "09:20")


def test_rule_19_a_pause_tells_its_end(desk: Desk) -> None:
    at_ten = desk.now.wall + hours(1)
    assert desk.pause(hours(1)) == Paused(schedule.stamp(at_ten))
    assert desk.pause(until=at_ten) == Paused(at_ten)
    assert desk.pause() == Paused(None)


def test_rule_19_an_answer_given_is_in_the_status_of_the_reminder() -> None:
    desk = Desk(a_plan(POSTURE, PILLS, notify=a_notify()))
    desk.until("09:20")
    desk.ask(PressButton(Button.SNOOZE))
    posture = desk.status().reminders[0]
    assert posture.snoozed_until
    assert f"{posture.snoozed_until:%H:%M}" == "09:25"
    assert desk.next() == "09:25"
