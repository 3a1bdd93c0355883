"""Changes the user's settings file, which happens on their word alone.

keys, values ─▶ the file's text with these changed ─▶ how would it read? ─▶ config.toml.bak, then the new file in place
                                                           │ └ a new problem with one: Refused, nothing is written
                                                           └ not as it was at the beginning: ChangedMeanwhile, likewise

Nothing else in the file changes, down to a byte order mark. The reading that has proved the change is cached, so that
the running program need not read it once more.
"""

import codecs
import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace

from reminder.errors import ReminderError, UsageError
from reminder.model.plan import Problem
from reminder.phrase import Phrase, phrase, several
from reminder.settings import toml
from reminder.settings.document import Document, split
from reminder.settings.kinds import Kind, Option, is_name
from reminder.settings.nested import Values, find, nested, overlay, put
from reminder.settings.plan import make_plan
from reminder.settings.reading import Reading, circumstances, fingerprint, keep, known
from reminder.settings.schema import TIMES, option, other_times
from reminder.settings.values import ENVIRONMENT
from reminder.storage import files, paths

Changes = Mapping[str, Any]
"""By dotted key: a value, or text as typed on a command line; None takes the key out, known or not."""


class Changed(NamedTuple):
    """What is in force after a change."""

    file: Path
    reading: Reading
    version: str
    """Of the file, as it is now."""

    def value(self, dotted: str) -> Any:
        """None: the option has no value."""
        return find(self.reading.values, dotted.split("."))

    def origin(self, dotted: str) -> str:
        """Where it comes from, in the words of `Reading.origins`; empty where it has no value."""
        return self.reading.origins.get(dotted, "")


class ChangedMeanwhile(NamedTuple):
    """Somebody else has changed the file, so nothing was written."""

    file: Path
    version: str
    """Of the file, as it is now."""


class Refused(UsageError):
    """Nothing was written, for these reasons."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(several(problem.text for problem in problems))
        self.problems = tuple(problems)


def version() -> str:
    """Of the user's file: the same as long as nobody changes what it says. Raises ReminderError."""
    return files.version_of(_content(paths.config_file()))


def change(changes: Changes, expected: str | None = None) -> Changed | ChangedMeanwhile:
    """Write all of these, or none; comments and unknown keys stay. `expected` is the `version` they were made for.

    Raises UsageError for what is no setting or not allowed, and for a file that is broken already; ReminderError where
    it cannot be written. Then the file is as it was.
    """
    path = paths.config_file()
    values = _checked({dotted: value for dotted, value in changes.items() if value is not None})
    content = _content(path)
    if expected not in (None, files.version_of(content)):
        return ChangedMeanwhile(path, files.version_of(content))
    cached = known()
    if cached and cached.problems:
        cached = None
    began = circumstances((), cached.files if cached else ())
    document = Document(path, _text(path, content))
    for dotted in changes:
        if dotted not in values:
            document.take_out(dotted)
    for dotted, value in values.items():
        document.put(dotted, value)
    document.check()
    by_itself = cached and values.keys() == changes.keys() and _with_lengths(cached, values)
    reading = by_itself or _read(path, content, document.data, values, cached)
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    written = mark + document.text.encode()
    if written != content:
        if not _write(path, content, written):
            return ChangedMeanwhile(path, version())
        _keep(path, written, reading, began)
    return Changed(path, reading, files.version_of(written))


def _keep(path: Path, content: bytes, reading: Reading, began: Iterable[str]) -> None:
    """For whoever reads next. Where something is wrong they have to look for the last good values themselves."""
    if not reading.problems:
        ours = fingerprint(path, files.version_of(content))
        with suppress(OSError):
            keep(reading, [ours, *(its for its in began if not its.startswith(f"{path} "))])


# --- what may be written ---------------------------------------------------------------------------------------------


def _checked(changes: Changes) -> dict[str, Any]:
    """Each as it is to be written. Raises Refused."""
    lengths = {dotted: of for dotted in changes if (of := _length(dotted))}
    values, wrong = _within_bounds(changes, lengths) if len(lengths) == len(changes) else _validated(changes)
    if wrong:
        said = ((dotted, phrase("{key}: {what}", key=dotted, what=what)) for dotted, what in wrong)
        raise Refused([Problem(dotted, what) for dotted, what in said])
    return values


def _length(dotted: str) -> Option | None:
    """The option, if it is a length of time, and of a reminder that may have that name."""
    key = dotted.split(".")
    of = option(key)
    return of if of and of.kind is Kind.LENGTH and (key[0] != "reminders" or is_name(key[1])) else None


def _within_bounds(changes: Changes, lengths: Mapping[str, Option]) -> tuple[dict[str, Any], list[tuple[str, Phrase]]]:
    """A length needs no more than its bounds."""
    wrong: list[tuple[str, Phrase]] = []
    for dotted, of in lengths.items():
        try:
            of.check(changes[dotted])
        except UsageError as error:
            wrong.append((dotted, error.said))
    return dict(changes), wrong


def _validated(changes: Changes) -> tuple[dict[str, Any], list[tuple[str, Phrase]]]:
    from reminder.settings.layer import typed, validated

    values: Values = {}
    for dotted, value in changes.items():
        put(values, dotted.split("."), value)
    valid, mistakes = validated(typed(values))
    first, *more = changes
    wrong = [(".".join(mistake.key) if more else first, mistake.what) for mistake in mistakes]
    return {dotted: find(valid, dotted.split(".")) for dotted in changes}, wrong


def _with_lengths(cached: Reading, lengths: Changes) -> Reading | None:
    """`cached` with other lengths, which change nothing else; None where reading anew could find more in them."""
    own, values, origins = str(paths.config_file()), cached.values, dict(cached.origins)
    for dotted, value in lengths.items():
        section, name = split(dotted)
        there = find(values, section)
        if not _length(dotted) or there is None or (name in TIMES and name not in there):
            return None
        if not origins.get(dotted, "").startswith(ENVIRONMENT):
            values = overlay(values, nested((*section, name), value))
            origins[dotted] = own
    plan = make_plan(values, cached.plan.tips, (), cached.files)
    return Reading(replace(plan, problems=()), values, origins)


def _read(path: Path, content: bytes, data: Values, keys: Iterable[str], cached: Reading | None) -> Reading:
    """How the settings read with `data` in the file. Raises Refused."""
    from reminder.settings.read import read

    @functools.cache
    def before() -> Reading:
        return cached or read(user=toml.parse(_text(path, content)))

    new = read(user=data)
    refused = [(dotted, why) for dotted in keys if (why := _why_refused(dotted, new, before))]
    if refused:
        problems = [Problem(dotted, phrase("not written: {why}", why=why)) for dotted, why in refused]
        raise Refused(problems)
    return new


def _why_refused(dotted: str, new: Reading, before: Callable[[], Reading]) -> Phrase | None:
    """A new problem in the user's own file, or that the option has no value."""
    section, name = split(dotted)
    near = ".".join(section)
    own = [problem for problem in new.problems if problem.file not in ("", str(paths.site_file()))]
    about_it = [problem for problem in own if f"{dotted}.".startswith(f"{problem.key}.")]
    if section[:1] == ("reminders",):
        about_it += [problem for problem in own if problem.key.startswith(f"{near}.")]
    is_dead = find(new.values, dotted.split(".")) is None
    for problem in about_it:
        if is_dead or problem not in before().problems:
            return problem.text
    if not is_dead:
        return None
    for other, has in other_times(name):
        if origin := new.origins.get(f"{near}.{other}"):
            return phrase(
                "{key} would not count, since {origin} gives {reminder} {times}",
                key=dotted,
                origin=origin,
                reminder=near,
                times=has,
            )
    return phrase(
        "{key} would not count, since {reminder} is left out; see: reminder config check", key=dotted, reminder=near
    )


# --- the file on the disk --------------------------------------------------------------------------------------------


def _write(path: Path, before: bytes, after: bytes) -> bool:
    """False where the file is not as it was `before`. Raises ReminderError."""
    backup = path.with_name(f"{path.name}.bak")
    try:
        older = _bytes(backup)
        if before:
            files.replace(backup, before)
        try:
            if is_same := _bytes(path) == before:
                files.replace(path.resolve(), after)
        except OSError:
            _put_back(backup, before, older)
            raise
        if not is_same:
            _put_back(backup, before, older)
        return is_same
    except OSError as error:
        file, why = str(path), error.strerror or str(error)
        said = phrase("{file} cannot be written: {why}; it was left as it is", file=file, why=why)
        raise ReminderError(said) from error


def _content(path: Path) -> bytes:
    """Raises ReminderError."""
    try:
        return _bytes(path)
    except OSError as error:
        why = error.strerror or str(error)
        raise ReminderError(phrase("{file} cannot be read: {why}", file=str(path), why=why)) from error


def _text(path: Path, content: bytes) -> str:
    """Without a byte order mark. Raises UsageError."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        said = phrase("{file} is not UTF-8 text; mend that first, it was left as it is", file=str(path))
        raise UsageError(said) from error


def _bytes(path: Path) -> bytes:
    """What is there; nothing where there is no file. Raises OSError."""
    try:
        return files.read(path)
    except FileNotFoundError:
        return b""


def _put_back(backup: Path, before: bytes, older: bytes) -> None:
    """Nothing was written, so it is a copy of nothing that is gone."""
    with suppress(OSError):
        if before and older:
            files.replace(backup, older)
        elif before:
            backup.unlink()
