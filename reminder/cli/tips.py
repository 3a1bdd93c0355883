"""`reminder tips`: list them, hide one, show it again."""

from __future__ import annotations

from argparse import Namespace

from reminder.cli.result import Result
from reminder.cli.running import current
from reminder.cli.settings import changed
from reminder.cli.table import table
from reminder.errors import ReminderError, UsageError
from reminder.settings import edit, read
from reminder.settings.plan import did_you_mean

_HIDE = "tips.hide"


def tips(args: Namespace) -> Result:
    """Those that may come, and the ids of those that are hidden."""
    reading = read.read()
    kinds = sorted({tip.about for tip in reading.plan.tips})
    if args.about and args.about not in kinds:
        raise UsageError(f"no tip is about {args.about!r}; {did_you_mean(args.about, kinds)}")
    chosen = [tip for tip in reading.plan.tips if args.about in (None, tip.about)]
    hidden = reading.values["tips"]["hide"]
    rows = sorted((tip.about, tip.id, tip.title, tip.text) for tip in chosen)
    text = table(("about", "id", "title", "text"), rows, whole=2)
    if hidden:
        text += f"\n\nHidden: {', '.join(hidden)}"
    keys = ("id", "about", "title", "text", "source")
    data = {"tips": [{key: getattr(tip, key) for key in keys} for tip in chosen], "hidden": hidden}
    return Result(text, data)


def hide(args: Namespace) -> Result:
    """Without an id the tip that was shown last."""
    reading = read.read()
    id = args.id or _last_shown()
    hidden = reading.values["tips"]["hide"]
    ids = [tip.id for tip in reading.plan.tips]
    if id in hidden:
        return Result(f"{id} is hidden already.", {"key": _HIDE, "value": hidden})
    if id not in ids:
        raise UsageError(f"there is no tip {id!r}; {did_you_mean(id, ids)}")
    return changed(_HIDE, edit.set_value(_HIDE, ", ".join([*hidden, id])))


def unhide(args: Namespace) -> Result:
    hidden = read.read().values["tips"]["hide"]
    if args.id not in hidden:
        raise UsageError(f"{args.id!r} is not hidden; hidden are: {', '.join(hidden) or 'none'}")
    left = [id for id in hidden if id != args.id]
    return changed(_HIDE, edit.set_value(_HIDE, ", ".join(left)))


def _last_shown() -> str:
    last = current()["last"]
    if not last or not last["tip"]:
        raise ReminderError("no tip was shown yet; name one: reminder tips hide ID")
    return str(last["tip"])
