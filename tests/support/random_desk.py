"""A desk that knows by itself what must hold, whatever happens at it, and looks at every step of the engine."""

from datetime import datetime, timedelta

from support.fakes import Desk, from_disk, seconds

from reminder.engine import holds, polling, schedule
from reminder.engine.schedule import APART
from reminder.engine.step import step
from reminder.model.activity import Activity
from reminder.model.effects import Effect, PollSenses, Record, RecordSpan, RunHooks, Show, Warn
from reminder.model.events import (
    CameBack,
    Event,
    HoldBegan,
    HoldEnded,
    Locked,
    PlanChanged,
    PostFailed,
    PostLapsed,
    SenseFound,
    SenseLost,
    SensesAnswered,
    Started,
    Stopping,
    Woke,
)
from reminder.model.plan import Happening, Plan, Reminder
from reminder.model.requests import Resume, Status
from reminder.model.senses import Hold, Reason, Sense, SenseName
from reminder.model.showing import WARNING
from reminder.model.state import State
from reminder.phrase import verbatim

SENSED = (
    (Reason.MEETING, "camera"),
    (Reason.MEETING, "microphone"),
    (Reason.MEETING, "screen sharing"),
    (Reason.APP, "apps"),
    (Reason.FULL_SCREEN, "full screen"),
    (Reason.DO_NOT_DISTURB, "do not disturb"),
)
COMMANDS = dict.fromkeys(Happening, (("true",),))
"""So that all that happens is told."""
_BEGUN = {Happening.BREAK_BEGAN: Happening.BREAK_ENDED, Happening.HELD: Happening.FREE}
CALL = Reason.MEETING, "call"


class RandomDesk(Desk):
    """It counts the true time, and remembers what was done."""

    def __init__(
        self,
        plan: Plan,
        day: str,
        at: str,
        zone: str = "Europe/Berlin",
        sees_input: bool = True,
        polled: bool = False,
        virtual: bool = False,
    ) -> None:
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
        self.going_on: set[Happening] = set()
        """What has begun, by how it will end, and has not ended."""
        self.active: tuple[Hold, ...] = ()
        """The holds after the last event."""
        self.shortest: dict[str, timedelta] = {}
        """The shortest `every` of each reminder since it was last shown."""
        self.free_since: dict[str, timedelta] = {}
        """Since when nothing keeps it from falling due and being shown."""
        self.held_back: set[str] = set()
        """What something keeps from that, as of the last event."""
        self.told_until = timedelta()
        """So far the spans of this run reach, by the true time."""
        self.ran_until = timedelta()
        """The last event's true time."""
        super().__init__(plan, at, day, zone, sees_input, polled, virtual)

    # --- how it goes on -----------------------------------------------------------------------------------------------

    def start(self) -> None:
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

    def set_clock(self, by: timedelta) -> None:
        """A virtual machine whose clock goes ahead, further than it was set back before, was paused."""
        later = self.now._replace(wall=(self.utc + by).astimezone(self.zone))
        if paused := holds.stood_still(self.state, later):
            self.disturb()
            self.true += paused
            self.rested = timedelta.max
        super().set_clock(by)

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
        self.send(SenseLost(self.now, SenseName.IDLE, verbatim("the display is gone")))

    def find_input(self) -> None:
        self.sees_input = True
        self.send(SenseFound(self.now, Sense(name=SenseName.IDLE, source="another")))
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
        asks = any(sense.name == CALL[1] for sense in self.state.run.senses)
        return asks and self.answers and self.call is not None and self.true - self.call > polling.FRESH

    def is_overruled(self) -> bool:
        return any((hold.reason, hold.sense) == CALL for hold in self.status().overruled)

    def answer(self) -> None:
        """What the sense that must be asked sees comes before the word that all have answered."""
        if self.answers:
            self.send((HoldEnded if self.call is None else HoldBegan)(self.now, *CALL))
        self.send(SensesAnswered(self.now))

    def absence(self) -> timedelta:
        """The person's, the one that goes on or the last."""
        return self.rested if self._last_input is None else max(self.rested, self.ticks - self._last_input)

    def _perform(self, effect: Effect) -> None:
        if isinstance(effect, PollSenses) and self.answers:
            self.answer()
        elif isinstance(effect, Show) and self.delivery == "refused":
            self.refused.add(effect.showing.id)
            self.owed.add(effect.showing.reminder)
            self.send(PostFailed(self.now, effect.showing.id, verbatim("refused")))
        elif isinstance(effect, Warn) and self.delivery == "refused":
            self.send(PostFailed(self.now, WARNING, verbatim("refused")))
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
        self._check_happenings([effect for effect in effects if isinstance(effect, RunHooks)])
        self._check_spans(event, before, [effect for effect in effects if isinstance(effect, RecordSpan)])
        if not isinstance(event, Stopping):
            self._check_repetition()
            self._check_wake()
            self._note_what_is_held_back()

    def _check_happenings(self, told: list[RunHooks]) -> None:
        """What begins ends before it begins again."""
        for it in told:
            if it.what in _BEGUN:
                assert _BEGUN[it.what] not in self.going_on, it
                self.going_on.add(_BEGUN[it.what])
            elif it.what in _BEGUN.values():
                assert it.what in self.going_on, it
                self.going_on.remove(it.what)

    def _check_records(self, effects: list[Effect], shows: list[Show], records: list[Record]) -> None:
        """Each showing has exactly one outcome, and has it before the next appears."""
        for record in records:
            assert record.showing.id in self.open
            self.open.remove(record.showing.id)
        if shows and records:
            assert effects.index(records[-1]) < effects.index(shows[0])
        self.open |= {show.showing.id for show in shows}
        now_open = {self.state.delivery.showing.id} if self.state.delivery.showing else set()
        assert self.open - self.refused == now_open - self.refused
        self.open -= self.refused

    def _check_show(self, show: Show) -> None:
        showing = show.showing
        asked_for = showing.by_hand
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
            countdown, was = self.state.countdowns[r.name], before.countdowns.get(r.name)
            assert countdown.began <= self.now.ticks, "no countdown is longer than itself"
            if was is None or isinstance(event, Started) or _is_another(r, event):
                continue
            own_break = self.absence() >= holds.natural_break(r.lasts, self.plan)
            if was.renew and not countdown.renew:
                assert countdown.began == self.now.ticks
            if countdown.renew and not was.renew:
                assert dropping or own_break
            if countdown.began != was.began and not was.renew and not own_break:
                overdue_snooze = was.snoozed is not None and countdown.snoozed is None
                assert shows or overdue_snooze or before.pause, "nothing else begins a countdown again"
        pause = self.state.pause
        left = holds.pause_left(pause, self.now) if pause else None
        if pause and pause.length is not None:
            assert left is not None
            assert left <= pause.length

    def _check_spans(self, event: Event, before: State, spans: list[RecordSpan]) -> None:
        """They lie end to end, however the clocks are set: until where the Activity begins that goes on."""
        doing, is_recorded = self.state.activity, self.plan.history_retention is not None
        for span in spans:
            assert is_recorded
            assert span.ended > span.began
            assert (span.reason is not None) is (span.kind is Activity.HELD)
            self.told_until += span.ended - span.began
        if isinstance(event, Started):
            assert self.told_until == self.ran_until or not is_recorded, "a kill cost no more than what came after it"
        if isinstance(event, Stopping):
            assert self.told_until == self.true or not is_recorded
        if isinstance(event, Started) or before.activity is None:
            self.told_until = self.true
        assert (doing is not None) is (is_recorded and not isinstance(event, Stopping))
        if doing:
            assert self.told_until == self.true - (self.now.ticks - doing.began)
            assert (doing.kind is Activity.AT_WORK) is (not self.active)
        self.ran_until = self.true

    def _check_repetition(self) -> None:
        state, effects = step(self.state, Woke(self.now), self.plan)
        assert effects == []
        assert state == self.state

    def _note_what_is_held_back(self) -> None:
        before, quiet = self.held_back, self.active or not self.state.run.notifier
        self.held_back = {name for name, countdown in self.state.countdowns.items() if quiet or countdown.snoozed}
        for name in self.state.countdowns:
            if name in before | self.held_back or name not in self.free_since:
                self.free_since[name] = self.true

    def _check_wake(self) -> None:
        state, enabled = self.state, [r for r in self.plan.reminders if r.enabled]
        if state.run.wake is None:
            assert not enabled or not state.run.notifier or self.active
        else:
            assert state.run.wake > self.now.ticks

    # --- what is looked at when nothing more follows ------------------------------------------------------------------

    def check(self) -> None:
        assert from_disk(self.state) == self.state
        self.check_holds()
        self.check_status()

    def check_holds(self) -> None:
        active = holds.active(self.state, self.plan, self.now)
        assert {(hold.reason, hold.sense) for hold in active} - {CALL} == self.expected_holds()
        self._check_silence(active)

    def check_status(self) -> Status:
        status = self.status()
        for standing in status.reminders:
            if standing.next and standing.next.at:
                assert standing.next.at >= schedule.stamp(self.now.wall)
        return status

    def expected_holds(self) -> set[tuple[Reason, str]]:
        """The holds there must be, by what was done at this desk and not by what the engine knows."""
        found = {key for key, began in self.sensed.items() if self._counts(key[0], began)}
        if self.locked:
            found.add((Reason.LOCKED, ""))
        if not self.is_open():
            found.add((Reason.OUTSIDE_HOURS, ""))
        if self._is_paused():
            found.add((Reason.PAUSED, ""))
        absent = holds.absent_from(self.state, self.plan) if self._told_idle else None
        if absent is not None and self.ticks - absent >= holds.shortest_break(self.plan):
            found.add((Reason.AWAY, ""))
        return found

    def is_open(self) -> bool:
        """It is within working hours."""
        return schedule.is_open(self.plan.hours, self.now.wall)

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
            countdown = self.state.countdowns[r.name]
            if r.every and not active and not countdown.snoozed and self.state.run.notifier:
                began = self.true - (self.now.ticks - countdown.began)
                waits = self.plan.wait_for_pause + APART * len(enabled) + seconds(5)
                assert self.true <= max(began + r.every, self.free_since.get(r.name, self.true)) + waits

    def disturb(self) -> None:
        """What follows from the clocks and the plan may take its time from here on."""
        self.free_since.clear()


def _is_another(r: Reminder, event: Event) -> bool:
    """Its countdown became fixed times by this change of the plan, or the other way round."""
    return isinstance(event, PlanChanged) and any(
        r.name == other.name and bool(r.every) != bool(other.every) for other in event.before.reminders
    )
