"""The engine's state on disk: one JSON file that is always whole.

State -> save() -> state.json -> load() -> State

Datetimes come back with the offset they had, not with their zone; the engine takes the zone from each event.
"""

import os
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace as replace_fields

from reminder.engine import schedule
from reminder.model.moment import Moment
from reminder.model.plan import Problem
from reminder.model.state import State
from reminder.phrase import verbatim
from reminder.storage.files import NO_WAITING, read, replace, set_aside

VERSION = 1
_WORD = 256
"""Bytes; spaces fill what is left."""

_YEARS = range(1969, 2500)
_AGES = timedelta(days=366 * len(_YEARS))
_LARGEST = 2**62
_LONGEST_PAUSE = timedelta(days=schedule.HORIZON + 1)
_LONGEST_SNOOZE = timedelta(hours=4)
"""What lies beyond these, no run of the program has saved."""


class _File(msgspec.Struct):
    version: int
    state: msgspec.Raw


class _Heartbeat(msgspec.Struct):
    boot: str
    last: Moment


class Loaded(NamedTuple):
    """What was on disk. No state and no problem: nothing was."""

    state: State | None
    problem: Problem | None = None


def save(state: State, path: Path) -> Problem | None:
    """Put `state` in the place of what is at `path`, or leave that as it was and say why.

    A kill or a power cut at any moment leaves the one or the other, whole. Nothing is written where nothing changed;
    else it costs one fsync, a few milliseconds on a solid-state disk and up to a hundred on a turning one: save once
    after all events that are at hand, not after each.
    """
    try:
        data = _encoder.encode({"version": VERSION, "state": state})
        if not path.is_file() or path.read_bytes() != data:
            replace(path, data, by=path.with_name(path.name + ".new"))
    except (OSError, UnicodeEncodeError) as error:
        why = error.strerror if isinstance(error, OSError) else f"a text in it is not Unicode: {error.reason}"
        return _problem(
            path,
            f"the state cannot be saved ({why}); a restart would lose pauses and countdowns. "
            f"See that the disk has room and {path.parent} can be written",
        )
    return None


def write_heartbeat(state: State, path: Path) -> Problem | None:
    """Leave word, beside what is saved at `path`, that it was still so at `state.last`.

    That is not waited for: it has to outlive a kill, and after a power cut what was saved tells enough. It is of one
    length and written in one go, so that a kill leaves the one word or the other.
    """
    word = _encoder.encode({"boot": state.boot, "last": state.last}).ljust(_WORD)
    try:
        descriptor = os.open(_beside(path), os.O_WRONLY | os.O_CREAT | NO_WAITING, 0o600)
        try:
            os.write(descriptor, word)
        finally:
            os.close(descriptor)
    except OSError as error:
        return _problem(path, f"word that the program runs cannot be left in {path.parent} ({error.strerror})")
    return None


def load(path: Path) -> Loaded:
    """What was saved at `path`. A file that makes no sense is set aside, never overwritten and never an error."""
    try:
        data = read(path)
    except FileNotFoundError:
        return Loaded(None)
    except OSError as error:
        why = f"the saved state cannot be read ({error.strerror}); countdowns begin again."
        return Loaded(None, _problem(path, f"{why} See that {path} is a file that can be read"))
    try:
        file = _file_decoder.decode(data)
        if file.version == VERSION:
            state = _state_decoder.decode(file.state)
            check(state)
            return Loaded(_with_heartbeat(state, path))
        why = f"is of version {file.version} and this program reads {VERSION}"
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        why = f"is damaged ({error})"
    return Loaded(None, _problem(path, f"the saved state {why}; countdowns begin again. {_moved(path)}"))


def check(state: State) -> None:
    """Raises ValueError for what no run of the program can have saved: the engine would trip over it at every event."""
    check_values(state)
    _check_times(state)


def check_values(found: object) -> None:
    """Raises ValueError for what has the right shape and cannot be, in a struct and all that is in it."""
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
    return [getattr(found, name) for name in found.__struct_fields__] if isinstance(found, msgspec.Struct) else ()


def _check_times(state: State) -> None:
    """Raises ValueError for what has begun later than the last event, or is to last longer than anything can."""
    if state.last is None:
        return
    now, courses, pause = state.last.ticks, state.countdowns.values(), state.pause
    begun = [course.began for course in courses]
    begun += [course.due.since for course in courses if course.due]
    begun += [course.snoozed.until - _LONGEST_SNOOZE for course in courses if course.snoozed]
    if pause:
        begun.append(pause.began)
    if max(begun, default=now) > now:
        raise ValueError("something in it begins only after its end")
    if pause and pause.length and pause.length > _LONGEST_PAUSE:
        raise ValueError(f"a pause of {pause.length} cannot be")


def _with_heartbeat(state: State, path: Path) -> State:
    """As late as the word beside it says, if that is of the same run."""
    try:
        word = _heartbeat_decoder.decode(read(_beside(path)))
        check_values(word)
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
        return state
    later = state.last is not None and word.boot == state.boot and word.last.ticks > state.last.ticks
    return replace_fields(state, last=word.last) if later and not state.ended else state


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ".alive")


def _moved(path: Path) -> str:
    try:
        return f"It was kept as {set_aside(path)}"
    except OSError as error:
        return f"It could not be set aside ({error.strerror}) and will be overwritten: copy it if you need it"


def _problem(path: Path, text: str) -> Problem:
    return Problem("state", verbatim(text), str(path))


def _plain(value: Any) -> Any:
    return dict(value)  # a Mapping that is no dict


_encoder = msgspec.json.Encoder(enc_hook=_plain, order="deterministic")
_file_decoder = msgspec.json.Decoder(_File)
_heartbeat_decoder = msgspec.json.Decoder(_Heartbeat)
_state_decoder = msgspec.json.Decoder(State)
