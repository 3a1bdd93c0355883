"""What the icon shows and what it can do: the fields of a status -> Face; a row of the menu -> a command, or a page.

Pure.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from reminder.control import fields as f
from reminder.control.messages import RequestLine
from reminder.engine import nearness
from reminder.model.senses import Reason
from reminder.model.tray import Entry, Shape
from reminder.phrase import Phrase
from reminder.wording import tray as words
from reminder.wording.language import word

COMMANDS = {
    Entry.NOW: RequestLine("now"),
    Entry.DONE: RequestLine("done"),
    Entry.SNOOZE: RequestLine("snooze"),
    Entry.SKIP: RequestLine("skip"),
    Entry.PAUSE_30M: RequestLine("pause", ("30m",)),
    Entry.PAUSE_1H: RequestLine("pause", ("1h",)),
    Entry.PAUSE_2H: RequestLine("pause", ("2h",)),
    Entry.PAUSE_UNTIL_TOMORROW: RequestLine("pause", ("until", "tomorrow")),
    Entry.RESUME: RequestLine("resume"),
    Entry.QUIT: RequestLine("stop"),
}
PAGES = {Entry.TODAY: "today", Entry.SETTINGS: "settings"}
"""Of the window."""
_FILLS = (Shape.FAR, Shape.NEARER, Shape.NEAR)


def page(entry: Entry, asks_checkin: bool) -> str | None:
    """Of the window, which a press opens."""
    return "checkin" if asks_checkin and entry is Entry.DONE else PAGES.get(entry)


class Row(NamedTuple):
    label: str
    enabled: bool


class Face(NamedTuple):
    shape: Shape
    title: str
    """What a pointer on it is told, and below it the text."""
    text: str
    rows: Mapping[Entry, Row]

    @property
    def heading(self) -> str:
        return self.rows[Entry.HEADING].label


def face(status: f.Status, snooze: timedelta | None) -> Face:
    """`snooze`: for how long the open one can be put off; None: it cannot."""
    title, text = words.tip(status)
    rows = {it: Row(_said(words.label(it, status, snooze)), _is_enabled(it, status, snooze)) for it in Entry}
    return Face(_shape(status), _said(title), _said(text), rows)


def _said(phrase: Phrase) -> str:
    return str(word(phrase))


def _is_enabled(entry: Entry, status: f.Status, snooze: timedelta | None) -> bool:
    match entry:
        case Entry.HEADING:
            return False
        case Entry.NOW:
            return status["next"] is not None
        case Entry.DONE | Entry.SKIP:
            return status["open"]
        case Entry.SNOOZE:
            return status["open"] and snooze is not None
        case Entry.RESUME:
            return _is_paused(status)
    return True


def _is_paused(status: f.Status) -> bool:
    return any(hold["reason"] == Reason.PAUSED for hold in status["holds"])


def _shape(status: f.Status) -> Shape:
    if _is_paused(status):
        return Shape.PAUSED
    coming = status["next"]
    if status["holds"] or not coming:
        return Shape.HELD
    standing = next(it for it in status["reminders"] if it["name"] == coming["reminder"])
    if status["open"] or standing["waiting"] or coming["in_seconds"] is None:
        return Shape.DUE
    every, left = standing.get("every_seconds"), timedelta(seconds=coming["in_seconds"])
    return _FILLS[nearness.step(left, timedelta(seconds=every) if every else None)]
