"""The words of the engine: what is wanted (Plan), what is known (State), what happened (Event), what to do (Effect).

Everything here is frozen data. Time comes in two kinds: `timedelta` since the machine booted, sleep counted, which
nobody can set ("ticks"), and aware `datetime` for what is about the clock on the wall.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

# --- time ------------------------------------------------------------------------------------------------------------


class Moment(NamedTuple):
    """One instant, read from three clocks at once."""

    ticks: timedelta
    """Since boot, sleep counted: CLOCK_BOOTTIME or the platform's like."""

    awake: timedelta
    """Since boot, sleep left out: CLOCK_MONOTONIC or the platform's like. `ticks - awake` grows by every sleep."""

    wall: datetime
    """The clock on the wall, aware, in the zone the person lives in now."""


# --- the plan: what the settings come down to ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Tip:
    """One piece of advice: a title of at most 40 characters, a text of at most 120."""

    id: str
    about: str
    title: str
    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A named rule: `every` or `at`, never both; own words where `title` is set, else tips of the kinds in `about`."""

    name: str
    every: timedelta | None = None
    at: tuple[time, ...] = ()
    lasts: timedelta = timedelta(seconds=30)
    about: tuple[str, ...] = ()
    """Kinds of tips; empty: every kind."""
    title: str = ""
    text: str = ""
    enabled: bool = True


class Range(NamedTuple):
    """Working hours from `start` to `end`; an `end` not after `start` lies in the next morning."""

    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Working hours. A weekday without ranges is a day off, one that is None is on all day."""

    week: tuple[tuple[Range, ...] | None, ...] = (None,) * 7
    """Monday first."""
    off: frozenset[date] = frozenset()


class Urgency(StrEnum):
    """How a desktop ranks a notification; a desktop may never put a `low` one on the screen."""

    LOW = "low"
    NORMAL = "normal"
    CRITICAL = "critical"


class NotifierName(StrEnum):
    """A way to put a notification before the person; `auto` takes the best that works."""

    AUTO = "auto"
    DBUS = "dbus"
    TOAST = "toast"
    PLYER = "plyer"
    TERMINAL = "terminal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """How a notification is put before the person, and after which time it counts as ignored."""

    backend: NotifierName = NotifierName.AUTO
    sound: str = ""
    """A sound's name in the desktop's sound theme; empty: silent."""
    urgency: Urgency = Urgency.NORMAL
    expire: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """What the senses may hold reminders back for, and for how long at most."""

    at_most: timedelta = timedelta(hours=2)
    do_not_disturb: bool = True
    meeting: bool = True
    meeting_ignore: tuple[str, ...] = ()
    """Programs that use the microphone or the camera without anybody being in a meeting."""
    full_screen: bool = True
    apps: tuple[str, ...] = ()
    """Names of processes."""


class Problem(NamedTuple):
    """A setting, or a part of the program, that is not as it should be; `text` says what, where and what to do."""

    key: str
    text: str
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that the settings say, checked and typed. The packaged defaults are in config/default.toml, not here."""

    reminders: tuple[Reminder, ...]
    tips: tuple[Tip, ...]
    """The catalogue and the user's own files, hidden tips left out."""
    snooze_for: timedelta
    snooze_limit: int
    natural_break: timedelta
    wait_for_pause: timedelta
    pause_is: timedelta
    see_idle: bool
    passive_is_work: bool
    """Sitting before a film or a call, without input while a program keeps the screen awake, is work."""
    quiet: Quiet
    hours: Hours
    notify: Notify
    keep_history: timedelta | None
    """How long a row is kept; None: nothing is recorded."""
    log_level: str
    files: tuple[str, ...] = ()
    """The settings files that were looked at, the most general first."""
    problems: tuple[Problem, ...] = ()


# --- the state: what is known ----------------------------------------------------------------------------------------


class Reason(StrEnum):
    """Why the program does not speak."""

    PAUSED = "paused"
    OUTSIDE_HOURS = "outside hours"
    AWAY = "away"
    LOCKED = "locked"
    DO_NOT_DISTURB = "do not disturb"
    MEETING = "meeting"
    FULL_SCREEN = "full screen"
    APP = "app"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A reason not to speak now, since we know of it; `until` where its end is known."""

    reason: Reason
    since: datetime
    until: datetime | None = None
    source: str = ""
    """Which sense tells of it; two senses may hold for the same reason."""
    detail: str = ""
    """What a person would ask next: which program uses the camera, say."""
    began: timedelta = timedelta()
    """`since`, in ticks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A pause by the user: of a length, until a time (then the length is how far off it was), or until resumed."""

    began: timedelta
    since: datetime
    length: timedelta | None = None
    until: datetime | None = None


class Outcome(StrEnum):
    """What became of a notification."""

    DONE = "done"
    OBSERVED = "observed"
    SNOOZED = "snoozed"
    SKIPPED = "skipped"
    DISMISSED = "dismissed"
    IGNORED = "ignored"


class Answer(StrEnum):
    """A button of a notification; the value is its action key."""

    DONE = "done"
    SNOOZE = "snooze"
    SKIP = "skip"


class Words(NamedTuple):
    """What is said: a tip, by its id, or a reminder's own words."""

    title: str
    text: str
    tip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A reminder that has fallen due and is not shown yet: it waits for a pause in typing, or is kept under a hold."""

    since: timedelta
    kept: bool = False
    """A hold was in the way; once the last one is over it waits for nothing more."""
    fixed: datetime | None = None
    """The fixed time that it is about."""
    words: Words | None = None
    """What to say again, where saying it failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snoozed:
    """A showing that was put off: what it said, when it comes back, and how often in a row it was put off."""

    until: timedelta
    words: Words
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Where one reminder stands. It is due at `began` plus its `every`, so a changed `every` keeps the time served."""

    began: timedelta
    renew: bool = False
    """The countdown begins again once the person is there: a natural break, a pause or closed hours passed."""
    due: Due | None = None
    snoozed: Snoozed | None = None
    said: tuple[datetime, ...] = ()
    """The fixed times of the last two days that were shown or dropped: a clock set back never doubles one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """One notification, from its first post to its outcome; its `id` is its time in ms since 1970, made unique."""

    id: int
    reminder: str
    words: Words
    lasts: timedelta
    at: datetime
    ticks: timedelta
    snoozes: int = 0
    fixed: datetime | None = None
    handle: str = ""
    """The notifier's own name for what it posted, once it has said so."""
    request: int | None = None
    """Who asked for it by `now` and has not been answered yet."""
    waited: timedelta = timedelta()
    """From falling due to the first post."""


class Shown(NamedTuple):
    """The last showing that has an outcome, or the open one."""

    reminder: str
    words: Words
    at: datetime
    outcome: Outcome | None = None


class Missed(NamedTuple):
    """A fixed time that nobody was told of."""

    reminder: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """One thing the program senses of the person; `source` is empty where it is blind."""

    name: str
    source: str = ""
    why: str = ""
    """Why it is blind, or what it cannot tell although it is not."""
    asked: bool = False
    """It pushes nothing and must be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """All that the engine knows, complete: saved after every change, it goes on where it was."""

    boot: str = ""
    """The boot that the ticks count from."""
    ended: bool = False
    """The program has ended in good order, at the last event; else it was killed at some time after that."""
    last: Moment | None = None
    """The last event's."""
    courses: Mapping[str, Course] = field(default_factory=dict)
    pause: Pause | None = None
    showing: Showing | None = None
    """The showing that can still be answered."""
    shown: Shown | None = None
    spoke: timedelta | None = None
    """When the last notification was posted."""
    spoke_before: timedelta | None = None
    """And the one before it: where the last is refused, nobody has seen it."""
    checked: datetime | None = None
    """Fixed times up to here have been looked at."""
    missed: tuple[Missed, ...] = ()
    tip_rounds: Mapping[str, int] = field(default_factory=dict)
    """In which round a tip was last shown; see `tips`."""
    last_kind: str = ""
    told: frozenset[str] = frozenset()
    """Problems the person has had a notification about."""
    told_before: frozenset[str] = frozenset()
    """The same before the last such notification, which may still fail."""
    next_id: int = 0
    # presence
    working_since: timedelta | None = None
    """The end of the last natural break."""
    idle_since: timedelta | None = None
    """The last input, while the sense says there is none."""
    locked_since: timedelta | None = None
    absent_since: timedelta | None = None
    """The beginning of an absence that goes on."""
    inhibitors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By sense: the programs that keep the screen awake."""
    watching: bool = False
    """They may do so for somebody who sits there without input: who was away before they began does not."""
    watched_until: timedelta | None = None
    """When the last of them let go that did so for somebody."""
    sensed: tuple[Hold, ...] = ()
    sensed_before: tuple[Hold, ...] = ()
    """By an earlier run; one that the senses tell of again in their first answer goes on."""
    senses: tuple[Sense, ...] = ()
    asked_at: timedelta | None = None
    """When the senses that must be asked were last asked."""
    answered: bool = True
    """They have answered since."""
    curious: tuple[int, ...] = ()
    """Requests for a status that wait for that answer."""
    # what serves
    notifier: str = ""
    """The back end that can speak; empty: none can."""
    notifier_why: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    """Parts of the program that fail, and how."""
    held: frozenset[Reason] = frozenset()
    """The reasons that held after the last event."""
    wake: timedelta | None = None
    """The last `WakeAt`."""
    watch: timedelta | None = None
    """The last `WatchIdle`."""
    stale: bool = False
    """Another version than the running one is installed."""


# --- requests: what a person asks for, and what they are told --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskStatus:
    """What is going on?"""


@dataclass(frozen=True, slots=True)
class ShowNow:
    """Show one now; without a name the one that is next."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class GiveAnswer:
    """Answer the open showing; `length` is for a snooze."""

    answer: Answer
    length: timedelta | None = None


@dataclass(frozen=True, slots=True)
class PauseFor:
    """Be quiet for a length, until a time, or (neither) until resumed."""

    length: timedelta | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resume:
    """End the pause."""


Request = AskStatus | ShowNow | GiveAnswer | PauseFor | Resume


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """When a reminder comes next, or the hold that leaves it open; neither: it is due, and nothing can notify."""

    reminder: str
    at: datetime | None
    in_: timedelta | None = None
    why: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One reminder in a status."""

    name: str
    enabled: bool
    every: timedelta | None
    at: tuple[time, ...]
    next: Next | None
    """None: disabled."""
    kept: bool = False
    waiting: bool = False
    """Due, and waiting for a pause in typing."""
    snoozed_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What is going on, as data."""

    next: Next | None
    """None: no reminder is enabled."""
    reminders: tuple[Standing, ...]
    holds: tuple[Hold, ...]
    overruled: tuple[Hold, ...]
    """Holds that lasted longer than `quiet.at_most` and count no more."""
    last: Shown | None
    open: bool
    """The last showing can still be answered."""
    missed: tuple[Missed, ...]
    working: timedelta | None
    """Since the last natural break; None where input cannot be seen, and while nobody is there."""
    notifier: str
    notifier_why: str
    senses: tuple[Sense, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class NowShown:
    """It was shown, whatever the holds."""

    reminder: str
    words: Words
    holds: tuple[Hold, ...]
    confirmed: bool = True
    """False: the desktop has not said so in time; it may still come."""


@dataclass(frozen=True, slots=True)
class NotShown:
    """It could not be shown."""

    why: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """No reminder has that name; these are there."""

    name: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """The answer was taken; `until` is when a snoozed tip comes back, None where a pause or closed hours drop it."""

    outcome: Outcome
    shown: Shown
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SnoozeCancelled:
    """Nothing was open, but a snooze was pending, and is not any more."""

    reminder: str


@dataclass(frozen=True, slots=True)
class SnoozedEnough:
    """It was snoozed as often in a row as `snooze.limit` allows."""

    limit: int


@dataclass(frozen=True, slots=True)
class NothingOpen:
    """There is nothing to answer; this was the last one."""

    last: Shown | None


@dataclass(frozen=True, slots=True)
class Paused:
    """Quiet, until a time where one was given."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class Resumed:
    """The pause is over, or there was none; these holds remain, and the next reminder comes so."""

    was_paused: bool
    holds: tuple[Hold, ...]
    next: Next | None


Told = (
    Status | NowShown | NotShown | Unknown | Recorded | SnoozeCancelled | SnoozedEnough | NothingOpen | Paused | Resumed
)

# --- events: what happened -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Started:
    """The program begins to run, with the state it ended with, if any; `boot` names this boot of the machine."""

    at: Moment
    boot: str


@dataclass(frozen=True, slots=True)
class Woke:
    """The alarm rang, or the guard had a look at the clocks; either way it is now `at`."""

    at: Moment


@dataclass(frozen=True, slots=True)
class PlanChanged:
    """The plan that comes with this event is in force from now on; `before` was until now."""

    at: Moment
    before: Plan


@dataclass(frozen=True, slots=True)
class WentIdle:
    """There has been no input since `since`; said once it has lasted as long as `WatchIdle` asked for."""

    at: Moment
    since: timedelta


@dataclass(frozen=True, slots=True)
class CameBack:
    """There is input again, after `WentIdle`."""

    at: Moment


@dataclass(frozen=True, slots=True)
class Locked:
    """The session was locked or another user's is shown."""

    at: Moment


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The session is back."""

    at: Moment


@dataclass(frozen=True, slots=True)
class Inhibited:
    """These programs keep the screen awake now, by what one sense knows; none: nobody does."""

    at: Moment
    source: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HoldBegan:
    """A sense found a reason not to speak."""

    at: Moment
    reason: Reason
    source: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class HoldEnded:
    """That sense's reason is gone."""

    at: Moment
    reason: Reason
    source: str


@dataclass(frozen=True, slots=True)
class SenseFound:
    """A sense works, from now on."""

    at: Moment
    sense: Sense


@dataclass(frozen=True, slots=True)
class SenseLost:
    """A sense is blind, and what it told last says nothing about now."""

    at: Moment
    name: str
    why: str
    asked: bool = False
    """It sees again only when it is asked again."""


@dataclass(frozen=True, slots=True)
class SensesAnswered:
    """The senses that were asked by `AskSenses` have said what they know, or their deadline is over."""

    at: Moment


@dataclass(frozen=True, slots=True)
class NotifierReady:
    """From now on notifications go through this back end; `why` says why the better ones do not serve."""

    at: Moment
    name: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class NotifierLost:
    """Nothing can put a notification before the person, until `NotifierReady`."""

    at: Moment
    why: str


@dataclass(frozen=True, slots=True)
class Posted:
    """The desktop has taken a showing; `handle` is its own name for it."""

    at: Moment
    id: int
    handle: str = ""


@dataclass(frozen=True, slots=True)
class PostFailed:
    """The desktop refused a showing: it was certainly not seen."""

    at: Moment
    id: int
    why: str


@dataclass(frozen=True, slots=True)
class PostLapsed:
    """The desktop did not answer in time: a showing may be there or not, and may still come."""

    at: Moment
    id: int


@dataclass(frozen=True, slots=True)
class Pressed:
    """The person pressed a button of a showing."""

    at: Moment
    id: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Closed:
    """A notification is gone from the screen; `by_person`: they closed it themselves."""

    at: Moment
    id: int
    by_person: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A person asked for something on the command line; `request` names the question until it is answered."""

    at: Moment
    request: int
    what: Request


@dataclass(frozen=True, slots=True)
class PartFailed:
    """A part of the program could not do what it was told."""

    at: Moment
    part: str
    why: str


@dataclass(frozen=True, slots=True)
class PartWorks:
    """A part that had failed works again."""

    at: Moment
    part: str


@dataclass(frozen=True, slots=True)
class Upgraded:
    """Another version than the running one is installed."""

    at: Moment


@dataclass(frozen=True, slots=True)
class Stopping:
    """The program ends now."""

    at: Moment


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
    | Closed
    | Asked
    | PartFailed
    | PartWorks
    | Upgraded
    | Stopping
)

Put = Callable[[Event], None]
"""Where every part puts what happened."""

Clock = Callable[[], Moment]
"""What every part reads the time from."""

# --- effects: what to do ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WakeAt:
    """Let the alarm ring at `ticks` and at no other time; None: a hold explains why there is nothing to wait for."""

    ticks: timedelta | None


@dataclass(frozen=True, slots=True)
class WatchIdle:
    """Say `WentIdle` after this long without input; None: nobody wants to know."""

    after: timedelta | None


@dataclass(frozen=True, slots=True)
class AskSenses:
    """Ask the senses that push nothing, and end with `SensesAnswered`."""


@dataclass(frozen=True, slots=True)
class Show:
    """Put a showing before the person, in place of the one before."""

    showing: Showing
    snooze: timedelta | None
    """What the snooze button offers; None: no such button."""
    worked: timedelta | None = None
    """Said with one that was kept: the time worked since the last natural break."""
    in_spite_of: tuple[Hold, ...] = ()
    """Holds that lasted too long to be heeded further."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take a showing off the screen, wherever it is."""

    id: int
    handle: str


@dataclass(frozen=True, slots=True)
class Warn:
    """Tell the person of problems, by one notification that needs no answer."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """Write the outcome of a showing into the history."""

    showing: Showing
    outcome: Outcome
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordBreak:
    """Write a natural break from work into the history."""

    began: datetime
    ended: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer a person's request."""

    request: int
    told: Told


@dataclass(frozen=True, slots=True)
class Restart:
    """Start the installed version in place of the running one."""


Effect = WakeAt | WatchIdle | AskSenses | Show | Withdraw | Warn | Record | RecordBreak | Reply | Restart
