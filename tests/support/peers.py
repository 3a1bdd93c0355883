"""What a peer's reader has found, as tests compare it."""

import sqlite3
from contextlib import closing
from datetime import datetime

from reminder.moving.found import Found
from reminder.wording.language import word


def lost(found: Found) -> dict[str, str]:
    """By its name, in words."""
    return {loss.name: str(word(loss.why)) for loss in found.losses}


def wrong(found: Found) -> list[str]:
    return [str(word(problem)) for problem in found.problems]


def here(at: datetime) -> str:
    """What the clock on the wall showed."""
    return at.replace(tzinfo=None).isoformat(" ")


def database(script: str) -> bytes:
    """A file of SQLite."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(script)
        return db.serialize()
