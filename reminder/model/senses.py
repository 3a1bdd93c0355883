"""What is sensed of the person, and the reasons not to speak that come of it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct, field

from reminder.model.moment import Ticks
from reminder.phrase import Phrase

Programs: TypeAlias = tuple[str | Phrase, ...]
"""As people call them; one that nobody can name is a phrase."""


class SenseName(StrEnum):
    """What can be sensed of the person, or of the desktop."""

    IDLE = "idle"
    """Input by keyboard, mouse and the like, and how long there has been none."""
    LOCK = "lock"
    SLEEP = "sleep"
    IDLE_INHIBITORS = "idle inhibitors"
    DO_NOT_DISTURB = "do not disturb"
    CAMERA = "camera"
    MICROPHONE = "microphone"
    SCREEN_SHARING = "screen sharing"
    FULL_SCREEN = "full screen"
    APPS = "apps"


class SenseStatus(StrEnum):
    """Whether a sense can be relied on."""

    SERVES = "serves"
    UNAVAILABLE = "unavailable"
    OFF = "off"
    """The settings do not want it."""
    STARTING = "starting"
    """Made anew for other settings, it has not looked yet."""


class Reason(StrEnum):
    """Why the program does not speak. Of several at once the history has the first."""

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
    """None: unknown."""


class Hold(Struct, frozen=True, kw_only=True):
    """A reason not to speak now, since we know of it; `until` where its end is known."""

    reason: Reason
    since: datetime
    until: datetime | None = None
    sense: str = field(default="", name="source")
    """That which detects it; two may for the same reason. It is "source" on disk, where another version's may stand."""
    detail: str = ""
    """What a person would ask next: which program uses the camera, say."""
    began: Ticks = timedelta()
    """`since`, in ticks."""
    gate: Gate | None = None
    """None: what is posted in spite of it is seen."""


class Sense(Struct, frozen=True, kw_only=True):
    """One thing the program senses of the person."""

    name: SenseName
    status: SenseStatus = SenseStatus.SERVES
    source: str = ""
    """What it learns from; empty where it does not serve."""
    why: Phrase | None = None
    """Why it does not serve, or what it cannot detect although it does."""
    polled: bool = False
    """It pushes nothing: it looks when it is polled."""
