"""What a notification says: Show or Warn -> Note. Pure; the sentences for people are here and not in the engine."""

import os
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import assert_never

from msgspec import Struct

from reminder.durations import spell
from reminder.model.effects import Show, Warn
from reminder.model.plan import Click, Notify, Urgency
from reminder.model.senses import Hold, Reason, SenseName
from reminder.model.showing import WARNING, Button
from reminder.wording.language import word

TITLE = 40
BODY = 300
ONE_WORD = {Button.DONE.value: "Done", Button.SNOOZE.value: "Snooze", Button.SKIP.value: "Skip"}
"""The buttons, where each has room for one word."""
_CONTROLS = dict.fromkeys((*range(10), *range(11, 32), *range(127, 160)))
_MINUTE = timedelta(minutes=1)
_SHORT = {"d": "d", "h": "h", "m": "min", "s": "s"}
_MEETS: dict[str, str] = {
    SenseName.CAMERA: "has used the camera",
    SenseName.MICROPHONE: "has used the microphone",
    SenseName.SCREEN_SHARING: "has shared the screen",
}
_LONG = {"d": "day", "h": "hour", "m": "minute"}


class Note(Struct, frozen=True, kw_only=True):
    """A notification as plain text; what a desktop reads as markup, its back end escapes."""

    id: int
    """The showing's; WARNING: one that takes no other's place and needs no answer."""
    title: str
    body: str
    buttons: tuple[tuple[str, str], ...] = ()
    """Action key and label."""
    click: Click = Click.NOTHING
    """What a click on the words does."""
    sound: str = ""
    urgency: Urgency = Urgency.NORMAL


def note(effect: Show | Warn, notify: Notify, home: str = "") -> Note:
    """The notification that carries out `effect`; `home`, the person's directory, is written `~`."""
    match effect:
        case Show():
            return _showing(effect, notify)
        case Warn(problems=problems):
            several = f"{len(problems)} things need a look" if len(problems) > 1 else "Something needs a look"
            said = [str(word(problem.text)) for problem in problems]
            lines = [line.replace(home + os.sep, f"~{os.sep}") if home else line for line in said]
            return Note(id=WARNING, title=several, body=_as_many_as_fit(lines))
        case _:
            assert_never(effect)


def _showing(show: Show, notify: Notify) -> Note:
    words = show.showing.words
    body = [words.text] if words.text else []
    body += [_held(hold, show.showing.ticks - hold.began) for hold in show.overridden_holds]
    if show.worked is not None and show.worked >= _MINUTE:
        body.append(f"You have worked {_long(show.worked)} without a break.")
    buttons = dict(ONE_WORD)
    if show.snooze is None:
        del buttons[Button.SNOOZE.value]
    else:
        buttons[Button.SNOOZE.value] += f" {_short(show.snooze)}"
    return Note(
        id=show.showing.id,
        title=_clean(words.title, TITLE),
        body=_clean("\n".join(body), BODY),
        buttons=tuple(buttons.items()),
        click=notify.click,
        sound=notify.sound,
        urgency=Urgency.CRITICAL if show.urgent else notify.urgency,
    )


def _as_many_as_fit(lines: Sequence[str]) -> str:
    """The first of them whole, and how many there are more; the very first cut off where it alone is too long."""
    body = more = ""
    for number in range(len(lines), 0, -1):
        body = "\n".join(lines[:number])
        more = f"\n{len(lines) - number} more: reminder status" if number < len(lines) else ""
        if len(body + more) <= BODY:
            break
    return _clean(body, BODY - len(more)) + more


def _held(hold: Hold, length: timedelta) -> str:
    """The hold as a sentence; its detail is the name of the program that it is about, where there is one."""
    lasted = _long(max(length, _MINUTE))
    match hold.reason:
        case Reason.MEETING:
            doing = _MEETS.get(hold.source, "has used the microphone or the camera")
            return f"{hold.detail or 'A program'} {doing} for {lasted}."
        case Reason.FULL_SCREEN:
            return f"{hold.detail or 'A window'} has filled the screen for {lasted}."
        case Reason.APP:
            return f"{hold.detail or 'A program that you named'} has run for {lasted}."
        case Reason.DO_NOT_DISTURB:
            return f"Do not disturb has been on for {lasted}."
        case Reason.PAUSED:
            return f"Reminders have been paused for {lasted}."
        case Reason.OUTSIDE_HOURS:
            return f"Your working hours ended {lasted} ago."
        case Reason.AWAY:
            return f"Nobody has used the keyboard or the mouse for {lasted}."
        case Reason.LOCKED:
            return f"The screen has been locked for {lasted}."
        case _:
            assert_never(hold.reason)


def _long(length: timedelta) -> str:
    """`1 hour 5 minutes`; whole minutes, as nobody counts seconds of work."""
    parts = _parts(round(length / _MINUTE) * _MINUTE)
    return " ".join(f"{number} {_LONG[unit]}{'' if number == '1' else 's'}" for number, unit in parts)


def _short(length: timedelta) -> str:
    """`1 h 5 min`, for a button."""
    return " ".join(f"{number} {_SHORT[unit]}" for number, unit in _parts(length))


def _parts(length: timedelta) -> list[tuple[str, str]]:
    return re.findall(r"(\d+)(\D)", spell(length))


def _clean(text: str, limit: int) -> str:
    """Without control characters: a desktop's bus refuses some, and a terminal obeys others."""
    text = text.translate(_CONTROLS)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
