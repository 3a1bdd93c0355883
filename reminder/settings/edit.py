"""Changes the user's settings file, which happens on their word alone.

keys, values ─▶ the file's text with these changed ─▶ how would it read? ─▶ config.toml.bak, then the new file in place
      │                    └ the file has changed meanwhile:  └ a new problem with one: Refused, nothing is written
      │                      in other keys: merged
      │                      in the same: ChangedMeanwhile, nothing is written
      └ fixed by an organisation, or no value for that key: Refused

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

from reminder.errors import UsageError
from reminder.model.names import is_name
from reminder.model.plan import Problem
from reminder.phrase import Phrase, phrase, several
from reminder.settings import own_file, toml
from reminder.settings.document import Document, split
from reminder.settings.kinds import Kind, Option
from reminder.settings.nested import Values, find, nested, overlay, put
from reminder.settings.orders import Difference, Undo
from reminder.settings.own_file import Content, plain, version_of
from reminder.settings.plan import make_plan
from reminder.settings.reading import Reading, circumstances, fingerprint, keep, known
from reminder.settings.schema import option
from reminder.settings.times import TIMES, other_times
from reminder.settings.values import ENVIRONMENT, is_hook
from reminder.storage import paths

Changes = Mapping[str, Any]
"""By dotted key: a value, or text as typed on a command line; None takes the key out, known or not. A table of values,
as that of a new reminder, stands for each of them; None takes out all that the file has of a reminder."""


class Changed(NamedTuple):
    file: Path
    reading: Reading
    version: str
    """Of the file, as it is now."""
    undo: Undo | None = None
    """None: it already was as it was to be."""

    def value(self, dotted: str) -> Any:
        """None: the option has no value."""
        return self.reading.value(dotted)

    def origin(self, dotted: str) -> str:
        """Where it comes from, in the words of `Reading.origins`; empty where it has no value."""
        return self.reading.origins.get(dotted, "")


class ChangedMeanwhile(NamedTuple):
    """Somebody else has changed the file, so nothing was written."""

    file: Path
    version: str
    """Of the file, as it is now."""
    differences: tuple[Difference, ...] = ()
    """Empty where nobody told what was seen."""


class Refused(UsageError):
    """Nothing was written, for these reasons."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(several(problem.text for problem in problems))
        self.problems = tuple(problems)


def version() -> str:
    """Of the user's file: the same as long as nobody changes what it says. Raises ReminderError."""
    return version_of(own_file.content(paths.config_file()))


def change(
    changes: Changes,
    expected: str | None = None,
    seen: Mapping[str, Any] | None = None,
    renamed: Mapping[str, str] | None = None,
) -> Changed | ChangedMeanwhile:
    """Write all of these, or none; comments and unknown keys stay.

    Reminders that are to have another name, by the one they have, are `renamed`; `changes` speak of that one, too.

    `expected` is the `version` they were made for, and `seen` what the file said then, as `own_file.own` has both. With
    these a file that was changed meanwhile takes the changes in, unless the same keys were changed; without either they
    are made for the file as it is now, and what changes at the same moment is taken in alike.

    Raises UsageError for what is no setting or not allowed, and for a file that is broken already; ReminderError where
    it cannot be written. Then the file is as it was.
    """
    path = paths.config_file()
    changes = dict(_each(changes))
    _refuse_hooks(changes)
    cached = known()
    _refuse_locked(changes, cached)
    values = _checked({dotted: value for dotted, value in changes.items() if value is not None})
    content = own_file.content(path)
    is_other = expected not in (None, version_of(content))
    if is_other and seen is None:
        return ChangedMeanwhile(path, version_of(content))
    if cached and cached.problems:
        cached = None
    began = circumstances((), cached.files if cached else ())
    document = Document(path, own_file.text(path, content))
    before = plain(document.data)
    if seen is not None:
        if is_other and (differences := _differences(changes, values, seen, document.data)):
            return ChangedMeanwhile(path, version_of(content), differences)
        changes = {it: value for it, value in changes.items() if it in values or _in(document.data, it) is not None}
    for dotted in changes:
        if dotted not in values:
            document.take_out(dotted)
    for dotted, value in values.items():
        document.put(dotted, value)
    names = renamed or {}
    for old, new in names.items():
        document.rename(old, new)
    document.check()
    by_itself = cached and not names and values.keys() == changes.keys() and _with_lengths(cached, values)
    reading = by_itself or _read(path, content, document.data, values, cached, names)
    mark = codecs.BOM_UTF8 if (content or b"").startswith(codecs.BOM_UTF8) else b""
    written = mark + document.text.encode()
    if written == (content or b""):
        return Changed(path, reading, version_of(content))
    if own_file.write(path, content, written):
        _keep(path, written, reading, began)
        return Changed(path, reading, version_of(written), Undo(content, version_of(written)))
    if seen is None and expected is not None:
        return ChangedMeanwhile(path, version())
    return change(changes, version_of(content), before if seen is None else seen, renamed)


def undo(last: Undo) -> Changed | ChangedMeanwhile:
    """Put the file back as it was, unless somebody has changed it since. Raises ReminderError."""
    from reminder.settings.read import read

    path = paths.config_file()
    content, began = own_file.content(path), circumstances((), cached.files if (cached := known()) else ())
    if version_of(content) != last.version or not own_file.write(path, content, last.content):
        return ChangedMeanwhile(path, version())
    reading, now = read(), version_of(last.content)
    if last.content is not None:
        _keep(path, last.content, reading, began)
    return Changed(path, reading, now, Undo(content, now))


def _keep(path: Path, content: bytes, reading: Reading, began: Iterable[str]) -> None:
    """For whoever reads next. Where something is wrong they have to look for the last good values themselves."""
    if not reading.problems:
        ours = fingerprint(path, version_of(content))
        with suppress(OSError):
            keep(reading, [ours, *(its for its in began if not its.startswith(f"{path} "))])


# --- what may be written ---------------------------------------------------------------------------------------------


def _each(changes: Changes, section: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in changes.items():
        if isinstance(value, Mapping):
            yield from _each(value, f"{section}{name}.")
        else:
            yield f"{section}{name}", value


def _refuse_hooks(changes: Iterable[str]) -> None:
    """Raises Refused: what runs programs is written by the person alone."""
    what = phrase("commands are written by hand alone: edit {file}", file=str(paths.config_file()))
    wrong = [Problem(dotted, phrase("{key}: {what}", key=dotted, what=what)) for dotted in changes if is_hook(dotted)]
    if wrong:
        raise Refused(wrong)


def _refuse_locked(changes: Iterable[str], cached: Reading | None) -> None:
    """Raises Refused for what an organisation has fixed."""
    if cached is None:
        from reminder.settings.read import read

        cached = read()
    locked = cached.locked
    wrong = [
        Problem(dotted, phrase("{key} is set by your organisation, in {file}", key=dotted, file=locked[dotted]))
        for dotted in changes
        if dotted in locked
    ]
    if wrong:
        raise Refused(wrong)


def _differences(changes: Changes, values: Values, seen: Mapping[str, Any], now: Values) -> tuple[Difference, ...]:
    """Of the keys that others have changed, those that were not changed into what they are to be."""
    each = [Difference(it, plain(_in(seen, it)), plain(_in(now, it)), plain(values.get(it))) for it in changes]
    return tuple(it for it in each if it.theirs not in (it.seen, it.yours))


def _in(values: Mapping[str, Any], dotted: str) -> Any:
    return find(values, dotted.split("."))


def _checked(changes: Changes) -> dict[str, Any]:
    """Each as it is to be written. Raises Refused."""
    lengths = {dotted: of for dotted in changes if (of := _length(dotted))}
    values, wrong = _within_bounds(changes, lengths) if len(lengths) == len(changes) else _validated(changes)
    if wrong:
        raise Refused([Problem(dotted, phrase("{key}: {what}", key=dotted, what=what)) for dotted, what in wrong])
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
    wrong = [(_nearest(".".join(mistake.key), changes), mistake.what) for mistake in mistakes]
    return {dotted: find(valid, dotted.split(".")) for dotted in changes}, wrong


def _nearest(key: str, changes: Changes) -> str:
    """The change in which a mistake lies."""
    return next((it for it in changes if f"{it}.".startswith(f"{key}.") or f"{key}.".startswith(f"{it}.")), key)


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
    return replace(cached, plan=replace(plan, problems=()), values=values, origins=origins)


def _read(
    path: Path, content: Content, data: Values, keys: Iterable[str], cached: Reading | None, names: Mapping[str, str]
) -> Reading:
    """How the settings read with `data` in the file; `keys` do not have the new `names` yet. Raises Refused."""
    from reminder.settings.read import read

    @functools.cache
    def before() -> Reading:
        return cached or read(user=_with_names(toml.parse(own_file.text(path, content)), names))

    new = read(user=data)
    refused = [(dotted, why) for dotted in keys if (why := _why_refused(_called(dotted, names), new, before))]
    if refused:
        problems = [Problem(dotted, phrase("not written: {why}", why=why)) for dotted, why in refused]
        raise Refused(problems)
    return new


def _with_names(data: Values, names: Mapping[str, str]) -> Values:
    if not names:
        return data
    return {**data, "reminders": {names.get(name, name): its for name, its in data["reminders"].items()}}


def _called(dotted: str, names: Mapping[str, str]) -> str:
    section, _, rest = dotted.partition(".")
    name, dot, of = rest.partition(".")
    return f"{section}.{names.get(name, name)}{dot}{of}" if section == "reminders" else dotted


def _why_refused(dotted: str, new: Reading, before: Callable[[], Reading]) -> Phrase | None:
    """A new problem in the user's own file, or that the option has no value."""
    section, name = split(dotted)
    near = ".".join(section)
    own = [problem for problem in new.problems if problem.file not in ("", str(paths.site_file()))]
    about_it = [problem for problem in own if f"{dotted}.".startswith(f"{problem.key}.")]
    if section[:1] == ("reminders",):
        about_it += [problem for problem in own if problem.key.startswith(f"{near}.")]
    is_dead = new.value(dotted) is None
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
