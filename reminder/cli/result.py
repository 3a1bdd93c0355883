"""What a command returns, how it is put on standard output, and what is asked of whoever sits there."""

from __future__ import annotations

import errno
import os
import sys
from collections import namedtuple

from reminder.errors import ReminderError
from reminder.wording.language import lines, word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from reminder.phrase import Phrase
    from reminder.wording.language import Text

INTERRUPTED = 130


class Result(namedtuple("Result", ("text", "data", "exit_code"), defaults=(None, 0))):
    """What a command says: to people, as data for `--json`, and to the shell."""

    __slots__ = ()
    text: Phrase | Text | None
    data: Any
    exit_code: int


def write(text: Phrase | Text) -> None:
    """Put it on standard output; raises ReminderError where it takes none, and OSError where nobody reads it."""
    try:
        print(lines(text), flush=True)
    except OSError as error:
        if has_left(error):
            raise
        drop_the_rest()
        raise ReminderError("the answer cannot be written: {why}", why=error) from error


def mention(text: Phrase | Text) -> None:
    """The same for a line that nothing depends on."""
    try:
        print(lines(text), flush=True)
    except OSError:
        drop_the_rest()


def on_a_terminal() -> bool:
    """What is written there is seen at once, by somebody whose window is so wide."""
    return sys.stdout is not None and sys.stdout.isatty()


def somebody_is_there() -> bool:
    """To read what is asked, and to type the answer. What Windows begins without a console has no streams."""
    return all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout))


def answer_to(question: Phrase) -> str:
    """What is typed; raises EOFError where they leave."""
    return input(str(word(question))).strip()


def has_left(error: OSError) -> bool:
    """Whoever read at the other end of the pipe does no more. Windows calls that EINVAL (python/cpython#79935)."""
    return isinstance(error, BrokenPipeError) or (sys.platform == "win32" and error.errno == errno.EINVAL)


def drop_the_rest() -> None:
    """What was not written goes nowhere, else the interpreter complains at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
