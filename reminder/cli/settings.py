"""`reminder config` and `reminder every`: read the settings, or change the user's file and let the program know."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from reminder import durations
from reminder.cli.result import Result
from reminder.cli.running import current
from reminder.cli.table import table
from reminder.control.client import ask
from reminder.control.messages import RequestLine
from reminder.errors import ReminderError, UsageError
from reminder.settings import edit, read
from reminder.settings.edit import Written
from reminder.settings.plan import did_you_mean
from reminder.settings.reader import UNREAD
from reminder.storage import paths

_DONE_BY_THE_DESKTOP = ("notify.sound", "notify.urgency", "notify.click")


def show(args: Namespace) -> Result:
    reading = read.read()
    values = dict(_flat(reading.values))
    rows = [(key, _spell(value), reading.origins[key]) for key, value in values.items()]
    data = {key: {"value": value, "origin": reading.origins[key]} for key, value in values.items()}
    return Result(table(("setting", "value", "from"), rows), data)


def get(args: Namespace) -> Result:
    values = dict(_flat(read.read().values))
    if args.key not in values:
        raise UsageError(f"there is no setting {args.key!r}; {did_you_mean(args.key, list(values))}")
    return Result(_spell(values[args.key]), values[args.key])


def check(args: Namespace) -> Result:
    """Exits 2 where something is wrong."""
    problems = read.read().problems
    text = "\n".join(problem.text for problem in problems) or "The settings are fine."
    return Result(text, {"problems": [problem._asdict() for problem in problems]}, 2 if problems else 0)


def path(args: Namespace) -> Result:
    file, documented_in = paths.config_file(), paths.packaged("default.toml")
    data = {"path": str(file), "exists": file.exists(), "documented_in": str(documented_in)}
    return Result(f"{file}\nEvery option is documented in {documented_in}", data)


def set_(args: Namespace) -> Result:
    result = changed(args.key, edit.set_value(args.key, args.value))
    if args.key not in _DONE_BY_THE_DESKTOP:
        return result
    lacks = _lacking()
    text = "\n".join((result.text, *map("But {}.".format, lacks)))
    return result._replace(text=text, data={**result.data, "lacks": lacks})


def _lacking() -> Sequence[str]:
    """What the desktop does not do of what the settings want of it."""
    import asyncio

    from reminder.notify.notifier import lacking

    return asyncio.run(lacking(read.read().plan.notify))


def unset(args: Namespace) -> Result:
    written = edit.unset(args.key)
    note = tell_program(args.key, written)
    serves = "" if written.value is None else f"; it is now {_told(written.value)} ({written.origin})"
    return _result(args.key, written, f"{args.key} is not set any more in {written.file}{serves}.{note}")


def every(args: Namespace) -> Result:
    """`every 30m`, `every 1h 30m break`, `every break 45m`: a name is what is no part of the length."""
    words, name = args.words, "posture"
    rules = read.read().values["reminders"]
    if len(words) > 1 and not _is_length(words):
        if words[0] in rules or _is_length(words[1:]):
            name, *words = words
        else:
            *words, name = words
    if name not in rules:
        raise UsageError(f"there is no reminder {name!r}; {did_you_mean(name, list(rules))}")
    key = f"reminders.{name}.every"
    result = changed(key, edit.set_value(key, " ".join(words)))
    switch = f"reminders.{name}.enabled"
    off = "" if rules[name].get("enabled", True) else f"\nIt is switched off; reminder config set {switch} true"
    return result._replace(text=result.text + off)


def _is_length(words: list[str]) -> bool:
    try:
        durations.parse(" ".join(words))
    except UsageError:
        return False
    return True


def tell_program(key: str, written: Written) -> str:
    """Let the running program read its settings now; it would notice a moment later anyhow.

    The answer is a line to add where it could not read them, or keeps another interval all the same.
    """
    section, _, option = key.rpartition(".")
    with suppress(ReminderError):
        for problem in ask(RequestLine("reload")).fields.get("problems", ()):
            if problem["key"] == UNREAD:
                return f"\nThe running program does not know it yet: {problem['text']}"
        if not section.startswith("reminders.") or option != "every" or written.value is None:
            return ""
        wanted = durations.spell(durations.parse(written.value))
        for standing in current()["reminders"]:
            if section == f"reminders.{standing['name']}" and standing["every"] != wanted:
                kept = standing["every"] or f"its fixed times, {', '.join(standing['at'])}"
                why = "it was started with another environment or --set; run: reminder restart"
                return f"\nThe running program keeps {kept}: {why}"
    return ""


def changed(key: str, written: Written) -> Result:
    note = tell_program(key, written)
    wins = f"\n{written.origin} still wins over the file." if written.overruled else ""
    return _result(key, written, f"{key} is now {_told(written.value)} ({written.file}).{wins}{note}")


def _result(key: str, written: Written, text: str) -> Result:
    data = {"key": key, "value": written.value, "origin": written.origin, "file": str(written.file)}
    return Result(text, data)


def _flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _told(value: Any) -> str:
    return _spell(value) or "empty"


def _spell(value: Any) -> str:
    """As it would be typed for `config set`."""
    if isinstance(value, list):
        return ", ".join(map(_spell, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
