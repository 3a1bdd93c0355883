"""Our own file for another machine or a backup: a ZIP that lists what is in it.

parts by name -> packed() -> the bytes of one file -> unpacked() -> the same parts, or none of them

    reminder.json   {"format": 1, "program": "0.1.0", "made": a moment in ISO 8601, "parts": {name: its SHA-256},
                     "tips": {a file as the settings name it: the part that it is}}; the first part
    config.toml     the settings as they stand in the person's file
    tips/NAME.toml  their files of tips
    history.json    what became of the tips, see `storage/carrying.py`
    checkins.json   what was told of pain, only where that was wished

A later version may add parts; one that does not know them keeps them, and packs them again.
"""

import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from reminder import __version__
from reminder.errors import UsageError

FORMAT = 1
LIST, CONFIG, TIPS, HISTORY, CHECKINS = "reminder.json", "config.toml", "tips/", "history.json", "checkins.json"
MOST = 512 * 1024 * 1024
"""Bytes of all that is in it."""
_MODE = 0o600 << 16
"""Of what unpacks it."""
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error, ValueError, LookupError, TypeError, OSError, EOFError),
    RuntimeError,  # as of a part that looks encrypted
)
"""What comes of a ZIP in which a byte is another."""


class Archive(NamedTuple):
    format: int
    program: str
    """The version that made it."""
    made: str
    parts: Mapping[str, bytes]
    tips: Mapping[str, str]
    """The parts of the tips, by the names that the settings have for their files."""

    @property
    def others(self) -> dict[str, bytes]:
        """What this version knows nothing of."""
        known = CONFIG, HISTORY, CHECKINS
        return {name: its for name, its in self.parts.items() if name not in known and not name.startswith(TIPS)}


def packed(parts: Mapping[str, bytes], tips: Mapping[str, str], made: datetime) -> bytes:
    listed = {
        "format": FORMAT,
        "program": __version__,
        "made": made.isoformat(timespec="seconds"),
        "parts": {name: _sum(its) for name, its in parts.items()},
        "tips": dict(tips),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packing:
        for name, content in {LIST: json.dumps(listed, indent=2).encode(), **parts}.items():
            entry = zipfile.ZipInfo(name, made.timetuple()[:6])
            entry.external_attr, entry.compress_type = _MODE, zipfile.ZIP_DEFLATED
            packing.writestr(entry, content)
    return file.getvalue()


def is_ours(data: bytes) -> bool:
    """By its first part."""
    return data.startswith(b"PK") and LIST.encode() in data[:64]


def unpacked(data: bytes, source: str) -> Archive:
    """All of it. Raises UsageError where any byte of a part is not as it was packed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            entries = file.infolist()
            if sum(entry.file_size for entry in entries) > MOST or not all(map(_is_deflated, entries)):
                raise ValueError
            parts = {name: file.read(name) for name in file.namelist()}
        listed = json.loads(parts.pop(LIST))
        archive = Archive(listed["format"], listed["program"], listed["made"], parts, listed["tips"])
        if {name: _sum(its) for name, its in parts.items()} != listed["parts"] or not _is_typed(archive):
            raise ValueError
    except _DAMAGED as error:
        raise UsageError("{file} is cut off or damaged, so nothing of it is taken over", file=source) from error
    return archive


def _is_deflated(entry: zipfile.ZipInfo) -> bool:
    return entry.compress_type in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)


def _is_typed(archive: Archive) -> bool:
    names: Any = archive.tips
    return (
        isinstance(archive.format, int)
        and isinstance(archive.program, str)
        and isinstance(archive.made, str)
        and isinstance(names, dict)
        and all(part in archive.parts for part in names.values())
    )


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
