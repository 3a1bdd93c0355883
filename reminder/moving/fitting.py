"""What a peer's settings come to within the bounds that ours have; what had to be changed for it is named.

What is said of a file of theirs is fit for a line on a screen, whatever stands in the file.
"""

from typing import Any

from reminder.durations import parse, spell
from reminder.errors import UsageError
from reminder.model.names import is_name
from reminder.moving.found import Found, Loss
from reminder.moving.texts import cut
from reminder.phrase import Phrase, phrase
from reminder.settings.kinds import Kind, Option, as_written
from reminder.settings.schema import option
from reminder.settings.values import fit, one_line


def fitted(found: Found) -> Found:
    settings, losses = dict[str, object](), [*found.losses]
    for key, value in found.settings.items():
        _, *name = key.split(".")
        of = option(key.split("."))
        if of is None or (key.startswith("reminders.") and not is_name(name[0])):
            losses.append(Loss(key, phrase("reminder has no such setting")))
            continue
        possible, why = _many(of, value) if of.many else _one(of, value)
        if possible is not None:
            settings[key] = possible
        if why:
            losses.append(Loss(key, why))
    said = tuple(Loss(one_line(loss.name), fit(loss.why)) for loss in losses)
    problems = tuple(map(fit, found.problems))
    return found._replace(version=one_line(found.version), settings=settings, losses=said, problems=problems)


def _many(of: Option, values: Any) -> tuple[Any, Phrase | None]:
    if not isinstance(values, list):
        return None, phrase("{value} is no list", value=as_written(values))
    each = [_one(of, value) for value in values]
    possible = [value for value, _ in each if value is not None]
    return None if of.some and not possible else possible, next((why for _, why in each if why), None)


def _one(of: Option, value: Any) -> tuple[Any, Phrase | None]:
    """As it can be set; None: not at all; and what is to be said of it."""
    try:
        possible = _within(of, value)
        of.check(possible)
    except UsageError as error:
        return None, error.said
    except TypeError:
        return None, phrase("{value} makes no sense", value=as_written(value))
    if possible == value:
        return value, None
    shown = as_written(value) if of.kind is Kind.LINE else value
    said = phrase(
        "{value} there, {possible} here: it can be {bounds}", value=shown, possible=possible, bounds=of.bounds
    )
    return possible, said


def _within(of: Option, value: Any) -> Any:
    match of.kind:
        case Kind.LENGTH if isinstance(value, str):
            length = parse(value)
            return value if of.least <= length <= of.most else spell(min(max(length, of.least), of.most))
        case Kind.NUMBER if isinstance(value, int):
            return min(max(value, of.least), of.most)
        case Kind.LINE | Kind.PROGRAM if isinstance(value, str):
            return cut(value, of.most)
    return value
