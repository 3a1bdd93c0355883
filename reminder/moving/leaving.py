"""All that is the person's, to be taken along in one file.

config.toml and its files of tips, the history, check-ins if they are wished -> packed -> a file that is theirs alone
"""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from reminder.errors import ReminderError, UsageError
from reminder.moving import checkins
from reminder.moving.archive import CHECKINS, CONFIG, HISTORY, TIPS, packed
from reminder.moving.kept import others
from reminder.settings import own_file, toml
from reminder.settings.nested import find
from reminder.storage import carrying, files, paths


def leave(file: Path, now: datetime, with_checkins: bool = False) -> list[str]:
    """Returns the parts that it has. Raises ReminderError where it cannot be written or there is something already."""
    if file.exists():
        raise UsageError("{file} is there already; name another file, or move it away", file=str(file))
    parts = {**others()}
    tips: dict[str, str] = {}
    if (settings := own_file.content(paths.config_file())) is not None:
        parts[CONFIG] = settings
        for name, content in _tips(settings).items():
            plain = f"{TIPS}{Path(name).name}"
            tips[name] = f"{TIPS}{len(tips)}-{Path(name).name}" if plain in parts else plain
            parts[tips[name]] = content
    if history := carrying.carried(paths.history_file()):
        parts[HISTORY] = history
    if with_checkins and (told := checkins.carried(paths.checkins_file())):
        parts[CHECKINS] = told
    try:
        files.replace(file, packed(parts, tips, now))
    except OSError as error:
        raise ReminderError("{file} cannot be written: {why}", file=str(file), why=error) from error
    return [*parts]


def _tips(settings: bytes) -> dict[str, bytes]:
    """By the name that the settings have for the file. What cannot be read is left out, as it is by the settings."""
    path, found = paths.config_file(), dict[str, bytes]()
    with suppress(UsageError):
        named = find(toml.parse(own_file.text(path, settings)), ("tips", "files"))
        for name in named if isinstance(named, list) else ():
            with suppress(ReminderError, RuntimeError, ValueError, TypeError):
                content = own_file.content(path.parent / Path(name).expanduser())
                found |= {} if content is None else {name: content}
    return found
