"""Values that cannot be: what has the right shape on disk, and that no run of the program has saved.

State, or any other struct that was read -> ValueError, or nothing
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from reminder.engine import schedule
from reminder.model.plan import LONGEST_SNOOZE
from reminder.model.state import State

_YEARS = range(1969, 2500)
_AGES = timedelta(days=366 * len(_YEARS))
_LARGEST = 2**62
_LONGEST_PAUSE = timedelta(days=schedule.HORIZON + 1)
"""Of `pause until tomorrow`, which ends when work begins again; one of a length is shorter, see `control/api.py`."""


def check(state: State) -> None:
    """Raises ValueError for what the engine would trip over at every event."""
    check_values(state)
    _check_times(state)


def check_values(found: object) -> None:
    """Raises ValueError for a value beyond all bounds, in a struct and all that is in it."""
    match found:
        case datetime():
            possible = found.tzinfo is not None and found.year in _YEARS
        case timedelta():
            possible = abs(found) <= _AGES
        case int():
            possible = abs(found) <= _LARGEST
        case _:
            possible = True
            for part in _parts(found):
                check_values(part)
    if not possible:
        raise ValueError(f"{found} cannot be")


def _parts(found: object) -> Iterable[object]:
    match found:
        case Mapping():
            return found.values()
        case tuple() | list() | frozenset():
            return found
    return [getattr(found, name) for name in found.__struct_fields__] if isinstance(found, Struct) else ()


def _check_times(state: State) -> None:
    """Raises ValueError for what has begun later than the last event, or is to last longer than anything can."""
    pause, countdowns = state.pause, state.countdowns.values()
    if pause and pause.length and pause.length > _LONGEST_PAUSE:
        raise ValueError(f"a pause of {pause.length} cannot be")
    if state.heartbeat.last is None:
        return
    now = state.heartbeat.last.ticks
    begun = [countdown.began for countdown in countdowns]
    begun += [countdown.due.since for countdown in countdowns if countdown.due]
    begun += [countdown.snoozed.until - LONGEST_SNOOZE for countdown in countdowns if countdown.snoozed]
    begun += [at for at in (state.delivery.spoke, state.delivery.spoke_before) if at is not None]
    if pause:
        begun.append(pause.began)
    if max(begun, default=now) > now:
        raise ValueError("something in it begins only after its end")
