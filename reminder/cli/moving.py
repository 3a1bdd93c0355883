"""`reminder import`: what another break reminder is set to, beside what is set here, and taking it over; and `export`.

what is installed, or a file -> offers, in words -> those that the person chooses -> taken, and how to end the other
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import reminder.system.lean  # noqa: F401 - before what imports msgspec
from reminder.cli.commands import Arguments
from reminder.cli.offers import in_words
from reminder.cli.result import Result, answer_to, mention, somebody_is_there
from reminder.control.client import ask
from reminder.control.messages import RequestLine
from reminder.errors import NotRunning, ReminderError, UsageError
from reminder.moving.finding import home, in_file, installed, unasked
from reminder.moving.found import Found
from reminder.moving.leaving import leave
from reminder.moving.offers import Done, Offer, as_data, ending, left, offers, taken_over
from reminder.moving.peers import READERS, reader_of
from reminder.moving.taking import Part
from reminder.phrase import Phrase, listed, phrase, several
from reminder.settings.in_force import in_force
from reminder.settings.reading import Reading
from reminder.settings.values import did_you_mean, one_line
from reminder.wording.language import lines


def import_(args: Arguments) -> Result:
    """Without a terminal, `--yes` or a question in JSON, nothing is taken over."""
    reading = in_force()
    found = _found(args.what)
    there = offers(found, reading)
    missed = unasked(home(), found) if args.what is None else None
    possible = [offer for offer in there if offer.parts]
    if args.yes and not args.dry_run:
        if len(possible) > 1:
            names = listed(offer.found.peer for offer in possible)
            raise UsageError("several were found: {names}; name the one to take over", names=names)
        chosen = next(((offer, offer.parts) for offer in possible), None)
        return _taken(there, chosen, reading)
    not_asked = phrase("{why:sentence}", why=missed) if missed else None
    shown = lines(*(line for offer in there for line in in_words(offer, reading)), not_asked)
    if args.dry_run or args.json or not possible or not somebody_is_there():
        data = _data(there, reading, None) | {"unasked": missed or ""}
        return Result(lines(shown, _how(possible, args.what)), data, 0 if possible else 1)
    mention(shown)
    chosen = _chosen(possible)
    if chosen is None:
        return Result(phrase("Nothing was taken over."), _data(there, reading, None))
    return _taken(there, chosen, reading, is_said=True)


def export(args: Arguments) -> Result:
    """Into a file of the person's alone."""
    now = datetime.now(UTC).astimezone()
    file = Path(args.file or f"reminder-{now:%Y-%m-%d}.zip").expanduser().absolute()
    has = leave(file, now, args.with_checkins)
    said = phrase(
        "{file} has: {parts}. To take it over elsewhere: reminder import {name}",
        file=str(file),
        parts=listed(map(one_line, has)) if has else phrase("nothing yet"),
        name=shlex.quote(file.name),
    )
    return Result(said, {"file": str(file), "parts": has})


# --- what there is ----------------------------------------------------------------------------------------------------


def _found(what: str | None) -> list[Found]:
    """Raises ReminderError where there is nothing."""
    if what is None:
        if found := installed(home()):
            return found
        names = listed(reader.NAME for reader in READERS)
        why = phrase("no other break reminder was found here ({names})", names=names)
        raise ReminderError(
            "{why}; if you have a file of one: reminder import FILE", why=several([why, unasked(home(), ())])
        )
    if (reader := reader_of(what)) and Path(what).name == what:
        if found := installed(home(), [reader]):
            return found
        why = phrase("nothing of {name} was found here", name=reader.NAME)
        raise ReminderError(
            "{why}; if you have a file of it: reminder import FILE", why=several([why, unasked(home(), (), [reader])])
        )
    file = Path(what).expanduser()
    if not file.exists() and Path(what).name == what:
        hint = did_you_mean(what, [reader.PEER for reader in READERS])
        raise UsageError("there is neither a file {what!r} nor a program of that name; {hint}", what=what, hint=hint)
    return [in_file(file)]


def _how(possible: Sequence[Offer], what: str | None) -> Phrase:
    if not possible:
        return phrase("There is nothing to take over.")
    it = what or (possible[0].found.peer if len(possible) == 1 else "NAME")
    return phrase("Nothing was taken over; to take over all of it: reminder import {it} --yes", it=shlex.quote(it))


# --- asking -----------------------------------------------------------------------------------------------------------


def _chosen(possible: Sequence[Offer]) -> tuple[Offer, tuple[Part, ...]] | None:
    """None: nothing."""
    offer = possible[0]
    if len(possible) > 1:
        names = {offer.found.peer: offer for offer in possible}
        question = phrase("Take over from which one? [{names}; Enter for none] ", names=listed(names))
        while (answer := _answer(question)) not in names:
            if not answer:
                return None
        offer = names[answer]
    numbers = phrase(
        "Take over from {name}? [a for all of it, numbers such as 1 3 for some, Enter for nothing] ",
        name=offer.found.name,
    )
    while answer := _answer(numbers):
        if answer in ("a", "all", "y", "yes"):
            return offer, offer.parts
        words = answer.replace(",", " ").split()
        if words and all(it.isdecimal() and 1 <= int(it) <= len(offer.parts) for it in words):
            return offer, tuple(offer.parts[number - 1] for number in sorted({*map(int, words)}))
    return None


def _answer(question: Phrase) -> str:
    try:
        return answer_to(question).lower()
    except EOFError:
        return ""


# --- taking over ------------------------------------------------------------------------------------------------------


def _taken(
    there: Sequence[Offer],
    chosen: tuple[Offer, tuple[Part, ...]] | None,
    reading: Reading,
    is_said: bool = False,
) -> Result:
    """`is_said`: the person has read what is lost."""
    if chosen is None:
        shown = (line for offer in there for line in in_words(offer, reading))
        return Result(lines(*shown, _how((), None)), _data(there, reading, None), 1)
    offer, some = chosen
    done = taken_over(offer, some, reading)
    said = (
        *done.said,
        *(() if is_said else left(offer.found, reading)),
        *ending(offer.found),
        _goes_on(),
    )
    return Result(lines(*said), _data(there, reading, done))


def _goes_on() -> Phrase:
    """The running program reads it now; it would notice a moment later anyhow."""
    try:
        ask(RequestLine("reload"))
    except NotRunning:
        return phrase("The day ahead: reminder preview; begin now: reminder start")
    except ReminderError:
        pass
    return phrase("The day ahead: reminder preview")


def _data(there: Iterable[Offer], reading: Reading, taken: Done | None) -> dict[str, Any]:
    return {"found": [as_data(offer, reading) for offer in there], "taken": taken.as_data if taken else None}
