"""What the desktop itself holds back: rules 5 to 8 and 13 where a notification that is posted is not seen."""

from datetime import timedelta

import pytest
from support.fakes import Desk, a_notify, a_plan, a_quiet, hours, minutes, seconds

from reminder.model.effects import Show
from reminder.model.events import HoldBegan, HoldEnded
from reminder.model.plan import Urgency
from reminder.model.requests import NowShown, PressButton
from reminder.model.senses import Fate, Gate, Reason
from reminder.model.showing import Button, Outcome
from reminder.phrase import plainly

DROPS = Gate(critical=True, fate=Fate.DROPPED)
LISTS = Gate(critical=False, fate=Fate.LISTED)
QUIET, FULL = Reason.DO_NOT_DISTURB, Reason.FULL_SCREEN


def begin(desk: Desk, reason: Reason, gate: Gate | None = None, until: timedelta | None = None) -> None:
    end = desk.now.wall + until if until is not None else None
    desk.send(HoldBegan(desk.now, reason, reason.value, until=end, gate=gate))


def faults(desk: Desk) -> list[str]:
    return [plainly(problem.text) for problem in desk.status().problems]


# --- closed in the moment in which it came ----------------------------------------------------------------------------

each_way = pytest.mark.parametrize("by_person", [True, False], ids=["as if by the person", "for no reason"])


@each_way
@pytest.mark.parametrize("after", [timedelta(), seconds(0.01), seconds(0.3)])
def test_rule_13_nobody_closes_one_in_the_moment_in_which_it_came(by_person: bool, after: timedelta) -> None:
    desk = Desk()
    desk.until("09:20")
    desk.advance(after)
    desk.close(by_person)
    assert desk.outcomes() == []
    desk.until("09:35")
    assert desk.outcomes() == [Outcome.IGNORED]
    assert desk.times() == ["09:20"], "it is not brought again and again"


def test_rule_13_one_that_is_closed_a_moment_later_was_closed_by_the_person(desk: Desk) -> None:
    desk.until("09:20")
    desk.advance(seconds(0.4))
    desk.close(by_person=True)
    assert desk.outcomes() == [Outcome.DISMISSED]


@each_way
def test_rule_13_under_do_not_disturb_nobody_closes_one_within_two_seconds(desk: Desk, by_person: bool) -> None:
    begin(desk, QUIET, DROPS)
    desk.say()
    desk.advance(seconds(1.5))
    desk.close(by_person)
    assert desk.outcomes() == []
    assert faults(desk) == [], "the reply has told why"


def test_rule_13_a_critical_one_is_seen_under_do_not_disturb_and_may_be_closed() -> None:
    desk = Desk(a_plan(notify=a_notify(urgency=Urgency.CRITICAL)))
    begin(desk, QUIET, LISTS)
    desk.say()
    desk.advance(seconds(1.5))
    desk.close(by_person=True)
    assert desk.outcomes() == [Outcome.DISMISSED]


@each_way
def test_rule_5_what_the_desktop_did_not_show_is_kept_until_do_not_disturb_is_over(desk: Desk, by_person: bool) -> None:
    """It was switched on a moment before, and that is told a moment after."""
    desk.until("09:20")
    desk.advance(seconds(0.01))
    desk.close(by_person)
    desk.advance(seconds(0.2))
    begin(desk, QUIET, DROPS)
    assert desk.outcomes() == []
    assert desk.countdown().due
    assert faults(desk) == []
    words = desk.effects(Show)[0].showing.words
    desk.until("09:50")
    assert desk.times() == ["09:20"]
    desk.send(HoldEnded(desk.now, QUIET, QUIET.value))
    assert desk.times() == ["09:20", "09:50"]
    assert desk.effects(Show)[-1].showing.words == words
    desk.ask(PressButton(Button.DONE))
    assert desk.outcomes() == [Outcome.DONE]


def test_rule_5_one_that_is_closed_after_do_not_disturb_was_told_is_kept_as_well(desk: Desk) -> None:
    desk.until("09:20")
    begin(desk, QUIET, DROPS)
    desk.close(by_person=True)
    assert (desk.outcomes(), bool(desk.countdown().due)) == ([], True)


def test_rule_8_what_was_asked_for_is_given_to_the_desktop_once(desk: Desk) -> None:
    begin(desk, QUIET, DROPS)
    desk.say()
    desk.close(by_person=True)
    desk.until("09:05")
    desk.send(HoldEnded(desk.now, QUIET, QUIET.value))
    desk.until("09:19")
    assert desk.times() == ["09:00"]
    assert desk.outcomes() == [Outcome.IGNORED]


def test_one_that_nobody_saw_for_an_unknown_reason_is_told_in_the_status(desk: Desk) -> None:
    desk.until("09:20")
    desk.close(by_person=False)
    (told,) = faults(desk)
    assert told.startswith("the desktop closed the last notification in the moment in which it got it")
    desk.until("09:40")
    assert faults(desk) == [], "the next may be seen"


# --- what is posted in spite of it ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "gate", "urgency", "behind"),
    [
        (QUIET, DROPS, Urgency.NORMAL, QUIET),
        (QUIET, DROPS, Urgency.CRITICAL, QUIET),
        (QUIET, LISTS, Urgency.NORMAL, QUIET),
        (QUIET, LISTS, Urgency.CRITICAL, None),
        (QUIET, None, Urgency.NORMAL, None),
        (FULL, LISTS, Urgency.NORMAL, None),
        (FULL, DROPS, Urgency.NORMAL, FULL),
        (FULL, None, Urgency.NORMAL, None),
        (Reason.MEETING, None, Urgency.LOW, None),
    ],
)
def test_rule_8_the_reply_names_what_keeps_it_from_being_seen(
    reason: Reason, gate: Gate | None, urgency: Urgency, behind: Reason | None
) -> None:
    desk = Desk(a_plan(notify=a_notify(urgency=urgency)))
    begin(desk, reason, gate)
    told = desk.say()
    assert isinstance(told, NowShown)
    assert (told.behind.reason if told.behind else None) == behind
    assert [hold.reason for hold in told.holds] == [reason]


def test_rule_7_after_a_while_a_tip_comes_through_a_full_screen_that_only_critical_ones_are_seen_before() -> None:
    desk = Desk()
    begin(desk, FULL, LISTS)
    desk.advance(hours(1.9))
    assert desk.times() == []
    desk.advance(hours(0.2))
    (show,) = desk.effects(Show)
    assert (show.urgent, [hold.reason for hold in show.overruled]) == (True, [FULL])


def test_rule_7_before_a_full_screen_that_hides_nothing_it_is_as_urgent_as_always(desk: Desk) -> None:
    begin(desk, FULL)
    desk.advance(hours(2.1))
    (show,) = desk.effects(Show)
    assert not show.urgent


def test_rule_7_where_the_desktop_shows_nothing_at_all_nothing_is_posted(desk: Desk) -> None:
    begin(desk, FULL, DROPS)
    desk.advance(hours(5))
    assert desk.times() == []
    assert [hold.reason for hold in desk.status().holds] == [FULL]
    desk.send(HoldEnded(desk.now, FULL, FULL.value))
    assert len(desk.times()) == 1


def test_a_full_screen_that_is_paid_no_heed_is_no_hold_and_the_tip_comes_before_it() -> None:
    desk = Desk(a_plan(quiet=a_quiet(full_screen=False)))
    begin(desk, FULL, LISTS)
    desk.until("09:20")
    (show,) = desk.effects(Show)
    assert show.urgent
    assert desk.status().holds == desk.status().overruled == ()


def test_where_the_desktop_shows_nothing_at_all_heed_is_paid_all_the_same() -> None:
    desk = Desk(a_plan(quiet=a_quiet(full_screen=False)))
    begin(desk, FULL, DROPS)
    desk.until("12:00")
    assert desk.times() == []
    assert [hold.reason for hold in desk.status().holds] == [FULL]


def test_nothing_is_forced_through_do_not_disturb(desk: Desk) -> None:
    begin(desk, FULL, LISTS)
    begin(desk, QUIET, LISTS)
    told = desk.say()
    assert isinstance(told, NowShown)
    assert told.behind
    assert not desk.effects(Show)[0].urgent


# --- an end that is known ---------------------------------------------------------------------------------------------


def test_rule_6_do_not_disturb_until_a_time_is_over_then_though_nobody_says_so(desk: Desk) -> None:
    begin(desk, QUIET, LISTS, until=minutes(30))
    assert desk.next() == "09:30"
    desk.until("10:00")
    assert desk.times() == ["09:30", "09:50"]


def test_rule_6_a_later_end_counts_from_when_it_is_told(desk: Desk) -> None:
    begin(desk, QUIET, LISTS, until=minutes(30))
    desk.until("09:25")
    begin(desk, QUIET, LISTS, until=minutes(30))
    desk.until("09:54")
    assert desk.times() == []
    desk.until("09:55")
    assert desk.times() == ["09:55"]


def test_rule_4_a_clock_that_is_set_ahead_ends_it_too(desk: Desk) -> None:
    begin(desk, QUIET, LISTS, until=hours(3))
    desk.until("09:21")
    assert desk.status().holds
    desk.set_clock(hours(3))
    assert desk.status().holds == ()
