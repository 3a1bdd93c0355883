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
from reminder.phrase import Phrase, from_data, listed, phrase, verbatim
from reminder.settings import edit, read
from reminder.settings.edit import Written
from reminder.settings.plan import did_you_mean
from reminder.settings.reader import UNREAD
from reminder.storage import paths
from reminder.wording.language import Text, lines

_DONE_BY_THE_DESKTOP = ("notify.sound", "notify.urgency", "notify.click")


def show(args: Namespace) -> Result:
    reading = read.read()
    values = dict(_flat(reading.values))
    heads = phrase("setting"), phrase("value"), phrase("from")
    rows = [(key, _spell(value), reading.origins[key]) for key, value in values.items()]
    data = {key: {"value": value, "origin": reading.origins[key]} for key, value in values.items()}
    return Result(table(heads, rows), data)


def get(args: Namespace) -> Result:
    values = dict(_flat(read.read().values))
    if args.key not in values:
        hint = did_you_mean(args.key, list(values))
        raise UsageError("there is no setting {key!r}; {hint}", key=args.key, hint=hint)
    return Result(verbatim(_spell(values[args.key])), values[args.key])


def check(args: Namespace) -> Result:
    """Exits 2 where something is wrong."""
    problems = read.read().problems
    said = [from_data(problem.text) for problem in problems] or [phrase("The settings are fine.")]
    return Result(lines(*said), {"problems": [problem._asdict() for problem in problems]}, 2 if problems else 0)


def path(args: Namespace) -> Result:
    file, documented_in = paths.config_file(), paths.packaged("default.toml")
    data = {"path": str(file), "exists": file.exists(), "documented_in": str(documented_in)}
    where = phrase("Every option is documented in {file}", file=str(documented_in))
    return Result(lines(verbatim(str(file)), where), data)


def set_(args: Namespace) -> Result:
    written = edit.set_value(args.key, args.value)
    if args.key not in _DONE_BY_THE_DESKTOP:
        return changed(args.key, written)
    lacks = _lacking()
    result = changed(args.key, written, *(phrase("But {lack}.", lack=lack) for lack in lacks))
    return result._replace(data={**result.data, "lacks": lacks})


def _lacking() -> Sequence[str]:
    """What the desktop does not do of what the settings want of it."""
    import asyncio

    from reminder.notify.notifier import lacking

    return asyncio.run(lacking(read.read().plan.notify))


def unset(args: Namespace) -> Result:
    written = edit.unset(args.key)
    key, file, note = args.key, str(written.file), tell_program(args.key, written)
    if written.value is None:
        said = phrase("{key} is not set any more in {file}.", key=key, file=file)
    else:
        said = phrase(
            "{key} is not set any more in {file}; it is now {value} ({origin}).",
            key=key,
            file=file,
            value=_told(written.value),
            origin=written.origin,
        )
    return _result(key, written, lines(said, note))


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
        raise UsageError("there is no reminder {name!r}; {hint}", name=name, hint=did_you_mean(name, list(rules)))
    key = f"reminders.{name}.every"
    written = edit.set_value(key, " ".join(words))
    if rules[name].get("enabled", True):
        return changed(key, written)
    switch = f"reminders.{name}.enabled"
    return changed(key, written, phrase("It is switched off; reminder config set {switch} true", switch=switch))


def _is_length(words: list[str]) -> bool:
    try:
        durations.parse(" ".join(words))
    except UsageError:
        return False
    return True


def tell_program(key: str, written: Written) -> Phrase | None:
    """Let the running program read its settings now; it would notice a moment later anyhow.

    The answer is a line to add where it could not read them, or keeps another interval all the same.
    """
    section, _, option = key.rpartition(".")
    with suppress(ReminderError):
        for problem in ask(RequestLine("reload")).fields.get("problems", ()):
            if problem["key"] == UNREAD:
                return phrase("The running program does not know it yet: {problem}", problem=problem["text"])
        if not section.startswith("reminders.") or option != "every" or written.value is None:
            return None
        wanted = durations.spell(durations.parse(written.value))
        for standing in current()["reminders"]:
            if section == f"reminders.{standing['name']}" and standing["every"] != wanted:
                kept = standing["every"] or phrase("its fixed times, {times}", times=listed(standing["at"]))
                return phrase(
                    "The running program keeps {kept}:"
                    " it was started with another environment or --set; run: reminder restart",
                    kept=kept,
                )
    return None


def changed(key: str, written: Written, *more: Phrase) -> Result:
    note = tell_program(key, written)
    said = phrase("{key} is now {value} ({file}).", key=key, value=_told(written.value), file=str(written.file))
    wins = phrase("{origin} still wins over the file.", origin=written.origin) if written.overruled else None
    return _result(key, written, lines(said, wins, note, *more))


def _result(key: str, written: Written, text: Text) -> Result:
    data = {"key": key, "value": written.value, "origin": written.origin, "file": str(written.file)}
    return Result(text, data)


def _flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _told(value: Any) -> str | Phrase:
    return _spell(value) or phrase("empty")


def _spell(value: Any) -> str:
    """As it would be typed for `config set`."""
    if isinstance(value, list):
        return ", ".join(map(_spell, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
