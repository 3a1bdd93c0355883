"""The user's file on the disk: what it says, which version that is, and how another takes its place.

content() ─▶ bytes, or None where there is no file ─▶ text() ─▶ settings/document.py
write(before, after) ─▶ config.toml.bak, then the new file in place; neither where it is not as it was `before`

Those of us who write at once take turns, by a lock in the state directory: among the person's own files it would be in
the way.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, time
from pathlib import Path
from time import monotonic, sleep
from typing import Any, NamedTuple

from reminder.errors import ReminderError, UsageError
from reminder.settings import toml
from reminder.settings.nested import Values
from reminder.storage import files, paths
from reminder.system import file_lock

Content = bytes | None

_WAITS = 1.0
"""Seconds; a write takes a hundredth of it."""
_LOOK_AGAIN = 0.005
"""Seconds."""


class Own(NamedTuple):
    """What the user's file said when somebody looked."""

    version: str
    """The same as long as nobody changes what it says."""
    values: Values
    """Nested as the file is, as JSON could have them, whether they are right or not."""


def tips_file() -> Path:
    """The one for tips of their own."""
    return paths.config_file().with_name("tips.toml")


def own() -> Own:
    """Raises UsageError for a file that is no TOML, ReminderError for one that cannot be read."""
    path = paths.config_file()
    now = content(path)
    return Own(version_of(now), plain(toml.parse(text(path, now))))


def version_of(content: Content) -> str:
    return files.version_of(content or b"")


def plain(value: Any) -> Any:
    """The same without the dates and times that TOML has of its own."""
    match value:
        case dict():
            return {name: plain(its) for name, its in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case date() | time():
            return value.isoformat()
    return value


def content(path: Path) -> Content:
    """Raises ReminderError."""
    try:
        return _bytes(path)
    except OSError as error:
        raise ReminderError("{file} cannot be read: {why}", file=str(path), why=error) from error


def text(path: Path, content: Content) -> str:
    """Without a byte order mark. Raises UsageError."""
    try:
        return (content or b"").decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("{file} is not UTF-8 text; mend that first, it was left as it is", file=str(path)) from error


def write(path: Path, before: Content, after: Content) -> bool:
    """False where the file is not as it was `before`. Raises ReminderError."""
    with _turn(path):
        return _written(path, before, after)


@contextmanager
def _turn(path: Path) -> Iterator[None]:
    """Nobody else of ours writes meanwhile. Where nothing can be locked there is none. Raises ReminderError."""
    give_up = monotonic() + _WAITS
    descriptor = _open(paths.state_dir() / "settings.lock")
    try:
        while not _is_ours(descriptor):
            if monotonic() > give_up:
                raise ReminderError("{file} is just being written by somebody else: try again", file=str(path))
            sleep(_LOOK_AGAIN)
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _open(lock: Path) -> int | None:
    with suppress(OSError):
        lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(lock, os.O_RDWR | os.O_CREAT | files.NO_WAITING, 0o600)
    return None


def _is_ours(descriptor: int | None) -> bool:
    try:
        return descriptor is None or file_lock.take(descriptor)
    except OSError:  # a file system without locks
        return True


def _written(path: Path, before: Content, after: Content) -> bool:
    backup = path.with_name(f"{path.name}.bak")
    try:
        older = _bytes(backup)
        if before:
            files.replace(backup, before)
        try:
            if is_same := (_bytes(path) or b"") == (before or b""):
                _put(path.resolve(), after)
        except OSError:
            _put_back(backup, before, older)
            raise
        if not is_same:
            _put_back(backup, before, older)
        return is_same
    except OSError as error:
        file = str(path)
        raise ReminderError("{file} cannot be written: {why}; it was left as it is", file=file, why=error) from error


def _put(path: Path, content: Content) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    else:
        files.replace(path, content)


def _bytes(path: Path) -> Content:
    """What is there. Raises OSError."""
    try:
        return files.read(path)
    except FileNotFoundError:
        return None


def _put_back(backup: Path, before: Content, older: Content) -> None:
    """Nothing was written, so it is a copy of nothing that is gone."""
    with suppress(OSError):
        if before and older:
            files.replace(backup, older)
        elif before:
            backup.unlink()
