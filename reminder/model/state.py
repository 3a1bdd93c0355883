"""The state: all that the engine knows, in groups by how long it holds.

Run lasts until the program ends; everything else is on disk. A change of the Heartbeat alone, which every
event brings, is written to a small file of its own every few minutes.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec import Struct, field

from reminder.model.activity import Doing
from reminder.model.checkin import TipWeights
from reminder.model.moment import ClockSet, Moment, Ticks
from reminder.model.senses import Hold, Programs, Reason, Sense
from reminder.model.showing import Showing, Shown, Withdraw, Words
from reminder.phrase import Phrase


class Pause(Struct, frozen=True, kw_only=True):
    """A pause by the user: of a length, until a time (then the length is how far off it was), or until resumed."""

    began: Ticks
    since: datetime
    length: timedelta | None = None
    until: datetime | None = None


class Due(Struct, frozen=True, kw_only=True):
    """A reminder that fell due and is not shown yet: it waits for a pause in typing, or is deferred under a hold."""

    since: Ticks
    deferred: bool = field(default=False, name="kept")
    """A hold was in the way; once the last one is over it waits for nothing more. On disk by its name of version 1."""
    fixed: datetime | None = None
    """The fixed time that it is about."""
    words: Words | None = None
    """What to say again, where saying it failed."""


class Snoozed(Struct, frozen=True, kw_only=True):
    """A showing that was put off: what it said, when it comes back, and how often in a row it was put off."""

    until: Ticks
    words: Words
    times: int


class Countdown(Struct, frozen=True, kw_only=True):
    """Where one reminder stands. It is due at `began` plus its `every`, so a changed `every` keeps the time served."""

    began: Ticks = timedelta()
    renew: bool = False
    """The countdown begins again once the person is there: a natural break, a pause or closed hours passed."""
    due: Due | None = None
    snoozed: Snoozed | None = None
    said: tuple[datetime, ...] = ()
    """The fixed times of the last two days that were shown or dropped: a clock set back never doubles one."""


class Missed(NamedTuple):
    """A fixed time that was not shown."""

    reminder: str
    at: datetime


class Heartbeat(Struct, frozen=True, kw_only=True):
    """What the mere passing of time changes: until when the program has run, and on which boot's clocks."""

    boot: str = ""
    """The boot that the ticks count from."""
    last: Moment | None = None
    """The last event's."""
    checked: datetime | None = None
    """Fixed times up to here have been looked at."""
    ended: bool = False
    """The program has ended in good order, at the last event; else it was killed at some time after that."""


class Asked(Struct, frozen=True, kw_only=True):
    """The break that the last showing asks for, as long as it may still be the reason of one."""

    at: Ticks
    lasts: timedelta


EVERYTHING = "everything"
"""Every problem that is there counts as told."""


class Delivery(Struct, frozen=True, kw_only=True):
    """What has been put before the person."""

    showing: Showing | None = None
    """The showing that can still be answered."""
    asked: Asked | None = None
    withdrawn: Withdraw | None = None
    """The last that was taken off the screen, until the next showing. At a start it is again: a kill may be quicker."""
    shown: Shown | None = None
    spoke: Ticks | None = None
    """When the last notification was posted."""
    spoke_before: Ticks | None = None
    """And the one before it: where the last is refused, nobody has seen it."""
    tip_rounds: Mapping[str, int] = field(default_factory=dict)
    """In which round a tip was last shown; see `rotation`."""
    kind_turns: Mapping[str, int] = field(default_factory=dict)
    """How many turns a kind of tips has had in its cycle; see `rotation`."""
    last_kind: str = ""
    told: frozenset[str] = frozenset()
    """Problems the person has had a notification about, by key; or `EVERYTHING`."""
    told_before: frozenset[str] = frozenset()
    """The same before the last such notification, which may still fail."""
    next_id: int = 0


class Run(Struct, frozen=True, kw_only=True):
    """What a restart forgets, and what is therefore never saved: the person, the desktop and the parts may be another
    way by then, and tell of themselves anew."""

    first: bool = False
    """The person has not run it before, and was not welcomed yet."""
    offers_login: bool = False
    """Starting at login was neither switched on nor off."""
    virtual: bool = False
    """The machine may be paused without its kernel's knowing."""
    set_back: timedelta = timedelta()
    """How far the clock on the wall was set back, and not ahead again."""
    clock_set: ClockSet | None = None
    """The last time that it was."""
    # presence
    idle_since: Ticks | None = None
    """The last input, while there is none."""
    locked_since: Ticks | None = None
    absent_since: Ticks | None = None
    """The beginning of an absence that goes on."""
    inhibitors: Mapping[str, Programs] = field(default_factory=dict)
    """By sense: the programs that keep the screen awake."""
    passively_present: bool = False
    """The person may sit before them without input: one who was away when they began does not."""
    watched_until: Ticks | None = None
    """When the last program let go before which the person may have sat."""
    sensed_before: tuple[Hold, ...] = ()
    """By an earlier run; one that the senses tell of again in their first answer goes on."""
    senses: tuple[Sense, ...] = ()
    polled_at: Ticks | None = None
    """When the polled senses were last polled."""
    answered: bool = True
    """They have answered since, or are waited for no longer."""
    looked: bool = False
    """They have answered once, or were given up."""
    gave_up: bool = False
    """They were waited for no longer: no answer has found anything, nor found it over."""
    # requests
    status_requests: tuple[int, ...] = ()
    """Those for a status that wait for that answer."""
    show_request: int | None = None
    """The `now` that the open showing is for, and that has not been answered yet."""
    # what serves
    notifier: str = ""
    """The back end that can speak; empty: none can."""
    notifier_why: Phrase | None = None
    icon: bool = False
    """The panel has one, which is kept right."""
    faults: Mapping[str, Phrase] = field(default_factory=dict)
    """Parts of the program that fail, and how."""
    wake: timedelta | None = None
    """The last `WakeAt`, by the ticks of the machine."""
    watch: timedelta | None = None
    """The last `WatchIdle`."""
    upgrade_pending: bool = False
    """Another version than the running one is installed."""
    weights: TipWeights = TipWeights()
    """By the check-ins, which are in a file of their own and nowhere else."""

    def polled(self) -> frozenset[str]:
        """The names of the polled senses, the unavailable among them: the next poll may find one available."""
        return frozenset(sense.name for sense in self.senses if sense.polled)


class State(Struct, frozen=True, kw_only=True):
    """All that the engine knows. All but `run` is saved after every change; `restart` says what of that goes on."""

    heartbeat: Heartbeat = Heartbeat()
    countdowns: Mapping[str, Countdown] = field(default_factory=dict)
    pause: Pause | None = None
    missed: tuple[Missed, ...] = ()
    delivery: Delivery = Delivery()
    working_since: Ticks | None = None
    """The end of the last natural break."""
    sensed: tuple[Hold, ...] = ()
    heeded: Mapping[str, Ticks] = field(default_factory=dict)
    """By polled sense: since when its hold keeps reminders back, until a poll for the reminders finds it over."""
    held: frozenset[Reason] = frozenset()
    """The reasons that held after the last event."""
    resting: Ticks | None = None
    """The beginning of a break that goes on."""
    rested: Ticks | None = None
    """The end of the last break."""
    hushed: bool = False
    """Something kept reminders back when that was last told."""
    activity: Doing | None = None
    """None: nothing is recorded, or the program has ended."""
    run: Run = Run()
