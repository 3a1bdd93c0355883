"""What the person does, as the history has it: the kind, never a program's name, a title or a calendar's words."""

from enum import StrEnum
from typing import NamedTuple

from reminder.model.moment import Ticks
from reminder.model.senses import Reason


class Activity(StrEnum):
    """Of several at once the first counts."""

    PAUSED = "paused"
    OUTSIDE_HOURS = "outside hours"
    ASLEEP = "asleep"
    """The machine is."""
    AWAY = "away"
    """Or the session is locked."""
    HELD = "held"
    """At the machine, in a meeting or the like."""
    AT_WORK = "at work"


class Doing(NamedTuple):
    """What goes on, since `began`."""

    kind: Activity
    reason: Reason | None
    """That of a hold."""
    began: Ticks
