"""A child of the window's: a module of ours with all that it takes to do its work, which ends with it.

ended("reminder.settings") ─▶ `python -P -m reminder.settings` ─▶ what it has printed, and its exit code
"""

import sys
from collections.abc import Mapping
from datetime import timedelta

from reminder.errors import NoAnswer, ReminderError
from reminder.phrase import Phrase, verbatim
from reminder.system.child import Child, Ended


def ended(
    module: str,
    *words: str,
    given: bytes | None = None,
    within: timedelta = timedelta.max,
    environment: Mapping[str, str | None] | None = None,
) -> Ended:
    """Never a `reminder` folder that happens to lie about. Raises ReminderError."""
    try:
        child = Child(sys.executable, "-P", "-m", module, *words, given=given, environment=environment)
    except (OSError, ValueError) as error:  # a word that no command can have, as one with a null
        raise ReminderError("{program} cannot be started: {why}", program=sys.executable, why=str(error)) from error
    try:
        return child.end(within)
    except NoAnswer as error:
        raise ReminderError(
            "it was not ready after {seconds} seconds", seconds=f"{within.total_seconds():g}"
        ) from error


def printed(module: str, *words: str, given: bytes, within: timedelta) -> str:
    """What it has printed. Raises ReminderError also for what it complains of."""
    done = ended(module, *words, given=given, within=within)
    if done.code:
        raise ReminderError(last_line(done))
    return done.printed


def last_line(ended: Ended) -> Phrase:
    """Of what it has complained of; the others say where that was."""
    return verbatim(ended.complaint.rpartition("\n")[2])
