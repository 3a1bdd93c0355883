"""The files a login reads: read whole, written whole or not at all, and only when they differ."""

from collections.abc import Callable
from pathlib import Path

from reminder.autostart.base import foreign
from reminder.errors import ReminderError
from reminder.storage.files import replace


def read(path: Path) -> bytes | None:
    """What stands at `path`, None for nothing there."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ReminderError(
            "cannot read {path}: {why}; mend that, then try again", path=str(path), why=error
        ) from error


def read_ours(path: Path, is_ours: Callable[[bytes], bool]) -> bytes | None:
    """What stands at `path`, as `read`; raises ReminderError, too, where somebody else wrote it."""
    content = read(path)
    if content is not None and not is_ours(content):
        raise foreign(str(path))
    return content


def has_line(content: bytes, mark: str) -> bool:
    return mark.encode() in content.splitlines()


def place(path: Path, content: bytes) -> bool:
    """Makes `path` hold `content`; False if it did already."""
    if read(path) == content:
        return False
    try:
        replace(path, content)
    except OSError as error:
        raise ReminderError(
            "cannot write {path}: {why}; mend that, then try again", path=str(path), why=error
        ) from error
    return True


def link(path: Path, target: Path) -> None:
    """Makes `path` a symbolic link to `target`, in the place of whatever link was there."""
    try:
        if path.is_symlink() and path.readlink() == target:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.symlink_to(target)
    except OSError as error:
        raise ReminderError(
            "cannot write {path}: {why}; mend that, then try again", path=str(path), why=error
        ) from error


def erase(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise ReminderError(
            "cannot remove {path}: {why}; mend that, then try again", path=str(path), why=error
        ) from error
