"""A child of the window's: a module of ours with all that it takes to do its work, which ends with it.

ended("reminder.settings") ─▶ `python -P -m reminder.settings` ─▶ what it has printed, and its exit code
"""

import subprocess
import sys
from collections.abc import Mapping

from reminder.errors import ReminderError
from reminder.phrase import Phrase, verbatim


def ended(
    module: str,
    *words: str,
    given: bytes = b"",
    within: float | None = None,
    environment: Mapping[str, str] | None = None,
) -> "subprocess.CompletedProcess[bytes]":
    """Never a `reminder` folder that happens to lie about; `within` seconds. Raises ReminderError."""
    try:
        return subprocess.run(
            [sys.executable, "-P", "-m", module, *words],
            input=given,
            capture_output=True,
            timeout=within,
            check=False,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired as error:
        raise ReminderError("it was not ready after {seconds} seconds", seconds=error.timeout) from error
    except (OSError, ValueError) as error:  # a word that no command can have, as one with a null
        raise ReminderError("{program} cannot be started: {why}", program=sys.executable, why=str(error)) from error


def last_line(complaint: bytes) -> Phrase:
    """Of what it has complained of; the others say where that was."""
    return verbatim(complaint.decode(errors="replace").strip().rpartition("\n")[2])
