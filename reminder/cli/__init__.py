"""The command line: arguments -> Result -> text or JSON, and an exit code.

A command returns what it has to say; `main` alone speaks, and alone catches what a user can mend. Whatever only one
command needs is imported by that command: `status` and its like answer before a person notices waiting.
"""

from __future__ import annotations

import errno
import os
import sys
from collections import namedtuple

from reminder.cli.coding import take_any_text
from reminder.errors import ReminderError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any

INTERRUPTED = 130


class Result(namedtuple("Result", ("text", "data", "exit_code"), defaults=(None, 0))):
    """What a command says: to people, as data for `--json`, and to the shell."""

    __slots__ = ()
    text: str
    data: Any
    exit_code: int


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code is 0, 1 failed, 2 usage or settings, 3 not running, 130 interrupted."""
    from reminder.cli.parser import parse, run
    from reminder.system.session import require_own_home

    take_any_text(sys.stdout)
    try:
        args = parse(sys.argv[1:] if argv is None else argv)
        require_own_home()
        result = run(args)
        _speak(result, args)
    except ReminderError as problem:
        print(f"reminder: {problem}", file=sys.stderr)
        return problem.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        if not _has_left(error):
            raise
        _drop_the_rest()
        return 0
    return int(result.exit_code)


def write(text: str) -> None:
    """Put a line on standard output; raises ReminderError where it takes none, and OSError where nobody reads it."""
    try:
        print(text, flush=True)
    except OSError as error:
        if _has_left(error):
            raise
        _drop_the_rest()
        raise ReminderError(f"the answer cannot be written: {error.strerror}") from error


def mention(text: str) -> None:
    """The same for a line that nothing depends on."""
    try:
        print(text, flush=True)
    except OSError:
        _drop_the_rest()


def _has_left(error: OSError) -> bool:
    """Whoever read at the other end of the pipe does no more. Windows calls that EINVAL (python/cpython#79935)."""
    return isinstance(error, BrokenPipeError) or (sys.platform == "win32" and error.errno == errno.EINVAL)


def _drop_the_rest() -> None:
    """What was not written goes nowhere, else the interpreter complains at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _speak(result: Result, args: Namespace) -> None:
    if getattr(args, "json", False) and result.data is not None:
        import json

        write(json.dumps(result.data, indent=2))
    elif result.text and result.exit_code:
        print(result.text, file=sys.stderr)
    elif result.text:
        write(result.text)
