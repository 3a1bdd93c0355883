"""Time: one instant on three clocks, and what a clock that was set looks like."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, NamedTuple, TypeAlias


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


Ticks: TypeAlias = Annotated[timedelta, "ticks"]
"""A time on the clock of `Moment.ticks`, in the state; `engine/shift.py` moves all of them. A length is a timedelta."""

CLOCK_SET = timedelta(minutes=1)
"""A clock that is kept right is set by less than this, all the time."""

LONGEST_STILL = timedelta(days=30)
"""Nobody pauses a machine for longer and then goes on where they were."""


class ClockSet(NamedTuple):
    """Somebody or something set the clock on the wall: ahead, or back where `by` is negative."""

    at: datetime
    """What it showed then."""
    by: timedelta
    ticks: Ticks
    paused: bool = False
    """It seems that it was put right after a virtual machine had stood still."""


Clock = Callable[[], Moment]
"""What every part reads the time from."""
