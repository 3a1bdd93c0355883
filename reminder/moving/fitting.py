"""What a peer's settings come to within the bounds that ours have; what had to be changed for it is named."""

from datetime import timedelta
from typing import Any

from reminder.durations import parse, spell
from reminder.errors import UsageError
from reminder.moving.found import Found, Loss
from reminder.moving.texts import cut
from reminder.phrase import Phrase, phrase
from reminder.settings.kinds import Kind, Option, as_written, is_name
from reminder.settings.schema import option


def fitted(found: Found) -> Found:
    settings, losses = dict[str, object](), [*found.losses]
    for key, value in found.settings.items():
        _, *name = key.split(".")
        of = option(key.split("."))
        if of is None or (key.startswith("reminders.") and not is_name(name[0])):
            losses.append(Loss(key, phrase("reminder has no such setting")))
            continue
        fit, why = _many(of, value) if of.many else _one(of, value)
        if fit is not None:
            settings[key] = fit
        if why:
            losses.append(Loss(key, why))
    return found._replace(settings=settings, losses=tuple(losses))


def _many(of: Option, values: Any) -> tuple[Any, Phrase | None]:
    if not isinstance(values, list):
        return None, phrase("{value} is no list", value=as_written(values))
    each = [_one(of, value) for value in values]
    fit = [value for value, _ in each if value is not None]
    return None if of.some and not fit else fit, next((why for _, why in each if why), None)


def _one(of: Option, value: Any) -> tuple[Any, Phrase | None]:
    """As it can be set; None: not at all; and what is to be said of it."""
    try:
        fit = _within(of, value)
        of.check(fit)
    except (UsageError, TypeError) as error:
        return None, error.said if isinstance(error, UsageError) else phrase(
            "{value} makes no sense", value=as_written(value)
        )
    if fit == value:
        return value, None
    why = phrase(
        "{value} there; here it can be {bounds}, so it is {fit}", value=str(value), bounds=of.bounds, fit=str(fit)
    )
    return fit, why


def _within(of: Option, value: Any) -> Any:
    match of.kind:
        case Kind.LENGTH:
            length = parse(value) if isinstance(value, str) else timedelta()
            return value if of.least <= length <= of.most else spell(min(max(length, of.least), of.most))
        case Kind.NUMBER if isinstance(value, int):
            return min(max(value, of.least), of.most)
        case Kind.LINE | Kind.PROGRAM if isinstance(value, str):
            return cut(value, of.most)
    return value
