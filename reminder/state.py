"""The engine's state on disk: one JSON file that is always whole.

State -> save() -> state.json -> load() -> State

Datetimes come back with the offset they had, not with their zone; the engine takes the zone from each event.
"""

from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from reminder.files import replace, set_aside
from reminder.model import Problem, State

VERSION = 1


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
        data = _encoder.encode({"version": VERSION, "state": state})
        if not path.exists() or path.read_bytes() != data:
            replace(path, data, by=path.with_name(path.name + ".new"))
    except (OSError, UnicodeEncodeError) as error:
        why = error.strerror if isinstance(error, OSError) else f"a text in it is not Unicode: {error.reason}"
        return _problem(
            path,
            f"the state cannot be saved ({why}); a restart would lose pauses and countdowns. "
            f"See that the disk has room and {path.parent} can be written",
        )
    return None


def load(path: Path) -> Loaded:
    """What was saved at `path`. A file that makes no sense is set aside, never overwritten and never an error."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Loaded(None)
    except OSError as error:
        return Loaded(None, _problem(path, f"the saved state cannot be read ({error.strerror}); mend its permissions"))
    try:
        file = _file_decoder.decode(data)
        if file.version == VERSION:
            return Loaded(_state_decoder.decode(file.state))
        why = f"is of version {file.version} and this program reads {VERSION}"
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        why = f"is damaged ({error})"
    return Loaded(None, _problem(path, f"the saved state {why}; countdowns begin again. {_moved(path)}"))


def _moved(path: Path) -> str:
    try:
        return f"It was kept as {set_aside(path)}"
    except OSError as error:
        return f"It could not be set aside ({error.strerror}) and will be overwritten: copy it if you need it"


def _problem(path: Path, text: str) -> Problem:
    return Problem("state", text, str(path))


def _plain(value: Any) -> Any:
    return dict(value)  # a Mapping that is no dict


_encoder = msgspec.json.Encoder(enc_hook=_plain, order="deterministic")
_file_decoder = msgspec.json.Decoder(_File)
_state_decoder = msgspec.json.Decoder(State)
