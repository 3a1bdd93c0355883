"""The window's child for moving in: a Wanted on its standard input, an Answer as JSON on its standard output.

Wanted ─▶ what is installed ─▶ offers, or ─▶ taking.take() of one of them ─▶ Answer
"""

# isort: off
from reminder.system import lean  # noqa: F401 - before what imports msgspec

# isort: on
import sys
from collections.abc import Iterable

import msgspec

from reminder.errors import ReminderError
from reminder.moving.finding import home, installed, unasked
from reminder.moving.offers import Offer, ending, losses, offers, rows, taken_over
from reminder.moving.taking import LABELS
from reminder.moving.wanted import Answer, Shown, ShownPart, Wanted
from reminder.phrase import phrase
from reminder.settings.in_force import in_force
from reminder.settings.reading import Reading


def answered(wanted: Wanted) -> Answer:
    try:
        reading = in_force()
        found = installed(home())
        there = offers(found, reading)
        if not wanted.peer:
            return Answer(tuple(_shown(offer, reading) for offer in there), unasked(home(), found))
        return _taken(there, wanted, reading)
    except ReminderError as error:
        return Answer(failed=error.said)


def _taken(there: Iterable[Offer], wanted: Wanted, reading: Reading) -> Answer:
    offer = next((it for it in there if it.found.peer == wanted.peer), None)
    some = [part for part in offer.parts if part.name in wanted.parts] if offer else []
    if offer is None or not some:
        return Answer(failed=phrase("nothing was chosen, so nothing was taken over"))
    done = taken_over(offer, some, reading)
    return Answer(told=(*done.said, *ending(offer.found)))


def _shown(offer: Offer, reading: Reading) -> Shown:
    found = offer.found
    parts = (ShownPart(part.name, LABELS[part.name], tuple(rows(part, found))) for part in offer.parts)
    lost = ((loss.name, loss.why) for loss in losses(found, reading))
    told = found.peer, found.name, found.version, found.source
    return Shown(*told, tuple(parts), tuple(lost), found.problems, found.ending)


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(answered(msgspec.json.decode(sys.stdin.buffer.read(), type=Wanted))))
