"""What the running program says of itself, as types: made by `api`, read by the command line.

Times are in ISO 8601 with their offset, lengths in seconds, reasons phrases. `status --json` has the same, with the
reasons in words. For the type checker: at run time nothing needs this module.
"""

from typing import Literal, NotRequired, TypedDict

from reminder.phrase import Phrase

Why = Phrase | Literal[""]
"""Empty: there is nothing to tell."""


class Hold(TypedDict):
    """A reason not to speak; `until` where its end is known."""

    reason: str
    since: str
    until: str | None
    source: str | None
    detail: str | None


class Next(TypedDict):
    """When a reminder comes, or by `why` the hold that leaves it open; neither: it is due, and nothing can notify."""

    reminder: str
    at: str | None
    in_seconds: int | None
    why: NotRequired[str]


class Standing(TypedDict):
    name: str
    enabled: bool
    every: str | None
    """As a person would write it."""
    every_seconds: NotRequired[int | None]
    """The version before does not say."""
    at: list[str]
    next: Next | None
    kept: bool
    waiting: bool
    snoozed_until: str | None


class Shown(TypedDict):
    """The last showing; without an outcome it is open."""

    reminder: str
    tip: str | None
    title: str
    text: str
    at: str
    outcome: str | None


class Missed(TypedDict):
    reminder: str
    at: str


class ClockSet(TypedDict):
    at: str
    by_seconds: int
    paused: NotRequired[bool]


class BackEnd(TypedDict):
    """What notifies; without a name nothing does."""

    name: str | None
    why: Why


class Sense(TypedDict):
    """Without a source it detects nothing; `off`: nor is it meant to, by the settings."""

    source: str | None
    off: NotRequired[bool]
    """The version before does not say."""
    why: Why


class BackEnds(TypedDict):
    notify: BackEnd
    presence: dict[str, Sense]


class Problem(TypedDict):
    key: str
    text: Phrase
    file: str


class Settings(TypedDict):
    files: list[str]
    problems: list[Problem]


class Session(TypedDict):
    """The login that is served; what is not known of it is None."""

    name: Phrase
    id: str | None
    seat: str | None
    desktop: str | None
    display: str | None
    wayland: str | None
    bus: str | None
    runtime: str | None


class Status(TypedDict):
    running: bool
    version: str
    pid: int
    since: str
    session: Session
    next: Next | None
    reminders: list[Standing]
    holds: list[Hold]
    overruled: list[Hold]
    last: Shown | None
    open: bool
    checkin: NotRequired[bool]
    """The open one asks for a check-in. The version before does not say."""
    missed: list[Missed]
    clock_set: ClockSet | None
    working_seconds: int | None
    resting_since: NotRequired[str | None]
    """The version before does not say."""
    backends: BackEnds
    settings: Settings
