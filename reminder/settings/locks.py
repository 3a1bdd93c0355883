"""What an organisation fixes for everybody: the names that the site's file has in `locked`.

locked = ["history", "log.level"] ─▶ is that file root's alone? ─▶ the keys, which nobody else's word can change
                                         └ it is not: a Mistake     └ a name that cannot be locked: a Mistake

What a person wants to be reminded of, and when, is their own: for that a site sets defaults.
"""

from collections.abc import Iterator
from pathlib import Path

from reminder.errors import UsageError
from reminder.phrase import Phrase, listed, phrase
from reminder.settings.kinds import no_text
from reminder.settings.layer import LOCKED, Mistake, no_list
from reminder.settings.nested import Values
from reminder.settings.schema import keys
from reminder.settings.values import HOOKS, did_you_mean
from reminder.system.ownership import why_anybodys

_LOCKABLE = ("history", "log", HOOKS, "notify.backend", "notify.sound")


def take_locks(values: Values, file: Path) -> tuple[list[str], list[Mistake]]:
    """The keys that the `file` with these `values` locks, and what is wrong; takes the names out of `values`."""
    if LOCKED not in values:
        return [], []
    named = values.pop(LOCKED)
    locked: list[str] = []
    wrong: list[Phrase] = []
    if why := why_anybodys(file):
        wrong.append(phrase("it does not count: {why}", why=why))
    elif not isinstance(named, list):
        wrong.append(no_list(named))
    else:
        for name in named:
            try:
                locked += _keys(name)
            except UsageError as error:
                wrong.append(error.said)
    return locked, [Mistake((LOCKED,), what, unknown=True) for what in wrong]


def _keys(name: object) -> Iterator[str]:
    """Those of an option, or of a section with or without `.*`. Raises UsageError."""
    if not isinstance(name, str):
        raise UsageError(no_text(name))
    key = name.removesuffix(".*")
    if not _within(key, _LOCKABLE):
        raise UsageError("{name!r} cannot be locked; these can: {names}", name=name, names=listed(_LOCKABLE))
    known = [dotted for dotted in keys(()) if _within(dotted, _LOCKABLE)]
    found = [dotted for dotted in known if _within(dotted, (key,))]
    if not found:
        raise UsageError("there is no setting {name!r}; {hint}", name=name, hint=did_you_mean(key, known))
    yield from found


def _within(key: str, names: tuple[str, ...]) -> bool:
    return any(f"{key}.".startswith(f"{name}.") for name in names)
