"""What a command returns, and how it is put on standard output."""

from __future__ import annotations

import errno
import os
import sys
from collections import namedtuple

from reminder.errors import ReminderError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

INTERRUPTED = 130


class Result(namedtuple("Result", ("text", "data", "exit_code"), defaults=(None, 0))):
    """What a command says: to people, as data for `--json`, and to the shell."""

    __slots__ = ()
    text: str
    data: Any
    exit_code: int


def write(text: str) -> None:
    """Put a line on standard output; raises ReminderError where it takes none, and OSError where nobody reads it."""
    try:
        print(text, flush=True)
    except OSError as error:
        if has_left(error):
            raise
        drop_the_rest()
        raise ReminderError(f"the answer cannot be written: {error.strerror}") from error


def mention(text: str) -> None:
    """The same for a line that nothing depends on."""
    try:
        print(text, flush=True)
    except OSError:
        drop_the_rest()


def has_left(error: OSError) -> bool:
    """Whoever read at the other end of the pipe does no more. Windows calls that EINVAL (python/cpython#79935)."""
    return isinstance(error, BrokenPipeError) or (sys.platform == "win32" and error.errno == errno.EINVAL)


def drop_the_rest() -> None:
    """What was not written goes nowhere, else the interpreter complains at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
