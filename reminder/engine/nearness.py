"""How near the next break is, in the steps in which the icon on the panel fills: step(left, every) -> 0, 1 or 2.

Pure. Thirds of its countdown, in whole seconds, since that is what a status has.
"""

from datetime import timedelta

_PARTS = 3
_WITHOUT_COUNTDOWN = timedelta(hours=1)
"""In which a fixed time comes near."""
_SECOND = timedelta(seconds=1)


def steps(every: timedelta | None) -> list[timedelta]:
    """How long before the break each step begins but the first, the longest first."""
    whole = (every or _WITHOUT_COUNTDOWN) // _SECOND
    return [whole * part // _PARTS * _SECOND for part in range(_PARTS - 1, 0, -1)]


def step(left: timedelta, every: timedelta | None) -> int:
    """The one that it is at, from 0."""
    return sum(left <= begins for begins in steps(every))
