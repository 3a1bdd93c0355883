"""A world to play the engine in: clocks that move when told to, a person, a desktop.

    advance(), type(), lock(), sleep() … ─▶ events ─▶ step() ─▶ effects ─▶ `log`, and what the world does about them

`reminder preview` plays the day ahead in it, the tests play all the others.
"""

from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from reminder.engine.polling import ANSWER_WITHIN
from reminder.engine.step import step
from reminder.model import events
from reminder.model.checkin import TipWeights
from reminder.model.effects import Effect, Respond, Show, WakeAt, WatchIdle
from reminder.model.moment import Moment
from reminder.model.plan import Plan
from reminder.model.requests import Request, Response
from reminder.model.senses import Sense, SenseName
from reminder.model.showing import Button
from reminder.model.state import State
from reminder.phrase import phrase


class Entry(NamedTuple):
    at: Moment
    effect: Effect


class World:
    """A machine with one person before it, who types without end unless told otherwise."""

    def __init__(
        self,
        plan: Plan,
        utc: datetime,
        zone: tzinfo,
        state: State | None = None,
        sees_input: bool = True,
        boot: str = "first",
        virtual: bool = False,
    ) -> None:
        """`virtual`: the machine may be paused; `set_clock` ahead is how that looks afterwards."""
        self.plan, self.utc, self.zone, self.state = plan, utc, zone, state or State()
        self.sees_input, self.boot, self.virtual = sees_input, boot, virtual
        self.weights = TipWeights()
        """By the check-ins, at the next start."""
        self.refuses = False
        """The desktop refuses every notification."""
        self.ticks = self.awake = timedelta(hours=1)
        self.log: list[Entry] = []
        self._inbox: deque[events.Event] = deque()
        """What is sent while another event is being performed comes after it."""
        self._wake: timedelta | None = None
        self._watch: timedelta | None = None
        self._last_input: timedelta | None = None
        self._told_idle = False
        self._requests = 0

    @property
    def now(self) -> Moment:
        return Moment(self.ticks, self.awake, self.utc.astimezone(self.zone))

    # --- the program --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """The program starts, or starts again with the state that it had; nothing of its own has outlived it."""
        self._wake = self._watch = None
        self._told_idle = False
        self.send(events.Started(self.now, self.boot, self.virtual, weights=self.weights))
        if self.sees_input:
            self.send(events.SenseFound(self.now, Sense(name=SenseName.IDLE, source="simulated")))
        self.send(events.SensesAnswered(self.now))
        self.send(events.NotifierReady(self.now, "simulated"))

    def send(self, event: events.Event) -> None:
        self._inbox.append(event)
        if len(self._inbox) > 1:
            return
        while self._inbox:
            self._take(self._inbox[0])
            self._inbox.popleft()

    def _take(self, event: events.Event) -> None:
        self.state, effects = step(self.state, event, self.plan)
        self.log += [Entry(self.now, effect) for effect in effects]
        for effect in effects:
            self._perform(effect)

    def ask(self, what: Request) -> Response:
        """The response to this request from the command line: at once, or when the senses had their time."""
        self._requests += 1
        before = len(self.log)
        self.send(events.RequestReceived(self.now, self._requests, what))
        if not self._told(before):
            self.advance(2 * ANSWER_WITHIN)
        (told,) = self._told(before)
        return told

    def _told(self, before: int) -> list[Response]:
        replies = [entry.effect for entry in self.log[before:] if isinstance(entry.effect, Respond)]
        return [reply.response for reply in replies if reply.request == self._requests]

    def change(self, plan: Plan) -> None:
        before, self.plan = self.plan, plan
        self.send(events.PlanChanged(self.now, before))

    # --- time ---------------------------------------------------------------------------------------------------------

    def advance(self, length: timedelta) -> None:
        """Time passes, and everything happens that was waiting for it."""
        end = self.ticks + length
        while (soonest := min((at for at in self._upcoming() if at <= end), default=None)) is not None:
            self._move(max(soonest - self.ticks, timedelta()))
            if self._wake is not None and self._wake <= self.ticks:
                self._wake = None
                self.send(events.Woke(self.now))
            self._report_idle()
        self._move(end - self.ticks)

    def advance_to(self, wall: datetime) -> None:
        self.advance(wall.astimezone(UTC) - self.utc)

    def sleep(self, length: timedelta) -> None:
        """The machine is suspended; on resume the guard looks at the clocks."""
        self.stop_typing()
        self.ticks += length
        self.utc += length
        self.send(events.Woke(self.now))
        self._report_idle()

    def set_clock(self, by: timedelta) -> None:
        self.utc += by
        self.send(events.Woke(self.now))

    def travel(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.send(events.Woke(self.now))

    def be_off(self, length: timedelta, reboot: bool = False, killed: bool = False) -> None:
        """The program ends, in good order or `killed` just after it left word on disk, and starts again."""
        self.send(events.Woke(self.now) if killed else events.Stopping(self.now))
        self._move(length)
        if reboot:
            self.boot += "+"
            if self._last_input is not None:
                self._last_input += timedelta(minutes=1) - self.ticks
            self.ticks = self.awake = timedelta(minutes=1)
        self.start()

    # --- the person ---------------------------------------------------------------------------------------------------

    def stop_typing(self) -> None:
        if self._last_input is None:
            self._last_input = self.ticks
            self._report_idle()

    def type(self) -> None:
        """Input again, without end."""
        self._last_input = None
        if self._told_idle:
            self._told_idle = False
            self.send(events.CameBack(self.now))

    def be_away(self, length: timedelta) -> None:
        self.stop_typing()
        self.advance(length)
        self.type()

    def lock(self) -> None:
        self.stop_typing()
        self.send(events.Locked(self.now))

    def unlock(self) -> None:
        self.type()
        self.send(events.Unlocked(self.now))

    def press(self, button: Button) -> None:
        """A button of the notification that is open, or of the last one that was."""
        last = next(e.effect for e in reversed(self.log) if isinstance(e.effect, Show))
        self.send(events.Pressed(self.now, last.showing.id, button))

    # --- what was seen ------------------------------------------------------------------------------------------------

    def shows(self) -> Iterator[tuple[datetime, Show]]:
        """Every notification with a reminder, and when it appeared on the clock on the wall."""
        return ((e.at.wall, e.effect) for e in self.log if isinstance(e.effect, Show))

    # --- how the world goes on ----------------------------------------------------------------------------------------

    def _perform(self, effect: Effect) -> None:
        match effect:
            case WakeAt(ticks=ticks):
                self._wake = ticks
            case WatchIdle(after=after):
                self._watch = after
                self._told_idle = self._told_idle and after is not None
                self._report_idle()
            case Show(showing=showing):
                if self.refuses:
                    self.send(events.PostFailed(self.now, showing.id, phrase("it refuses")))
                else:
                    self.send(events.Posted(self.now, showing.id, str(showing.id)))
            case _:
                pass

    def _upcoming(self) -> Iterator[timedelta]:
        if self._wake is not None:
            yield self._wake
        yield from self._idle_reports()

    def _idle_reports(self) -> Iterator[timedelta]:
        if self.sees_input and self._last_input is not None and self._watch is not None and not self._told_idle:
            yield self._last_input + self._watch

    def _report_idle(self) -> None:
        since = self._last_input
        if since is not None and any(at <= self.ticks for at in self._idle_reports()):
            self._told_idle = True
            self.send(events.WentIdle(self.now, since))

    def _move(self, by: timedelta) -> None:
        self.ticks += by
        self.awake += by
        self.utc += by
