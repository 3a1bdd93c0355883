"""Whether a person was offered the check-in: each place where that is done does it once.

note("window") ─▶ an empty file ─▶ is_due("window") is no more
"""

from contextlib import suppress
from pathlib import Path

from reminder.storage import paths


def is_due(where: str) -> bool:
    """To whoever has told of something it is nothing new."""
    return not _file(where).exists() and not paths.checkins_file().exists()


def note(where: str) -> None:
    """It has been. On a disk that takes nothing it is offered again."""
    file = _file(where)
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)


def _file(where: str) -> Path:
    return paths.state_dir() / f"checkin-offered-{where}"
