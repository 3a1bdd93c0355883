"""`reminder tips`: list them, look at one, hide one, show it again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import reminder.system.lean  # noqa: F401 - before what imports msgspec
from reminder.cli.commands import Arguments
from reminder.cli.result import Result
from reminder.cli.settings import set_value
from reminder.errors import ReminderError, UsageError
from reminder.model.plan import Tip
from reminder.phrase import listed, phrase, verbatim
from reminder.settings.in_force import in_force
from reminder.settings.values import did_you_mean
from reminder.wording.language import lines

_HIDE = "tips.hide"
_TOLD = ("id", "about", "title", "text", "source")


def tips(args: Arguments) -> Result:
    """Those that may come, and the ids of those that are hidden."""
    from reminder.cli.table import table

    if args.open is not None:
        if args.about:
            raise UsageError("--open shows one tip; leave --about out")
        return _look_at(args.open)
    reading = in_force()
    kinds = sorted({tip.about for tip in reading.plan.tips})
    if args.about and args.about not in kinds:
        hint = did_you_mean(args.about, kinds)
        raise UsageError("no tip is about {kind!r}; {hint}", kind=args.about, hint=hint)
    chosen = [tip for tip in reading.plan.tips if args.about in (None, tip.about)]
    hidden = reading.values["tips"]["hide"]
    rows = sorted((tip.about, tip.id, tip.title, tip.text) for tip in chosen)
    heads = phrase("about"), phrase("id"), phrase("title"), phrase("text")
    text = lines(table(heads, rows, whole=2))
    if hidden:
        text = lines(text, verbatim(""), phrase("Hidden: {ids}", ids=listed(hidden)))
    return Result(text, {"tips": [_as_data(tip) for tip in chosen], "hidden": hidden})


def _look_at(id: str) -> Result:
    """In the window; where no browser can show that, its words, and where its picture is."""
    from reminder.cli.open import find_browser, open_
    from reminder.control.window import page_of
    from reminder.storage import pictures

    reading = in_force()
    if id in reading.values["tips"]["hide"]:
        raise UsageError("{id} is hidden; to see it again: reminder tips unhide {id}", id=id)
    tip = _named(id, reading.plan.tips)
    picture = pictures.file(tip.id, tip.about, ".svg")
    shown = open_(Arguments(page=page_of(id))) if find_browser() else None
    is_open = bool(shown and shown.data["opened"])
    said = [verbatim(tip.title), verbatim(tip.text)]
    if picture:
        said.append(phrase("Its picture: {path}", path=str(picture)))
    text = shown.text if shown and is_open else lines(*said)
    return Result(text, _as_data(tip) | {"picture": str(picture) if picture else None, "opened": is_open})


def hide(args: Arguments) -> Result:
    """Without an id the tip that was shown last."""
    reading = in_force()
    id = args.id or _last_shown()
    hidden = reading.values["tips"]["hide"]
    if id in hidden:
        return Result(phrase("{id} is hidden already.", id=id), {"key": _HIDE, "value": hidden})
    return set_value(_HIDE, [*hidden, _named(id, reading.plan.tips).id])


def unhide(args: Arguments) -> Result:
    hidden = in_force().values["tips"]["hide"]
    if args.id not in hidden:
        ids = listed(hidden) if hidden else phrase("none")
        raise UsageError("{id!r} is not hidden; hidden are: {ids}", id=args.id, ids=ids)
    return set_value(_HIDE, [id for id in hidden if id != args.id])


def _named(id: str, known: Iterable[Tip]) -> Tip:
    tips = {tip.id: tip for tip in known}
    if id not in tips:
        raise UsageError("there is no tip {id!r}; {hint}", id=id, hint=did_you_mean(id, list(tips)))
    return tips[id]


def _as_data(tip: Tip) -> dict[str, Any]:
    return {key: getattr(tip, key) for key in _TOLD}


def _last_shown() -> str:
    from reminder.cli.running import current

    last = current()["last"]
    if not last or not last["tip"]:
        raise ReminderError("no tip was shown yet; name one: reminder tips hide ID")
    return str(last["tip"])
