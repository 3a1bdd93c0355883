"""A desk to play days at: plans that are easy to vary, and a World that answers the questions of a test."""

import sys
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from reminder.engine.simulate import World
from reminder.model.effects import Effect, PollSenses, Record, Show, WakeAt
from reminder.model.events import Closed, HoldBegan, HoldEnded, SenseFound, SensesAnswered
from reminder.model.plan import Click, Hours, NotifierName, Notify, Plan, Quiet, Range, Reminder, Tip, Tray, Urgency
from reminder.model.requests import PauseFor, Response, ShowNow, Status
from reminder.model.senses import Reason, Sense
from reminder.model.showing import Outcome
from reminder.model.state import Countdown, Run, State
from reminder.storage.sane import check

E = TypeVar("E", bound=Effect)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def a_tip(id: str, about: str = "neck") -> Tip:
    return Tip(id=id, about=about, title=f"Title of {id}", text=f"Text of {id}.", source="a book")


TIPS = tuple(a_tip(f"{about}-{number}", about) for number in range(5) for about in ("neck", "wrists", "move", "back"))

POSTURE = Reminder(name="posture", every=minutes(20))
WALK = Reminder(name="walk", every=hours(1), lasts=minutes(5), about=("move",))
WATER = Reminder(name="water", every=minutes(20), title="Drink", text="A glass of water.")
PILLS = Reminder(name="pills", at=(time(12, 30), time(16)), title="Pills", text="The blue box.")
BUS = Reminder(name="bus", at=(time(12, 30),), lasts=minutes(2), title="The bus", text="It leaves in ten minutes.")
LOOK = Reminder(name="look", at=(time(12, 30),))
"""At a fixed time, but with a tip."""

SENSED = (Reason.MEETING, Reason.FULL_SCREEN, Reason.APP, Reason.DO_NOT_DISTURB)
"""What begins and ends as a sense tells."""


def a_plan(*reminders: Reminder, **changes: Any) -> Plan:
    """`posture` alone unless told otherwise. What is due is not kept waiting for a pause in typing."""
    plan = Plan(
        reminders=reminders or (POSTURE,),
        tips=TIPS,
        snooze_for=minutes(5),
        snooze_limit=2,
        natural_break=minutes(5),
        wait_for_pause=timedelta(),
        pause_is=seconds(3),
        see_idle=True,
        passive_is_work=True,
        quiet=a_quiet(),
        hours=Hours(),
        notify=a_notify(),
        tray=Tray.AUTO if sys.platform == "linux" else Tray.OFF,  # it would be a process, for each program of a test
        history_retention=timedelta(days=365),
        log_level="info",
    )
    return replace(plan, **changes)


def a_quiet(**changes: Any) -> Quiet:
    """As by default: everything holds, for two hours at most."""
    quiet = Quiet(
        at_most=hours(2),
        do_not_disturb=True,
        modes=(),
        meeting=True,
        meeting_ignore=(),
        full_screen=True,
        apps=(),
    )
    return replace(quiet, **changes)


def a_notify(**changes: Any) -> Notify:
    """As by default."""
    notify = Notify(
        backend=NotifierName.AUTO,
        sound="",
        urgency=Urgency.NORMAL,
        click=Click.AUTO,
        expire=minutes(10),
    )
    return replace(notify, **changes)


def ranges(*texts: str) -> tuple[Range, ...]:
    return tuple(Range(*map(time.fromisoformat, text.split("-"))) for text in texts)


def office(*texts: str, **changes: Any) -> Hours:
    """These ranges from Monday to Friday; Saturday and Sunday are off."""
    return Hours(week=(ranges(*texts),) * 5 + ((), ()), **changes)


def from_disk(state: State) -> State:
    """What becomes of a state that is saved and read again."""
    check(state)
    saved = msgspec.json.encode(replace(state, run=Run()))
    return replace(msgspec.json.decode(saved, type=State), run=state.run)


class Desk(World):
    """A World that began to run on a Monday in Berlin, at 09:00 unless told otherwise."""

    def __init__(
        self,
        plan: Plan | None = None,
        at: str = "09:00",
        day: str = "2026-01-05",
        zone: str = "Europe/Berlin",
        sees_input: bool = True,
        polled: bool = False,
        virtual: bool = False,
    ) -> None:
        """`polled`: there is a sense that pushes nothing, and a test must answer for it."""
        home = ZoneInfo(zone)
        wall = datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=home)
        super().__init__(plan or a_plan(), wall.astimezone(UTC), home, sees_input=sees_input, virtual=virtual)
        self._polled = polled
        self.start()
        # The first look of the senses belongs to every start, and no test is about it.
        self.log = [entry for entry in self.log if not isinstance(entry.effect, PollSenses | WakeAt)]

    def start(self) -> None:
        """With what the disk makes of the state."""
        self.state = replace(from_disk(self.state), run=Run())
        super().start()
        if self._polled:
            self.send(SenseFound(self.now, Sense(name="call", source="simulated", polled=True)))

    def until(self, clock: str) -> None:
        """Let time pass until clocks show this, today; seconds may be given."""
        self.advance_to(datetime.combine(self.now.wall.date(), time.fromisoformat(clock), self.zone))

    # --- what happens -------------------------------------------------------------------------------------------------

    def hold(self, reason: Reason = Reason.MEETING, sense: str = "camera", detail: str = "") -> None:
        self.send(HoldBegan(self.now, reason, sense, detail))

    def release(self, reason: Reason = Reason.MEETING, sense: str = "camera") -> None:
        self.send(HoldEnded(self.now, reason, sense))

    def answer_for_senses(self) -> None:
        self.send(SensesAnswered(self.now))

    def pause(self, length: timedelta | None = None, until: datetime | None = None) -> Response:
        return self.ask(PauseFor(length, until))

    def close(self, by_person: bool) -> None:
        """What was shown last."""
        self.send(Closed(self.now, self.effects(Show)[-1].showing.id, by_person))

    def say(self, name: str = "") -> Response:
        """`reminder now`."""
        return self.ask(ShowNow(name))

    # --- what was seen ------------------------------------------------------------------------------------------------

    def effects(self, kind: type[E]) -> list[E]:
        return [entry.effect for entry in self.log if isinstance(entry.effect, kind)]

    def times(self) -> list[str]:
        """When notifications appeared, on the clock on the wall: "09:20", or "09:20:03"."""
        return [f"{wall:%H:%M:%S}".removesuffix(":00") for wall, _ in self.shows()]

    def shown(self) -> list[str]:
        """The reminders, in the order in which they appeared."""
        return [show.showing.reminder for _, show in self.shows()]

    def said(self) -> list[str]:
        """When which reminder appeared: "09:20 posture"."""
        return [f"{at} {name}" for at, name in zip(self.times(), self.shown(), strict=True)]

    def outcomes(self) -> list[Outcome]:
        return [record.outcome for record in self.effects(Record)]

    def status(self) -> Status:
        from reminder.engine import status

        return status.status(self.state, self.plan, self.now)

    def next(self) -> str | None:
        """When the next reminder comes, as `status` says it."""
        upcoming = self.status().next
        return f"{upcoming.at:%H:%M:%S}".removesuffix(":00") if upcoming and upcoming.at else None

    def countdown(self, name: str = "posture") -> Countdown:
        return self.state.countdowns[name]
