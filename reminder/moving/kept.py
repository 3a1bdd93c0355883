"""Parts of an archive that a later version has made, kept until the next one is made here.

Archive.others -> keep() -> an archive in the state directory -> others() -> the next one
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from reminder.errors import ReminderError, UsageError
from reminder.moving.archive import Archive, packed, unpacked
from reminder.storage import files, paths


def are_kept(archive: Archive) -> bool:
    return archive.others.items() <= others().items()


def keep(archive: Archive) -> None:
    """Raises ReminderError."""
    file = _file()
    try:
        files.replace(file, packed({**others(), **archive.others}, {}, datetime.now(UTC)))
    except OSError as error:
        raise ReminderError("{file} cannot be written: {why}", file=str(file), why=error) from error


def others() -> Mapping[str, bytes]:
    try:
        return unpacked(files.read(_file()), str(_file())).parts
    except (OSError, UsageError):
        return {}


def _file() -> Path:
    return paths.state_dir() / "from-later-versions.zip"
