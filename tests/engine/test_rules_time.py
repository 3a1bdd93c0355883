"""Rules 1 to 4: countdowns, what begins them again, restarts, and clocks that jump."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from msgspec.structs import replace
from support.fakes import BUS, PILLS, POSTURE, SENSED, WALK, Desk, a_plan, from_disk, hours, minutes, office, seconds

from reminder.engine import schedule
from reminder.model.effects import Show, WakeAt
from reminder.model.events import RequestReceived, Stopping, Woke
from reminder.model.plan import Hours
from reminder.model.requests import PauseFor, Resume, ShowNow
from reminder.model.senses import Reason
from reminder.model.showing import Button, Outcome, Withdraw

# --- Rule 1: a countdown counts sleep and cannot be set ---------------------------------------------------------------


def test_rule_01_a_countdown_goes_on_in_sleep(desk: Desk) -> None:
    desk.until("09:15")
    desk.sleep(minutes(3))
    desk.type()
    desk.until("09:30")
    assert desk.times() == ["09:20"]


@pytest.mark.parametrize("step", [hours(-1), hours(1), timedelta(days=-400), timedelta(days=400)], ids=str)
def test_rule_01_setting_the_clock_neither_hurries_nor_delays_a_countdown(desk: Desk, step: timedelta) -> None:
    desk.advance(minutes(10))
    desk.set_clock(step)
    desk.advance(minutes(9.9))
    assert desk.times() == []
    desk.advance(minutes(0.1))
    assert len(desk.times()) == 1


def test_rule_01_setting_the_clock_changes_no_timed_pause(desk: Desk) -> None:
    desk.pause(minutes(30))
    desk.set_clock(hours(-5))
    desk.advance(minutes(29))
    assert desk.state.pause
    desk.advance(minutes(1))
    assert desk.state.pause is None


@pytest.mark.parametrize("drift", [-0.3, 0.3])
def test_rule_01_a_pause_until_a_time_ends_at_that_time_by_a_clock_that_drifts(drift: float) -> None:
    desk = Desk()
    until = desk.now.wall + hours(1)
    desk.pause(until=until)
    desk.set_clock(seconds(drift))
    desk.advance(minutes(10))
    assert desk.status().holds[0].until == until


@pytest.mark.parametrize(
    ("step", "left"),
    [(minutes(30), 30), (hours(5), 0), (hours(-5), 60)],
    ids=["a clock set ahead ends it sooner", "far ahead: at once", "set back: never longer than it was"],
)
def test_rule_01_a_pause_until_a_time_goes_by_the_wall_but_never_exceeds_its_length(step: timedelta, left: int) -> None:
    desk = Desk()
    desk.pause(until=desk.now.wall + hours(1))
    desk.set_clock(step)
    if left:
        desk.advance(minutes(left) - seconds(1))
        assert desk.state.pause
        desk.advance(seconds(1))
    assert desk.state.pause is None


def test_rule_01_over_a_reboot_the_wall_clock_says_how_long_it_was_off(desk: Desk) -> None:
    desk.until("09:15")
    desk.be_off(minutes(3), reboot=True)
    desk.until("09:30")
    assert desk.times() == ["09:20"]


def test_rule_01_on_the_same_boot_the_clock_that_cannot_be_set_says_it(desk: Desk) -> None:
    desk.until("09:15")
    desk.send(Stopping(desk.now))
    desk.ticks += minutes(3)
    desk.utc -= hours(5)
    desk.start()
    desk.advance(minutes(2))
    assert len(desk.times()) == 1


def test_rule_01_a_wall_clock_behind_the_saved_one_counts_as_a_natural_break(desk: Desk) -> None:
    desk.until("09:15")
    desk.be_off(timedelta(days=-3), reboot=True)
    desk.advance(minutes(19.9))
    assert desk.times() == []
    desk.advance(minutes(0.1))
    assert len(desk.times()) == 1


def test_rule_01_a_pause_outlives_an_absurd_reboot_with_no_more_than_it_had_left(desk: Desk) -> None:
    desk.pause(hours(1))
    desk.advance(minutes(20))
    desk.be_off(timedelta(days=-3), reboot=True)
    desk.advance(minutes(39))
    assert desk.state.pause
    desk.advance(minutes(1))
    assert desk.state.pause is None


# --- Rule 2: what begins a countdown again ----------------------------------------------------------------------------


def test_rule_02_the_first_start_begins_a_whole_countdown(desk: Desk) -> None:
    desk.until("09:19:59")
    assert desk.times() == []
    desk.until("09:20")
    assert desk.times() == ["09:20"]


def test_rule_02_a_showing_begins_it_again(desk: Desk) -> None:
    desk.until("10:05")
    assert desk.times() == ["09:20", "09:40", "10:00"]


def test_rule_02_the_return_from_a_natural_break_begins_it_again(desk: Desk) -> None:
    desk.until("09:10")
    desk.be_away(minutes(5))
    desk.until("09:40")
    assert desk.times() == ["09:35"]


def test_rule_02_a_shorter_absence_begins_nothing(desk: Desk) -> None:
    desk.until("09:10")
    desk.be_away(minutes(5) - seconds(1))
    desk.until("09:25")
    assert desk.times() == ["09:20"]


def test_rule_02_an_absence_that_is_over_before_any_alarm_rang_counts_too() -> None:
    desk = Desk(a_plan(wait_for_pause=minutes(2)))
    desk.until("09:20")
    desk.stop_typing()
    desk.until("09:20:10")
    desk._wake = None
    desk.until("09:25")
    desk.type()
    desk.until("09:50")
    assert desk.times() == ["09:20:03", "09:47"]


@pytest.mark.parametrize("absence", ["lock", "sleep"])
@pytest.mark.parametrize("sees_input", [True, False], ids=["sees input", "blind"])
def test_rule_02_locked_and_asleep_are_absences_too(absence: str, sees_input: bool) -> None:
    desk = Desk(sees_input=sees_input)
    desk.until("09:10")
    if absence == "lock":
        desk.lock()
        desk.advance(minutes(6))
        desk.unlock()
    else:
        desk.sleep(minutes(6))
        desk.type()
    desk.until("09:40")
    assert desk.times() == ["09:36"]


def test_rule_02_one_absence_of_several_parts_counts_as_a_whole(desk: Desk) -> None:
    desk.until("09:10")
    desk.stop_typing()
    desk.advance(minutes(2))
    desk.lock()
    desk.advance(minutes(2))
    desk.sleep(minutes(2))
    desk.unlock()
    desk.until("09:40")
    assert desk.times() == ["09:36"]


def test_rule_02_the_end_of_a_pause_begins_it_again(desk: Desk) -> None:
    desk.until("09:10")
    desk.pause(minutes(30))
    desk.until("10:05")
    assert desk.times() == ["10:00"]


def test_rule_02_resuming_begins_it_again(desk: Desk) -> None:
    desk.until("09:10")
    desk.pause()
    desk.until("09:30")
    desk.ask(Resume())
    desk.until("09:55")
    assert desk.times() == ["09:50"]


def test_rule_02_the_opening_of_working_hours_begins_it_again() -> None:
    desk = Desk(a_plan(hours=office("09:00-09:15", "10:00-17:00")))
    desk.until("10:25")
    assert desk.times() == ["10:20"]


LAST_OF_THESE = {
    "pause, then lock": ("pause", "lock"),
    "lock, then pause": ("lock", "pause"),
    "pause, then closed hours": ("pause", "hours"),
    "lock, then closed hours": ("lock", "hours"),
    "closed hours, then away": ("hours", "away"),
}


@pytest.mark.parametrize(("first", "last"), LAST_OF_THESE.values(), ids=LAST_OF_THESE)
def test_rule_02_where_holds_remain_it_begins_when_the_last_is_over(first: str, last: str) -> None:
    """Both last from 09:05; the first ends at 10:00, the last at 11:00."""
    closed = {"hours": {first: "10:00", last: "11:00"}.get("hours", "09:05")}
    desk = Desk(a_plan(hours=office("09:00-09:05", f"{closed['hours']}-17:00")))
    desk.until("09:05")
    if "pause" in (first, last):
        desk.pause(hours(1 if first == "pause" else 2) - minutes(5))
    if "lock" in (first, last):
        desk.lock()
    if "away" in (first, last):
        desk.stop_typing()
    for clock, ends in (("10:00", first), ("11:00", last)):
        desk.until(clock)
        if ends == "lock":
            desk.unlock()
        if ends == "away":
            desk.type()
        if ends == "pause" and desk.state.pause:
            desk.ask(Resume())
    desk.until("11:25")
    assert desk.times() == ["11:20"]


@pytest.mark.parametrize("reason", SENSED)
def test_rule_02_other_holds_begin_nothing(desk: Desk, reason: Reason) -> None:
    desk.hold(reason)
    desk.until("09:10")
    desk.release(reason)
    desk.until("09:25")
    assert desk.times() == ["09:20"]


def test_rule_02_a_meeting_that_goes_on_does_not_keep_a_pause_from_beginning_it_again(desk: Desk) -> None:
    desk.hold()
    desk.pause(minutes(30))
    desk.until("09:40")
    desk.release()
    desk.until("09:55")
    assert desk.times() == ["09:50"]


# --- Rule 3: a restart goes on where it was ---------------------------------------------------------------------------


each_boot = pytest.mark.parametrize("reboot", [False, True], ids=["same boot", "another boot"])
each_end = pytest.mark.parametrize("killed", [False, True], ids=["stopped", "killed"])


@each_boot
@each_end
def test_rule_03_a_short_time_off_changes_nothing(desk: Desk, reboot: bool, killed: bool) -> None:
    desk.until("09:15")
    desk.be_off(minutes(4), reboot, killed)
    desk.until("09:45")
    assert desk.times() == ["09:20", "09:40"]


@each_boot
@each_end
def test_rule_03_off_for_longer_than_a_natural_break_countdowns_begin_again(reboot: bool, killed: bool) -> None:
    desk = Desk()
    desk.until("09:15")
    desk.be_off(minutes(11), reboot, killed)
    desk.until("09:50")
    assert desk.times() == ["09:46"]


def test_rule_03_one_that_was_killed_may_have_run_on_after_it_left_word() -> None:
    stopped, killed = Desk(), Desk()
    for desk, was_killed in ((stopped, False), (killed, True)):
        desk.until("09:10")
        desk.be_off(minutes(6), killed=was_killed)
        desk.until("09:40")
    assert stopped.times() == ["09:36"]
    assert killed.times() == ["09:20", "09:40"]


@each_boot
@pytest.mark.parametrize("off", [minutes(1), minutes(30)], ids=["short", "long"])
def test_rule_03_a_timed_pause_survives_and_ends_by_itself(desk: Desk, off: timedelta, reboot: bool) -> None:
    desk.pause(hours(1))
    desk.advance(minutes(10))
    desk.be_off(off, reboot)
    assert desk.status().holds[0].until == datetime(2026, 1, 5, 9, tzinfo=UTC)
    desk.until("10:25")
    assert desk.times() == ["10:20"]


def test_rule_03_a_pause_that_ran_out_meanwhile_is_over(desk: Desk) -> None:
    desk.pause(minutes(5))
    desk.be_off(minutes(10), reboot=True)
    assert desk.status().holds == ()
    desk.until("09:40")
    assert desk.times() == ["09:30"]


def test_rule_03_an_endless_pause_survives_every_restart(desk: Desk) -> None:
    desk.pause()
    desk.be_off(timedelta(days=3), reboot=True)
    desk.advance(hours(3))
    assert desk.times() == []


def test_rule_03_a_clock_that_was_set_by_centuries_does_no_harm(desk: Desk) -> None:
    desk.set_clock(timedelta(days=400 * 365))
    desk.advance(minutes(1))
    assert from_disk(desk.state) == desk.state


def test_rule_03_a_pause_over_two_years_of_days_off_survives() -> None:
    off = frozenset(date(2026, 1, 6) + timedelta(days=days) for days in range(700))
    desk = Desk(a_plan(hours=Hours(off=off)))
    desk.pause(until=schedule.tomorrow(desk.plan.hours, desk.now.wall))
    assert desk.state.pause
    assert from_disk(desk.state) == desk.state


def test_rule_03_a_snooze_survives_with_its_words(desk: Desk) -> None:
    desk.until("09:20")
    desk.press(Button.SNOOZE)
    desk.be_off(minutes(2), reboot=True)
    desk.until("09:30")
    first, second = (show.showing.words for _, show in desk.shows())
    assert desk.times() == ["09:20", "09:25"]
    assert first == second


def test_rule_03_what_is_kept_survives(desk: Desk) -> None:
    desk.hold()
    desk.until("09:25")
    desk.be_off(timedelta(), killed=True)
    assert desk.times() == ["09:25"]


def test_rule_03_the_open_showing_survives_and_can_be_answered(desk: Desk) -> None:
    desk.until("09:21")
    desk.be_off(timedelta(), killed=True)
    desk.press(Button.DONE)
    assert desk.outcomes() == [Outcome.DONE]


def test_rule_03_a_clock_of_the_same_boot_that_begins_again_lengthens_no_pause(desk: Desk) -> None:
    """As where a boot is known by its minute alone, and the clock on the wall stood still."""
    desk.advance(hours(2))
    desk.pause(minutes(30))
    desk.send(Stopping(desk.now))
    desk.ticks = desk.awake = minutes(1)
    desk.start()
    assert from_disk(desk.state) == desk.state
    desk.advance(minutes(29))
    assert desk.state.pause
    desk.advance(minutes(1))
    assert desk.state.pause is None


def test_rule_03_one_that_was_answered_just_before_a_kill_is_withdrawn_again(desk: Desk) -> None:
    desk.until("09:21")
    desk.press(Button.DONE)
    [before] = desk.effects(Withdraw)
    desk.be_off(timedelta(), killed=True)
    assert desk.effects(Withdraw) == [before, before]


def test_rule_03_one_that_the_next_has_taken_the_place_of_is_not_withdrawn(desk: Desk) -> None:
    desk.until("09:21")
    desk.press(Button.DONE)
    desk.until("09:41")
    desk.be_off(timedelta(), killed=True)
    assert len(desk.effects(Withdraw)) == 1


def test_rule_03_the_tips_shown_survive(desk: Desk) -> None:
    steady = Desk()
    for _ in desk.plan.tips:
        desk.advance(minutes(20))
        desk.be_off(timedelta())
    steady.advance(minutes(20) * len(desk.plan.tips))
    tips = [[show.showing.words.tip for _, show in world.shows()] for world in (desk, steady)]
    assert tips[0] == tips[1]
    assert len(tips[0]) == len(desk.plan.tips)


def test_rule_03_the_state_of_a_full_day_comes_back_from_disk_as_it_was() -> None:
    desk = Desk(a_plan(POSTURE, WALK, PILLS))
    desk.until("12:20")
    desk.hold()
    desk.until("12:40")
    desk.press(Button.SNOOZE)
    desk.pause(minutes(5))
    assert from_disk(desk.state) == desk.state


# --- Rule 4: one reckoning after every jump ---------------------------------------------------------------------------

JUMPS: dict[str, Callable[[Desk], object]] = {
    "asleep over a lunch": lambda desk: desk.sleep(hours(1)),
    "asleep over a weekend": lambda desk: desk.sleep(timedelta(days=2)),
    "asleep for a blink": lambda desk: desk.sleep(seconds(1)),
    "the clock an hour back": lambda desk: desk.set_clock(hours(-1)),
    "the clock a day ahead": lambda desk: desk.set_clock(timedelta(days=1)),
    "the clock a year back": lambda desk: desk.set_clock(timedelta(days=-365)),
    "to New York": lambda desk: desk.travel("America/New_York"),
    "to Auckland": lambda desk: desk.travel("Pacific/Auckland"),
}


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_rule_04_a_jump_makes_no_burst_and_no_silence(jump: Callable[[Desk], object]) -> None:
    desk = Desk(a_plan(POSTURE, WALK, BUS))
    desk.until("10:15")
    before = len(desk.times())
    jump(desk)
    desk.type()
    assert len(desk.times()) <= before + 1
    assert desk.state.run.wake is not None
    assert desk.state.run.wake > desk.now.ticks
    count = len(desk.times())
    desk.advance(minutes(21))
    assert count < len(desk.times()) <= count + 2


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"], ids=["forward", "back"])
def test_rule_04_the_night_of_a_change_of_clocks_has_every_twenty_minutes_one(day: str) -> None:
    desk = Desk(at="00:00", day=day)
    desk.advance(hours(6))
    moments = [entry.at.ticks for entry in desk.log if isinstance(entry.effect, Show)]
    assert len(moments) == 18
    assert {later - before for before, later in pairwise(moments)} == {minutes(20)}


def test_rule_04_a_late_alarm_shows_one_and_a_whole_countdown_later_the_next(desk: Desk) -> None:
    desk.advance(minutes(19))
    desk.ticks += hours(3)
    desk.awake += hours(3)
    desk.utc += hours(3)
    desk.advance(minutes(19))
    assert len(desk.times()) == 1
    desk.advance(minutes(1))
    assert len(desk.times()) == 2


def test_rule_04_an_event_that_others_overtook_sets_no_clock_back(desk: Desk) -> None:
    desk.until("09:15")
    earlier = desk.now
    desk.advance(seconds(1))
    desk.send(RequestReceived(desk.now, 1, ShowNow()))
    desk.send(Woke(earlier))
    assert desk.state.heartbeat.last == desk.now._replace(wall=desk.now.wall.astimezone(UTC))
    assert desk.state.countdowns["posture"].began == desk.state.heartbeat.last.ticks


def test_rule_04_a_fixed_time_is_not_doubled_by_a_clock_that_is_set_back() -> None:
    desk = Desk(a_plan(BUS), at="12:00")
    desk.until("12:40")
    desk.set_clock(hours(-1))
    desk.advance(hours(2))
    assert desk.shown() == ["bus"]


def test_rule_04_a_fixed_time_is_not_lost_to_a_clock_that_was_wrong_for_a_moment() -> None:
    desk = Desk(a_plan(BUS), at="12:00")
    desk.set_clock(timedelta(days=1, minutes=50))
    desk.set_clock(timedelta(days=-1, minutes=-50))
    assert desk.status().missed == ()
    desk.advance(timedelta(days=1, hours=1))
    assert desk.said() == ["12:30 bus", "12:30 bus"]


EXPLAINED: dict[str, Callable[[Desk], object]] = {
    "an endless pause": lambda desk: desk.ask(PauseFor()),
    "a lock": lambda desk: desk.lock(),
    "do not disturb": lambda desk: desk.hold(Reason.DO_NOT_DISTURB),
}


@pytest.mark.parametrize("hold", EXPLAINED.values(), ids=EXPLAINED)
def test_rule_04_without_a_next_wake_up_a_hold_explains_why(desk: Desk, hold: Callable[[Desk], object]) -> None:
    hold(desk)
    desk.advance(hours(3))
    assert desk.state.run.wake is None
    assert desk.effects(WakeAt)[-1] == WakeAt(None)
    assert desk.status().holds
    upcoming = desk.status().next
    assert upcoming.why == desk.status().holds[0].reason


def test_rule_04_with_nothing_enabled_there_is_nothing_to_wake_for() -> None:
    desk = Desk(a_plan(replace(POSTURE, enabled=False)))
    desk.advance(hours(1))
    assert desk.state.run.wake is None
    assert desk.status().next is None


def test_rule_03_what_is_saved_in_a_doubled_hour_is_read_as_it_was() -> None:
    """Python never finds a zone's time in that hour equal to the same instant with a fixed offset."""
    desk = Desk(at="02:10", day="2026-10-25")
    desk.advance(hours(1))
    assert f"{desk.now.wall:%H:%M} {desk.now.wall.fold}" == "02:10 1"
    assert from_disk(desk.state) == desk.state


def test_rule_04_what_was_due_at_a_fixed_time_is_not_due_a_year_before() -> None:
    desk = Desk(a_plan(PILLS), at="12:29")
    desk.hold()
    desk.advance(minutes(2))
    desk.set_clock(timedelta(days=-365))
    desk.release()
    assert desk.times() == []
    desk.until("16:00")
    assert desk.times() == ["16:00"]
