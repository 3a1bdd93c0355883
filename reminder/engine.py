"""When to speak, and what to make of the answer: `step(state, event, plan) -> (state, effects)`.

    event ─▶ _Turn: take in what happened ─▶ settle what follows from it and from the time ─▶ state, effects

Pure: no clock, no I/O, no waiting; time travels inside the events. Any event settles everything, so a lost, late or
doubled wake-up does no harm. The rules, with the names that the tests use:

Time
 1. A countdown counts sleep and cannot be set; wall time is for working hours, fixed times, "until", and reboots.
 2. A countdown begins again at the start, a showing, the return from a natural break, the end of a pause, the opening
    of hours; with several of these in force, when the last is over.
 3. A restart goes on where it was; after more than a natural break the countdowns begin again. Pauses survive it.
 4. Sleep, clock steps, zones and DST cause one reckoning: no burst, no loss, no silence.
Holds are a set; one ending lifts no other
 5. Paused and outside hours drop what falls due; away, locked and the sensed holds keep it.
 6. What is kept is shown once, at once, when the last hold ends; a pause, closing hours and a natural break clear it.
 7. A meeting, full screen or app hold counts no more after `quiet.at_most`, until it has ended once.
 8. `now` shows at once, whatever the holds, and lifts none.
Speaking
 9. What is due waits for a pause in typing, for a bounded time.
10. One notification at a time, none within a minute of another; of two that fall together one is shown.
11. Fixed times ignore the ranges of hours, not days off, and are worth showing for 15 minutes whatever was in the way:
    a hold, a pause among them, an absence, sleep, the program being off.
12. Tips take turns (see `tips`).
Outcomes
13. Each showing gets exactly one, the first that comes; unanswered it ends as ignored.
14. An input-free stretch soon after a showing is an answer too: observed.
15. Snooze brings the same words back; skip waits for the next.
16. Answers go to the open showing; without one they say when the last was.
Change
17. A changed `every` keeps the time served; a reminder that is gone takes what it had open with it.
18. A delivery without an answer is unknown, not failed, and is never repeated; a failed one is due again.
19. A status can always be given (see `report`).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, assert_never

from reminder import holds, report, schedule, tips
from reminder.model import (
    Answer,
    Asked,
    AskSenses,
    AskStatus,
    CameBack,
    Closed,
    Course,
    Due,
    Effect,
    Event,
    GiveAnswer,
    Hold,
    HoldBegan,
    HoldEnded,
    Locked,
    Missed,
    Moment,
    NothingOpen,
    NotifierLost,
    NotifierReady,
    NotShown,
    NowShown,
    Outcome,
    PartFailed,
    PartWorks,
    Pause,
    Paused,
    PauseFor,
    Plan,
    PlanChanged,
    Posted,
    PostFailed,
    PostLapsed,
    Pressed,
    Reason,
    Record,
    Recorded,
    Reminder,
    Reply,
    Restart,
    Resume,
    Resumed,
    Sense,
    SenseFound,
    SenseLost,
    SensesAnswered,
    Show,
    Showing,
    Shown,
    ShowNow,
    SnoozeCancelled,
    Snoozed,
    SnoozedEnough,
    Started,
    State,
    Stopping,
    Unknown,
    Unlocked,
    Upgraded,
    WakeAt,
    Warn,
    WatchIdle,
    WentIdle,
    Withdraw,
    Woke,
    Words,
)

APART = timedelta(minutes=1)
"""Two notifications are never closer than this, and what falls due this close together is shown as one."""

SEEN_EVERY = timedelta(minutes=5)
"""The program leaves word on disk at least this often, so one that was killed ran on for up to so long after that."""

STARTS_WITHIN = timedelta(minutes=2)
"""A stretch without input that begins this soon after a showing has to do with it."""

SLEPT = timedelta(seconds=2)
"""The clock that counts sleep gets ahead of the other by less than this only by rounding."""

FRESH = timedelta(seconds=5)
ASK_AGAIN = timedelta(seconds=15)
ANSWER_WITHIN = timedelta(seconds=2)
"""What the asked senses say is good for `FRESH`, asked every `ASK_AGAIN` under a hold, waited for `ANSWER_WITHIN`."""

REMEMBER = timedelta(days=2)
"""How long a fixed time is remembered as shown or missed."""

MISSED = 5
"""How many missed fixed times are told of."""

PLAIN = Words("Time for a short break", "Look up, let go of the keyboard and move a little.")
ENDINGS = frozenset({Reason.LOCKED, Reason.PAUSED, Reason.OUTSIDE_HOURS})
OUTCOMES = {Answer.DONE: Outcome.DONE, Answer.SKIP: Outcome.SKIPPED}


def step(state: State, event: Event, plan: Plan) -> tuple[State, list[Effect]]:
    """What is known after `event`, and what to do now, in that order."""
    turn = _Turn(state, plan, event.at)
    turn.take_in(event)
    if not isinstance(event, Stopping):
        turn.settle()
    return turn.state, turn.effects


class _Turn:
    """The way of one event through the rules; it lives as long as one call of `step`."""

    def __init__(self, state: State, plan: Plan, now: Moment) -> None:
        self.state = state
        self.plan = plan
        self.now = now
        self.effects: list[Effect] = []
        self.holds: tuple[Hold, ...] = ()
        self.wanted: tuple[int, str] | None = None
        self.resumed: tuple[int, bool] | None = None

    # --- what happened ------------------------------------------------------------------------------------------------

    def take_in(self, event: Event) -> None:
        if isinstance(event, Started):
            self._start(event.boot)
        else:
            self._notice_sleep()
        self._set(last=self.now)
        match event:
            case Started() | Woke():
                pass
            case PlanChanged(before=before):
                self._change_plan(before)
            case WentIdle(since=since):
                if self.plan.see_idle:
                    self._set(idle_since=min(since, self.now.ticks))
            case CameBack():
                self._end_idleness()
            case Locked():
                if self.state.locked_since is None:
                    self._set(locked_since=self.now.ticks)
            case Unlocked():
                self._set(locked_since=None)
            case HoldBegan(reason=reason, source=source, detail=detail):
                self._begin_hold(reason, source, detail)
            case HoldEnded(reason=reason, source=source):
                self._set(sensed=tuple(h for h in self.state.sensed if (h.reason, h.source) != (reason, source)))
            case SenseFound(sense=sense):
                self._set(senses=(*(s for s in self.state.senses if s.name != sense.name), sense))
            case SenseLost(name=name, why=why):
                self._lose_sense(name, why)
            case SensesAnswered():
                self._set(answered=True)
            case NotifierReady(name=name, why=why):
                self._set(notifier=name, notifier_why=why)
            case NotifierLost(why=why):
                self._set(notifier="", notifier_why=why)
            case Posted(id=id, handle=handle):
                self._confirm(id, handle)
            case PostFailed(id=id, why=why):
                self._fail(id, why)
            case PostLapsed(id=id):
                if (showing := self._open(id)) and showing.request is not None:
                    self._answer_now(showing, confirmed=False)
            case Pressed(id=id, answer=answer):
                if showing := self._open(id):
                    self._press(showing, answer)
            case Closed(id=id, by_person=by_person):
                if (showing := self._open(id)) and by_person:
                    self._finish(showing, Outcome.DISMISSED, withdraw=False)
                elif showing:
                    self._set(showing=replace(showing, handle=""))
            case Asked(request=request, what=what):
                self._ask(request, what)
            case PartFailed(part=part, why=why):
                self._set(faults={**self.state.faults, part: why})
            case PartWorks(part=part):
                self._set(faults={name: why for name, why in self.state.faults.items() if name != part})
            case Upgraded():
                self._set(stale=True)
            case Stopping():
                self._set(ended=True)
                self._satisfy_the_curious()
                if self.state.showing:
                    self._finish(self.state.showing, Outcome.IGNORED)
            case _:
                assert_never(event)

    def _start(self, boot: str) -> None:
        """Rule 3. What the senses told, and what served, is unknown again; the rest goes on."""
        last, same = self.state.last, self.state.boot == boot
        if last is None:
            off = timedelta()
        elif same:
            off = self.now.ticks - last.ticks
        else:
            off = schedule.stamp(self.now.wall) - last.wall
        absurd = off < timedelta()
        off = max(off, timedelta())
        if last and not same:
            self.state = _rebased(self.state, self.now.ticks - (last.ticks + off))
        if not self.state.ended:
            off -= SEEN_EVERY
        self._set(
            boot=boot,
            idle_since=None,
            locked_since=None,
            absent_since=None,
            sensed=(),
            senses=(),
            asked_at=None,
            answered=True,
            curious=(),
            notifier="",
            notifier_why="it is just starting",
            faults={},
            wake=None,
            watch=None,
            stale=False,
            ended=False,
        )
        if self.state.showing:
            self._set(showing=replace(self.state.showing, request=None))
        rested = absurd or off > self.plan.natural_break
        if rested:
            self._rest(timedelta.max)
            if self.state.showing:
                self._finish(self.state.showing, Outcome.IGNORED)
        if rested or last is None:
            self._set(working_since=self.now.ticks)

    def _notice_sleep(self) -> None:
        """The clock that counts sleep got ahead of the one that does not: nobody was there for the difference."""
        last = self.state.last
        if last is None:
            return
        slept = (self.now.ticks - self.now.awake) - (last.ticks - last.awake)
        if slept >= SLEPT:
            self._absent(self.now.ticks - slept)
            self._observe(self.state.absent_since)

    def _absent(self, since: timedelta) -> None:
        known = self.state.absent_since
        idle = self.state.idle_since
        self._set(absent_since=min(t for t in (since, known, idle) if t is not None))

    def _end_idleness(self) -> None:
        idle = self.state.idle_since
        if idle is not None and self.now.ticks - idle >= holds.shortest_break(self.plan):
            self._absent(idle)
        self._observe(idle)
        self._set(idle_since=None)

    def _begin_hold(self, reason: Reason, source: str, detail: str) -> None:
        """A sense that repeats itself, or corrects the detail, does not begin a hold anew."""
        known = {(h.reason, h.source): h for h in self.state.sensed}
        before = known.get((reason, source))
        since, began = (before.since, before.began) if before else (self._stamp(), self.now.ticks)
        known[reason, source] = Hold(reason=reason, source=source, detail=detail, since=since, began=began)
        self._set(sensed=tuple(known.values()))

    def _lose_sense(self, name: str, why: str) -> None:
        """Unknown means present: what a blind sense said last holds nothing back."""
        known = {sense.name: sense for sense in self.state.senses}
        self._set(
            senses=tuple({**known, name: Sense(name=name, why=why)}.values()),
            sensed=tuple(hold for hold in self.state.sensed if hold.source != name),
        )
        if name == holds.IDLE:
            self._end_idleness()
        if name == holds.LOCK:
            self._set(locked_since=None)

    def _change_plan(self, before: Plan) -> None:
        """Rule 17. One that was disabled, or had fixed times, begins its countdown now."""
        old = {r.name: r for r in before.reminders if r.enabled}
        new = {r.name: r for r in self._enabled()}
        known = {
            name: course
            for name, course in self.state.courses.items()
            if name in old and name in new and bool(old[name].every) == bool(new[name].every)
        }
        self._set(courses=known)
        if not self.plan.see_idle:
            self._end_idleness()
        showing = self.state.showing
        if showing and showing.reminder not in new:
            self._finish(showing, Outcome.IGNORED)

    # --- what a person asked for --------------------------------------------------------------------------------------

    def _ask(self, request: int, what: Any) -> None:
        match what:
            case AskStatus():
                self._set(curious=(*self.state.curious, request))
            case ShowNow(name=name):
                self.wanted = (request, name)
            case GiveAnswer(answer=answer, length=length):
                self._give(request, answer, length)
            case PauseFor(length=length, until=until):
                self._pause(request, length, until)
            case Resume():
                self.resumed = (request, self.state.pause is not None)
                self._set(pause=None)

    def _show_now(self, request: int, name: str) -> None:
        """Rule 8."""
        enabled = {r.name: r for r in self._enabled()}
        chosen = enabled.get(name or report.next_name(self.state, self.plan, self.now))
        if not self.state.notifier:
            self._tell(request, NotShown(self.state.notifier_why))
        elif chosen:
            self._show(chosen, request)
        elif name and all(r.name != name for r in self.plan.reminders):
            self._tell(request, Unknown(name, tuple(r.name for r in self.plan.reminders)))
        else:
            self._tell(request, NotShown(f"the reminder {name} is disabled" if name else "no reminder is enabled"))

    def _give(self, request: int, answer: Answer, length: timedelta | None) -> None:
        """Rules 15 and 16."""
        showing = self.state.showing
        snoozed = [name for name, course in self.state.courses.items() if course.snoozed]
        if showing and answer is Answer.SNOOZE:
            if length is None and showing.snoozes >= self.plan.snooze_limit:
                self._tell(request, SnoozedEnough(self.plan.snooze_limit))
            else:
                until = self._snooze(showing, length or self.plan.snooze_for)
                self._tell(request, Recorded(Outcome.SNOOZED, self._last_shown(), until))
        elif showing:
            self._finish(showing, OUTCOMES[answer])
            self._tell(request, Recorded(OUTCOMES[answer], self._last_shown()))
        elif snoozed and answer is not Answer.SNOOZE:
            for name in snoozed:
                self._cancel_snooze(name)
            self._tell(request, SnoozeCancelled(snoozed[0]))
        else:
            self._tell(request, NothingOpen(self.state.shown))

    def _pause(self, request: int, length: timedelta | None, until: datetime | None) -> None:
        if until is not None:
            length = max(until - self._stamp(), timedelta())
        self._set(pause=Pause(began=self.now.ticks, since=self._stamp(), length=length, until=until))
        if self.state.showing:
            self._finish(self.state.showing, Outcome.IGNORED)
        ends = None if length is None else schedule.stamp(holds.wall_at(self.now, self.now.ticks + length))
        self._tell(request, Paused(until or ends))

    def _press(self, showing: Showing, answer: Answer) -> None:
        if answer is not Answer.SNOOZE:
            self._finish(showing, OUTCOMES[answer])
        elif showing.snoozes < self.plan.snooze_limit:
            self._snooze(showing, self.plan.snooze_for)

    # --- what follows -------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Everything that the rules make of what is known, at this moment. Doing it twice changes nothing."""
        pause = self.state.pause
        if pause and (left := holds.pause_left(pause, self.now)) is not None and left <= timedelta():
            self._set(pause=None)
        self._sync()
        self._observe(self.state.idle_since)
        self._follow_absence()
        self.holds = holds.active(self.state, self.plan, self.now)
        self._drop_and_renew()
        self._fall_due()
        self._close_showing()
        if self.wanted:
            self._show_now(*self.wanted)
        self._speak()
        self._warn()
        self._arrange()
        if self.state.stale and not self.state.showing:
            self._set(stale=False)
            self.effects.append(Restart())

    def _sync(self) -> None:
        """Each enabled reminder has a course, no other has."""
        known = self.state.courses
        names = [r.name for r in self._enabled()]
        if list(known) != names:
            fresh = Course(began=self.now.ticks, renew=True)
            self._set(courses={name: known.get(name, fresh) for name in names})

    def _follow_absence(self) -> None:
        """Rule 2: an absence that was a reminder's natural break renews its countdown."""
        idle, locked = self.state.idle_since, self.state.locked_since
        away = idle is not None and self.now.ticks - idle >= holds.shortest_break(self.plan)
        if away and idle is not None:
            self._absent(idle)
        if locked is not None:
            self._absent(locked)
        since = self.state.absent_since
        if since is None:
            return
        absence = self.now.ticks - since
        self._rest(absence)
        self._outlast_showing(since)
        if away or locked is not None:
            return
        self._set(absent_since=None)
        if absence >= holds.shortest_break(self.plan):
            self._set(working_since=self.now.ticks)

    def _rest(self, absence: timedelta) -> None:
        """Whatever this absence was a natural break for begins again when the person is back."""
        for r in self._enabled():
            if r.name in self.state.courses and absence >= holds.natural_break(r.lasts, self.plan):
                self._clear(r)

    def _outlast_showing(self, since: timedelta) -> None:
        """Rule 13: an absence `since` then that was a natural break ends the showing before it."""
        showing = self.state.showing
        if showing and self.now.ticks - max(since, showing.ticks) >= holds.natural_break(showing.lasts, self.plan):
            self._finish(showing, Outcome.IGNORED)

    def _clear(self, r: Reminder) -> None:
        """What was due, kept or snoozed is gone; a fixed time is not: its own 15 minutes decide (rule 11)."""
        course = self.state.courses[r.name]
        due = course.due if course.due and course.due.fixed else None
        self._course(r.name, renew=True, due=due, snoozed=None)

    def _drop_and_renew(self) -> None:
        """Rules 2 and 5."""
        reasons = {hold.reason for hold in self.holds}
        for r in self._enabled():
            against = {hold.reason for hold in holds.against(r, self.holds, self.plan, self.now)}
            if against & holds.DROPPING:
                self._clear(r)
        if not reasons & holds.STOPPING:
            for name, course in self.state.courses.items():
                if course.renew:
                    self._course(name, began=self.now.ticks, renew=False)

    def _fall_due(self) -> None:
        self._fall_due_by_the_clock()
        for r in self._enabled():
            course = self.state.courses[r.name]
            against = holds.against(r, self.holds, self.plan, self.now)
            if (falls := self._falls_due(r)) is not None and falls <= self.now.ticks:
                words = course.snoozed.words if course.snoozed else None
                course = self._course(r.name, due=Due(since=self.now.ticks, words=words))
            if course.due and against and not course.due.kept:
                self._course(r.name, due=replace(course.due, kept=True))

    def _fall_due_by_the_clock(self) -> None:
        """Rule 11. `checked` moves back with a clock that is set back; `said` keeps that from doubling anything."""
        now = self._stamp()
        after = max(min(self.state.checked or now, now), now - REMEMBER)
        missed = list(self.state.missed)
        for r in self._enabled():
            if not r.at:
                continue
            course = self.state.courses[r.name]
            said = tuple(when for when in course.said if abs(now - when) < REMEMBER)
            passed = schedule.fixed_times(r.at, self.plan.hours, after.astimezone(self.now.wall.tzinfo), self.now.wall)
            passed = [when for when in passed if when not in said]
            due = course.due
            if due and due.fixed:
                passed.insert(0, due.fixed)
            worth = passed[-1] if passed and now - passed[-1] <= schedule.LATEST else None
            missed += [Missed(r.name, when) for when in passed if when != worth]
            if worth and (due is None or due.fixed != worth):
                due = Due(since=self.now.ticks, fixed=worth)
            elif due and due.fixed != worth:
                due = None
            if (due, said) != (course.due, course.said):
                self._course(r.name, due=due, said=said)
        self._set(checked=now, missed=tuple(m for m in missed if timedelta() <= now - m.at < REMEMBER)[-MISSED:])

    def _close_showing(self) -> None:
        """Rule 13."""
        showing = self.state.showing
        reasons = frozenset(hold.reason for hold in self.holds)
        ending = (reasons - self.state.held) & ENDINGS
        if showing and (ending or self.now.ticks - showing.ticks >= self.plan.notify.expire):
            self._finish(showing, Outcome.IGNORED)
        if reasons != self.state.held:
            self._set(held=reasons)

    def _observe(self, since: timedelta | None) -> None:
        """Rule 14, of a stretch without input `since` then.

        Only the part after the showing counts: the pause in typing that let it appear lies before.
        """
        showing = self.state.showing
        if showing and since is not None:
            began = max(since, showing.ticks)
            if began <= showing.ticks + STARTS_WITHIN and self.now.ticks - began >= showing.lasts:
                self._finish(showing, Outcome.OBSERVED)

    # --- speaking -----------------------------------------------------------------------------------------------------

    def _speak(self) -> None:
        """Rules 9 and 10."""
        ready = self._ready()
        if not self.state.notifier or not self._is_apart() or not any(self._is_a_good_moment(due) for _, due in ready):
            return
        best, due = min(ready, key=lambda pair: _precedence(pair[0]))
        if not due.kept and self._better_soon(best):
            return
        if self._has_asked():
            self._show(best)
            self._absorb(best)

    def _ready(self) -> list[tuple[Reminder, Due]]:
        """What is due with no hold against it."""
        return [
            (r, due)
            for r in self._enabled()
            if (due := self.state.courses[r.name].due) and not holds.against(r, self.holds, self.plan, self.now)
        ]

    def _is_apart(self) -> bool:
        return self.state.spoke is None or self.now.ticks - self.state.spoke >= APART

    def _is_a_good_moment(self, due: Due) -> bool:
        if due.kept or not holds.sees_input(self.state, self.plan):
            return True
        idle = self.state.idle_since
        paused_typing = idle is not None and self.now.ticks - idle >= self.plan.pause_is
        return paused_typing or self.now.ticks - due.since >= self.plan.wait_for_pause

    def _better_soon(self, best: Reminder) -> bool:
        soon = self.now.ticks + APART
        return any(
            _precedence(r) < _precedence(best) and (at := self._falls_due(r)) is not None and at <= soon
            for r in self._enabled()
        )

    def _falls_due(self, r: Reminder) -> timedelta | None:
        """When this one falls due next; None: it is due already, or something must happen before."""
        course = self.state.courses[r.name]
        if course.due:
            return None
        if course.snoozed:
            return course.snoozed.until
        if r.every:
            return None if course.renew else course.began + r.every
        if when := schedule.next_fixed(r.at, self.plan.hours, self.now.wall):
            return self._ticks(when)
        return None

    def _has_asked(self) -> bool:
        """What the asked senses know is fresh, or they have not answered in time; else they are asked now."""
        if not any(sense.asked and sense.source for sense in self.state.senses):
            return True
        asked = self.state.asked_at
        since = None if asked is None else self.now.ticks - asked
        if since is not None and since <= (FRESH if self.state.answered else ANSWER_WITHIN):
            return self.state.answered
        if since is not None and not self.state.answered:
            self._set(answered=True)
            return True
        self._set(asked_at=self.now.ticks, answered=False)
        self.effects.append(AskSenses())
        return False

    def _show(self, r: Reminder, request: int | None = None) -> None:
        """Put this one before the person, now; it takes the place of the one that is open."""
        course = self.state.courses[r.name]
        if self.state.showing:
            self._finish(self.state.showing, Outcome.IGNORED, withdraw=False)
        due = course.due or Due(since=self.now.ticks)
        snoozes = course.snoozed.times if course.snoozed and due.words else 0
        id = max(self.state.next_id, int(self.now.wall.timestamp() * 1000))
        showing = Showing(
            id=id,
            reminder=r.name,
            words=due.words or self._words(r),
            lasts=r.lasts,
            at=self._stamp(),
            ticks=self.now.ticks,
            snoozes=snoozes,
            fixed=due.fixed,
            request=request,
            waited=self.now.ticks - due.since,
        )
        self._set(showing=showing, spoke=self.now.ticks, spoke_before=self.state.spoke, next_id=id + 1)
        said = (*course.said, due.fixed) if due.fixed else course.said
        self._course(r.name, began=self.now.ticks, due=None, snoozed=None, said=said)
        self.effects.append(
            Show(
                showing=showing,
                snooze=self.plan.snooze_for if snoozes < self.plan.snooze_limit else None,
                worked=self._worked() if due.kept else None,
                in_spite_of=holds.overruled(self.state, self.plan, self.now) if due.kept else (),
            )
        )

    def _words(self, r: Reminder) -> Words:
        """Rule 12."""
        if r.title:
            return Words(r.title, r.text)
        pool = tips.pool(self.plan.tips, r.about)
        last = self.state.shown.words.tip if self.state.shown else ""
        tip = tips.choose(pool, self.state.tip_rounds, self.state.last_kind, last, self.now.wall.date())
        if tip is None:
            return PLAIN
        self._set(tip_rounds=tips.after(tip, pool, self.state.tip_rounds), last_kind=tip.about)
        return Words(tip.title, tip.text, tip.id)

    def _worked(self) -> timedelta | None:
        """The time since the last natural break, where such a break would have been seen."""
        since = self.state.working_since
        return self.now.ticks - since if since is not None and holds.sees_input(self.state, self.plan) else None

    def _absorb(self, shown: Reminder) -> None:
        """Rule 10: a tip that is due with the one shown, or within a minute, counts as shown."""
        for r in self._enabled():
            course = self.state.courses[r.name]
            at = self._falls_due(r)
            soon = course.due or (at is not None and at <= self.now.ticks + APART)
            if r != shown and r.every and not r.title and soon:
                self._course(r.name, began=self.now.ticks, due=None, snoozed=None)

    def _warn(self) -> None:
        """Once per distinct problem, when nothing else is before the person, and never under a hold."""
        problems = {" ".join(problem): problem for problem in self.plan.problems}
        told = self.state.told & problems.keys()
        new = [key for key in problems if key not in told]
        if new and self._can_warn():
            self.effects.append(Warn(tuple(problems[key] for key in new)))
            self._set(spoke=self.now.ticks)
            told |= frozenset(new)
        if told != self.state.told:
            self._set(told=told)

    def _can_warn(self) -> bool:
        free = self.state.notifier and not self.holds and not self.state.showing and self._is_apart()
        return bool(free) and self._has_asked()

    # --- outcomes -----------------------------------------------------------------------------------------------------

    def _finish(self, showing: Showing, outcome: Outcome, withdraw: bool = True) -> None:
        """The one outcome of this showing."""
        if showing.request is not None:
            self._answer_now(showing, confirmed=False)
        self.effects.append(Record(showing, outcome, self._stamp()))
        if withdraw:
            self.effects.append(Withdraw(showing.id, showing.handle))
        self._set(showing=None, shown=Shown(showing.reminder, showing.words, showing.at, outcome))

    def _snooze(self, showing: Showing, length: timedelta) -> datetime:
        """Rule 15. Returns when it comes back."""
        self._finish(showing, Outcome.SNOOZED)
        until = self.now.ticks + length
        if showing.reminder in self.state.courses:
            snoozed = Snoozed(until=until, words=showing.words, times=showing.snoozes + 1)
            self._course(showing.reminder, snoozed=snoozed)
        return schedule.stamp(holds.wall_at(self.now, until))

    def _cancel_snooze(self, name: str) -> None:
        """The countdown goes on from the showing that was put off; what is over by now is skipped as well."""
        course = self.state.courses[name]
        due = course.due if course.due and not course.due.words else None
        every = next((r.every for r in self._enabled() if r.name == name), None)
        over = every is not None and course.began + every <= self.now.ticks
        self._course(name, snoozed=None, due=due, began=self.now.ticks if over else course.began)

    def _confirm(self, id: int, handle: str) -> None:
        if showing := self._open(id):
            if showing.request is not None:
                self._answer_now(showing, confirmed=True)
            self._set(showing=replace(showing, handle=handle, request=None))

    def _fail(self, id: int, why: str) -> None:
        """Rule 18: nobody saw it, so it is due again, with the same words, once a notifier serves."""
        self._set(notifier="", notifier_why=why)
        if not (showing := self._open(id)):
            return
        self._set(showing=None, spoke=self.state.spoke_before)
        if showing.request is not None:
            self._tell(showing.request, NotShown(why))
        if course := self.state.courses.get(showing.reminder):
            due = Due(since=self.now.ticks, kept=True, words=showing.words, fixed=showing.fixed)
            said = tuple(when for when in course.said if when != showing.fixed)
            times = showing.snoozes
            snoozed = Snoozed(until=self.now.ticks, words=showing.words, times=times) if times else None
            self._course(showing.reminder, due=due, said=said, snoozed=snoozed)

    def _answer_now(self, showing: Showing, confirmed: bool) -> None:
        if showing.request is not None:
            active = holds.active(self.state, self.plan, self.now)
            self._tell(showing.request, NowShown(showing.reminder, showing.words, active, confirmed))
            self._set(showing=replace(showing, request=None))

    def _open(self, id: int) -> Showing | None:
        showing = self.state.showing
        return showing if showing and showing.id == id else None

    def _last_shown(self) -> Shown:
        assert self.state.shown
        return self.state.shown

    # --- what to wait for ---------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        """The next wake-up, the idle time worth knowing of, and the senses worth asking."""
        if self.resumed:
            request, was_paused = self.resumed
            status = report.status(self.state, self.plan, self.now)
            self._tell(request, Resumed(was_paused, status.holds, status.next))
        if self.state.curious and self._has_asked():
            self._satisfy_the_curious()
        if self._asks_again():
            self._set(asked_at=self.now.ticks, answered=False)
            self.effects.append(AskSenses())
        wake = min((at for at in self._times() if at > self.now.ticks), default=None)
        if wake != self.state.wake:
            self._set(wake=wake)
            self.effects.append(WakeAt(wake))
        watch = min(self._idle_times(), default=None)
        if watch != self.state.watch:
            self._set(watch=watch)
            self.effects.append(WatchIdle(watch))

    def _satisfy_the_curious(self) -> None:
        for request in self.state.curious:
            self._tell(request, report.status(self.state, self.plan, self.now))
        self._set(curious=())

    def _asks_again(self) -> bool:
        kept = any(course.due and course.due.kept for course in self.state.courses.values())
        asks = any(sense.asked and sense.source for sense in self.state.senses)
        asked = self.state.asked_at
        return kept and asks and (asked is None or self.now.ticks - asked >= ASK_AGAIN)

    def _times(self) -> Iterable[timedelta]:
        """Every moment at which the passing of time alone changes something; those gone by do no harm."""
        state, plan, now = self.state, self.plan, self.now
        if state.pause and (left := holds.pause_left(state.pause, now)) is not None:
            yield now.ticks + left
        if change := schedule.next_change(plan.hours, now.wall):
            yield self._ticks(change)
        if state.idle_since is not None:
            yield state.idle_since + holds.shortest_break(plan)
        for hold in state.sensed:
            if hold.reason in holds.OVERRULABLE:
                yield hold.began + plan.quiet_at_most
        for r in self._enabled():
            due = state.courses[r.name].due
            if due:
                yield due.since + plan.wait_for_pause
                if state.idle_since is not None:
                    yield state.idle_since + plan.pause_is
                if due.fixed:
                    yield self._ticks(due.fixed + schedule.LATEST) + timedelta(seconds=1)
            if (falls := self._falls_due(r)) is not None:
                yield falls
            if r.at and (when := schedule.next_fixed(r.at, plan.hours, now.wall)):
                yield self._ticks(when)
        if state.spoke is not None:
            waits = self._ready() or not state.told >= {" ".join(problem) for problem in plan.problems}
            if waits:
                yield state.spoke + APART
        if state.showing:
            yield state.showing.ticks + plan.notify.expire
            if state.idle_since is not None:
                yield max(state.idle_since, state.showing.ticks) + state.showing.lasts
        if state.asked_at is not None:
            if not state.answered:
                yield state.asked_at + ANSWER_WITHIN + timedelta(milliseconds=1)
            if any(course.due and course.due.kept for course in state.courses.values()):
                yield state.asked_at + ASK_AGAIN

    def _idle_times(self) -> Iterable[timedelta]:
        """How long an input-free time must be to matter now."""
        if not holds.sees_input(self.state, self.plan):
            return
        yield holds.shortest_break(self.plan)
        if any(not due.kept for _, due in self._ready()):
            yield self.plan.pause_is
        showing = self.state.showing
        if showing and self.now.ticks < showing.ticks + STARTS_WITHIN + showing.lasts:
            yield showing.lasts

    # --- small words --------------------------------------------------------------------------------------------------

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)

    def _course(self, name: str, **changes: Any) -> Course:
        course = replace(self.state.courses[name], **changes)
        self._set(courses={**self.state.courses, name: course})
        return course

    def _tell(self, request: int, told: Any) -> None:
        self.effects.append(Reply(request, told))

    def _enabled(self) -> list[Reminder]:
        return [r for r in self.plan.reminders if r.enabled]

    def _stamp(self) -> datetime:
        return schedule.stamp(self.now.wall)

    def _ticks(self, when: datetime) -> timedelta:
        return self.now.ticks + (when - self._stamp())


def _precedence(r: Reminder) -> tuple[bool, timedelta, str]:
    """Of two that fall together the lesser one is shown."""
    return (not (r.at or r.title), -r.lasts, r.name)


def _rebased(state: State, shift: timedelta) -> State:
    """The same state with its ticks counted from another boot."""

    def moved(ticks: timedelta | None) -> timedelta | None:
        return None if ticks is None else ticks + shift

    def course(c: Course) -> Course:
        due = replace(c.due, since=c.due.since + shift) if c.due else None
        snoozed = replace(c.snoozed, until=c.snoozed.until + shift) if c.snoozed else None
        return replace(c, began=c.began + shift, due=due, snoozed=snoozed)

    return replace(
        state,
        courses={name: course(c) for name, c in state.courses.items()},
        pause=replace(state.pause, began=state.pause.began + shift) if state.pause else None,
        showing=replace(state.showing, ticks=state.showing.ticks + shift) if state.showing else None,
        spoke=moved(state.spoke),
        spoke_before=moved(state.spoke_before),
        working_since=moved(state.working_since),
    )
