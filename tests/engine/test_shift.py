"""The state by other ticks: nothing that is told in ticks stays behind."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from support.fakes import hours

from reminder.engine.shift import shifted
from reminder.model.moment import Ticks
from reminder.model.state import State

PLAIN = {
    bool: True,
    int: 1,
    str: "x",
    timedelta: timedelta(minutes=1),
    datetime: datetime(2026, 1, 5, tzinfo=UTC),
    date: date(2026, 1, 5),
}


def filled(kind: Any, ticks: timedelta) -> Any:
    """A value of this type in which nothing is left out, and `ticks` stands wherever the type says so."""
    of, parts = get_origin(kind), get_args(kind)
    if kind == Ticks:
        return ticks
    if of in (Union, UnionType):
        return filled(next(part for part in parts if part is not NoneType), ticks)
    if of in (tuple, frozenset):
        return of([filled(parts[0], ticks)])
    if of and issubclass(of, Mapping):
        return {filled(parts[0], ticks): filled(parts[1], ticks)}
    if kind in PLAIN:
        return PLAIN[kind]
    if issubclass(kind, Enum):
        return next(iter(kind))
    return kind(**{name: filled(part, ticks) for name, part in get_type_hints(kind, include_extras=True).items()})


def test_every_time_in_ticks_moves_and_nothing_else_does() -> None:
    assert shifted(filled(State, hours(1)), hours(2)) == filled(State, hours(3))
