"""A showing: one notification, from its first post to its outcome."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from reminder.model.moment import Ticks


class Outcome(StrEnum):
    """What became of a notification."""

    DONE = "done"
    OBSERVED = "observed"
    SNOOZED = "snoozed"
    SKIPPED = "skipped"
    DISMISSED = "dismissed"
    IGNORED = "ignored"


class Button(StrEnum):
    """A button of a notification; the value is its action key."""

    DONE = "done"
    SNOOZE = "snooze"
    SKIP = "skip"


class Choice(StrEnum):
    """A button of the welcome; the value is its action key."""

    SETTINGS = "settings"
    LOGIN = "login"


class Words(NamedTuple):
    """What is said: a tip, by its id, or a reminder's own words."""

    title: str
    text: str
    tip: str = ""


class Showing(Struct, frozen=True, kw_only=True):
    """One notification, from its first post to its outcome; its `id` is its time in ms since 1970, made unique."""

    id: int
    reminder: str
    words: Words
    lasts: timedelta
    at: datetime
    ticks: Ticks
    snoozes: int = 0
    fixed: datetime | None = None
    handle: str = ""
    """The notifier's own name for what it posted, once it has said so; until then for what was there before."""
    waited: timedelta = timedelta()
    """From falling due to the first post."""
    by_hand: bool = False
    """By `now`."""
    posted: Ticks | None = None
    """When the desktop took it; None: it has not said so."""
    unseen: bool = False
    """The desktop took it and closed it in the same breath."""


class Shown(NamedTuple):
    """The last showing that has an outcome, or the open one."""

    reminder: str
    words: Words
    at: datetime
    outcome: Outcome | None = None


class Withdraw(Struct, frozen=True):
    """Take a showing off the screen, wherever it is, and what may still be there from before it.

    An effect; it stands here since the state holds the last one.
    """

    id: int
    handle: str
    """As in `Showing`."""


WARNING = 0
"""What a notifier calls a warning where it names a showing."""
WELCOME = -1
"""And the welcome; what is no showing has no number above 0."""
