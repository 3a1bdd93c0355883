"""What a notification says: Show, Warn, Greet or Tell -> Note.

Pure; what goes around the words of a tip is not in the engine.
"""

import os
from collections.abc import Sequence
from datetime import timedelta
from typing import assert_never

from msgspec import Struct

from reminder.model.checkin import Answer
from reminder.model.effects import Greet, Show, Tell, Warn
from reminder.model.plan import Click, Notify, Urgency
from reminder.model.senses import Hold, Reason, SenseName
from reminder.model.showing import WARNING, WELCOME, Button, Choice
from reminder.phrase import Phrase, counted, phrase
from reminder.wording.language import word

NAME = "Reminder"
"""Of the program, as people see it: in the menu, and above a notification."""
TITLE = 40
BODY = 300
_CONTROLS = dict.fromkeys((*range(10), *range(11, 32), *range(127, 160)))
_MINUTE = timedelta(minutes=1)


_ANSWERS = {
    Answer.NOTHING_HURTS: phrase("Nothing hurts"),
    Answer.AS_BEFORE: phrase("As yesterday"),
    Answer.TELL: phrase("Tell"),
}


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
    tip: str = ""
    """Its id, by which its picture is found; empty: no tip is said."""
    about: str = ""
    """Its kind."""
    urgency: Urgency = Urgency.NORMAL


def note(effect: Show | Warn | Greet | Tell, notify: Notify, home: str = "") -> Note:
    """The notification that carries out `effect`; `home`, the person's directory, is written `~`."""
    match effect:
        case Show():
            return _showing(effect, notify)
        case Warn(problems=problems):
            title = counted("Something needs a look", "{count} things need a look", len(problems))
            lines = [str(word(problem.text)) for problem in problems]
            lines = [line.replace(home + os.sep, f"~{os.sep}") if home else line for line in lines]
            return Note(id=WARNING, title=str(word(title)), body=_as_many_as_fit(lines))
        case Greet():
            return _welcome(effect)
        case Tell(text=text):
            return Note(id=WARNING, title=NAME, body=_clean(text, BODY))
        case _:
            assert_never(effect)


def one_word() -> dict[str, str]:
    """The buttons by their keys, where each has room for one word."""
    done, snooze, skip = phrase("Done"), phrase("Snooze"), phrase("Skip")
    labels = {Button.DONE.value: done, Button.SNOOZE.value: snooze, Button.SKIP.value: skip}
    return {key: str(word(label)) for key, label in labels.items()}


def opening() -> str:
    """The click that opens the window, where it is drawn."""
    return str(word(phrase("Open")))


def _welcome(greet: Greet) -> Note:
    title = phrase("Your first tip: {at:when}", at=greet.first) if greet.first else phrase("Welcome")
    body = phrase("Now and then you get a short tip. It tries to come at a good moment.")
    if greet.every:
        body = phrase(
            "After every {every:long} of work you get a short tip. It tries to come at a good moment.",
            every=greet.every,
        )
    labels = {Choice.SETTINGS: phrase("Settings"), Choice.LOGIN: phrase("At every login")}
    buttons = ((choice.value, str(word(label))) for choice, label in labels.items())
    return Note(
        id=WELCOME,
        title=_clean(str(word(title)), TITLE),
        body=_clean(str(word(body)), BODY),
        buttons=tuple(button for button in buttons if greet.offers_login or button[0] != Choice.LOGIN),
    )


def _showing(show: Show, notify: Notify) -> Note:
    words = show.showing.words
    body = [words.text] if words.text else []
    body += [str(word(_held(hold, show.showing.ticks - hold.began))) for hold in show.overruled]
    if show.worked is not None and show.worked >= _MINUTE:
        body.append(str(word(phrase("You have worked {length:long} without a break.", length=show.worked))))
    buttons = one_word()
    if show.answers:
        buttons = {answer.value: str(word(label)) for answer, label in _ANSWERS.items() if answer in show.answers}
    elif show.snooze is None:
        del buttons[Button.SNOOZE.value]
    else:
        buttons[Button.SNOOZE.value] = str(word(phrase("Snooze {length:short}", length=show.snooze)))
    return Note(
        id=show.showing.id,
        title=_clean(words.title, TITLE),
        body=_clean("\n".join(body), BODY),
        buttons=tuple(buttons.items()),
        click=Click.OPEN if show.answers and notify.click is Click.DONE else notify.click,
        sound=notify.sound,
        tip=words.tip,
        about=show.about,
        urgency=Urgency.CRITICAL if show.urgent else notify.urgency,
    )


def _as_many_as_fit(lines: Sequence[str]) -> str:
    """The first of them whole, and how many there are more; the very first cut off where it alone is too long."""
    body = more = ""
    for number in range(len(lines), 0, -1):
        body = "\n".join(lines[:number])
        left = len(lines) - number
        told = word(phrase("{count} more: reminder status", count=left))
        more = f"\n{told}" if left else ""
        if len(body + more) <= BODY:
            break
    return _clean(body, BODY - len(more)) + more


def _held(hold: Hold, length: timedelta) -> Phrase:
    """The hold as a sentence; its detail is the name of the program that it is about, where there is one."""
    length, name = max(length, _MINUTE), hold.detail
    match hold.reason:
        case Reason.MEETING:
            return _meeting(hold.sense, name or phrase("A program"), length)
        case Reason.FULL_SCREEN:
            window = name or phrase("A window")
            return phrase("{window} has filled the screen for {length:long}.", window=window, length=length)
        case Reason.APP:
            program = name or phrase("A program that you named")
            return phrase("{program} has run for {length:long}.", program=program, length=length)
        case Reason.DO_NOT_DISTURB:
            return phrase("Do not disturb has been on for {length:long}.", length=length)
        case Reason.PAUSED:
            return phrase("Reminders have been paused for {length:long}.", length=length)
        case Reason.OUTSIDE_HOURS:
            return phrase("Your working hours ended {length:long} ago.", length=length)
        case Reason.AWAY:
            return phrase("Nobody has used the keyboard or the mouse for {length:long}.", length=length)
        case Reason.LOCKED:
            return phrase("The screen has been locked for {length:long}.", length=length)
        case _:
            assert_never(hold.reason)


def _meeting(sense: str, program: str | Phrase, length: timedelta) -> Phrase:
    match sense:
        case SenseName.CAMERA:
            return phrase("{program} has used the camera for {length:long}.", program=program, length=length)
        case SenseName.MICROPHONE:
            return phrase("{program} has used the microphone for {length:long}.", program=program, length=length)
        case SenseName.SCREEN_SHARING:
            return phrase("{program} has shared the screen for {length:long}.", program=program, length=length)
    return phrase("{program} has used the microphone or the camera for {length:long}.", program=program, length=length)


def _clean(text: str, limit: int) -> str:
    """Without control characters: a desktop's bus refuses some, and a terminal obeys others."""
    text = text.translate(_CONTROLS)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
