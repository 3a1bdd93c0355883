"""The plan: what the settings come down to, checked and typed."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from reminder.phrase import Phrase


class Tip(Struct, frozen=True, kw_only=True):
    """One piece of advice: a title of at most 40 characters, a text of at most 120."""

    id: str
    about: str
    title: str
    text: str
    source: str
    comes_first: bool = False
    """Before the others of its kind: one of the person's own, as from a physiotherapist, if they want that."""


class Reminder(Struct, frozen=True, kw_only=True):
    """A named rule: `every` or `at`, never both; own words where `title` is set, else tips of the kinds in `about`.

    What a reminder of the person's own leaves out is as it stands here.
    """

    name: str
    every: timedelta | None = None
    at: tuple[time, ...] = ()
    lasts: timedelta = timedelta(seconds=30)
    about: tuple[str, ...] = ()
    """Kinds of tips; empty: every kind."""
    title: str = ""
    text: str = ""
    enabled: bool = True
    checkin: bool = False
    """It asks for a check-in: what it shows has other buttons, and asks for no break."""


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
    OPEN = "open"
    """The window, in the browser."""


class Happening(StrEnum):
    """What commands of the person's own can be run at."""

    SHOWN = "shown"
    DONE = "done"
    SNOOZED = "snoozed"
    SKIPPED = "skipped"
    IGNORED = "ignored"
    BREAK_BEGAN = "break_began"
    BREAK_ENDED = "break_ended"
    HELD = "held"
    FREE = "free"


Command = tuple[str, ...]
"""The words of one, the program first."""


class Tray(StrEnum):
    """Whether there is an icon on the panel; `auto` is yes, and does not mind where no panel takes one."""

    AUTO = "auto"
    ON = "true"
    OFF = "false"


SHORTEST_SNOOZE, LONGEST_SNOOZE = timedelta(minutes=1), timedelta(hours=4)
OWN_SOUND = "reminder"
"""What `notify.sound` says for the sound that comes with the program."""


class Notify(Struct, frozen=True, kw_only=True):
    """How a notification is put before the person, and after which time it counts as ignored."""

    backend: NotifierName
    sound: str
    """A sound's name in the desktop's sound theme, or `OWN_SOUND`; empty: silent."""
    urgency: Urgency
    click: Click
    expire: timedelta


class Quiet(Struct, frozen=True, kw_only=True):
    """What the senses may hold reminders back for, and for how long at most."""

    at_most: timedelta
    do_not_disturb: bool
    modes: tuple[str, ...]
    """Those of mako that mean do not disturb."""
    meeting: bool
    meeting_ignore: tuple[str, ...]
    """Programs that use the microphone or the camera without anybody being in a meeting."""
    full_screen: bool
    apps: tuple[str, ...]
    """Names of processes."""


class Problem(NamedTuple):
    """A setting, or a part of the program, that is not as it should be; `text` says what, where and what to do."""

    key: str
    text: Phrase
    file: str = ""


class Plan(Struct, frozen=True, kw_only=True):
    """All that the settings say, checked and typed. Their defaults are in config/default.toml, not here."""

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
    tray: Tray
    history_retention: timedelta | None
    """How long a row is kept; None: nothing is recorded."""
    log_level: str
    hooks: Mapping[str, tuple[Command, ...]] = {}
    """By `Happening`; of one without commands nothing."""
    files: tuple[str, ...] = ()
    """The settings files that were looked at, the most general first."""
    problems: tuple[Problem, ...] = ()

    def snooze_after(self, snoozes: int) -> timedelta | None:
        """For how long a button puts off what was put off so often in a row; None: there is no such button."""
        return self.snooze_for if snoozes < self.snooze_limit else None
