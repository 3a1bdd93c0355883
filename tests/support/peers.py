"""The samples of what peers leave behind, and what is found in them, as tests compare it."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from reminder.moving.found import Found, Reader
from reminder.wording.language import word

SAMPLES = Path(__file__).parents[1] / "moving" / "samples"


def sample(name: str) -> bytes:
    """What a file holds; of a script for SQLite, the file that it makes."""
    file = SAMPLES / name
    return database(file.read_text()) if file.suffix == ".sql" else file.read_bytes()


def read_with(reader: Reader, name: str, **others: object) -> Found:
    """What is read of a sample in JSON with other values."""
    return reader.read(json.dumps(json.loads(sample(name)) | others).encode(), "")


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
