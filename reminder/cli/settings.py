"""`reminder config` and `reminder every`: read the settings, or change the user's file and let the program know."""

from __future__ import annotations

# isort: off
from reminder.system import lean  # noqa: F401 - before what imports msgspec

# isort: on
from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from reminder import durations
from reminder.cli.result import Result
from reminder.cli.table import table
from reminder.errors import ReminderError, UsageError
from reminder.phrase import phrase, plainly
from reminder.settings.in_force import in_force
from reminder.settings.nested import leaves
from reminder.settings.reading import UNREAD, Reading
from reminder.settings.values import ENVIRONMENT, did_you_mean
from reminder.storage import paths

if TYPE_CHECKING:
    from reminder.settings.edit import Changed

_DONE_BY_THE_DESKTOP = ("notify.sound", "notify.urgency", "notify.click")


def show(args: Namespace) -> Result:
    reading = in_force()
    values = _flat(reading)
    rows = [(key, _spell(value), reading.origins[key]) for key, value in values.items()]
    data = {key: {"value": value, "origin": reading.origins[key]} for key, value in values.items()}
    return Result(table(("setting", "value", "from"), rows), data)


def get(args: Namespace) -> Result:
    values = _flat(in_force())
    if args.key not in values:
        hint = did_you_mean(args.key, list(values))
        raise UsageError(phrase("there is no setting {key!r}; {hint}", key=args.key, hint=hint))
    return Result(_spell(values[args.key]), values[args.key])


def check(args: Namespace) -> Result:
    """Exits 2 where something is wrong."""
    problems = in_force().problems
    data = [{**problem._asdict(), "text": plainly(problem.text)} for problem in problems]
    text = "\n".join(one["text"] for one in data) or "The settings are fine."
    return Result(text, {"problems": data}, 2 if problems else 0)


def path(args: Namespace) -> Result:
    file, documented_in = paths.config_file(), paths.packaged("default.toml")
    data = {"path": str(file), "exists": file.exists(), "documented_in": str(documented_in)}
    return Result(f"{file}\nEvery option is documented in {documented_in}", data)


def set_(args: Namespace) -> Result:
    result = set_value(args.key, args.value)
    if args.key not in _DONE_BY_THE_DESKTOP:
        return result
    lacks = _lacking()
    text = "\n".join((result.text, *map("But {}.".format, lacks)))
    return result._replace(text=text, data={**result.data, "lacks": lacks})


def _lacking() -> Sequence[str]:
    """What the desktop does not do of what the settings want of it."""
    import asyncio

    from reminder.notify.notifier import lacking

    return asyncio.run(lacking(in_force().plan.notify))


def unset(args: Namespace) -> Result:
    changed = _changed(args.key, None)
    note, value = _tell_program(args.key, changed), changed.value(args.key)
    serves = "" if value is None else f"; it is now {_told(value)} ({changed.origin(args.key)})"
    return _result(args.key, changed, f"{args.key} is not set any more in {changed.file}{serves}.{note}")


def every(args: Namespace) -> Result:
    """`every 30m`, `every 1h 30m break`, `every break 45m`: a name is what is no part of the length."""
    words, name = args.words, "posture"
    rules = in_force().values["reminders"]
    if len(words) > 1 and not _is_length(words):
        if words[0] in rules or _is_length(words[1:]):
            name, *words = words
        else:
            *words, name = words
    if name not in rules:
        hint = did_you_mean(name, list(rules))
        raise UsageError(phrase("there is no reminder {name!r}; {hint}", name=name, hint=hint))
    key = f"reminders.{name}.every"
    result = set_value(key, " ".join(words))
    switch = f"reminders.{name}.enabled"
    off = "" if rules[name].get("enabled", True) else f"\nIt is switched off; reminder config set {switch} true"
    return result._replace(text=result.text + off)


def _is_length(words: list[str]) -> bool:
    try:
        durations.parse(" ".join(words))
    except UsageError:
        return False
    return True


def set_value(key: str, value: Any) -> Result:
    """Write it, a value or as it was typed, and let the running program know."""
    changed = _changed(key, value)
    note, origin = _tell_program(key, changed), changed.origin(key)
    wins = f"\n{origin} still wins over the file." if origin.startswith(ENVIRONMENT) else ""
    return _result(key, changed, f"{key} is now {_told(changed.value(key))} ({changed.file}).{wins}{note}")


def _changed(key: str, value: Any) -> Changed:
    from reminder.settings.edit import ChangedMeanwhile, change

    changed = change({key: value})
    if isinstance(changed, ChangedMeanwhile):
        said = phrase(
            "somebody else changed {file} at this moment, so nothing was written: try again", file=str(changed.file)
        )
        raise ReminderError(said)
    return changed


def _tell_program(key: str, changed: Changed) -> str:
    """Let the running program read its settings now; it would notice a moment later anyhow.

    The answer is a line to add where it could not read them, or keeps another interval all the same.
    """
    from reminder.cli.running import current
    from reminder.control.client import ask
    from reminder.control.messages import RequestLine

    section, _, option = key.rpartition(".")
    with suppress(ReminderError):
        for problem in ask(RequestLine("reload")).fields.get("problems", ()):
            if problem["key"] == UNREAD:
                return f"\nThe running program does not know it yet: {problem['text']}"
        if not section.startswith("reminders.") or option != "every" or (value := changed.value(key)) is None:
            return ""
        wanted = durations.spell(durations.parse(value))
        for standing in current()["reminders"]:
            if section == f"reminders.{standing['name']}" and standing["every"] != wanted:
                kept = standing["every"] or f"its fixed times, {', '.join(standing['at'])}"
                why = "it was started with another environment or --set; run: reminder restart"
                return f"\nThe running program keeps {kept}: {why}"
    return ""


def _result(key: str, changed: Changed, text: str) -> Result:
    data = {"key": key, "value": changed.value(key), "origin": changed.origin(key), "file": str(changed.file)}
    return Result(text, data)


def _flat(reading: Reading) -> dict[str, Any]:
    return {".".join(key): value for key, value in leaves(reading.values)}


def _told(value: Any) -> str:
    return _spell(value) or "empty"


def _spell(value: Any) -> str:
    """As it would be typed for `config set`."""
    if isinstance(value, list):
        return ", ".join(map(_spell, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
