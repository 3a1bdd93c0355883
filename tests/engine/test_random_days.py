"""Random days, and odd changes of clocks: whatever happens in whatever order, some things are so after every event."""

from collections import Counter
from datetime import date, time, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace
from support.fakes import (
    BUS,
    LOOK,
    PILLS,
    POSTURE,
    WALK,
    WATER,
    a_plan,
    a_quiet,
    hours,
    minutes,
    office,
    ranges,
    seconds,
)
from support.odd_years import ODD_YEARS, OddYear, days_of_change
from support.random_desk import COMMANDS, SENSED, RandomDesk
from support.trials import HowMany, Tally

from reminder.engine import schedule
from reminder.engine.schedule import APART
from reminder.model.events import (
    CameBack,
    Closed,
    HoldBegan,
    HoldEnded,
    Inhibited,
    NotifierLost,
    NotifierReady,
    Posted,
    SenseLost,
    WentIdle,
    Woke,
)
from reminder.model.plan import Hours, Problem
from reminder.model.requests import AskStatus, PressButton
from reminder.model.senses import Reason, SenseName
from reminder.model.showing import Button
from reminder.phrase import verbatim

pytestmark = [pytest.mark.proof]

NIGHT = Hours(week=(ranges("22:00-02:00"),) * 7)
PLANS = {
    "the default": a_plan(),
    "waits for a pause in typing": a_plan(replace(POSTURE, every=minutes(45)), wait_for_pause=minutes(2)),
    "those that meet": a_plan(POSTURE, WALK, WATER, replace(WATER, name="eyes"), wait_for_pause=minutes(2)),
    "short natural breaks": a_plan(POSTURE, WALK, natural_break=minutes(1), snooze_limit=0),
    "fixed times in an office": a_plan(POSTURE, PILLS, BUS, LOOK, hours=office("09:00-12:00", "13:00-17:30")),
    "at night, every minute": a_plan(
        POSTURE, replace(WATER, every=minutes(1)), hours=NIGHT, quiet=a_quiet(at_most=minutes(30))
    ),
    "input is not watched": a_plan(replace(POSTURE, every=None, at=(time(2, 30), time(12))), WALK, see_idle=False),
    "a film is a break": a_plan(POSTURE, WALK, passive_is_work=False, wait_for_pause=minutes(2)),
    "a day off": a_plan(POSTURE, replace(WALK, lasts=minutes(40)), hours=Hours(off=frozenset({date(2026, 3, 29)}))),
    "a mistake": a_plan(POSTURE, WALK, problems=(Problem("every", verbatim("every = 0 is too short")),)),
    "nothing enabled": a_plan(replace(POSTURE, enabled=False)),
    "nothing recorded": a_plan(history_retention=None),
}

lengths = st.builds(lambda s: timedelta(seconds=s), st.integers(0, 4 * 3600) | st.integers(0, 400))
"""Of minutes and seconds more often than of hours."""
rarely = st.sampled_from([False, False, False, True])
"""What keeps everything quiet is over again in most cases, or nothing would happen at all."""


class RandomDays(RuleBasedStateMachine):
    """One desk, and all that can happen at it."""

    desk: RandomDesk
    tally: Tally

    @initialize(
        plan=st.sampled_from(sorted(PLANS)),
        year=st.sampled_from(ODD_YEARS),
        which=st.integers(0, 3),
        at=st.sampled_from(["01:00", "09:00", "12:20", "21:00"]),
        sees_input=st.booleans(),
        polled=st.booleans(),
        virtual=st.booleans(),
    )
    def begin(
        self, plan: str, year: OddYear, which: int, at: str, sees_input: bool, polled: bool, virtual: bool
    ) -> None:
        """On the day before a change of clocks, where there is one."""
        days = days_of_change(year)
        day = days[which % len(days)] - timedelta(days=1)
        self.desk = RandomDesk(
            replace(PLANS[plan], hooks=COMMANDS), day.isoformat(), at, year.zone, sees_input, polled, virtual
        )

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.tally["random days"] += 1
            self.tally["notifications"] += len(self.desk.seen)

    # --- the person ---------------------------------------------------------------------------------------------------

    @rule(length=lengths)
    def work(self, length: timedelta) -> None:
        self.desk.come_back()
        self.desk.advance(length)

    @rule(length=lengths)
    def rest(self, length: timedelta) -> None:
        self.desk.stop_typing()
        self.desk.advance(length)

    @rule(length=lengths, stays=rarely)
    def lock(self, length: timedelta, stays: bool) -> None:
        self.desk.locked = True
        self.desk.lock()
        self.desk.advance(length)
        if not stays:
            self.desk.come_back()

    @rule(answer=st.sampled_from(Button), length=st.none() | st.sampled_from([minutes(1), minutes(30), hours(4)]))
    def answer(self, answer: Button, length: timedelta | None) -> None:
        self.desk.ask(PressButton(answer, length if answer is Button.SNOOZE else None))

    @precondition(lambda self: self.desk.seen)
    @rule(answer=st.sampled_from(Button))
    def press(self, answer: Button) -> None:
        self.desk.press(answer)

    @precondition(lambda self: self.desk.seen)
    @rule(by_person=st.booleans())
    def close(self, by_person: bool) -> None:
        self.desk.send(Closed(self.desk.now, self.desk.seen[-1][1].showing.id, by_person))

    @rule(name=st.sampled_from(["", "posture", "walk", "bus", "nothing"]))
    def now(self, name: str) -> None:
        self.desk.say(name)

    @rule(length=st.none() | lengths, at=st.none() | lengths, stays=rarely)
    def pause(self, length: timedelta | None, at: timedelta | None, stays: bool) -> None:
        wall = schedule.stamp(self.desk.now.wall)
        until = None if length or at is None else wall + at
        length = at if until else length
        self.desk.pause(None if until else length, until)
        self.desk.paused = (self.desk.true, length, until)
        self.desk.check()
        if not stays:
            self.desk.advance(minutes(3))
            self.desk.resume()

    @rule(plan=st.sampled_from(sorted(PLANS)))
    def change_the_settings(self, plan: str) -> None:
        self.desk.disturb()
        self.desk.change(replace(PLANS[plan], hooks=COMMANDS))

    # --- the machine --------------------------------------------------------------------------------------------------

    @rule(length=lengths)
    def sleep(self, length: timedelta) -> None:
        self.desk.disturb()
        self.desk.sleep(length)

    @rule(by=st.sampled_from([hours(1), hours(-1), minutes(3), minutes(-3), timedelta(days=1), timedelta(days=-400)]))
    def set_the_clock(self, by: timedelta) -> None:
        self.desk.set_clock(by)

    @rule(zone=st.sampled_from(sorted({odd.zone for odd in ODD_YEARS})))
    def travel(self, zone: str) -> None:
        self.desk.travel(zone)

    @rule(length=lengths, reboot=st.booleans(), killed=st.booleans())
    def be_off(self, length: timedelta, reboot: bool, killed: bool) -> None:
        self.desk.disturb()
        self.desk.be_off(length, reboot, killed)

    # --- the senses ---------------------------------------------------------------------------------------------------

    @rule(key=st.sampled_from(SENSED), length=lengths | st.just(hours(3)), stays=st.booleans())
    def hold(self, key: tuple[Reason, str], length: timedelta, stays: bool) -> None:
        self.desk.sensed.setdefault(key, self.desk.true)
        self.desk.send(HoldBegan(self.desk.now, *key))
        self.desk.advance(length)
        self.desk.check()
        if not stays:
            self.release(key)

    @rule(key=st.sampled_from(SENSED))
    def release(self, key: tuple[Reason, str]) -> None:
        self.desk.sensed.pop(key, None)
        self.desk.send(HoldEnded(self.desk.now, *key))

    @rule(source=st.sampled_from(sorted({source for _, source in SENSED})))
    def lose_a_sense(self, source: str) -> None:
        self.desk.sensed = {key: began for key, began in self.desk.sensed.items() if key[1] != source}
        self.desk.send(SenseLost(self.desk.now, source, verbatim("blind")))

    @rule(
        source=st.sampled_from(["idle", "idle inhibitors"]),
        by=st.sampled_from([("mpv",), ("zoom", "mpv"), ()]),
        length=lengths,
    )
    def keep_the_screen_awake(self, source: str, by: tuple[str, ...], length: timedelta) -> None:
        self.desk.send(Inhibited(self.desk.now, source, by))
        self.desk.advance(length)

    @rule(length=lengths, stays=rarely)
    def lose_the_sense_of_input(self, length: timedelta, stays: bool) -> None:
        self.desk.disturb()
        self.desk.lose_input()
        self.desk.advance(length)
        if not stays:
            self.desk.find_input()

    @rule(length=lengths)
    def lose_the_sense_of_the_lock(self, length: timedelta) -> None:
        self.desk.disturb()
        self.desk.locked = False
        self.desk.send(SenseLost(self.desk.now, SenseName.LOCK, verbatim("logind is gone")))
        self.desk.advance(length)

    @rule(since=lengths, ahead=st.booleans(), length=lengths, times=st.integers(1, 3))
    def lie_about_the_input(self, since: timedelta, ahead: bool, length: timedelta, times: int) -> None:
        """Idle since long ago, or from some time ahead on, again and again; and in between, back."""
        desk = self.desk
        desk.disturb()
        idle = WentIdle(desk.now, desk.ticks + since if ahead else desk.ticks - since)
        desk.be_lied_to([idle, CameBack(desk.now), idle] * times, length)

    @rule(by=st.sampled_from([timedelta(), seconds(0.001), seconds(1)]))
    def be_overtaken(self, by: timedelta) -> None:
        """Something waited while others went before it."""
        late = Woke(self.desk.now)
        self.desk.advance(by)
        self.desk.say("")
        self.desk.send(late)

    @rule()
    def answer_late_and_twice(self) -> None:
        self.desk.answer()
        self.desk.answer()

    @rule(key=st.sampled_from(SENSED), times=st.integers(2, 9))
    def flap(self, key: tuple[Reason, str], times: int) -> None:
        desk = self.desk
        desk.sensed.pop(key, None)
        for _ in range(times):
            desk.send(HoldBegan(desk.now, *key))
            desk.send(HoldEnded(desk.now, *key))

    @rule(length=lengths, stays=rarely)
    def make_a_call(self, length: timedelta, stays: bool) -> None:
        """Nobody tells of it before somebody asks."""
        desk = self.desk
        desk.call = desk.true if desk.call is None else desk.call
        desk.disturb()
        desk.advance(length)
        if not stays:
            desk.call = None
        desk.disturb()
        desk.send(Woke(desk.now))

    @rule(answers=st.booleans())
    def let_the_senses_answer_or_not(self, answers: bool) -> None:
        self.desk.answers = answers

    @rule(key=st.sampled_from(SENSED), length=lengths)
    def leave_the_person_free(self, key: tuple[Reason, str], length: timedelta) -> None:
        """What is kept is shown once, within 15 s of the end of the last hold, unless one was shown just before."""
        desk = self.desk
        self.hold(key, length, stays=True)
        desk.come_back()
        desk.resume()
        self.find_a_notifier()
        kept = [
            r for r in desk.plan.reminders if r.enabled and (due := desk.state.countdowns[r.name].due) and due.deferred
        ]
        before = len(desk.seen)
        apart = not desk.seen or desk.true - desk.seen[-1][0] >= APART
        for other in tuple(desk.sensed):
            self.release(other)
        desk.advance(seconds(15))
        if kept and apart and not desk.active:
            assert len(desk.seen) == before + 1
            assert not any(desk.state.countdowns[r.name].due for r in kept if r.every and not r.title)

    # --- the desktop --------------------------------------------------------------------------------------------------

    @rule(delivery=st.sampled_from(["refused", "lapsed"]), length=lengths, stays=rarely)
    def treat_notifications_badly(self, delivery: str, length: timedelta, stays: bool) -> None:
        self.desk.delivery = delivery
        self.desk.advance(length)
        if not stays:
            self.find_a_notifier()

    @rule(length=lengths, stays=rarely)
    def lose_the_notifier(self, length: timedelta, stays: bool) -> None:
        self.desk.send(NotifierLost(self.desk.now, verbatim("no server")))
        self.desk.advance(length)
        if not stays:
            self.find_a_notifier()

    @rule()
    def find_a_notifier(self) -> None:
        self.desk.delivery = "taken"
        self.desk.send(NotifierReady(self.desk.now, "another"))

    @precondition(lambda self: self.desk.unknown)
    @rule()
    def say_at_last_that_it_was_posted(self) -> None:
        self.desk.send(Posted(self.desk.now, self.desk.unknown.pop(), "late"))

    @rule()
    def look(self) -> None:
        self.desk.ask(AskStatus())

    @invariant()
    def everything_is_in_order(self) -> None:
        if hasattr(self, "desk"):
            self.desk.check()


def test_whatever_happens_on_random_days_some_things_are_always_so(how_many: HowMany, tally: Tally) -> None:
    class Days(RandomDays):
        pass

    Days.tally = tally
    once = settings(
        max_examples=how_many(60, 10_000),
        stateful_step_count=40,
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow],
    )
    run_state_machine_as_test(Days, settings=once)


def test_a_question_of_long_ago_that_was_never_answered_is_asked_anew() -> None:
    """One of these days: before a silence was noticed another hold began; by its end the sense answers, of a call."""
    days = RandomDays()
    RandomDays.tally = Counter()
    windhoek = OddYear(zone="Africa/Windhoek", year=2017, why="winter time, given up in this year")
    days.begin("those that meet", windhoek, which=2, at="21:00", sees_input=True, polled=True, virtual=False)
    days.let_the_senses_answer_or_not(answers=False)
    days.flap((Reason.MEETING, "microphone"), times=2)
    days.make_a_call(seconds(145), stays=True)
    for length in (3498, 1003, 372):
        days.lose_the_notifier(seconds(length), stays=False)
    days.let_the_senses_answer_or_not(answers=True)
    days.leave_the_person_free((Reason.MEETING, "camera"), seconds(43))
    assert days.desk.state.countdowns["water"].due


def test_a_question_that_is_given_up_ends_no_hold() -> None:
    """One of these days: a call goes on over a restart after which its sense, found again, answers no more."""
    days = RandomDays()
    RandomDays.tally = Counter()
    lord_howe = OddYear(zone="Australia/Lord_Howe", year=2026, why="summer time is half an hour")
    days.begin("those that meet", lord_howe, which=0, at="01:00", sees_input=False, polled=True, virtual=False)
    days.make_a_call(seconds(399), stays=True)
    days.be_off(seconds(187), reboot=False, killed=False)
    for length in (128, 378):
        days.lose_the_notifier(seconds(length), stays=False)
    days.be_off(seconds(136), reboot=False, killed=False)
    days.lock(seconds(361), stays=False)
    days.let_the_senses_answer_or_not(answers=False)
    days.be_off(timedelta(), reboot=False, killed=False)
    days.hold((Reason.MEETING, "camera"), hours(3), stays=False)
