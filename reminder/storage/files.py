"""Files that are always whole: put in place, or set aside when they make no sense; and whether they have changed."""

import errno
import hashlib
import os
import stat
import time
from contextlib import suppress
from pathlib import Path

NO_WAITING = getattr(os, "O_NONBLOCK", 0)
"""A flag for opening: else whoever opens a pipe waits for somebody at its other end."""
_KEPT_ASIDE = 3
_PATIENCE = 1.0
"""Seconds; so long the place of a file is waited for that somebody reads: on Windows nobody may take it meanwhile."""
_IN_USE = 5, 32
"""What Windows says of it then: ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION (MoveFileEx)."""
_JUST_NOW = 10.0
"""Seconds; who read a file before this may have missed a change that is no older."""


def read(path: Path) -> bytes:
    """What is at `path`. Raises OSError, also for what is no file: whoever reads a pipe may wait for ever."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise OSError(errno.EINVAL, "Not a file", str(path))
    return path.read_bytes()


def replace(path: Path, content: bytes, one_writer: bool = False, is_private: bool = False) -> None:
    """Put `content` at `path` whole or not at all, on the disk before it is in place, with the mode that was there.

    Makes the directory where there is none; a new file is the user's alone, and so is one that `is_private`, whatever
    mode was there. Of a path with `one_writer` the temporary file has one name: killed again and again, that leaves one
    such file behind and no more. Raises OSError; then what was at `path` is untouched.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if one_writer:
        temporary = path.with_name(f"{path.name}.new")
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    else:
        from tempfile import mkstemp

        handle, name = mkstemp(prefix=f".{path.name}.", dir=path.parent)
        temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if not is_private:
            with suppress(FileNotFoundError):
                temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        _take_its_place(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _take_its_place(temporary: Path, path: Path) -> None:
    give_up = time.monotonic() + _PATIENCE
    while True:
        try:
            temporary.replace(path)
            return
        except OSError as error:
            if getattr(error, "winerror", None) not in _IN_USE or time.monotonic() > give_up:
                raise
        time.sleep(0.01)


def free_name(folder: Path, name: str, ending: str) -> Path:
    """One that nothing has there."""
    numbered = (folder / f"{name}{f'-{number}' if number > 1 else ''}{ending}" for number in range(1, 1000))
    return next(path for path in numbered if not path.exists())


def set_aside(path: Path, *companions: str) -> Path:
    """Rename `path` to the next free `NAME.corrupt-N` and keep the last three of these; returns where it went.

    Companions are the endings of files that belong to it and go with it. Raises OSError.
    """

    def move(source: Path, goal: Path) -> None:
        source.replace(goal)
        for ending in companions:
            with suppress(FileNotFoundError):
                source.with_name(source.name + ending).replace(goal.with_name(goal.name + ending))

    prefix = path.name + ".corrupt-"
    numbers = sorted(
        int(number) for file in path.parent.iterdir() if (number := file.name.removeprefix(prefix)).isdecimal()
    )
    goal = path.with_name(f"{prefix}{numbers[-1] + 1 if numbers else 1}")
    move(path, goal)
    for old in numbers[: 1 - _KEPT_ASIDE]:
        for ending in ("", *companions):
            path.with_name(f"{prefix}{old}{ending}").unlink(missing_ok=True)
    return goal


def look(path: Path) -> object:
    """What differs once a file was changed, replaced, or came; reading it makes no difference."""
    try:
        found = path.stat()
    except OSError as error:
        return error.errno
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_mode


def version(path: Path) -> str:
    """What differs once a file says something else, however soon after."""
    try:
        return version_of(read(path))
    except OSError as error:
        return str(error.errno)


def version_of(content: bytes) -> str:
    """The `version` of a file with this content."""
    return hashlib.sha256(content).hexdigest()


def has_just_changed(path: Path) -> bool:
    """Whether somebody who has read it some moments ago may not have read what is there."""
    with suppress(OSError):
        found = path.stat()
        return max(found.st_mtime, found.st_ctime) > time.time() - _JUST_NOW
    return False
