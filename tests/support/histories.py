"""What tests write into a history: of a Tuesday in Berlin, unless they say otherwise, or by a build of before."""

import sqlite3
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from reminder.model.activity import Activity
from reminder.model.effects import Entry, Record, RecordBreak, RecordSpan
from reminder.model.senses import Reason
from reminder.model.showing import Outcome, Showing, Words
from reminder.storage.backlog import Backlog, waiting
from reminder.storage.history import History

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = date(2026, 3, 10)
EVENING = datetime(2026, 3, 10, 18, tzinfo=BERLIN)


def at(clock: str, day: int = 10) -> datetime:
    """In March; 24:00 and later are the next day's."""
    hour, *rest = map(int, clock.split(":"))
    return datetime.combine(date(2026, 3, day) + timedelta(days=hour // 24), time(hour % 24, *rest), BERLIN)


def a_record(when: datetime, outcome: Outcome = Outcome.DONE, **changes: Any) -> Record:
    """Of what was shown then, and answered twenty seconds later."""
    given: dict[str, Any] = {
        "id": round(when.timestamp() * 1000),
        "reminder": "posture",
        "words": Words("Look up", "Far away.", "eyes-far"),
        "lasts": timedelta(seconds=30),
        "at": when,
        "ticks": timedelta(),
    }
    return Record(Showing(**given | changes), outcome, when + timedelta(seconds=20))


def a_break(began: str, ended: str, day: int = 10) -> RecordBreak:
    return RecordBreak(at(began, day), at(ended, day))


def a_span(
    began: str, ended: str, kind: Activity = Activity.AT_WORK, reason: Reason | None = None, day: int = 10
) -> RecordSpan:
    return RecordSpan(kind, reason, at(began, day), at(ended, day))


def write(path: Path, *entries: Entry) -> History:
    history = History(path)
    for entry in entries:
        assert history.record(entry) is None
    return history


def write_at_once(path: Path, *entries: Entry) -> None:
    """Many of them, as what could not be written before: in one go."""
    backlog = Backlog(waiting(path))
    for entry in entries:
        backlog.add(entry)
    assert backlog.keep()
    assert History(path).again() is None


def write_earlier(path: Path, version: int) -> None:
    """As a build with that version of the file did: three showings, from 2 on a natural break, and from 3 on spans."""
    path.parent.mkdir(parents=True, exist_ok=True)
    dump = Path(__file__).parents[1] / "storage" / "earlier_histories" / f"version-{version}.sql"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(dump.read_text())


def bytes_in(folder: Path) -> bytes:
    """All that lies there, and below."""
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
