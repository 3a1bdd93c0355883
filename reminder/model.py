"""The words of the engine: what is wanted (Plan), what is known (State), what happened (Event), what to do (Effect).

Everything here is frozen data. Time comes in two kinds: `timedelta` since the machine booted, sleep counted, which
nobody can set ("ticks"), and aware `datetime` for what is about the clock on the wall.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct, field

# --- time ------------------------------------------------------------------------------------------------------------


class Moment(NamedTuple):
    """One instant, read from three clocks at once."""

    ticks: timedelta
    """Since boot, sleep counted: CLOCK_BOOTTIME or the platform's like."""

    awake: timedelta
    """Since boot, sleep left out: CLOCK_MONOTONIC or the platform's like. `ticks - awake` grows by every sleep."""

    wall: datetime
    """The clock on the wall, aware, in the zone the person lives in now."""

    def slept_since(self, before: "Moment") -> timedelta:
        """How long the machine slept between the two, which are of one boot."""
        return (self.ticks - before.ticks) - (self.awake - before.awake)

    def set_since(self, before: "Moment") -> timedelta:
        """By how much the clock on the wall was set between the two, which are of one boot; negative: back."""
        return (self.wall.astimezone(UTC) - before.wall.astimezone(UTC)) - (self.ticks - before.ticks)


CLOCK_SET = timedelta(minutes=1)
"""A clock that is kept right is set by less than this, all the time."""

LONGEST_STILL = timedelta(days=30)
"""Nobody pauses a machine for longer and then goes on where they were."""


# --- the plan: what the settings come down to ------------------------------------------------------------------------


class Tip(Struct, frozen=True, kw_only=True):
    """One piece of advice: a title of at most 40 characters, a text of at most 120."""

    id: str
    about: str
    title: str
    text: str
    source: str


class Reminder(Struct, frozen=True, kw_only=True):
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


class Hours(Struct, frozen=True, kw_only=True):
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


class Click(StrEnum):
    """What a click on the words of a notification does, beside its buttons; `auto` is decided by what serves."""

    AUTO = "auto"
    NOTHING = "nothing"
    DONE = "done"


class Notify(Struct, frozen=True, kw_only=True):
    """How a notification is put before the person, and after which time it counts as ignored."""

    backend: NotifierName = NotifierName.AUTO
    sound: str = ""
    """A sound's name in the desktop's sound theme; empty: silent."""
    urgency: Urgency = Urgency.NORMAL
    click: Click = Click.AUTO
    expire: timedelta = timedelta(minutes=10)


class Quiet(Struct, frozen=True, kw_only=True):
    """What the senses may hold reminders back for, and for how long at most."""

    at_most: timedelta = timedelta(hours=2)
    do_not_disturb: bool = True
    modes: tuple[str, ...] = ()
    """Those of mako that mean do not disturb."""
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


class Plan(Struct, frozen=True, kw_only=True):
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


class Fate(StrEnum):
    """What becomes of a notification that a desktop holds back."""

    WAITS = "waits"
    LISTED = "listed"
    DROPPED = "dropped"


class Gate(Struct, frozen=True):
    """The desktop itself shows no notification meanwhile."""

    critical: bool = True
    """Not even a critical one."""
    fate: Fate | None = None
    """None: nobody knows."""


class Hold(Struct, frozen=True, kw_only=True):
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
    gate: Gate | None = None
    """None: what is posted in spite of it is seen."""


class Pause(Struct, frozen=True, kw_only=True):
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


class Due(Struct, frozen=True, kw_only=True):
    """A reminder that has fallen due and is not shown yet: it waits for a pause in typing, or is kept under a hold."""

    since: timedelta
    kept: bool = False
    """A hold was in the way; once the last one is over it waits for nothing more."""
    fixed: datetime | None = None
    """The fixed time that it is about."""
    words: Words | None = None
    """What to say again, where saying it failed."""


class Snoozed(Struct, frozen=True, kw_only=True):
    """A showing that was put off: what it said, when it comes back, and how often in a row it was put off."""

    until: timedelta
    words: Words
    times: int


class Course(Struct, frozen=True, kw_only=True):
    """Where one reminder stands. It is due at `began` plus its `every`, so a changed `every` keeps the time served."""

    began: timedelta
    renew: bool = False
    """The countdown begins again once the person is there: a natural break, a pause or closed hours passed."""
    due: Due | None = None
    snoozed: Snoozed | None = None
    said: tuple[datetime, ...] = ()
    """The fixed times of the last two days that were shown or dropped: a clock set back never doubles one."""


class Showing(Struct, frozen=True, kw_only=True):
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
    """The notifier's own name for what it posted, once it has said so; until then for what was there before."""
    request: int | None = None
    """Who asked for it by `now` and has not been answered yet."""
    waited: timedelta = timedelta()
    """From falling due to the first post."""
    by_hand: bool = False
    """It was asked for by `now`."""
    posted: timedelta | None = None
    """When the desktop took it; None: it has not said so."""
    unseen: bool = False
    """The desktop took it and closed it in the same breath."""


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


class ClockSet(NamedTuple):
    """Somebody or something set the clock on the wall: ahead, or back where `by` is negative."""

    at: datetime
    """What it showed then."""
    by: timedelta
    ticks: timedelta
    paused: bool = False
    """It seems that it was put right after a virtual machine had stood still."""


class Sense(Struct, frozen=True, kw_only=True):
    """One thing the program senses of the person; `source` is empty where it is blind."""

    name: str
    source: str = ""
    why: str = ""
    """Why it is blind, or what it cannot tell although it is not."""
    asked: bool = False
    """It pushes nothing and must be asked."""


class State(Struct, frozen=True, kw_only=True):
    """All that the engine knows, complete: saved after every change, it goes on where it was."""

    boot: str = ""
    """The boot that the ticks count from."""
    virtual: bool = False
    """The machine may be paused without its kernel's knowing."""
    set_back: timedelta = timedelta()
    """How far the clock on the wall was set back in this run, and not ahead again."""
    ended: bool = False
    """The program has ended in good order, at the last event; else it was killed at some time after that."""
    last: Moment | None = None
    """The last event's."""
    courses: Mapping[str, Course] = field(default_factory=dict)
    pause: Pause | None = None
    showing: Showing | None = None
    """The showing that can still be answered."""
    withdrawn: "Withdraw | None" = None
    """The last that was taken off the screen, until the next showing. At a start it is again: a kill may be quicker."""
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
    clock_set: ClockSet | None = None
    """The last time that it was, in this run."""
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
    heeded: Mapping[str, timedelta] = field(default_factory=dict)
    """By sense that must be asked: since when reminders are held back for what it tells; it is one until an answer to a
    question of the program's own says that it is over."""
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


class AskStatus(Struct, frozen=True):
    """What is going on?"""


class ShowNow(Struct, frozen=True):
    """Show one now; without a name the one that is next."""

    name: str = ""


class GiveAnswer(Struct, frozen=True):
    """Answer the open showing; `length` is for a snooze."""

    answer: Answer
    length: timedelta | None = None


class PauseFor(Struct, frozen=True):
    """Be quiet for a length, until a time, or (neither) until resumed."""

    length: timedelta | None = None
    until: datetime | None = None


class Resume(Struct, frozen=True):
    """End the pause."""


Request = AskStatus | ShowNow | GiveAnswer | PauseFor | Resume


class Next(Struct, frozen=True, kw_only=True):
    """When a reminder comes next, or the hold that leaves it open; neither: it is due, and nothing can notify."""

    reminder: str
    at: datetime | None
    in_: timedelta | None = None
    why: Reason | None = None


class Standing(Struct, frozen=True, kw_only=True):
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


class Status(Struct, frozen=True, kw_only=True):
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
    clock_set: ClockSet | None
    """For an hour: whoever wonders about a time is told why."""
    working: timedelta | None
    """Since the last natural break; None where input cannot be seen, and while nobody is there."""
    notifier: str
    notifier_why: str
    senses: tuple[Sense, ...]
    problems: tuple[Problem, ...]


class NowShown(Struct, frozen=True):
    """It was shown, whatever the holds."""

    reminder: str
    words: Words
    holds: tuple[Hold, ...]
    confirmed: bool = True
    """False: the desktop has not said so in time; it may still come."""
    behind: Hold | None = None
    """Because of this the desktop has it, but does not show it now."""


class NotShown(Struct, frozen=True):
    """It could not be shown."""

    why: str


class Unknown(Struct, frozen=True):
    """No reminder has that name; these are there."""

    name: str
    names: tuple[str, ...]


class Recorded(Struct, frozen=True):
    """The answer was taken; `until` is when a snoozed tip comes back, None where a pause or closed hours drop it."""

    outcome: Outcome
    shown: Shown
    until: datetime | None = None


class SnoozeCancelled(Struct, frozen=True):
    """Nothing was open, but a snooze was pending, and is not any more."""

    reminder: str


class SnoozedEnough(Struct, frozen=True):
    """It was snoozed as often in a row as `snooze.limit` allows."""

    limit: int


class NothingOpen(Struct, frozen=True):
    """There is nothing to answer; this was the last one."""

    last: Shown | None


class Paused(Struct, frozen=True):
    """Quiet, until a time where one was given."""

    until: datetime | None


class Resumed(Struct, frozen=True):
    """The pause is over, or there was none; these holds remain, and the next reminder comes so."""

    was_paused: bool
    holds: tuple[Hold, ...]
    next: Next | None


Told = (
    Status | NowShown | NotShown | Unknown | Recorded | SnoozeCancelled | SnoozedEnough | NothingOpen | Paused | Resumed
)

# --- events: what happened -------------------------------------------------------------------------------------------


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
    """There has been no input since `since`; said once it has lasted as long as `WatchIdle` asked for."""

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
    """These programs keep the screen awake now, by what one sense knows; none: nobody does."""

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
    """A sense is blind, and what it told last says nothing about now."""

    at: Moment
    name: str
    why: str
    asked: bool = False
    """It sees again only when it is asked again."""


class SensesAnswered(Struct, frozen=True):
    """The senses that were asked by `AskSenses` have said what they know, or their deadline is over."""

    at: Moment


class NotifierReady(Struct, frozen=True):
    """From now on notifications go through this back end; `why` says why the better ones do not serve."""

    at: Moment
    name: str
    why: str = ""


class NotifierLost(Struct, frozen=True):
    """Nothing can put a notification before the person, until `NotifierReady`."""

    at: Moment
    why: str


class Posted(Struct, frozen=True):
    """The desktop has taken a showing; `handle` is its own name for it."""

    at: Moment
    id: int
    handle: str = ""


class PostFailed(Struct, frozen=True):
    """The desktop refused a showing, or a warning: it was certainly not seen."""

    at: Moment
    id: int
    why: str


class PostLapsed(Struct, frozen=True):
    """The desktop did not answer in time: a showing, or a warning, may be there or not, and may still come."""

    at: Moment
    id: int


class Pressed(Struct, frozen=True):
    """The person pressed a button of a showing."""

    at: Moment
    id: int
    answer: Answer


class Closed(Struct, frozen=True):
    """A notification is gone from the screen; `by_person`: they closed it themselves."""

    at: Moment
    id: int
    by_person: bool


class Asked(Struct, frozen=True):
    """A person asked for something on the command line; `request` names the question until it is answered."""

    at: Moment
    request: int
    what: Request


class PartFailed(Struct, frozen=True):
    """A part of the program could not do what it was told."""

    at: Moment
    part: str
    why: str


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
    why: str = ""
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


class WakeAt(Struct, frozen=True):
    """Let the alarm ring at `ticks` and at no other time; None: a hold explains why there is nothing to wait for."""

    ticks: timedelta | None


class WatchIdle(Struct, frozen=True):
    """Say `WentIdle` after this long without input; None: nobody wants to know."""

    after: timedelta | None


class AskSenses(Struct, frozen=True):
    """Ask the senses that push nothing, and end with `SensesAnswered`."""


class Show(Struct, frozen=True):
    """Put a showing before the person, in place of the one before."""

    showing: Showing
    snooze: timedelta | None
    """What the snooze button offers; None: no such button."""
    worked: timedelta | None = None
    """Said with one that was kept: the time worked since the last natural break."""
    in_spite_of: tuple[Hold, ...] = ()
    """Holds that lasted too long to be heeded further."""
    urgent: bool = False
    """The desktop shows none but critical ones now, and this one is to be seen."""


class Withdraw(Struct, frozen=True):
    """Take a showing off the screen, wherever it is, and what may still be there from before it."""

    id: int
    handle: str
    """As in `Showing`."""


WARNING = 0
"""What a notifier calls a warning where it names a showing."""


class Warn(Struct, frozen=True):
    """Tell the person of problems, by one notification that needs no answer."""

    problems: tuple[Problem, ...]


class Record(Struct, frozen=True):
    """Write the outcome of a showing into the history."""

    showing: Showing
    outcome: Outcome
    at: datetime


class RecordBreak(Struct, frozen=True):
    """Write a natural break from work into the history."""

    began: datetime
    ended: datetime


class Reply(Struct, frozen=True):
    """Answer a person's request."""

    request: int
    told: Told


class Restart(Struct, frozen=True):
    """Start the installed version in place of the running one."""


Effect = WakeAt | WatchIdle | AskSenses | Show | Withdraw | Warn | Record | RecordBreak | Reply | Restart
