"""What the history could not take yet: in memory, and in a file beside it, for the day that this run ends first.

Record, RecordBreak, RecordSpan -> Unwritten -> history.db.waiting -> the history, of this run or the next
"""

import logging
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import assert_never

import msgspec

from reminder.engine.schedule import Stretch
from reminder.model.effects import Entry, Record, RecordBreak, RecordSpan
from reminder.storage.files import read, replace, set_aside
from reminder.storage.sane import check_values

log = logging.getLogger(__name__)

_AT_MOST = 1000


class _File(msgspec.Struct):
    outcomes: list[Record]
    breaks: list[RecordBreak]
    spans: list[RecordSpan] = []
    """A file of an earlier version has none."""


class Backlog:
    """In order, and the oldest are given up where there are too many. Nothing here raises for a disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries: deque[Entry] = deque(maxlen=_AT_MOST)
        self._is_ours = True
        """Nothing is in the file that is not in memory."""
        self._is_kept = False
        """Nothing is in memory that is not in the file."""
        try:
            self._entries.extend(_read(path))
            self._is_kept = bool(self._entries)
        except OSError as error:
            self._is_ours = False
            log.warning("%s: what waits there for the history cannot be read and stays there: %s", path, error)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def add(self, what: Entry) -> None:
        self._entries.append(what)
        self._is_kept = False

    def keep(self) -> str:
        """Put all of it where the next run finds it; returns the file's name, or nothing where that cannot be."""
        with suppress(OSError):
            if self._is_ours and not (self._is_kept and self._path.exists()):
                self._is_kept = False
                replace(self._path, _encode(self._entries), one_writer=True)
                self._is_kept = True
        return self._path.name if self._is_kept else ""

    def clear(self) -> None:
        """It is written."""
        self._entries.clear()
        if self._is_ours:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


def waiting(path: Path) -> Path:
    """Where it waits for the history at `path`."""
    return path.with_name(f"{path.name}.waiting")


def forget(path: Path, within: Stretch | None = None) -> int:
    """Delete what waits there, whoever left it, and began within that time; returns how many showings that were.

    Raises OSError.
    """
    entries = _read(path)
    gone = [entry for entry in entries if not within or within.begin <= _began(entry) < within.end]
    if len(gone) < len(entries):
        replace(path, _encode(entry for entry in entries if entry not in gone), one_writer=True)
    else:
        path.unlink(missing_ok=True)
    return sum(isinstance(entry, Record) for entry in gone)


def _began(entry: Entry) -> datetime:
    return entry.showing.at if isinstance(entry, Record) else entry.began


def _encode(entries: Iterable[Entry]) -> bytes:
    file = _File([], [], [])
    for entry in entries:
        match entry:
            case Record():
                file.outcomes.append(entry)
            case RecordBreak():
                file.breaks.append(entry)
            case RecordSpan():
                file.spans.append(entry)
            case _:
                assert_never(entry)
    return msgspec.json.encode(file)


def _read(path: Path) -> list[Entry]:
    """Nothing where there is no file, or one that makes no sense: that is set aside. Raises OSError."""
    try:
        file = msgspec.json.decode(read(path), type=_File)
        check_values(file)
    except FileNotFoundError:
        return []
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        log.warning("%s: what waits there for the history is damaged (%s) and was set aside", path, error)
        set_aside(path)
        return []
    return sorted(
        [*file.outcomes, *file.breaks, *file.spans],
        key=lambda entry: entry.at if isinstance(entry, Record) else entry.ended,
    )
