"""What another break reminder gives, beside what is set here: in words, and as data.

Found, and what is set now ─▶ Offer ─▶ in_words(), as_data() ─▶ `reminder import`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from reminder.autostart.base import State
from reminder.autostart.login import choose
from reminder.cli.table import table
from reminder.errors import ReminderError
from reminder.moving import arriving, tips
from reminder.moving.archive import CHECKINS, HISTORY
from reminder.moving.checkins import days_in
from reminder.moving.found import Found, Loss
from reminder.moving.taking import LABELS, Change, Part, PartName, Taken, has_history
from reminder.phrase import Phrase, counted, listed, phrase, verbatim
from reminder.settings.reading import Reading
from reminder.settings.schema import option
from reminder.storage import paths
from reminder.storage.carrying import rows_in
from reminder.wording.language import Text, word

_HEADS = phrase("what"), phrase("setting"), phrase("now")


class Offer(NamedTuple):
    """What one of them gives, beside what is set here."""

    found: Found
    parts: tuple[Part, ...]


def in_words(offer: Offer, reading: Reading) -> Iterator[Phrase | Text]:
    found = offer.found
    name = phrase("{name} {version}", name=found.name, version=found.version) if found.version else found.name
    yield phrase("{name}, from {source}:", name=name, source=found.source)
    yield verbatim("")
    if offer.parts:
        there = phrase("in that file") if found.archive else phrase("from {name}", name=found.name)
        yield table((*_HEADS, there), _rows(offer), whole=1)
        yield verbatim("")
    if more := [*left(found, reading)]:
        yield from more
        yield verbatim("")


def _rows(offer: Offer) -> Iterator[tuple[str, ...]]:
    for number, part in enumerate(offer.parts, 1):
        label = f"{number} {word(LABELS[part.name])}"
        for about, now, then in _about(part, offer.found):
            yield label, str(word(about)), str(word(now)), str(word(then))
            label = ""


def _about(part: Part, found: Found) -> Iterator[tuple[Phrase, Phrase, Phrase]]:
    """What it is, how it is now, and how it would be."""
    if part.name is PartName.TIPS and found.archive:
        yield phrase("files"), phrase("none"), listed(arriving.tips(found.archive))
    elif part.name is PartName.TIPS:
        own = verbatim("; ".join(tips.in_short(found)))
        yield phrase("in {file}", file=tips.file_of(found.peer).name), phrase("none"), own
    elif part.name is PartName.LOGIN:
        yield phrase("Start when you log in"), phrase("on") if starts_at_login() else phrase("off"), phrase("on")
    elif part.name is PartName.HISTORY:
        whose = phrase("as it was") if found.archive else phrase("marked as of {name}", name=found.name)
        yield whose, phrase("none"), _of_history(found)
    elif part.name is PartName.CHECKINS and found.archive:
        days = days_in(found.archive.parts[CHECKINS])
        yield phrase("what you told"), phrase("none"), counted("{count} day", "{count} days", days)
    for it in part.changes:
        yield _label(it), _told(it.key, it.now), _told(it.key, it.then)


def _label(change: Change) -> Phrase:
    of = option(change.key.split("."))
    label = of.label if of else verbatim(change.key)
    _, name, *rest = change.key.split(".")
    fixed = rest and name not in ("posture", "break")
    return phrase("{name}: {label}", name=name, label=label) if fixed else label


def _told(key: str, value: Any) -> Phrase:
    match value:
        case None:
            return phrase("all day") if key.startswith("hours.") else phrase("none")
        case bool():
            return phrase("on") if value else phrase("off")
        case []:
            return phrase("day off") if key.startswith("hours.") else phrase("none")
        case list():
            return listed(map(str, value))
    return verbatim(str(value)) if value != "" else phrase("empty")


def _of_history(found: Found) -> Phrase:
    if found.archive:
        return counted("{count} record", "{count} records", rows_in(found.archive.parts[HISTORY]))
    if found.days:
        return counted("{count} day", "{count} days", len(found.days))
    return counted("{count} break", "{count} breaks", len(found.breaks))


def left(found: Found, reading: Reading) -> Iterator[Phrase]:
    """What is not taken over, and what could not be read."""
    if losses := _losses(found, reading):
        peers = phrase("What reminder has nothing like, or has otherwise:")
        yield phrase("What is not taken over:") if found.archive else peers
        yield from (phrase("  {name}: {why}", name=loss.name, why=loss.why) for loss in losses)
    if found.problems:
        yield phrase("What could not be read:")
        yield from (phrase("  {problem}", problem=problem) for problem in found.problems)


def _losses(found: Found, reading: Reading) -> list[Loss]:
    losses = [*found.losses, *tips.losses(found)]
    if has_history(found) and not reading.plan.history_retention:
        name = str(word(LABELS[PartName.HISTORY]))
        losses.append(Loss(name, phrase("you have switched records off: history.enabled")))
    return losses


def starts_at_login() -> bool:
    with suppress(ReminderError):
        return choose(state_dir=paths.state_dir(), look=True).status().state is State.ON
    return False


def as_data(offer: Offer) -> dict[str, Any]:
    found = offer.found
    changes = {it.key: {"now": it.now, "then": it.then} for part in offer.parts for it in part.changes}
    return {
        "peer": found.peer,
        "name": found.name,
        "version": found.version,
        "source": found.source,
        "parts": [part.name.value for part in offer.parts],
        "settings": changes,
        "tips": [dict(tip) for tip in tips.as_tips(found)],
        "login": found.login,
        "history": {"days": len(found.days), "breaks": len(found.breaks), "spans": len(found.spans)},
        "made": found.archive.made if found.archive else None,
        "losses": [loss._asdict() for loss in (*found.losses, *tips.losses(found))],
        "problems": list(found.problems),
        "ending": list(found.ending),
    }


def taken_as_data(offer: Offer, some: Iterable[Part], taken: Taken, login: bool) -> dict[str, Any]:
    return {
        "peer": offer.found.peer,
        "parts": [part.name.value for part in some],
        "file": str(taken.file),
        "settings": list(taken.keys),
        "tips": taken.tips,
        "tips_files": list(map(str, taken.tips_files)),
        "history": taken.rows,
        "checkins": taken.checkins,
        "login": login,
    }
