"""What happened: each event is a fact, with the moment at which it became known."""

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct

from reminder.model.checkin import Answer, TipWeights
from reminder.model.moment import Moment
from reminder.model.plan import Plan
from reminder.model.requests import Request
from reminder.model.senses import Gate, Programs, Reason, Sense, SenseName, SenseStatus
from reminder.model.showing import Button, Choice
from reminder.phrase import Phrase


class _Happened(Struct, frozen=True):
    """What every event has."""

    at: Moment


class Started(_Happened, frozen=True):
    """The program begins to run, with the state it ended with, if any; `boot` names this boot of the machine."""

    boot: str
    virtual: bool = False
    """The machine may be paused without its kernel's knowing."""
    first: bool = False
    """This person has not run it before."""
    offers_login: bool = False
    """Starting at login was neither switched on nor off."""
    weights: TipWeights = TipWeights()
    """By the check-ins of before."""


class Woke(_Happened, frozen=True):
    """The alarm rang, or the guard had a look at the clocks; either way it is now `at`."""


class PlanChanged(_Happened, frozen=True):
    """The plan that comes with this event is in force from now on; `before` was until now."""

    before: Plan


class WentIdle(_Happened, frozen=True):
    """There has been no input since `since`; sent once it has lasted as long as `WatchIdle` wants."""

    since: timedelta


class CameBack(_Happened, frozen=True):
    """There is input again, after `WentIdle`."""


class Locked(_Happened, frozen=True):
    """The session was locked or another user's is shown."""


class Unlocked(_Happened, frozen=True):
    """The session is back."""


class Inhibited(_Happened, frozen=True):
    """These programs keep the screen awake now, by what one sense detects."""

    sense: SenseName
    by: Programs


class HoldBegan(_Happened, frozen=True):
    """A sense found a reason not to speak."""

    reason: Reason
    sense: SenseName
    detail: str = ""
    until: datetime | None = None
    gate: Gate | None = None


class HoldEnded(_Happened, frozen=True):
    """That sense's reason is gone."""

    reason: Reason
    sense: SenseName


class SenseFound(_Happened, frozen=True):
    """A sense works, from now on."""

    sense: Sense


class SenseLost(_Happened, frozen=True):
    """A sense does not serve, and what it found last says nothing about now."""

    name: SenseName
    why: Phrase
    polled: bool = False
    """It may serve again only when it is polled again."""
    status: SenseStatus = SenseStatus.UNAVAILABLE


class SensesAnswered(_Happened, frozen=True):
    """The senses polled by `PollSenses` have answered, or their deadline is over."""


class NotifierReady(_Happened, frozen=True):
    """From now on notifications go through this back end; `why`: why the better ones do not serve."""

    name: str
    why: Phrase | None = None


class NotifierLost(_Happened, frozen=True):
    """Nothing can put a notification before the person, until `NotifierReady`."""

    why: Phrase


class Posted(_Happened, frozen=True):
    """The desktop has taken a showing; `handle` is its own name for it."""

    id: int
    handle: str = ""


class PostFailed(_Happened, frozen=True):
    """The desktop refused a showing, or a warning: it was certainly not seen."""

    id: int
    why: Phrase


class PostLapsed(_Happened, frozen=True):
    """The desktop did not answer in time: a showing, or a warning, may be there or not, and may still come."""

    id: int


class Pressed(_Happened, frozen=True):
    """The person pressed a button of a showing."""

    id: int
    button: Button


class Clicked(_Happened, frozen=True):
    """The person clicked on the words of a showing, to have the window opened; `token` lets it come to the front."""

    id: int
    token: str = ""


class Chosen(_Happened, frozen=True):
    """The person pressed a button of the welcome; `token` lets a window come to the front."""

    choice: Choice
    token: str = ""


class Answered(_Happened, frozen=True):
    """The person pressed a button of a showing that asks for a check-in; `token` lets a window come to the front."""

    id: int
    answer: Answer
    token: str = ""

    def __repr__(self) -> str:
        return "Answered(...)"


class Closed(_Happened, frozen=True):
    """A notification is gone from the screen; `by_person`: they closed it themselves."""

    id: int
    by_person: bool


class WentAlong(_Happened, frozen=True):
    """A showing of an earlier run left the screen with that run, and nobody closed it."""

    id: int


class RequestReceived(_Happened, frozen=True):
    """A request came from the command line; `request` is its number until it has its response."""

    request: int
    what: Request


class CheckedIn(_Happened, frozen=True):
    """There is another check-in, or one less, and from now on tips are chosen so."""

    weights: TipWeights


class IconChanged(_Happened, frozen=True):
    """There is a panel that shows an icon of the program's, or none any more."""

    shown: bool


class WindowWanted(_Happened, frozen=True):
    """The person asked for a page of the window at the icon; `token` lets it come to the front."""

    page: str
    token: str = ""


class PartFailed(_Happened, frozen=True):
    """A part of the program could not carry out an order."""

    part: str
    why: Phrase


class PartWorks(_Happened, frozen=True):
    """A part that had failed works again."""

    part: str


class Upgraded(_Happened, frozen=True):
    """Another version than the running one is installed."""


class Stopping(_Happened, frozen=True):
    """The program ends now."""

    why: Phrase | None = None
    """For the log."""


OfThePerson = WentIdle | CameBack | Locked | Unlocked | Inhibited
OfTheSenses = HoldBegan | HoldEnded | SenseFound | SenseLost | SensesAnswered
OfANotification = Posted | PostFailed | PostLapsed | Pressed | Clicked | Chosen | Answered | Closed | WentAlong
OfTheNotifier = NotifierReady | NotifierLost | OfANotification
OfTheIcon = IconChanged | WindowWanted
OfTheProgram = Started | Woke | PlanChanged | RequestReceived | CheckedIn | PartFailed | PartWorks | Upgraded | Stopping

Event = OfThePerson | OfTheSenses | OfTheNotifier | OfTheIcon | OfTheProgram

Put = Callable[[Event], None]
"""Where every part puts what happened."""
