"""`reminder config` and `reminder every`: read the settings, or change the user's file and let the program know."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import reminder.system.lean  # noqa: F401 - before what imports msgspec
from reminder import durations
from reminder.cli.commands import Arguments
from reminder.cli.result import Result
from reminder.errors import ReminderError, UsageError
from reminder.phrase import Phrase, listed, phrase, verbatim
from reminder.settings.in_force import in_force
from reminder.settings.nested import leaves
from reminder.settings.origins import Setting, settings
from reminder.settings.reading import UNREAD, Reading
from reminder.settings.schema import option
from reminder.settings.values import ENVIRONMENT, did_you_mean
from reminder.storage import paths
from reminder.wording.language import lines, word

if TYPE_CHECKING:
    from reminder.settings.edit import Changed

_DONE_BY_THE_DESKTOP = ("notify.sound", "notify.urgency", "notify.click")


def show(args: Arguments) -> Result:
    from reminder.cli.table import table

    reading = in_force()
    standing = settings(reading)
    shown = [standing[key] for key in _flat(reading)]
    rows = [(it.key, _spell(it.value), word(_origin(it))) for it in shown]
    data = {it.key: _data(it) for it in shown}
    return Result(table((phrase("setting"), phrase("value"), phrase("from")), rows), data)


def _origin(of: Setting) -> Phrase:
    return phrase("{origin} (set by your organisation)", origin=of.origin) if of.locked else verbatim(of.origin)


def _data(of: Setting) -> dict[str, Any]:
    it = option(of.key.split("."))
    about = {"label": it.label, "allowed": it.bounds} if it else {}
    whose = {"default": of.default, "locked": bool(of.locked), "changed": of.is_own, "line": of.line}
    return {"value": of.value, "origin": of.origin, **about, **whose}


def get(args: Arguments) -> Result:
    values = _flat(in_force())
    if args.key not in values:
        hint = did_you_mean(args.key, list(values))
        raise UsageError("there is no setting {key!r}; {hint}", key=args.key, hint=hint)
    said = _spell(values[args.key])
    return Result(verbatim(said) if said else None, values[args.key])


def check(args: Arguments) -> Result:
    """Exits 2 where something is wrong."""
    problems = in_force().problems
    said = [problem.text for problem in problems] or [phrase("The settings are fine.")]
    return Result(lines(*said), {"problems": [problem._asdict() for problem in problems]}, 2 if problems else 0)


def path(args: Arguments) -> Result:
    file, documented_in = paths.config_file(), paths.packaged("default.toml")
    data = {"path": str(file), "exists": file.exists(), "documented_in": str(documented_in)}
    where = phrase("Every option is documented in {file}", file=str(documented_in))
    return Result(lines(verbatim(str(file)), where), data)


def set_(args: Arguments) -> Result:
    result = set_value(args.key, args.value)
    if args.key not in _DONE_BY_THE_DESKTOP:
        return result
    lacks = _lacking()
    text = lines(result.text, *(phrase("But {lack}.", lack=lack) for lack in lacks))
    return result._replace(text=text, data={**result.data, "lacks": lacks})


def _lacking() -> Sequence[Phrase]:
    """What the desktop does not do of what the settings want of it."""
    import asyncio

    from reminder.notify.notifier import lacking

    return asyncio.run(lacking(in_force().plan.notify))


def unset(args: Arguments) -> Result:
    changed = _changed(args.key, None)
    key, file, value = args.key, str(changed.file), changed.value(args.key)
    note = _tell_program(key, changed)
    if value is None or isinstance(value, dict):
        return _result(key, changed, phrase("{key} is not set any more in {file}.", key=key, file=file), note)
    said = phrase(
        "{key} is not set any more in {file}; it is now {value} ({origin}).",
        key=key,
        file=file,
        value=_told(value),
        origin=changed.origin(key),
    )
    return _result(key, changed, said, note)


def every(args: Arguments) -> Result:
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
        raise UsageError("there is no reminder {name!r}; {hint}", name=name, hint=hint)
    key = f"reminders.{name}.every"
    result = set_value(key, " ".join(words))
    switch = f"reminders.{name}.enabled"
    off = phrase("It is switched off; reminder config set {switch} true", switch=switch)
    return result if rules[name].get("enabled", True) else result._replace(text=lines(result.text, off))


def _is_length(words: list[str]) -> bool:
    try:
        durations.parse(" ".join(words))
    except UsageError:
        return False
    return True


def set_value(key: str, value: Any) -> Result:
    """Write it, a value or as it was typed, and let the running program know."""
    changed = _changed(key, value)
    note, origin, file = _tell_program(key, changed), changed.origin(key), str(changed.file)
    said = phrase("{key} is now {value} ({file}).", key=key, value=_told(changed.value(key)), file=file)
    wins = phrase("{origin} still wins over the file.", origin=origin) if origin.startswith(ENVIRONMENT) else None
    return _result(key, changed, said, wins, note)


def _changed(key: str, value: Any) -> Changed:
    from reminder.settings.edit import ChangedMeanwhile, change

    changed = change({key: value})
    if isinstance(changed, ChangedMeanwhile):
        raise ReminderError(
            "somebody else changed {file} at this moment, so nothing was written: try again", file=str(changed.file)
        )
    return changed


def _tell_program(key: str, changed: Changed) -> Phrase | None:
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
                return phrase("The running program does not know it yet: {problem}", problem=problem["text"])
        if not section.startswith("reminders.") or option != "every" or (value := changed.value(key)) is None:
            return None
        wanted = durations.spell(durations.parse(value))
        for standing in current()["reminders"]:
            if section == f"reminders.{standing['name']}" and standing["every"] != wanted:
                kept = standing["every"] or phrase("its fixed times, {times}", times=listed(standing["at"]))
                return phrase(
                    "The running program keeps {kept}:"
                    " it was started with another environment or --set; run: reminder restart",
                    kept=kept,
                )
    return None


def _result(key: str, changed: Changed, *said: Phrase | None) -> Result:
    data = {"key": key, "value": changed.value(key), "origin": changed.origin(key), "file": str(changed.file)}
    return Result(lines(*said), data)


def _flat(reading: Reading) -> dict[str, Any]:
    return {".".join(key): value for key, value in leaves(reading.values)}


def _told(value: Any) -> str | Phrase:
    return _spell(value) or phrase("empty")


def _spell(value: Any) -> str:
    """As it would be typed for `config set`; commands, which nothing but the file has, as they stand there."""
    if isinstance(value, list) and any(isinstance(each, list) for each in value):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return ", ".join(map(_spell, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
