"""What happened: each event is a fact, with the moment at which it became known."""

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct

from reminder.model.moment import Moment
from reminder.model.plan import Plan
from reminder.model.requests import Request
from reminder.model.senses import Gate, Reason, Sense, SenseName, SenseStatus
from reminder.model.showing import Button
from reminder.phrase import Phrase


class Started(Struct, frozen=True):
    """The program begins to run, with the state it ended with, if any; `boot` names this boot of the machine."""

    at: Moment
    boot: str
    virtual: bool = False
    """The machine may be paused without its kernel's knowing."""


class Woke(Struct, frozen=True):
    """The alarm rang, or the guard had a look at the clocks; either way it is now `at`."""

    at: Moment


class PlanChanged(Struct, frozen=True):
    """The plan that comes with this event is in force from now on; `before` was until now."""

    at: Moment
    before: Plan


class WentIdle(Struct, frozen=True):
    """There has been no input since `since`; sent once it has lasted as long as `WatchIdle` wants."""

    at: Moment
    since: timedelta


class CameBack(Struct, frozen=True):
    """There is input again, after `WentIdle`."""

    at: Moment


class Locked(Struct, frozen=True):
    """The session was locked or another user's is shown."""

    at: Moment


class Unlocked(Struct, frozen=True):
    """The session is back."""

    at: Moment


class Inhibited(Struct, frozen=True):
    """These programs keep the screen awake now, by what one sense detects."""

    at: Moment
    source: str
    by: tuple[str, ...]


class HoldBegan(Struct, frozen=True):
    """A sense found a reason not to speak."""

    at: Moment
    reason: Reason
    source: str
    detail: str = ""
    until: datetime | None = None
    gate: Gate | None = None


class HoldEnded(Struct, frozen=True):
    """That sense's reason is gone."""

    at: Moment
    reason: Reason
    source: str


class SenseFound(Struct, frozen=True):
    """A sense works, from now on."""

    at: Moment
    sense: Sense


class SenseLost(Struct, frozen=True):
    """A sense does not serve, and what it found last says nothing about now."""

    at: Moment
    name: SenseName
    why: Phrase
    polled: bool = False
    """It may serve again only when it is polled again."""
    status: SenseStatus = SenseStatus.UNAVAILABLE


class SensesAnswered(Struct, frozen=True):
    """The senses polled by `PollSenses` have answered, or their deadline is over."""

    at: Moment


class NotifierReady(Struct, frozen=True):
    """From now on notifications go through this back end; `why`: why the better ones do not serve."""

    at: Moment
    name: str
    why: Phrase | None = None


class NotifierLost(Struct, frozen=True):
    """Nothing can put a notification before the person, until `NotifierReady`."""

    at: Moment
    why: Phrase


class Posted(Struct, frozen=True):
    """The desktop has taken a showing; `handle` is its own name for it."""

    at: Moment
    id: int
    handle: str = ""


class PostFailed(Struct, frozen=True):
    """The desktop refused a showing, or a warning: it was certainly not seen."""

    at: Moment
    id: int
    why: Phrase


class PostLapsed(Struct, frozen=True):
    """The desktop did not answer in time: a showing, or a warning, may be there or not, and may still come."""

    at: Moment
    id: int


class Pressed(Struct, frozen=True):
    """The person pressed a button of a showing."""

    at: Moment
    id: int
    answer: Button


class Clicked(Struct, frozen=True):
    """The person clicked on the words of a showing, to have the window opened; `token` lets it come to the front."""

    at: Moment
    id: int
    token: str = ""


class Closed(Struct, frozen=True):
    """A notification is gone from the screen; `by_person`: they closed it themselves."""

    at: Moment
    id: int
    by_person: bool


class RequestReceived(Struct, frozen=True):
    """A request came from the command line; `request` is its number until it has its response."""

    at: Moment
    request: int
    what: Request


class PartFailed(Struct, frozen=True):
    """A part of the program could not carry out an order."""

    at: Moment
    part: str
    why: Phrase


class PartWorks(Struct, frozen=True):
    """A part that had failed works again."""

    at: Moment
    part: str


class Upgraded(Struct, frozen=True):
    """Another version than the running one is installed."""

    at: Moment


class Stopping(Struct, frozen=True):
    """The program ends now."""

    at: Moment
    why: Phrase | None = None
    """For the log."""


Event = (
    Started
    | Woke
    | PlanChanged
    | WentIdle
    | CameBack
    | Locked
    | Unlocked
    | Inhibited
    | HoldBegan
    | HoldEnded
    | SenseFound
    | SenseLost
    | SensesAnswered
    | NotifierReady
    | NotifierLost
    | Posted
    | PostFailed
    | PostLapsed
    | Pressed
    | Clicked
    | Closed
    | RequestReceived
    | PartFailed
    | PartWorks
    | Upgraded
    | Stopping
)

Put = Callable[[Event], None]
"""Where every part puts what happened."""
