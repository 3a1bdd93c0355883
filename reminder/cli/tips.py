"""`reminder tips`: list them, hide one, show it again."""

from __future__ import annotations

from argparse import Namespace

from reminder.cli.result import Result
from reminder.cli.running import current
from reminder.cli.settings import changed
from reminder.cli.table import table
from reminder.errors import ReminderError, UsageError
from reminder.phrase import Phrase, listed, phrase, verbatim
from reminder.settings import edit, read
from reminder.settings.plan import did_you_mean
from reminder.wording.language import Text, lines

_HIDE = "tips.hide"


def tips(args: Namespace) -> Result:
    """Those that may come, and the ids of those that are hidden."""
    reading = read.read()
    kinds = sorted({tip.about for tip in reading.plan.tips})
    if args.about and args.about not in kinds:
        raise UsageError("no tip is about {kind!r}; {hint}", kind=args.about, hint=did_you_mean(args.about, kinds))
    chosen = [tip for tip in reading.plan.tips if args.about in (None, tip.about)]
    hidden = reading.values["tips"]["hide"]
    rows = sorted((tip.about, tip.id, tip.title, tip.text) for tip in chosen)
    heads = phrase("about"), phrase("id"), phrase("title"), phrase("text")
    text: Phrase | Text = table(heads, rows, whole=2)
    if hidden:
        text = lines(text, verbatim(""), phrase("Hidden: {ids}", ids=listed(hidden)))
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
        return Result(phrase("{id} is hidden already.", id=id), {"key": _HIDE, "value": hidden})
    if id not in ids:
        raise UsageError("there is no tip {id!r}; {hint}", id=id, hint=did_you_mean(id, ids))
    return changed(_HIDE, edit.set_value(_HIDE, ", ".join([*hidden, id])))


def unhide(args: Namespace) -> Result:
    hidden = read.read().values["tips"]["hide"]
    if args.id not in hidden:
        ids = listed(hidden) if hidden else phrase("none")
        raise UsageError("{id!r} is not hidden; hidden are: {ids}", id=args.id, ids=ids)
    left = [id for id in hidden if id != args.id]
    return changed(_HIDE, edit.set_value(_HIDE, ", ".join(left)))


def _last_shown() -> str:
    last = current()["last"]
    if not last or not last["tip"]:
        raise ReminderError("no tip was shown yet; name one: reminder tips hide ID")
    return str(last["tip"])
