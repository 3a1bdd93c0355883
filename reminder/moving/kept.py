"""Parts of an archive that a later version has made, kept until the next one is made here.

Archive.others -> keep() -> files in the state directory -> others() -> the next archive
"""

from pathlib import Path
from urllib.parse import quote, unquote

from reminder.errors import ReminderError
from reminder.moving.archive import Archive
from reminder.storage import files, paths


def keep(archive: Archive) -> None:
    """Raises ReminderError."""
    try:
        for name, content in archive.others.items():
            files.replace(_folder() / quote(name, safe=""), content)
    except OSError as error:
        raise ReminderError("{folder} cannot be written: {why}", folder=str(_folder()), why=error) from error


def others() -> dict[str, bytes]:
    try:
        return {unquote(file.name): files.read(file) for file in sorted(_folder().iterdir()) if file.is_file()}
    except OSError:
        return {}


def _folder() -> Path:
    return paths.state_dir() / "from-later-versions"
