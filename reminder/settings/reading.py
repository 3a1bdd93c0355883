"""The settings as they were read once, and whether that still holds.

a reading, and the circumstances that it comes of ─▶ plan.json ─▶ the same circumstances? ─▶ what a new one would be

So whoever only wants to know what the settings say, as most commands do, need not read them: no pydantic.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from reminder import __version__
from reminder.model.plan import Plan, Problem, Tip
from reminder.settings.plan import make_plan
from reminder.settings.values import PREFIX
from reminder.storage import files, paths

UNREAD = "settings"
"""The key of the problem that they could not be read."""


class Reading(Struct, frozen=True):
    """`values` is nested as the files are, lengths of time as they were typed."""

    plan: Plan
    values: Mapping[str, Any]
    origins: Mapping[str, str]
    """By dotted key: the path of a file, "environment REMINDER_X", "flag" or "default"."""
    of: tuple[str, ...] = ()
    """The `circumstances` that it comes of; empty: nobody knows."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong, the plan's own problems included."""
        return self.plan.problems

    @property
    def files(self) -> tuple[str, ...]:
        """The files that were looked for, whether they are there or not."""
        return self.plan.files


def decode(text: bytes) -> Reading:
    """Raises msgspec.DecodeError."""
    return msgspec.json.decode(text, type=Reading)


def cached_reading() -> Reading | None:
    """The last settings that could be read; None where none were kept, or by a version that wrote them otherwise."""
    try:
        return decode(files.read(paths.plan_file()))
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def is_current(cached: Reading, flags: Sequence[str] = ()) -> bool:
    """Whether reading anew would say the same."""
    return cached.of != () and cached.of == circumstances(flags, cached.files)


def known() -> Reading | None:
    """What reading anew would say, where that is known: where something is wrong, other values were good before."""
    cached = cached_reading()
    return cached if cached and not cached.problems and is_current(cached) else None


def packaged_plan() -> Plan:
    """The plan of a program that nobody has set anything for."""
    import tomllib

    values = tomllib.loads(paths.packaged("default.toml").read_text("utf-8"))
    catalogue = tomllib.loads(paths.packaged("tips.toml").read_text("utf-8"))
    return make_plan(values, [Tip(**tip) for tip in catalogue["tips"]])


def keep(reading: Reading, began: Iterable[str], flags: Sequence[str] = (), by: Path | None = None) -> None:
    """Keep it for later; `began` are the circumstances in which it began, `by` as for `files.replace`. Raises OSError.

    Where they changed meanwhile nobody knows what it is of.
    """
    ended = circumstances(flags, reading.files)
    reading = replace(reading, of=ended if set(began) <= set(ended) else ())
    files.replace(paths.plan_file(), msgspec.json.encode(reading), by)


def circumstances(flags: Sequence[str], files_read: Iterable[str]) -> tuple[str, ...]:
    """All that a reading of these files comes of: where it is the same, reading them again is of no use."""
    ours = paths.packaged("default.toml"), paths.packaged("tips.toml"), paths.site_file(), paths.config_file()
    looks = [fingerprint(file, files.version(file)) for file in dict.fromkeys((*ours, *map(Path, files_read)))]
    variables = [f"{name}={text}" for name, text in os.environ.items() if name.upper().startswith(PREFIX)]
    home = os.path.expanduser("~")  # noqa: PTH111 - never raises
    told = __version__, home, *flags, *sorted(variables), *looks
    return tuple(text.encode(errors="backslashreplace").decode() for text in told)  # some may be no Unicode


def fingerprint(file: Path, version: str) -> str:
    """What stands in the circumstances for a file whose content has this version."""
    return f"{file} {files.look(file)} {version}"
