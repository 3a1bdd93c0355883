"""Saves the page for the doctor, in a child that ends: to lay out a PDF takes more memory than the whole window.

dates, what is struck out ─▶ `python -m reminder.report` ─▶ a file of the person's downloads
"""

import json
from collections.abc import Collection
from datetime import date, timedelta

from reminder.errors import ReminderError
from reminder.web import child

_WITHIN = timedelta(seconds=30)


def save(first: date | None, last: date, without: Collection[str], ending: str) -> str:
    """Where it is. What is struck out is nobody's business, so it is no argument of a command. Raises ReminderError."""
    begin = first.isoformat() if first else None
    given = {"first": begin, "last": last.isoformat(), "without": [*without], "ending": f".{ending}"}
    done = child.ended("reminder.report", given=json.dumps(given).encode(), within=_WITHIN)
    if done.code:
        raise ReminderError(child.last_line(done))
    return done.printed.rstrip("\n")
