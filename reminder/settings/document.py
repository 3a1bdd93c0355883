"""The user's file as text and as data, in both of which the same is changed.

Nothing else in the text changes: comments, unknown keys, and how its lines end.
"""

import re
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Array, Table

from reminder.errors import UsageError
from reminder.phrase import listed, phrase
from reminder.settings import toml
from reminder.settings.kinds import check_name
from reminder.settings.nested import Key, Values, find, leaves
from reminder.settings.times import other_times
from reminder.storage import paths

_FIRST_LINES = """\
# Your settings for reminder. Every option is explained in
# {}
"""


class Document:
    """Raises UsageError for what is no TOML, and in each of its methods for what cannot be done."""

    def __init__(self, path: Path, text: str) -> None:
        self.text = text
        self._file = str(path)
        try:
            self.data: Values = toml.parse(text)
        except UsageError as error:
            raise UsageError(
                "{file}: {why}; mend that first, it was left as it is", file=self._file, why=error.said
            ) from error

    def put(self, dotted: str, value: Any) -> None:
        """In the place of what the key had, or at the end of its section; a new section goes to the end of the file."""
        section, name = split(dotted)
        table = self.data
        for part in section:
            table = table.setdefault(part, {})
            if not isinstance(table, dict):
                raise UsageError("{file}: {part} is not a section there; mend that first", file=self._file, part=part)
        for other, has in other_times(name) if section[:1] == ("reminders",) else ():
            if other in table:
                raise UsageError(
                    "not written: {reminder} has {times}, and can have only one of the two; unset {other} first",
                    reminder=".".join(section),
                    times=has,
                    other=".".join((*section, other)),
                )
        table[name] = value
        before = self.text or _FIRST_LINES.format(paths.packaged("default.toml"))
        self.text = _with_its_line_ends(before, _with_value(before, section, name, value))

    def take_out(self, dotted: str) -> None:
        """The key is one of the file, and no section but a reminder."""
        section, name = split(dotted)
        table = find(self.data, section)
        if not isinstance(table, dict) or name not in table:
            raise UsageError("{key} is not set in {file}, so there is nothing to unset", key=dotted, file=self._file)
        is_reminder = section == ("reminders",)
        if isinstance(table[name], dict) and not is_reminder:
            options = listed(table[name]) if table[name] else phrase("it has none")
            raise UsageError("{key} is a section; unset its options: {options}", key=dotted, options=options)
        del table[name]
        if is_reminder and (shorter := without_table(self.text, dotted)) is not None:
            self.text = shorter
            return
        document = tomlkit.parse(self.text)
        del find(document, section)[name]
        self.text = tomlkit.dumps(document)

    def rename(self, reminder: str, name: str) -> None:
        """In its place with its comments, where it has a head of its own; else it goes to the end of the file."""
        reminders = find(self.data, ("reminders",))
        if not isinstance(reminders, dict) or reminder not in reminders:
            raise UsageError("{name} is not in {file} any more", name=reminder, file=self._file)
        check_name(name)
        if name in reminders:
            raise UsageError("another reminder is called {name}", name=name)
        its = reminders[reminder]
        renamed = _with_name(self.text, reminder, name)
        if renamed != self.text:
            self.text = renamed
            self.data["reminders"] = {name if it == reminder else it: of for it, of in reminders.items()}
            return
        self.take_out(f"reminders.{reminder}")
        for key, value in leaves(its):
            self.put(".".join(("reminders", name, *key)), value)

    def check(self) -> None:
        """Every other value is what it was: the promise does not rest on tomlkit alone."""
        try:
            same = dict(leaves(toml.parse(self.text))) == dict(leaves(self.data))
        except UsageError:
            same = False
        if not same:
            raise UsageError(
                "{file} is written in a way that cannot be changed safely; edit it by hand", file=self._file
            )


def split(dotted: str) -> tuple[Key, str]:
    *section, name = dotted.split(".")
    return tuple(section), name


def _with_value(text: str, section: tuple[str, ...], name: str, value: Any) -> str:
    document = tomlkit.parse(text)
    table = find(document, section)
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


def without_table(text: str, dotted: str, number: int = 0) -> str | None:
    """The table from its head to its last value, with the lines of nothing below; None where it has no head of its own.

    `number`: which one, where several have that head. tomlkit would take out the comments as well that introduce what
    comes next.
    """
    lines = text.splitlines(keepends=True)
    heads = [at for at, line in enumerate(lines) if line.lstrip().startswith("[")]
    its = [at for at in heads if _head(lines[at]) == dotted]
    if number >= len(its):
        return None
    at = its[number]
    below = next((head for head in heads if head > at), len(lines))
    end = next(line for line in range(below, at, -1) if _is_said(lines[line - 1]))
    while end < below and not lines[end].strip():
        end += 1
    return "".join(lines[:at] + lines[end:])


def _with_name(text: str, reminder: str, name: str) -> str:
    """Where a head is the reminder's, or that of something in it."""

    def renamed(line: str) -> str:
        is_its = line.lstrip().startswith("[") and f"{_head(line)}.".startswith(f"reminders.{reminder}.")
        return re.sub(rf"(\.\s*[\"']?){reminder}", rf"\g<1>{name}", line, count=1) if is_its else line

    return "".join(map(renamed, text.splitlines(keepends=True)))


def _head(line: str) -> str:
    return re.sub(r"\s|[\[\]\"']|#.*", "", line)


def _is_said(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


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
