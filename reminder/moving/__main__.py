"""The window's child for moving in and out: a Wanted on its standard input, an Answer as JSON on its standard output.

Wanted ─▶ what is installed, or the file that follows ─▶ offers, or ─▶ taking.take() of one of them ─▶ Answer
       └▶ leaving.leave() ─▶ a file among the person's downloads
"""

# isort: off
from reminder.system import lean  # noqa: F401 - before what imports msgspec

# isort: on
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import HTTP

import msgspec

from reminder.errors import ReminderError, UsageError
from reminder.moving.finding import home, in_data, installed, unasked
from reminder.moving.leaving import leave
from reminder.moving.offers import Offer, ending, losses, offers, rows, taken_over
from reminder.moving.taking import LABELS
from reminder.moving.wanted import Answer, Shown, ShownPart, Wanted
from reminder.phrase import phrase
from reminder.settings.in_force import in_force
from reminder.settings.reading import Reading
from reminder.settings.values import one_line
from reminder.storage import paths
from reminder.storage.files import free_name


def answered(wanted: Wanted, sent: bytes = b"") -> Answer:
    try:
        if wanted.export:
            return _saved(wanted)
        reading = in_force()
        found = installed(home()) if wanted.sent_as is None else [in_data(*file_in(wanted.sent_as, sent))]
        there = offers(found, reading)
        if not wanted.peer:
            not_asked = unasked(home(), found) if wanted.sent_as is None else None
            return Answer(tuple(_shown(offer, reading) for offer in there), not_asked)
        return _taken(there, wanted, reading)
    except ReminderError as error:
        return Answer(failed=error.said)


def _saved(wanted: Wanted) -> Answer:
    now = datetime.now(UTC).astimezone()
    path = free_name(paths.downloads(), f"reminder-{now:%Y-%m-%d}", ".zip")
    leave(path, now, wanted.with_checkins)
    return Answer(told=(phrase("Saved as {path}, for you alone to read.", path=str(path)),))


def file_in(sent_as: str, sent: bytes) -> tuple[bytes, str]:
    """What is in the file that a form with nothing else has brought, and its name. Raises UsageError."""
    boundary = message_from_bytes(f"Content-Type: {sent_as}".encode(), policy=HTTP).get_boundary()
    mark = f"--{boundary}\r\n".encode()
    head, _, rest = sent.partition(b"\r\n\r\n")
    data, end, _ = rest.rpartition(b"\r\n" + mark.strip())
    name = message_from_bytes(head.removeprefix(mark), policy=HTTP).get_filename()
    if not head.startswith(mark) or not end or not name:
        raise UsageError("choose a file first")
    return data, one_line(name)


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
    line, _, rest = sys.stdin.buffer.read().partition(b"\n")
    sys.stdout.buffer.write(msgspec.json.encode(answered(msgspec.json.decode(line, type=Wanted), rest)))
