"""Rules 9 to 12: the moment to speak, one at a time, fixed times, and tips."""

from collections.abc import Callable
from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from msgspec.structs import replace
from support.fakes import (
    BUS,
    LOOK,
    PILLS,
    POSTURE,
    TIPS,
    WALK,
    WATER,
    Desk,
    a_plan,
    a_tip,
    hours,
    minutes,
    office,
    seconds,
)

from reminder.engine.speaking import PLAIN
from reminder.model.effects import Show, Warn, WatchIdle
from reminder.model.events import NotifierLost, NotifierReady, PostFailed, SenseFound, SenseLost
from reminder.model.plan import Hours, Problem, Reminder
from reminder.model.requests import PressButton, Resume, Unknown
from reminder.model.senses import Reason, Sense
from reminder.model.showing import Button, Outcome
from reminder.phrase import verbatim

Play = Callable[[Desk], object]

# --- Rule 9: wait for a pause in typing -------------------------------------------------------------------------------

WAITING = a_plan(wait_for_pause=minutes(2))


def test_rule_09_what_is_due_waits_for_a_pause_in_typing() -> None:
    desk = Desk(WAITING)
    desk.until("09:20:30")
    assert desk.times() == []
    assert desk.status().reminders[0].waiting
    desk.stop_typing()
    desk.until("09:21")
    assert desk.times() == ["09:20:33"]


def test_rule_09_it_waits_no_longer_than_the_settings_say() -> None:
    desk = Desk(WAITING)
    desk.until("09:25")
    assert desk.times() == ["09:22"]


def test_rule_09_a_pause_that_is_on_already_will_do() -> None:
    desk = Desk(WAITING)
    desk.until("09:19")
    desk.stop_typing()
    desk.until("09:20")
    assert desk.times() == ["09:20"]


def test_rule_09_a_pause_that_is_too_short_yet_is_waited_for() -> None:
    desk = Desk(WAITING)
    desk.until("09:19:58")
    desk.stop_typing()
    desk.until("09:20:30")
    assert desk.times() == ["09:20:01"]


def test_rule_09_a_shorter_pause_does_not_count() -> None:
    desk = Desk(WAITING)
    desk.until("09:20:10")
    desk.be_away(seconds(2))
    desk.until("09:21")
    assert desk.times() == []


@pytest.mark.parametrize("why", ["no sense of input", "not allowed to watch it", "the sense went blind"])
def test_rule_09_where_input_cannot_be_seen_it_speaks_at_once(why: str) -> None:
    plan = replace(WAITING, see_idle=why != "not allowed to watch it")
    desk = Desk(plan, sees_input=why != "no sense of input")
    if why == "the sense went blind":
        desk.send(SenseLost(desk.now, "idle", verbatim("the display is gone")))
    desk.until("09:20")
    assert desk.times() == ["09:20"]


def test_rule_09_a_sense_that_goes_blind_while_it_waits_lets_it_speak() -> None:
    desk = Desk(WAITING)
    desk.until("09:21")
    desk.send(SenseLost(desk.now, "idle", verbatim("the display is gone")))
    assert desk.times() == ["09:21"]
    desk.send(SenseFound(desk.now, Sense(name="idle", source="another")))
    desk.until("09:42")
    assert desk.times() == ["09:21"]


def test_rule_09_idleness_is_watched_only_as_closely_as_is_needed() -> None:
    desk = Desk(WAITING)
    desk.until("09:19")
    assert desk.effects(WatchIdle) == [WatchIdle(minutes(5))]
    desk.until("09:20")
    assert desk.effects(WatchIdle)[-1] == WatchIdle(seconds(3))
    desk.until("09:22")
    assert desk.effects(WatchIdle)[-1] == WatchIdle(seconds(30))
    desk.until("09:35")
    assert desk.effects(WatchIdle)[-1] == WatchIdle(minutes(5))


def test_rule_09_a_pause_that_began_for_another_reason_is_long_enough_in_its_time() -> None:
    """Idleness is told after 30 s, for the notification of 09:22; the pause that is waited for is a minute."""
    desk = Desk(a_plan(POSTURE, replace(WATER, every=minutes(24)), wait_for_pause=minutes(2), pause_is=minutes(1)))
    desk.until("09:23:20")
    desk.stop_typing()
    desk.until("09:25")
    assert desk.said() == ["09:22 posture", "09:24:20 water"]


def test_rule_09_without_a_notifier_it_waits_for_one_and_speaks_when_it_comes(desk: Desk) -> None:
    desk.send(NotifierLost(desk.now, verbatim("no server")))
    desk.until("09:30")
    assert desk.times() == []
    desk.send(NotifierReady(desk.now, "dbus"))
    assert desk.times() == ["09:30"]


# --- Rule 10: one at a time -------------------------------------------------------------------------------------------


def test_rule_10_a_new_one_takes_the_place_of_the_one_before(desk: Desk) -> None:
    desk.until("09:15")
    desk.say()
    desk.until("09:17")
    desk.say()
    kinds = [entry.effect for entry in desk.log if type(entry.effect).__name__ in ("Show", "Record", "Withdraw")]
    assert [type(effect).__name__ for effect in kinds] == ["Show", "Record", "Show"]
    assert desk.outcomes() == [Outcome.IGNORED]


def test_rule_10_ids_are_never_used_twice_though_the_clock_is_set_back(desk: Desk) -> None:
    for _ in range(5):
        desk.say()
        desk.say()
        desk.set_clock(hours(-1))
    ids = [show.showing.id for show in desk.effects(Show)]
    assert ids == sorted(set(ids))


SUNRISE = Reminder(name="sunrise", at=(time(9, 20),), title="Look out")
TOGETHER = {
    "fixed time before tip": ((POSTURE, SUNRISE), "sunrise"),
    "own text before tip": ((POSTURE, WATER), "water"),
    "fixed time with a tip before tip": ((POSTURE, replace(LOOK, at=(time(9, 20),))), "look"),
    "own text before a longer tip": ((replace(WALK, every=minutes(20)), WATER), "water"),
    "the longer one": ((POSTURE, replace(WALK, every=minutes(20))), "walk"),
    "the longer own text": ((WATER, replace(WATER, name="zen", lasts=minutes(3))), "zen"),
    "by name": ((replace(POSTURE, name="b"), replace(POSTURE, name="a")), "a"),
}


@pytest.mark.parametrize(("reminders", "first"), TOGETHER.values(), ids=TOGETHER)
def test_rule_10_of_two_that_are_due_together_one_is_shown(reminders: tuple[Reminder, ...], first: str) -> None:
    desk = Desk(a_plan(*reminders))
    desk.until("09:20:59")
    assert desk.said() == [f"09:20 {first}"]


def test_rule_10_the_other_tip_counts_as_shown_without_a_row() -> None:
    desk = Desk(a_plan(POSTURE, replace(WALK, every=minutes(20))))
    desk.until("09:39")
    assert desk.shown() == ["walk"]
    assert len(desk.outcomes()) == 1
    assert len(desk.state.delivery.tip_rounds) == 1
    desk.until("09:45")
    assert desk.said() == ["09:20 walk", "09:40 walk"]


@pytest.mark.parametrize("behind", [seconds(1), seconds(59)], ids=str)
def test_rule_10_due_within_a_minute_counts_as_together(behind: timedelta) -> None:
    """The one that goes first waits for the better one, and takes the lesser one with it."""
    better = Desk(a_plan(POSTURE, replace(WALK, every=minutes(20) + behind)))
    lesser = Desk(a_plan(replace(POSTURE, every=minutes(20) + behind), replace(WALK, every=minutes(20))))
    for desk in (better, lesser):
        desk.until("09:30")
        assert desk.shown() == ["walk"]


def test_rule_10_due_more_than_a_minute_apart_both_are_shown() -> None:
    desk = Desk(a_plan(POSTURE, replace(WALK, every=minutes(20) + seconds(61))))
    desk.until("09:30")
    assert desk.said() == ["09:20 posture", "09:21:01 walk"]


def test_rule_10_one_that_waits_for_a_pause_in_typing_meets_the_next() -> None:
    desk = Desk(a_plan(POSTURE, replace(WALK, every=minutes(21)), wait_for_pause=minutes(2)))
    desk.until("09:30")
    assert desk.said() == ["09:22 walk"]


def test_rule_10_a_fixed_time_and_an_own_text_follow_after_a_minute() -> None:
    desk = Desk(a_plan(WATER, SUNRISE, replace(WATER, name="eyes", title="Look away")))
    desk.until("09:25")
    assert desk.said() == ["09:20 eyes", "09:21 sunrise", "09:22 water"]


def test_rule_10_a_fixed_time_with_a_tip_follows_too() -> None:
    desk = Desk(a_plan(replace(LOOK, at=(time(9, 20),)), SUNRISE))
    desk.until("09:25")
    assert desk.said() == ["09:20 look", "09:21 sunrise"]


def test_rule_10_an_answer_does_not_shorten_the_minute() -> None:
    desk = Desk(a_plan(WATER, replace(WATER, name="eyes", title="Look away")))
    desk.until("09:20")
    desk.press(Button.DONE)
    desk.until("09:20:59")
    assert len(desk.times()) == 1
    desk.until("09:21")
    assert len(desk.times()) == 2


def test_rule_10_the_minute_is_kept_over_a_restart() -> None:
    desk = Desk(a_plan(WATER, replace(WATER, name="eyes", title="Look away")))
    desk.until("09:20:30")
    desk.be_off(seconds(5), reboot=True, killed=True)
    desk.until("09:22")
    assert desk.said() == ["09:20 eyes", "09:21 water"]


# --- Rule 11: fixed times ---------------------------------------------------------------------------------------------


def test_rule_11_fixed_times_come_every_day_at_their_times() -> None:
    desk = Desk(a_plan(PILLS))
    desk.advance(timedelta(days=2))
    assert desk.said() == ["12:30 pills", "16:00 pills"] * 2


def test_rule_11_fixed_times_ignore_the_ranges_of_hours() -> None:
    desk = Desk(a_plan(POSTURE, PILLS, hours=office("09:00-12:00", "17:00-17:30")), at="11:30")
    desk.until("17:15")
    assert desk.said() == ["11:50 posture", "12:30 pills", "16:00 pills"]


@pytest.mark.parametrize(
    "hours",
    [office("09:00-17:00"), Hours(off=frozenset({date(2026, 1, 3), date(2026, 1, 4)}))],
    ids=["a weekday without ranges", "a date"],
)
def test_rule_11_fixed_times_do_not_come_on_days_off(hours: Hours) -> None:
    desk = Desk(a_plan(PILLS, hours=hours), day="2026-01-03")
    desk.advance(timedelta(days=2) + minutes(3.6 * 60))
    assert [f"{wall:%a %H:%M}" for wall, _ in desk.shows()] == ["Mon 12:30"]
    assert desk.status().missed == ()


IN_THE_WAY: dict[str, tuple[Play, Play]] = {
    "a meeting": (lambda desk: desk.hold(), lambda desk: desk.release()),
    "do not disturb": (
        lambda desk: desk.hold(Reason.DO_NOT_DISTURB),
        lambda desk: desk.release(Reason.DO_NOT_DISTURB),
    ),
    "a pause": (lambda desk: desk.pause(), lambda desk: desk.ask(Resume())),
    "a lock": (lambda desk: desk.lock(), lambda desk: desk.unlock()),
    "an absence": (lambda desk: desk.stop_typing(), lambda desk: desk.type()),
    "no notifier": (
        lambda desk: desk.send(NotifierLost(desk.now, verbatim("no server"))),
        lambda desk: desk.send(NotifierReady(desk.now, "dbus")),
    ),
}
each_obstacle = pytest.mark.parametrize(("begin", "end"), IN_THE_WAY.values(), ids=IN_THE_WAY)


@each_obstacle
@pytest.mark.parametrize("at", ["12:31", "12:45"])
def test_rule_11_held_back_it_is_shown_if_at_most_15_minutes_late(begin: Play, end: Play, at: str) -> None:
    desk = Desk(a_plan(BUS), at="12:00")
    begin(desk)
    desk.until(at)
    end(desk)
    desk.until("13:30")
    assert desk.said() == [f"{at} bus"]
    assert desk.status().missed == ()


@each_obstacle
def test_rule_11_later_it_is_dropped_and_told(begin: Play, end: Play) -> None:
    desk = Desk(a_plan(BUS), at="12:00")
    begin(desk)
    desk.until("12:45:05")
    end(desk)
    desk.until("13:30")
    assert desk.said() == []
    assert [(m.reminder, f"{m.at:%H:%M}") for m in desk.status().missed] == [("bus", "12:30")]


@pytest.mark.parametrize(("length", "shown"), [(minutes(40), ["12:40 bus"]), (minutes(46), [])], ids=["soon", "late"])
@pytest.mark.parametrize("how", ["asleep", "off", "off and on another boot"])
def test_rule_11_missed_in_sleep_or_while_off(length: timedelta, shown: list[str], how: str) -> None:
    desk = Desk(a_plan(BUS), at="12:00")
    if how == "asleep":
        desk.sleep(length)
        desk.type()
    else:
        desk.be_off(length, reboot=how != "off")
    desk.until("13:30")
    assert desk.said() == shown
    assert len(desk.status().missed) == 1 - len(shown)


def test_rule_11_of_two_missed_only_the_later_is_shown() -> None:
    desk = Desk(a_plan(replace(BUS, at=(time(12, 25), time(12, 30)))), at="12:00")
    desk.hold()
    desk.until("12:35")
    desk.release()
    desk.until("13:00")
    assert desk.said() == ["12:35 bus"]
    assert [f"{m.at:%H:%M}" for m in desk.status().missed] == ["12:25"]


def test_rule_11_a_snooze_does_not_hide_the_next_fixed_time() -> None:
    desk = Desk(a_plan(replace(BUS, at=(time(12, 30), time(12, 45)))), at="12:00")
    desk.until("12:30")
    desk.ask(PressButton(Button.SNOOZE, hours(1)))
    desk.until("14:00")
    assert desk.said() == ["12:30 bus", "12:45 bus"]


def test_rule_11_what_was_missed_is_told_for_two_days() -> None:
    desk = Desk(a_plan(BUS), at="12:00")
    desk.sleep(hours(2))
    desk.type()
    assert len(desk.status().missed) == 1
    desk.advance(timedelta(days=2))
    assert desk.status().missed == ()


def test_rule_11_asleep_for_weeks_it_is_not_told_of_every_day() -> None:
    desk = Desk(a_plan(PILLS), at="12:00")
    desk.sleep(timedelta(days=60))
    assert 1 <= len(desk.status().missed) <= 5


def test_rule_11_a_time_that_the_clocks_skip_comes_at_the_first_moment_after_it() -> None:
    desk = Desk(a_plan(replace(BUS, at=(time(2, 30),))), at="01:00", day="2026-03-29")
    desk.until("06:00")
    assert desk.said() == ["03:00 bus"]


def test_rule_11_a_time_that_comes_twice_is_shown_once() -> None:
    desk = Desk(a_plan(replace(BUS, at=(time(2, 30),))), at="01:00", day="2026-10-25")
    desk.advance(hours(6))
    assert desk.said() == ["02:30 bus"]
    assert [wall.fold for wall, _ in desk.shows()] == [0]


def test_rule_11_a_first_start_tells_of_nothing_before_it() -> None:
    desk = Desk(a_plan(BUS), at="12:31")
    desk.until("13:00")
    assert desk.said() == []
    assert desk.status().missed == ()


def test_rule_11_a_natural_break_does_not_clear_it() -> None:
    desk = Desk(a_plan(BUS), at="12:29")
    desk.stop_typing()
    desk.until("12:29:59")
    desk.lock()
    desk.until("12:40")
    desk.unlock()
    assert desk.said() == ["12:40 bus"]


def test_rule_11_in_another_zone_its_times_are_those_of_the_place() -> None:
    desk = Desk(a_plan(BUS), at="12:00")
    desk.until("13:00")
    desk.travel("America/New_York")
    desk.advance(hours(6))
    assert [f"{wall:%H:%M %Z}" for wall, _ in desk.shows()] == ["12:30 CET", "12:30 EST"]


# --- Rule 12: tips ----------------------------------------------------------------------------------------------------


def tips_of(desk: Desk) -> list[str]:
    return [show.showing.words.tip for _, show in desk.shows()]


def kinds_of(desk: Desk) -> list[str]:
    return [tip.rpartition("-")[0] for tip in tips_of(desk)]


def test_rule_12_none_comes_again_before_all_of_its_kind_were_shown(desk: Desk) -> None:
    desk.advance(minutes(20) * len(TIPS) * 3)
    for kind in ("neck", "wrists", "move", "back"):
        tips = [tip for tip in tips_of(desk) if tip.startswith(kind)]
        assert len(tips) >= 10
        assert len(set(tips[:5])) == len(set(tips[5:10])) == 5


def test_rule_12_never_two_of_a_kind_in_a_row(desk: Desk) -> None:
    desk.advance(minutes(20) * len(TIPS) * 3)
    assert all(one != other for one, other in pairwise(kinds_of(desk)))


def test_rule_12_what_another_reminder_has_shown_is_not_repeated() -> None:
    desk = Desk(a_plan(replace(POSTURE, about=("move",)), replace(WALK, every=minutes(30))))
    desk.advance(hours(2))
    assert set(desk.shown()[:5]) == {"posture", "walk"}
    assert len(set(tips_of(desk)[:5])) == 5


def test_rule_12_a_reminder_tells_tips_of_its_kinds() -> None:
    desk = Desk(a_plan(replace(POSTURE, about=("move", "wrists"))))
    desk.advance(hours(8))
    assert set(kinds_of(desk)) == {"move", "wrists"}


def test_rule_12_with_none_left_of_its_kinds_it_tells_of_all() -> None:
    desk = Desk(a_plan(replace(POSTURE, about=("eyes",))))
    desk.until("09:20")
    assert tips_of(desk)[0] in {tip.id for tip in TIPS}


def test_rule_12_with_none_at_all_it_says_a_plain_sentence() -> None:
    desk = Desk(a_plan(tips=()))
    desk.until("09:45")
    assert [show.showing.words for _, show in desk.shows()] == [PLAIN, PLAIN]
    assert PLAIN.title == "Time for a short break"


def test_rule_12_own_words_take_no_tip() -> None:
    desk = Desk(a_plan(WATER))
    desk.until("09:20")
    assert desk.effects(Show)[0].showing.words == ("Drink", "A glass of water.", "")
    assert desk.state.delivery.tip_rounds == {}


def test_rule_12_a_tip_that_is_hidden_meanwhile_comes_no_more(desk: Desk) -> None:
    desk.advance(hours(2))
    desk.change(a_plan(tips=TIPS[:4]))
    before = len(tips_of(desk))
    desk.advance(hours(8))
    assert set(tips_of(desk)[before:]) == {tip.id for tip in TIPS[:4]}


def test_rule_12_new_tips_come_in_without_being_told_again_and_again(desk: Desk) -> None:
    desk.advance(minutes(20) * len(TIPS) * 3)
    mine = tuple(a_tip(f"mine-{n}", "mine") for n in range(3))
    desk.change(a_plan(tips=TIPS + mine))
    before = len(tips_of(desk))
    desk.advance(minutes(20) * (len(TIPS) + 3))
    assert max(tips_of(desk)[before:].count(tip.id) for tip in mine) <= 2


def test_rule_12_the_order_is_another_every_day() -> None:
    orders = set()
    for day in ("2026-01-05", "2026-01-06", "2026-01-07"):
        desk = Desk(day=day)
        desk.advance(hours(3))
        orders.add(tuple(tips_of(desk)))
    assert len(orders) == 3


def test_rule_10_one_that_waits_for_a_better_one_waits_no_longer_than_a_minute() -> None:
    """Else one that comes often would keep another from ever coming."""
    desk = Desk(
        a_plan(replace(WATER, every=minutes(2)), replace(WATER, name="window", every=minutes(20), lasts=seconds(10)))
    )
    desk.advance(hours(2))
    assert desk.shown().count("window") >= 4


def test_rule_18_a_warning_that_was_refused_is_told_again() -> None:
    desk = Desk(a_plan(problems=(Problem("snooze.for", verbatim("it lacks a unit")),)))
    assert len(desk.effects(Warn)) == 1
    desk.send(PostFailed(desk.now, 0, verbatim("it refuses")))
    desk.send(NotifierReady(desk.now, "simulated"))
    assert len(desk.effects(Warn)) == 2
    desk.advance(minutes(15))
    assert len(desk.effects(Warn)) == 2


def test_rule_08_now_says_what_was_put_off(desk: Desk) -> None:
    desk.until("09:20")
    desk.press(Button.SNOOZE)
    desk.say()
    first, second = (show.showing.words for _, show in desk.shows())
    assert first == second


def test_rule_08_an_unknown_name_is_told_even_where_nothing_can_be_shown(desk: Desk) -> None:
    desk.send(NotifierLost(desk.now, verbatim("no server")))
    assert desk.say("posturr") == Unknown("posturr", ("posture",))
