"""What the icon on the panel says: the fields of a status -> a heading, what a pointer on it is told, the menu.

Nothing of it is wrong a minute later, so that nothing has to wake up for it.
"""

from datetime import timedelta
from typing import NamedTuple

from reminder.control import fields as f
from reminder.model.tray import Entry
from reminder.phrase import Phrase, phrase, verbatim
from reminder.wording.answers import held, line

NAME = phrase("Reminder")

_LABELS = {
    Entry.NOW: phrase("Show one now"),
    Entry.DONE: phrase("Done"),
    Entry.SNOOZE: phrase("Snooze"),
    Entry.SKIP: phrase("Skip"),
    Entry.PAUSE: phrase("Pause"),
    Entry.PAUSE_30M: phrase("For 30 minutes"),
    Entry.PAUSE_1H: phrase("For 1 hour"),
    Entry.PAUSE_2H: phrase("For 2 hours"),
    Entry.PAUSE_UNTIL_TOMORROW: phrase("Until tomorrow"),
    Entry.RESUME: phrase("Resume"),
    Entry.TODAY: phrase("Today"),
    Entry.SETTINGS: phrase("Settings"),
    Entry.QUIT: phrase("Quit"),
}


class Tip(NamedTuple):
    """What a pointer on the icon is told; some panels show the title alone."""

    title: Phrase
    text: Phrase


def heading(status: f.Status) -> Phrase:
    """What comes next, or why not."""
    said, holds = line(status), status["holds"]
    return phrase("{clause:sentence}", clause=held(holds[0])) if holds else said


def tip(status: f.Status) -> Tip:
    """The open one, else the same."""
    last = status["last"]
    if last and status["open"]:
        return Tip(verbatim(last["title"]), verbatim(last["text"]))
    return Tip(heading(status), verbatim(""))


def label(entry: Entry, status: f.Status, snooze: timedelta | None) -> Phrase:
    """`snooze`: for how long the open one can be put off."""
    if entry is Entry.HEADING:
        return heading(status)
    if entry is Entry.DONE and status.get("checkin"):
        return phrase("Tell how you are")
    if entry is Entry.SNOOZE and snooze:
        return phrase("Snooze {length:short}", length=snooze)
    return _LABELS[entry]
