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
from reminder.phrase import Phrase, phrase, sentences
from reminder.storage.files import NO_WAITING, read, replace, set_aside
from reminder.storage.sane import check, check_values

VERSION = 2
_HEARTBEAT = 256
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
            replace(path, data, one_writer=True)
    except UnicodeEncodeError as error:
        return _unsaved(path, phrase("a text in it is not Unicode: {why}", why=error.reason))
    except OSError as error:
        return _unsaved(path, error)
    return None


def write_heartbeat(state: State, path: Path) -> Problem | None:
    """Write beside what is saved at `path` that it was still so at `state.heartbeat.last`.

    Without a sync: it has to outlive a kill, and after a power cut what was saved is enough. It is of one length and
    written in one go, so that a kill leaves the one heartbeat or the other.
    """
    data = _encoder.encode({"boot": state.heartbeat.boot, "last": state.heartbeat.last}).ljust(_HEARTBEAT)
    try:
        descriptor = os.open(_beside(path), os.O_WRONLY | os.O_CREAT | NO_WAITING, 0o600)
        try:
            os.write(descriptor, data)
        finally:
            os.close(descriptor)
    except OSError as error:
        folder = str(path.parent)
        said = phrase("word that the program runs cannot be left in {folder} ({why})", folder=folder, why=error)
        return _problem(path, said)
    return None


def load(path: Path) -> Loaded:
    """What was saved at `path`. A file that makes no sense is set aside, never overwritten and never an error."""
    try:
        data = read(path)
    except FileNotFoundError:
        return Loaded(None)
    except OSError as error:
        said = phrase(
            "the saved state cannot be read ({why}); countdowns begin again. "
            "See that {path} is a file that can be read",
            why=error,
            path=str(path),
        )
        return Loaded(None, _problem(path, said))
    try:
        file = _file_decoder.decode(data)
        if file.version in _READERS:
            state = _READERS[file.version](file.state)
            check(state)
            return Loaded(_with_heartbeat(state, path))
        said = phrase(
            "the saved state is of version {version} and this program reads {known}; countdowns begin again.",
            version=file.version,
            known=VERSION,
        )
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        said = phrase("the saved state is damaged ({why}); countdowns begin again.", why=str(error))
    return Loaded(None, _problem(path, sentences((said, _moved(path)))))


def _read_version_1(state: msgspec.Raw) -> State:
    """It had no groups, and sentences in `told`: where there is one, all problems that there are now count as told."""
    flat = msgspec.json.decode(state, type=dict[str, Any])
    told = [EVERYTHING] if flat.get("told") else []
    groups = {"heartbeat": flat, "delivery": {**flat, "told": told, "told_before": []}}
    return msgspec.convert({**flat, **groups, "countdowns": flat.get("courses", {})}, State)


def _with_heartbeat(state: State, path: Path) -> State:
    """As late as the heartbeat beside it, if that is of the same run."""
    try:
        beat = _heartbeat_decoder.decode(read(_beside(path)))
        check_values(beat)
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
        return state
    saved = state.heartbeat
    later = saved.last and beat.last and beat.boot == saved.boot and beat.last.ticks > saved.last.ticks
    return (
        replace_fields(state, heartbeat=replace_fields(saved, last=beat.last)) if later and not saved.ended else state
    )


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ".alive")


def _moved(path: Path) -> Phrase:
    try:
        return phrase("It was kept as {path}", path=str(set_aside(path)))
    except OSError as error:
        return phrase("It could not be set aside ({why}) and will be overwritten: copy it if you need it", why=error)


def _unsaved(path: Path, why: Phrase | OSError) -> Problem:
    said = phrase(
        "the state cannot be saved ({why}); a restart would lose pauses and countdowns. "
        "See that the disk has room and {folder} can be written",
        why=why,
        folder=str(path.parent),
    )
    return _problem(path, said)


def _problem(path: Path, said: Phrase) -> Problem:
    return Problem("state", said, str(path))


_encoder = msgspec.json.Encoder(enc_hook=dict, order="deterministic")  # of a Mapping that is none
_file_decoder = msgspec.json.Decoder(_File)
_heartbeat_decoder = msgspec.json.Decoder(Heartbeat)
_READERS = {1: _read_version_1, VERSION: msgspec.json.Decoder(State).decode}
