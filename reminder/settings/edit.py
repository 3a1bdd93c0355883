"""Changes the user's settings file, which happens on their word alone.

key, text ─▶ the file's text with one value changed ─▶ how would it read? ─▶ config.toml.bak, then the new file in place
                                                             └ a new problem with it: UsageError, nothing is written

Nothing else in the file changes: comments, unknown keys, a byte order mark, and how its lines end.
"""

import codecs
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Array, Table

from reminder.errors import ReminderError, UsageError
from reminder.settings import read, toml
from reminder.settings.plan import Reading
from reminder.storage import files, paths


@dataclass(frozen=True, slots=True)
class Written:
    """What is in force after a change."""

    file: Path
    value: Any
    """None: the option has no value."""
    origin: str
    """Where it comes from, in the words of `Reading.origins`; empty where it has no value."""

    @property
    def overruled(self) -> bool:
        """An environment variable wins over the file."""
        return self.origin.startswith(read.ENVIRONMENT)


def set_value(dotted: str, text: str) -> Written:
    """Write `text`, as typed on a command line, for this key; comments and unknown keys stay.

    Raises UsageError for what is no setting or not allowed, and for a file that is broken already; ReminderError where
    it cannot be written. Then the file is as it was.
    """
    value = read.typed(dotted, text)
    section, name = _split(dotted)
    before = _user_text()
    data = _parsed(before)
    table = data
    for part in section:
        table = table.setdefault(part, {})
        if not isinstance(table, dict):
            raise UsageError(f"{paths.config_file()}: {part} is not a section there; mend that first")
    for other, has in _CHOICE.get(name, {}).items() if section[:1] == ("reminders",) else ():
        if other in table:
            one = ".".join(section)
            raise UsageError(
                f"not written: {one} has {has}, and can have only one of the two; unset {one}.{other} first"
            )
    table[name] = value
    began = before or _FIRST_LINES.format(paths.packaged("default.toml"))
    after = _with_its_line_ends(began, _with_value(began, section, name, value))
    _check_edit(after, data)
    _check_outcome(dotted, read.read(user=_parsed(before)), read.read(user=data))
    _write(before, after)
    return _in_force(dotted)


def unset(dotted: str) -> Written:
    """Take this key out of the file, known or not; what the layers below say is in force again.

    Raises as `set_value` does, and UsageError where the file does not set it.
    """
    section, name = _split(dotted)
    before = _user_text()
    data = _parsed(before)
    table = read.find(data, section)
    if not isinstance(table, dict) or name not in table:
        raise UsageError(f"{dotted} is not set in {paths.config_file()}, so there is nothing to unset")
    if isinstance(table[name], dict):
        raise UsageError(f"{dotted} is a section; unset its options: {', '.join(table[name]) or 'it has none'}")
    del table[name]
    document = tomlkit.parse(before)
    del read.find(document, section)[name]
    after = tomlkit.dumps(document)
    _check_edit(after, data)
    _write(before, after)
    return _in_force(dotted)


_CHOICE = {"every": {"at": "fixed times"}, "at": {"every": "an interval"}}
"""What a reminder cannot have beside a key."""

_FIRST_LINES = """\
# Your settings for reminder. Every option is explained in
# {}
"""


def _split(dotted: str) -> tuple[tuple[str, ...], str]:
    *section, name = dotted.split(".")
    return tuple(section), name


def _user_text() -> str:
    """The file's text, without a byte order mark; empty where there is none."""
    path = paths.config_file()
    try:
        return files.read(path).decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text; mend that first, it was left as it is") from error
    except OSError as error:
        raise ReminderError(f"{path} cannot be read: {error.strerror}") from error


def _parsed(text: str) -> dict[str, Any]:
    try:
        return toml.parse(text)
    except UsageError as error:
        raise UsageError(f"{paths.config_file()}: {error}; mend that first, it was left as it is") from error


def _with_value(text: str, section: tuple[str, ...], name: str, value: Any) -> str:
    """`text` with the value in its place; a new section goes to the end of the file."""
    document = tomlkit.parse(text)
    table = read.find(document, section)
    if table is None:
        line = f"{name} = {tomlkit.item(value).as_string()}"
        gap = "" if re.search(r"\n\r?\n\Z", text) else "\n" if text.endswith("\n") else "\n\n"
        return f"{text}{gap}[{'.'.join(section)}]\n{line}\n"
    there = table.get(name)
    if isinstance(there, Array) and isinstance(value, list):
        for item in [item for item in there if item not in value]:
            there.remove(item)
        there.extend(item for item in value if item not in there)
        if there.unwrap() == value:
            return tomlkit.dumps(document)
    if there is not None or not isinstance(table, Table):
        table[name] = value
        return tomlkit.dumps(document)
    # tomlkit would put a new key below the comment that introduces the next section.
    body = table.value.body
    tail: list[Any] = []
    while body and body[-1][0] is None:
        tail.insert(0, body.pop())
    table[name] = value
    body += tail
    return tomlkit.dumps(document)


def _with_its_line_ends(before: str, after: str) -> str:
    """`after`, where what is new in it ends its lines as the line before does; tomlkit ends all of its own in LF."""
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    head, new, tail = after[:start], after[start : len(after) - end], after[len(after) - end :]
    near = re.findall(r"\r?\n", head)[-1:] or re.findall(r"\r?\n", tail)[:1]
    return head + re.sub(r"\r?\n", near[0], new) + tail if near else after


def _shared(one: str, other: str) -> int:
    """So many letters both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _check_edit(after: str, data: dict[str, Any]) -> None:
    """Every other value is what it was: the promise does not rest on tomlkit alone."""
    try:
        same = toml.parse(after) == data
    except UsageError:
        same = False
    if not same:
        raise UsageError(f"{paths.config_file()} is written in a way that cannot be changed safely; edit it by hand")


def _check_outcome(dotted: str, old: Reading, new: Reading) -> None:
    """The change makes no new problem in the user's own file, and the option has a value after it."""
    section, name = _split(dotted)
    near = ".".join(section)
    own = [problem for problem in new.problems if problem.file not in ("", str(paths.site_file()))]
    about_it = [p for p in own if f"{dotted}.".startswith(f"{p.key}.")]
    if section[:1] == ("reminders",):
        about_it += [p for p in own if p.key.startswith(f"{near}.")]
    dead = read.find(new.values, dotted.split(".")) is None
    for problem in about_it:
        if dead or problem not in old.problems:
            raise UsageError(f"not written: {problem.text}")
    if dead:
        for other, has in _CHOICE.get(name, {}).items():
            if origin := new.origins.get(f"{near}.{other}"):
                raise UsageError(f"not written: {dotted} would not count, since {origin} gives {near} {has}")
        raise UsageError(f"not written: {dotted} would not count, since {near} is left out; see: reminder config check")


def _write(before: str, after: str) -> None:
    path = paths.config_file()
    if after == before:
        return
    backup = path.with_name(f"{path.name}.bak")
    try:
        old, older = _bytes(path), _bytes(backup)
        mark = codecs.BOM_UTF8 if old.startswith(codecs.BOM_UTF8) else b""
        if old:
            files.replace(backup, old)
        try:
            files.replace(path.resolve(), mark + after.encode())
        except OSError:
            if old:
                _put_back(backup, older)
            raise
    except OSError as error:
        raise ReminderError(f"{path} cannot be written: {error.strerror}; it was left as it is") from error


def _bytes(path: Path) -> bytes:
    """What is there; nothing where there is no file."""
    try:
        return files.read(path)
    except FileNotFoundError:
        return b""


def _put_back(backup: Path, older: bytes) -> None:
    """Nothing was written, so it is a copy of nothing that is gone."""
    with suppress(OSError):
        if older:
            files.replace(backup, older)
        else:
            backup.unlink()


def _in_force(dotted: str) -> Written:
    reading = read.read()
    return Written(
        paths.config_file(),
        read.find(reading.values, dotted.split(".")),
        reading.origins.get(dotted, ""),
    )
