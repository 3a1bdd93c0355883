"""Writes what was changed, in children that end: settings/edit with all that it takes to do so, and the notifier.

Order ─▶ `python -m reminder.settings.save` ─▶ Outcome        a tip or a sound ─▶ `python -m reminder.notify.trial`
"""

from datetime import timedelta

import msgspec

from reminder.autostart.base import find_program
from reminder.autostart.login import choose
from reminder.errors import ReminderError
from reminder.notify.wish import Shown, Wish
from reminder.settings.orders import Order, Outcome
from reminder.storage import paths
from reminder.web import child

_WITHIN = timedelta(seconds=20)


def write(order: Order) -> Outcome:
    """Raises ReminderError where that could not even be tried."""
    printed = child.printed("reminder.settings.save", given=msgspec.json.encode(order), within=_WITHIN)
    try:
        return msgspec.json.decode(printed, type=Outcome)
    except msgspec.DecodeError as error:
        raise ReminderError("what was saved is unknown: {answer!r}", answer=printed[:100]) from error


def set_value(key: str, value: object) -> None:
    """Raises ReminderError also where it is refused."""
    outcome = write(Order({key: value}))
    for why in (outcome.failed, *(problem.text for problem in outcome.refused)):
        if why:
            raise ReminderError(why)


def show(wish: Wish) -> Shown:
    """A notification, to try a sound or a tip. Raises ReminderError."""
    printed = child.printed("reminder.notify.trial", given=msgspec.json.encode(wish), within=_WITHIN)
    return msgspec.json.decode(printed, type=Shown)


def set_login(on: bool) -> None:
    """Raises ReminderError."""
    login = choose(state_dir=paths.state_dir(), look=True)
    if on:
        login.enable(find_program())
    else:
        login.disable()
