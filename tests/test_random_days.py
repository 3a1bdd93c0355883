"""Random days: whatever happens in whatever order, some things are so after every event.

`RANDOM_DAYS=5000 pytest tests/test_random_days.py` plays so many in place of a few seconds' worth.
"""

import os
from datetime import date, datetime, time, timedelta

from fakes import (
    BUS,
    LOOK,
    PILLS,
    POSTURE,
    WALK,
    WATER,
    Desk,
    a_plan,
    from_disk,
    hours,
    minutes,
    office,
    ranges,
    seconds,
)
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from reminder import holds, schedule
from reminder.engine import step
from reminder.model import (
    Answer,
    AskSenses,
    AskStatus,
    CameBack,
    Closed,
    Effect,
    Event,
    GiveAnswer,
    Hold,
    HoldBegan,
    HoldEnded,
    Hours,
    Inhibited,
    Locked,
    NotifierLost,
    NotifierReady,
    Plan,
    PlanChanged,
    Posted,
    PostFailed,
    PostLapsed,
    Quiet,
    Reason,
    Record,
    Reminder,
    Resume,
    Sense,
    SenseFound,
    SenseLost,
    SensesAnswered,
    Show,
    Started,
    State,
    Stopping,
    WentIdle,
    Woke,
)
from reminder.schedule import APART

NIGHT = Hours(week=(ranges("22:00-02:00"),) * 7)
PLANS = {
    "the default": a_plan(),
    "waits for a pause in typing": a_plan(replace(POSTURE, every=minutes(45)), wait_for_pause=minutes(2)),
    "those that meet": a_plan(POSTURE, WALK, WATER, replace(WATER, name="eyes"), wait_for_pause=minutes(2)),
    "short natural breaks": a_plan(POSTURE, WALK, natural_break=minutes(1), snooze_limit=0),
    "fixed times in an office": a_plan(POSTURE, PILLS, BUS, LOOK, hours=office("09:00-12:00", "13:00-17:30")),
    "at night, every minute": a_plan(
        POSTURE, replace(WATER, every=minutes(1)), hours=NIGHT, quiet=Quiet(at_most=minutes(30))
    ),
    "input is not watched": a_plan(replace(POSTURE, every=None, at=(time(2, 30), time(12))), WALK, see_idle=False),
    "a film is a break": a_plan(POSTURE, WALK, passive_is_work=False, wait_for_pause=minutes(2)),
    "a day off": a_plan(POSTURE, replace(WALK, lasts=minutes(40)), hours=Hours(off=frozenset({date(2026, 3, 29)}))),
    "nothing enabled": a_plan(replace(POSTURE, enabled=False)),
}
SENSED = (
    (Reason.MEETING, "camera"),
    (Reason.MEETING, "microphone"),
    (Reason.MEETING, "screen sharing"),
    (Reason.APP, "apps"),
    (Reason.FULL_SCREEN, "full screen"),
    (Reason.DO_NOT_DISTURB, "do not disturb"),
)
CALL = Reason.MEETING, "call"


class RandomDesk(Desk):
    """It counts the true time, knows by itself what must hold, and looks at every step of the engine."""

    def __init__(self, plan: Plan, day: str, at: str, sees_input: bool, asked: bool) -> None:
        self.true = timedelta()
        """Time as it really passes: no clock of the machine is set or starts anew."""
        self.locked = False
        self.sensed: dict[tuple[Reason, str], timedelta] = {}
        self.paused: tuple[timedelta, timedelta | None, datetime | None] | None = None
        """When it began by the true time, its length, and the time on the wall that it is to end at."""
        self.delivery = "taken"
        self.answers = True
        self.call: timedelta | None = None
        """When it began, by the true time. The sense that must be asked learns of it when it is."""
        self.unknown: list[int] = []
        """Showings whose delivery lapsed."""
        self.rested = timedelta()
        """How long the person was truly absent, when they came back last."""
        self.open: set[int] = set()
        self.refused: set[int] = set()
        self.seen: list[tuple[timedelta, Show]] = []
        """What the desktop did not refuse, and when."""
        self.owed: set[str] = set()
        """Reminders that the desktop refused, one asked for by `now` among them: they come as soon as they can."""
        self.last_seen: dict[str, timedelta] = {}
        self.active: tuple[Hold, ...] = ()
        """The holds after the last event."""
        self.shortest: dict[str, timedelta] = {}
        """The shortest `every` of each reminder since it was last shown."""
        self.free_since: dict[str, timedelta] = {}
        """Since when nothing keeps it from falling due and being shown."""
        self.held_back: set[str] = set()
        """What something keeps from that, as of the last event."""
        super().__init__(plan, at, day, sees_input=sees_input, asked=asked)

    # --- how it goes on -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        assert from_disk(self.state) == self.state
        self.sensed = dict.fromkeys(self.sensed, self.true)
        super().start()
        for reason, source in self.sensed:
            self.send(HoldBegan(self.now, reason, source))
        if self.locked:
            self.send(Locked(self.now))

    def _move(self, by: timedelta) -> None:
        self.true += by
        super()._move(by)

    def sleep(self, length: timedelta) -> None:
        self.true += length
        super().sleep(length)

    def type(self) -> None:
        if self._last_input is not None:
            self.rested = self.ticks - self._last_input
        super().type()

    def come_back(self) -> None:
        """Unlocked and typing."""
        if self.locked:
            self.locked = False
            self.unlock()
        self.type()

    def lose_input(self) -> None:
        """The display is gone, and with it every word about the person."""
        self.sees_input = self._told_idle = False
        self.send(SenseLost(self.now, holds.IDLE, "the display is gone"))

    def find_input(self) -> None:
        self.sees_input = True
        self.send(SenseFound(self.now, Sense(name=holds.IDLE, source="another")))
        self._report_idle()

    def be_lied_to(self, lies: list[Event], length: timedelta) -> None:
        """A source of input says what is not so, and the truth some time later; from then on that counts."""
        self.rested = timedelta.max
        for lie in lies:
            self.send(lie)
        self.advance(length)
        self._told_idle = False
        self.send(CameBack(self.now))
        self._report_idle()

    def resume(self) -> None:
        self.paused = None
        self.ask(Resume())

    def is_known_to_be_in_a_call(self) -> bool:
        """As far as there is a sense that must be asked, and answers; its last answer may be a few seconds old."""
        asks = any(sense.name == CALL[1] for sense in self.state.senses)
        return asks and self.answers and self.call is not None and self.true - self.call > holds.FRESH

    def is_overruled(self) -> bool:
        return any((hold.reason, hold.source) == CALL for hold in self.status().overruled)

    def absence(self) -> timedelta:
        """The person's, the one that goes on or the last."""
        return self.rested if self._last_input is None else max(self.rested, self.ticks - self._last_input)

    def _perform(self, effect: Effect) -> None:
        if isinstance(effect, AskSenses) and self.answers:
            self.send((HoldEnded if self.call is None else HoldBegan)(self.now, *CALL))
            self.send(SensesAnswered(self.now))
        elif isinstance(effect, Show) and self.delivery == "refused":
            self.refused.add(effect.showing.id)
            self.owed.add(effect.showing.reminder)
            self.send(PostFailed(self.now, effect.showing.id, "refused"))
        elif isinstance(effect, Show) and self.delivery == "lapsed":
            self.unknown.append(effect.showing.id)
            self.send(PostLapsed(self.now, effect.showing.id))
        else:
            super()._perform(effect)

    # --- what is looked at after every step ---------------------------------------------------------------------------

    def _take(self, event: Event) -> None:
        before, logged = self.state, len(self.log)
        super()._take(event)
        self.active = holds.active(self.state, self.plan, self.now)
        effects = [entry.effect for entry in self.log[logged:]]
        shows = [effect for effect in effects if isinstance(effect, Show)]
        records = [effect for effect in effects if isinstance(effect, Record)]
        assert len(shows) <= 1, "no burst"
        self._check_records(effects, shows, records)
        for show in shows:
            self._check_show(show)
        self._check_countdowns(event, before, shows)
        if not isinstance(event, Stopping):
            self._check_repetition()
            self._check_wake()
            self._note_what_is_held_back()

    def _check_records(self, effects: list[Effect], shows: list[Show], records: list[Record]) -> None:
        """Each showing has exactly one outcome, and has it before the next appears."""
        for record in records:
            assert record.showing.id in self.open
            self.open.remove(record.showing.id)
        if shows and records:
            assert effects.index(records[-1]) < effects.index(shows[0])
        self.open |= {show.showing.id for show in shows}
        now_open = {self.state.showing.id} if self.state.showing else set()
        assert self.open - self.refused == now_open - self.refused
        self.open -= self.refused

    def _check_show(self, show: Show) -> None:
        showing = show.showing
        asked_for = showing.request is not None
        reminder = next(r for r in self.plan.reminders if r.name == showing.reminder)
        assert reminder.enabled
        if not asked_for:
            reasons = {hold.reason for hold in self.active}
            if reminder.at and not schedule.is_day_off(self.plan.hours, self.now.wall.date()):
                reasons.discard(Reason.OUTSIDE_HOURS)
            assert reasons == set()
            assert not self.is_known_to_be_in_a_call() or self.is_overruled()
        if self.seen and not asked_for:
            assert self.true - self.seen[-1][0] >= APART
        mine = self.last_seen.get(reminder.name)
        again = showing.snoozes or reminder.name in self.owed
        if mine is not None and reminder.every and not asked_for and not again:
            assert self.true - mine >= min(self.shortest[reminder.name], reminder.every)
        if showing.id not in self.refused:
            self.seen.append((self.true, show))
            self.last_seen[reminder.name] = self.true
            self.owed.discard(reminder.name)
            if reminder.every:
                self.shortest[reminder.name] = reminder.every

    def _check_countdowns(self, event: Event, before: State, shows: list[Show]) -> None:
        dropping = {hold.reason for hold in self.active} & holds.DROPPING
        for r in self.plan.reminders:
            if not r.enabled:
                continue
            self.shortest[r.name] = min(self.shortest.get(r.name, timedelta.max), r.every or timedelta())
            if isinstance(event, Stopping):
                continue
            course, was = self.state.courses[r.name], before.courses.get(r.name)
            assert course.began <= self.now.ticks, "no countdown is longer than itself"
            if was is None or isinstance(event, Started) or _is_another(r, event):
                continue
            own_break = self.absence() >= holds.natural_break(r.lasts, self.plan)
            if was.renew and not course.renew:
                assert course.began == self.now.ticks
            if course.renew and not was.renew:
                assert dropping or own_break
            if course.began != was.began and not was.renew and not own_break:
                overdue_snooze = was.snoozed is not None and course.snoozed is None
                assert shows or overdue_snooze or before.pause, "nothing else begins a countdown again"
        pause = self.state.pause
        left = holds.pause_left(pause, self.now) if pause else None
        if pause and pause.length is not None:
            assert left is not None
            assert left <= pause.length

    def _check_repetition(self) -> None:
        state, effects = step(self.state, Woke(self.now), self.plan)
        assert effects == []
        assert state == self.state

    def _note_what_is_held_back(self) -> None:
        before, quiet = self.held_back, self.active or not self.state.notifier
        self.held_back = {name for name, course in self.state.courses.items() if quiet or course.snoozed}
        for name in self.state.courses:
            if name in before | self.held_back or name not in self.free_since:
                self.free_since[name] = self.true

    def _check_wake(self) -> None:
        state, enabled = self.state, [r for r in self.plan.reminders if r.enabled]
        if state.wake is None:
            assert not enabled or not state.notifier or self.active
        else:
            assert state.wake > self.now.ticks

    # --- what is looked at when nothing more follows ------------------------------------------------------------------

    def check(self) -> None:
        status = self.status()
        assert {(h.reason, h.source) for h in status.holds} - {CALL} == self.expected_holds()
        for standing in status.reminders:
            if standing.next and standing.next.at:
                assert standing.next.at >= schedule.stamp(self.now.wall)
        self._check_silence(status.holds)

    def expected_holds(self) -> set[tuple[Reason, str]]:
        """The holds there must be, by what was done at this desk and not by what the engine knows."""
        found = {key for key, began in self.sensed.items() if self._counts(key[0], began)}
        if self.locked:
            found.add((Reason.LOCKED, ""))
        if not schedule.is_open(self.plan.hours, self.now.wall):
            found.add((Reason.OUTSIDE_HOURS, ""))
        if self._is_paused():
            found.add((Reason.PAUSED, ""))
        absent = holds.absent_from(self.state, self.plan) if self._told_idle else None
        if absent is not None and self.ticks - absent >= holds.shortest_break(self.plan):
            found.add((Reason.AWAY, ""))
        return found

    def _counts(self, reason: Reason, began: timedelta) -> bool:
        return reason not in holds.OVERRULABLE or self.true - began < self.plan.quiet.at_most

    def _is_paused(self) -> bool:
        if self.paused:
            began, length, until = self.paused
            over = length is not None and self.true >= began + length
            if over or (until is not None and schedule.stamp(self.now.wall) >= until):
                self.paused = None
        return self.paused is not None

    def _check_silence(self, active: tuple[Hold, ...]) -> None:
        """Nothing is lost: with a person, a notifier and no hold, whatever has an interval speaks or counts as said."""
        enabled = [r for r in self.plan.reminders if r.enabled]
        for r in enabled:
            course = self.state.courses[r.name]
            if r.every and not active and not course.snoozed and self.state.notifier:
                began = self.true - (self.now.ticks - course.began)
                waits = self.plan.wait_for_pause + APART * len(enabled) + seconds(5)
                assert self.true <= max(began + r.every, self.free_since[r.name]) + waits

    def disturb(self) -> None:
        """What follows from the clocks and the plan may take its time from here on."""
        self.free_since.clear()


def _is_another(r: Reminder, event: Event) -> bool:
    """Its countdown became fixed times by this change of the plan, or the other way round."""
    return isinstance(event, PlanChanged) and any(
        r.name == other.name and bool(r.every) != bool(other.every) for other in event.before.reminders
    )


lengths = st.builds(lambda s: timedelta(seconds=s), st.integers(0, 4 * 3600) | st.integers(0, 400))
"""Of minutes and seconds more often than of hours."""
rarely = st.sampled_from([False, False, False, True])
"""What keeps everything quiet is over again in most cases, or nothing would happen at all."""


class RandomDays(RuleBasedStateMachine):
    """One desk, and all that can happen at it."""

    desk: RandomDesk

    @initialize(
        plan=st.sampled_from(sorted(PLANS)),
        day=st.sampled_from(["2026-01-05", "2026-03-28", "2026-10-24"]),
        at=st.sampled_from(["01:00", "09:00", "12:20"]),
        sees_input=st.booleans(),
        asked=st.booleans(),
    )
    def begin(self, plan: str, day: str, at: str, sees_input: bool, asked: bool) -> None:
        self.desk = RandomDesk(PLANS[plan], day, at, sees_input, asked)

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

    @rule(answer=st.sampled_from(Answer), length=st.none() | st.sampled_from([minutes(1), minutes(30), hours(4)]))
    def answer(self, answer: Answer, length: timedelta | None) -> None:
        self.desk.ask(GiveAnswer(answer, length if answer is Answer.SNOOZE else None))

    @precondition(lambda self: self.desk.seen)
    @rule(answer=st.sampled_from(Answer))
    def press(self, answer: Answer) -> None:
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
        self.desk.change(PLANS[plan])

    # --- the machine --------------------------------------------------------------------------------------------------

    @rule(length=lengths)
    def sleep(self, length: timedelta) -> None:
        self.desk.disturb()
        self.desk.sleep(length)

    @rule(by=st.sampled_from([hours(1), hours(-1), minutes(3), minutes(-3), timedelta(days=1), timedelta(days=-400)]))
    def set_the_clock(self, by: timedelta) -> None:
        self.desk.set_clock(by)

    @rule(zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]))
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
        self.desk.send(SenseLost(self.desk.now, source, "blind"))

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
        self.desk.send(SenseLost(self.desk.now, holds.LOCK, "logind is gone"))
        self.desk.advance(length)

    @rule(since=lengths, ahead=st.booleans(), length=lengths, times=st.integers(1, 3))
    def lie_about_the_input(self, since: timedelta, ahead: bool, length: timedelta, times: int) -> None:
        """Idle since long ago, or from some time ahead on, again and again; and in between, back."""
        desk = self.desk
        desk.disturb()
        idle = WentIdle(desk.now, desk.ticks + since if ahead else desk.ticks - since)
        desk.be_lied_to([idle, CameBack(desk.now), idle] * times, length)

    @rule()
    def answer_late_and_twice(self) -> None:
        self.desk.send(SensesAnswered(self.desk.now))
        self.desk.send(SensesAnswered(self.desk.now))

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
        kept = [r for r in desk.plan.reminders if r.enabled and (due := desk.state.courses[r.name].due) and due.kept]
        before = len(desk.seen)
        apart = not desk.seen or desk.true - desk.seen[-1][0] >= APART
        for other in tuple(desk.sensed):
            self.release(other)
        desk.advance(seconds(15))
        if kept and apart and not desk.active:
            assert len(desk.seen) == before + 1
            assert not any(desk.state.courses[r.name].due for r in kept if r.every and not r.title)

    # --- the desktop --------------------------------------------------------------------------------------------------

    @rule(delivery=st.sampled_from(["refused", "lapsed"]), length=lengths, stays=rarely)
    def treat_notifications_badly(self, delivery: str, length: timedelta, stays: bool) -> None:
        self.desk.delivery = delivery
        self.desk.advance(length)
        if not stays:
            self.find_a_notifier()

    @rule(length=lengths, stays=rarely)
    def lose_the_notifier(self, length: timedelta, stays: bool) -> None:
        self.desk.send(NotifierLost(self.desk.now, "no server"))
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


TestRandomDays = RandomDays.TestCase
TestRandomDays.settings = settings(
    max_examples=int(os.environ.get("RANDOM_DAYS", "60")),
    stateful_step_count=40,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow],
)
