"""The engine's state on disk: one JSON file that is always whole.

State -> save() -> state.json -> load() -> State, all but what a restart forgets

Datetimes come back with the offset they had, not with their zone; the engine takes the zone from each event.
"""

import os
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import asdict
from msgspec.structs import replace as replace_fields

from reminder.model.plan import Problem
from reminder.model.state import EVERYTHING, Heartbeat, State
from reminder.phrase import verbatim
from reminder.storage.files import NO_WAITING, read, replace, set_aside
from reminder.storage.sane import check, check_values

VERSION = 2
_WORD = 256
"""Bytes; spaces fill what is left."""


class _File(msgspec.Struct):
    version: int
    state: msgspec.Raw


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
        saved = {name: value for name, value in asdict(state).items() if name != "run"}
        data = _encoder.encode({"version": VERSION, "state": saved})
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
    """Leave word, beside what is saved at `path`, that it was still so at `state.heartbeat.last`.

    That is not waited for: it has to outlive a kill, and after a power cut what was saved tells enough. It is of one
    length and written in one go, so that a kill leaves the one word or the other.
    """
    word = _encoder.encode({"boot": state.heartbeat.boot, "last": state.heartbeat.last}).ljust(_WORD)
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
        if file.version in _READERS:
            state = _READERS[file.version](file.state)
            check(state)
            return Loaded(_with_heartbeat(state, path))
        why = f"is of version {file.version} and this program reads {VERSION}"
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        why = f"is damaged ({error})"
    return Loaded(None, _problem(path, f"the saved state {why}; countdowns begin again. {_moved(path)}"))


def _read_version_1(state: msgspec.Raw) -> State:
    """That had no groups, and in `told` the sentences: who was told of something is told of nothing that is there."""
    flat = msgspec.json.decode(state, type=dict[str, Any])
    told = [EVERYTHING] if flat.get("told") else []
    groups = {"heartbeat": flat, "delivery": {**flat, "told": told, "told_before": []}}
    return msgspec.convert({**flat, **groups, "countdowns": flat.get("courses", {})}, State)


def _with_heartbeat(state: State, path: Path) -> State:
    """As late as the word beside it says, if that is of the same run."""
    try:
        word = _heartbeat_decoder.decode(read(_beside(path)))
        check_values(word)
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
        return state
    saved = state.heartbeat
    if saved.ended or word.boot != saved.boot or not (saved.last and word.last and word.last.ticks > saved.last.ticks):
        return state
    return replace_fields(state, heartbeat=replace_fields(saved, last=word.last))


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
_heartbeat_decoder = msgspec.json.Decoder(Heartbeat)
_READERS = {1: _read_version_1, VERSION: msgspec.json.Decoder(State).decode}
