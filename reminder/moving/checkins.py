"""Check-ins for another machine: only where the person wants them in the file.

checkins.db -> carried() -> JSON -> merge() -> the days of which nothing, or something earlier, is told here
"""

from pathlib import Path

import msgspec
from msgspec.structs import replace

from reminder.errors import UsageError
from reminder.model.checkin import TEXTS, CheckIn, Moment, in_one_line
from reminder.storage import checkins


class _CheckIns(msgspec.Struct):
    told: list[CheckIn]
    allowed: dict[str, Moment] = {}
    """Kinds and tips that were switched on again."""


def carried(path: Path) -> bytes:
    """Empty where nothing was told. Raises ReminderError."""
    told = [*checkins.between(path)]
    return msgspec.json.encode(_CheckIns(told, dict(checkins.allowed(path)))) if told else b""


def days_in(data: bytes) -> int:
    """Raises UsageError for what are no check-ins."""
    return len(_decoded(data).told)


def merge(path: Path, data: bytes) -> int:
    """Returns how many days are new. Raises ReminderError."""
    brought = _decoded(data)
    here = {told.day: told.at for told in checkins.between(path)}
    new = [told for told in brought.told if told.day not in here or here[told.day] < told.at]
    for told in new:
        checkins.add(path, replace(told, **{name: in_one_line(getattr(told, name)) for name in TEXTS}))
    switched_on = checkins.allowed(path)
    for name, at in brought.allowed.items():
        if name not in switched_on or switched_on[name] < at:
            checkins.allow(path, name, at)
    return len(new)


def _decoded(data: bytes) -> _CheckIns:
    try:
        return msgspec.json.decode(data, type=_CheckIns)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError("what it has for check-ins are none, so nothing of it is taken over") from error
