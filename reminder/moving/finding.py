"""Looks for other break reminders, and reads what they are set to; nothing of theirs is changed.

places of each peer -> bytes, within a limit -> its reader -> fitted() -> Found
a file that is named -> the reader that knows it by what is in it -> the same
"""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import which

from reminder.errors import ReminderError, Unavailable, UsageError
from reminder.moving.archive import is_ours
from reminder.moving.arriving import arrived
from reminder.moving.fitting import fitted
from reminder.moving.found import MOST_HISTORY, MOST_SETTINGS, Found, Home, Place, Reader, together
from reminder.moving.peers import READERS, letters
from reminder.phrase import Phrase, either, listed, phrase
from reminder.storage import files
from reminder.system.child import Child


def home() -> Home:
    """That of the person who asks."""
    return Home(sys.platform, Path.home(), os.environ)


def installed(where: Home, readers: Iterable[Reader] = READERS) -> list[Found]:
    """What each of them has left here; those that have left nothing are left out."""
    return [found for reader in readers for found in together(_of(reader, where))]


def unasked(where: Home, found: Iterable[Found], readers: Iterable[Reader] = READERS) -> Phrase | None:
    """Which of the others keep their settings where no command that is installed here could ask for them."""
    there = {it.peer for it in found}
    names, commands = [], set[str]()
    for reader in readers:
        needed = {place.command[0] for place in reader.places(where) if place.command}
        if needed and reader.PEER not in there and not any(map(which, needed)):
            names.append(reader.NAME)
            commands |= needed
    if not names:
        return None
    return phrase(
        "the settings of {names} could not be asked for, as there is no {commands} here",
        names=listed(names),
        commands=either(sorted(commands)),
    )


def in_file(path: Path) -> Found:
    """Raises ReminderError for a file that cannot be read, UsageError for one of no program that is known here."""
    try:
        return in_data(_read(path, MOST_HISTORY), str(path))
    except OSError as error:
        raise ReminderError("{file} cannot be read: {why}", file=str(path), why=error) from error


def in_data(data: bytes, source: str) -> Found:
    """Of a file that is called so. Raises UsageError for one of no program that is known here."""
    if is_ours(data):
        return arrived(data, source)
    for reader in READERS:
        if reader.knows(data):
            return fitted(reader.read(data, source))
    names = listed(reader.NAME for reader in READERS)
    raise UsageError("{file} is of no program that reminder knows: {names}", file=source, names=names)


def _of(reader: Reader, where: Home) -> Iterator[Found]:
    has_settings = False
    for place in reader.places(where):
        if (has_settings and not place.history) or (found := _at(reader, place)) is None:
            continue
        has_settings = has_settings or not place.history
        yield _with_login(found, where)


def _at(reader: Reader, place: Place) -> Found | None:
    """None where there is nothing."""
    source = str(place.path) if place.path else " ".join(place.command)
    nothing = Found(reader.PEER, reader.NAME, source=source)
    try:
        data = _read(place.path, MOST_HISTORY if place.history else MOST_SETTINGS) if place.path else _printed(place)
    except FileNotFoundError:
        return None
    except OSError as error:
        said = phrase("{file} cannot be read: {why}", file=source, why=error)
        return nothing._replace(problems=(said,))
    if place.instead:
        return nothing._replace(problems=(place.instead,))
    if not data.strip():
        return None
    if not reader.knows(data):
        said = phrase("{file} is of no form that reminder knows of {name}", file=source, name=reader.NAME)
        return nothing._replace(problems=(said,))
    return fitted(reader.read(data, source))


def _read(path: Path, most: int) -> bytes:
    """Raises OSError."""
    if path.stat().st_size > most:
        raise OSError(None, f"it is larger than {most // 1024 // 1024} MB")
    return files.read(path)


def _printed(place: Place) -> bytes:
    """Raises FileNotFoundError where nothing is to be had."""
    lines = _lines(place)
    defaults = {*_lines(place, GSETTINGS_BACKEND="memory")} if place.changed and lines else ()
    return "".join(line for line in lines if line not in defaults).encode()


def _lines(place: Place, **environment: str) -> list[str]:
    """Raises FileNotFoundError."""
    try:
        ended = Child(*place.command, environment={"LC_ALL": "C.UTF-8", **environment}).end()
    except (Unavailable, OSError) as error:
        raise FileNotFoundError from error
    return [] if ended.code else ended.printed.splitlines(keepends=True)


def _with_login(found: Found, where: Home) -> Found:
    """Its entry among those that the desktop starts at login, where the settings do not tell of it."""
    entry = next(filter(None, (_entry(file, found) for file in _entries(where))), None)
    if entry is None:
        return found
    said = phrase("its start at login is {file}", file=str(entry))
    return found._replace(login=True if found.login is None else found.login, ending=(*found.ending, said))


def _entries(where: Home) -> Iterator[Path]:
    if where.system == "linux":
        yield from sorted((where.config / "autostart").glob("*.desktop"))


def _entry(file: Path, found: Found) -> Path | None:
    """The file, if it is the peer's, and not switched off."""
    name, its = letters(file.stem), letters(found.name)
    if its not in name or ("gnome" in name and "gnome" not in its):
        return None
    try:
        lines = _read(file, MOST_SETTINGS).decode(errors="replace").lower().split()
    except OSError:
        return None
    return None if {"hidden=true", "x-gnome-autostart-enabled=false"} & {*lines} else file
