"""Our own file from another machine or a backup, as what it gives here.

bytes -> archive.unpacked() -> Found: the settings, without commands, and the rest as it was packed
"""

import re
from typing import Any

import tomlkit

from reminder.errors import UsageError
from reminder.moving import archive, checkins
from reminder.moving.fitting import fitted
from reminder.moving.found import Found, Loss
from reminder.moving.tips import are_tips
from reminder.phrase import Phrase, phrase
from reminder.settings import toml
from reminder.settings.nested import leaves
from reminder.settings.own_file import plain
from reminder.settings.values import HOOKS
from reminder.storage import carrying

PEER, NAME = "reminder", "reminder"
_APART = HOOKS, "locked"
"""Sections that nobody takes over: what runs programs, and what is for the site's file alone."""
_PLAIN = re.compile(r"[^\W_][^/\\:\0-\x1f]*")
"""The name of a file beside the settings."""


def arrived(data: bytes, source: str) -> Found:
    """Raises UsageError where it is not as it was packed."""
    its = archive.unpacked(data, source)
    problems = []
    if its.format > archive.FORMAT:
        later = phrase("a later version of reminder has made it ({version}): upgrade this one", version=its.program)
        problems.append(later)
    if archive.HISTORY in its.parts:
        carrying.rows_in(its.parts[archive.HISTORY])
    if archive.CHECKINS in its.parts:
        checkins.days_in(its.parts[archive.CHECKINS])
    try:
        values = toml.parse(its.parts.get(archive.CONFIG, b"").decode("utf-8-sig"))
    except (UsageError, UnicodeDecodeError):
        values = {}
        problems.append(phrase("{file} was broken already where this was made", file=archive.CONFIG))
    settings = {".".join(path): plain(value) for path, value in leaves(values) if not _is_apart(path)}
    hooks = (Loss(name, _told(commands)) for name, commands in _hooks(values))
    here = tips(its)
    no_tips = (Loss(name, phrase("it is no file of tips")) for name in _names(its) if name not in here)
    found = Found(PEER, NAME, its.program, source, settings, problems=tuple(problems), archive=its)
    return fitted(found._replace(losses=(*hooks, *no_tips)))


def tips(its: archive.Archive) -> dict[str, bytes]:
    """The contents of the files of tips, by the names that they can have beside the settings."""
    return {
        name: its.parts[part]
        for name, part in _names(its).items()
        if _PLAIN.fullmatch(name) and not _is_settings(name) and are_tips(its.parts[part])
    }


def without_commands(text: str) -> str:
    """The settings as they stand there, which may go into a file that is empty."""
    document = tomlkit.parse(text)
    for name in _APART:
        document.pop(name, None)
    return tomlkit.dumps(document)


def _names(its: archive.Archive) -> dict[str, str]:
    """The parts of the tips, by the names of their files."""
    return {part.removeprefix(archive.TIPS): part for part in its.tips.values()}


def _is_settings(name: str) -> bool:
    """To a disk that does not tell big letters from small ones, and drops a dot at the end, either."""
    return name.casefold().startswith(archive.CONFIG)


def _is_apart(path: tuple[str, ...]) -> bool:
    return path[0] in _APART or path == ("tips", "files")


def _hooks(values: dict[str, Any]) -> list[tuple[str, Any]]:
    hooks = values.get(HOOKS, {})
    return [(f"{HOOKS}.{name}", its) for name, its in hooks.items()] if isinstance(hooks, dict) else [(HOOKS, hooks)]


def _told(commands: object) -> Phrase:
    what = phrase("{commands}", commands=str(commands))
    return phrase("commands are never taken over; if they are yours, write them yourself: {what}", what=what)
