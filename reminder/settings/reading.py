"""The settings as they were read once, and whether that still holds.

a reading, and the circumstances that it comes of ─▶ plan.json ─▶ the same circumstances? ─▶ what a new one would be

So whoever only wants to know what the settings say, as most commands do, need not read them: no pydantic.
"""

import os
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from reminder import __version__
from reminder.errors import UsageError
from reminder.model.plan import Plan, Problem, Tip
from reminder.settings.nested import find, leaves, overlay
from reminder.settings.plan import make_plan
from reminder.settings.values import DEFAULT, PREFIX, TOLD
from reminder.storage import files, paths

UNREAD = "settings"
"""The key of the problem that they could not be read."""


class Reading(Struct, frozen=True):
    """`values` is nested as the files are, lengths of time as they were typed."""

    plan: Plan
    values: Mapping[str, Any]
    origins: Mapping[str, str]
    """By dotted key: the path of a file, "environment REMINDER_X", "flag" or "default"."""
    locked: Mapping[str, str] = {}
    """By dotted key: the file by which an organisation has fixed it."""
    site: Mapping[str, Any] = {}
    """What is valid of the site's file, nested as `values`."""
    of: tuple[str, ...] = ()
    """The `circumstances` that it comes of; empty: nobody knows."""
    checksum: int = 0
    """Of all the rest, in plan.json alone."""

    def value(self, dotted: str) -> Any:
        """None: the option has no value."""
        return find(self.values, dotted.split("."))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong, the plan's own problems included."""
        return self.plan.problems

    @property
    def files(self) -> tuple[str, ...]:
        """The files that were looked for, whether they are there or not."""
        return self.plan.files


def decode(text: bytes | str) -> Reading:
    """Raises msgspec.DecodeError."""
    return msgspec.json.decode(text, type=Reading)


class _Older(Struct):
    """What every version has written."""

    values: dict[str, Any]
    origins: dict[str, str]


def cached_reading() -> Reading | None:
    """The last settings that could be read, by another version too; None where none were kept.

    Where they are not as they were kept nobody knows what they are of.
    """
    try:
        content = files.read(paths.plan_file())
        try:
            kept = decode(content)
            reading = replace(kept, checksum=0)
            return reading if kept.checksum == _checksum(reading) else replace(reading, of=())
        except msgspec.ValidationError:
            return _of_another_version(msgspec.json.decode(content, type=_Older))
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _of_another_version(older: _Older) -> Reading | None:
    packaged = packaged_reading()
    values = overlay(packaged.values, older.values)
    try:
        plan = make_plan(values, packaged.plan.tips, (), packaged.files)
    except (LookupError, TypeError, ValueError, AttributeError, UsageError):  # an option is of another kind by now
        return None
    return Reading(plan, values, {**packaged.origins, **older.origins})


def known(flags: Sequence[str] = ()) -> Reading | None:
    """What reading anew would say, where that is known: nothing has changed, or nobody has ever set anything."""
    cached = cached_reading()
    if cached and cached.of and cached.of == circumstances(flags, cached.files):
        return cached
    ours = paths.system_file(), paths.site_file(), paths.config_file()
    if cached or flags or _variables() or any(map(os.path.lexists, ours)):
        return None  # where there were settings before, their file may be away for a moment only
    return packaged_reading()


def packaged_plan() -> Plan:
    """The plan of a program that nobody has set anything for."""
    return packaged_reading().plan


def packaged_reading() -> Reading:
    """What the settings say as long as nobody has set anything."""
    import tomllib

    values = tomllib.loads(paths.packaged("default.toml").read_text("utf-8"))
    catalogue = tomllib.loads(paths.packaged("tips.toml").read_text("utf-8"))
    files = str(paths.site_file()), str(paths.config_file())
    plan = make_plan(values, [Tip(**tip) for tip in catalogue["tips"]], files=files)
    return Reading(plan, values, {".".join(key): DEFAULT for key, _ in leaves(values)})


def keep(reading: Reading, began: Iterable[str], flags: Sequence[str] = (), one_writer: bool = False) -> None:
    """Keep it for later; `began` are the circumstances in which it began. Raises OSError, as `files.replace` does.

    Where they changed meanwhile nobody knows what it is of.
    """
    ended = circumstances(flags, reading.files)
    reading = replace(reading, of=ended if set(began) <= set(ended) else ())
    reading = decode(msgspec.json.encode(reading))  # as it will be read
    files.replace(paths.plan_file(), msgspec.json.encode(replace(reading, checksum=_checksum(reading))), one_writer)


def _checksum(reading: Reading) -> int:
    """What the disk has spoiled may still be a Reading, of other settings. Sets have an order for this alone."""
    return zlib.crc32(msgspec.json.encode(reading, order="deterministic"))


def circumstances(flags: Sequence[str], files_read: Iterable[str]) -> tuple[str, ...]:
    """All that a reading of these files comes of: where it is the same, reading them again is of no use."""
    ours = paths.packaged("default.toml"), paths.packaged("tips.toml"), paths.site_file(), paths.config_file()
    locking = paths.site_file().parent, paths.system_file().parent, paths.system_file()  # if others cannot write there
    looked_at = dict.fromkeys((*ours, *locking, *map(Path, files_read)))
    looks = [fingerprint(file, files.version(file)) for file in looked_at]
    home = os.path.expanduser("~")  # noqa: PTH111 - never raises
    told = __version__, home, *flags, *sorted(_variables()), *looks
    return tuple(text.encode(errors="backslashreplace").decode() for text in told)  # some may be no Unicode


def fingerprint(file: Path, version: str) -> str:
    """What stands in the circumstances for a file whose content has this version."""
    return f"{file} {files.look(file)} {version}"


def _sets(name: str) -> bool:
    return name.startswith(PREFIX) and not name.startswith(TOLD)


def _variables() -> list[str]:
    return [f"{name}={text}" for name, text in os.environ.items() if _sets(name.upper())]
