"""What a person asks for, and the responses."""

from datetime import datetime, time, timedelta

from msgspec import Struct

from reminder.model.moment import ClockSet
from reminder.model.plan import Problem
from reminder.model.senses import Hold, Reason, Sense
from reminder.model.showing import Button, Outcome, Shown, Words
from reminder.model.state import Missed
from reminder.phrase import Phrase


class AskStatus(Struct, frozen=True):
    """What is going on?"""


class ShowNow(Struct, frozen=True):
    """Show one now; without a name the one that is next."""

    name: str = ""


class PressButton(Struct, frozen=True):
    """Of the open showing; `length` is for a snooze."""

    button: Button
    length: timedelta | None = None


class PauseFor(Struct, frozen=True):
    """Be quiet for a length, until a time, or (neither) until resumed."""

    length: timedelta | None = None
    until: datetime | None = None


class Resume(Struct, frozen=True):
    """End the pause."""


Request = AskStatus | ShowNow | PressButton | PauseFor | Resume


class Next(Struct, frozen=True, kw_only=True):
    """When a reminder comes next, or the hold that leaves it open; neither: it is due, and nothing can notify."""

    reminder: str
    at: datetime | None
    in_: timedelta | None = None
    why: Reason | None = None


class ReminderStatus(Struct, frozen=True, kw_only=True):
    name: str
    enabled: bool
    every: timedelta | None
    at: tuple[time, ...]
    next: Next | None
    """None: disabled."""
    deferred: bool = False
    waiting: bool = False
    """Due, and waiting for a pause in typing."""
    snoozed_until: datetime | None = None


class Status(Struct, frozen=True, kw_only=True):
    next: Next | None
    """None: no reminder is enabled."""
    reminders: tuple[ReminderStatus, ...]
    holds: tuple[Hold, ...]
    overruled: tuple[Hold, ...]
    """Holds that lasted longer than `quiet.at_most` and count no more."""
    last: Shown | None
    open: bool
    """The last showing can still be answered."""
    checkin: bool = False
    """By a check-in, for which it asks."""
    missed: tuple[Missed, ...]
    clock_set: ClockSet | None
    """For an hour, as it may explain a time in the status."""
    working: timedelta | None
    """Since the last natural break; None where input cannot be detected, and during an absence."""
    resting: datetime | None = None
    """Since when there is a break."""
    notifier: str
    notifier_why: Phrase | None
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

    why: Phrase


class Unknown(Struct, frozen=True):
    """No reminder has that name; these are there."""

    name: str
    names: tuple[str, ...]


class Recorded(Struct, frozen=True):
    """The press counted; `until` is when a snoozed tip comes back, None where a pause or closed hours drop it."""

    outcome: Outcome
    shown: Shown
    until: datetime | None = None
    checkin: bool = False
    """It asks for a check-in, which no press is."""


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


Response = (
    Status | NowShown | NotShown | Unknown | Recorded | SnoozeCancelled | SnoozedEnough | NothingOpen | Paused | Resumed
)
