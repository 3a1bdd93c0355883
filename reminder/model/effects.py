"""What to do: each effect is an order, carried out where it leaves the engine."""

from datetime import datetime, timedelta

from msgspec import Struct

from reminder.model.activity import Activity
from reminder.model.checkin import Answer
from reminder.model.plan import Happening, Plan, Problem
from reminder.model.requests import Response
from reminder.model.senses import Hold, Reason
from reminder.model.showing import Outcome, Showing, Withdraw


class Configure(Struct, frozen=True):
    """Do everything as this plan wants it from now on."""

    plan: Plan


class WakeAt(Struct, frozen=True):
    """Let the alarm ring at `ticks` and at no other time; None: a hold explains why there is nothing to wait for."""

    ticks: timedelta | None


class WatchIdle(Struct, frozen=True):
    """Say `WentIdle` after this long without input; None: it does not matter."""

    after: timedelta | None


class PollSenses(Struct, frozen=True):
    """Ask the senses that push nothing, and end with `SensesAnswered`."""


class Show(Struct, frozen=True):
    """Put a showing before the person, in place of the one before."""

    showing: Showing
    snooze: timedelta | None
    """What the snooze button offers; None: no such button."""
    worked: timedelta | None = None
    """Said with one that was deferred: the time worked since the last natural break."""
    overruled: tuple[Hold, ...] = ()
    """Holds that lasted too long to be heeded further."""
    urgent: bool = False
    """The desktop shows none but critical ones now, and this one is to be seen."""
    about: str = ""
    """The kind of the tip; empty: it says a reminder's own words."""
    answers: tuple[Answer, ...] = ()
    """Its buttons, where it asks for a check-in."""


class Warn(Struct, frozen=True):
    """Tell the person of problems, by one notification that needs no answer."""

    problems: tuple[Problem, ...]


class Greet(Struct, frozen=True):
    """Welcome the person, by one notification that is no showing."""

    every: timedelta | None
    first: datetime | None
    """When the first reminder comes; None: a hold leaves it open, or there is none."""
    offers_login: bool


class Tell(Struct, frozen=True):
    """Say this to a person who sees no terminal, by one notification that needs no answer; the engine never does."""

    text: str


class Record(Struct, frozen=True):
    """Write the outcome of a showing into the history."""

    showing: Showing
    outcome: Outcome
    at: datetime


class RecordBreak(Struct, frozen=True):
    """Write a natural break from work into the history."""

    began: datetime
    ended: datetime


class RecordSpan(Struct, frozen=True):
    """Write into the history what the person did from `began` to `ended`; the reason is that of a hold."""

    kind: Activity
    reason: Reason | None
    began: datetime
    ended: datetime


class Happened(Struct, frozen=True, kw_only=True):
    """Run the person's commands for it."""

    what: Happening
    at: datetime
    showing: Showing | None = None
    outcome: Outcome | None = None
    began: datetime | None = None
    """Of a break."""
    reasons: tuple[Reason, ...] = ()
    """Of the holds."""


class CheckIn(Struct, frozen=True):
    """Write what a button said of this day, and tell of it by `CheckedIn`."""

    answer: Answer
    at: datetime

    def __repr__(self) -> str:
        return "CheckIn(...)"


class Respond(Struct, frozen=True):
    """Answer a person's request."""

    request: int
    response: Response


class OpenWindow(Struct, frozen=True):
    """Show the person the window, in front of all others by this token of the desktop's, if there is one."""

    token: str
    page: str = "today"


class SwitchLoginOn(Struct, frozen=True):
    """Start at every login from now on."""


class Restart(Struct, frozen=True):
    """Start the installed version in place of the running one."""


Entry = Record | RecordBreak | RecordSpan
"""What the history takes."""

Notification = Show | Withdraw | Warn | Greet
Order = Configure | WakeAt | WatchIdle | PollSenses | Happened | CheckIn | OpenWindow | SwitchLoginOn | Restart
Effect = Notification | Entry | Respond | Order
