"""What another break reminder gives, beside what is set here: line by line for a person, and as data.

Found, and what is set now ─▶ offers() ─▶ Offer ─▶ rows(), left(), as_data() ─▶ `reminder import`, the window
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from reminder.autostart.base import State, find_program
from reminder.autostart.login import choose
from reminder.errors import ReminderError
from reminder.moving import arriving, tips
from reminder.moving.archive import CHECKINS, HISTORY
from reminder.moving.checkins import days_in
from reminder.moving.found import Found, Loss
from reminder.moving.kept import are_kept
from reminder.moving.taking import LABELS, Change, Part, PartName, Taken, has_history, parts, take
from reminder.moving.wanted import Row
from reminder.phrase import Phrase, counted, listed, phrase, several, verbatim
from reminder.settings.reading import Reading
from reminder.settings.schema import option
from reminder.settings.values import one_line
from reminder.storage import paths
from reminder.storage.carrying import rows_in
from reminder.wording.language import word


class Done(NamedTuple):
    """What was taken over."""

    said: tuple[Phrase, ...]
    as_data: dict[str, Any]


class Offer(NamedTuple):
    """What one of them gives, beside what is set here."""

    found: Found
    parts: tuple[Part, ...]


def offers(found: Iterable[Found], reading: Reading) -> list[Offer]:
    return [Offer(it, tuple(parts(it, reading))) for it in found]


def rows(part: Part, found: Found) -> Iterator[Row]:
    """Of what can be taken over by itself."""
    if part.name is PartName.TIPS and found.archive:
        yield Row(phrase("files"), phrase("none"), listed(arriving.tips(found.archive)))
    elif part.name is PartName.TIPS:
        own = verbatim("; ".join(tips.in_short(found)))
        now = own if _are_there(found) else phrase("none")
        yield Row(phrase("in {file}", file=tips.file_of(found.peer).name), now, own)
    elif part.name is PartName.LOGIN:
        yield Row(phrase("Start when you log in"), phrase("on") if starts_at_login() else phrase("off"), phrase("on"))
    elif part.name is PartName.HISTORY:
        whose = phrase("as it was") if found.archive else phrase("marked as of {name}", name=found.name)
        yield Row(whose, phrase("none"), _of_history(found))
    elif part.name is PartName.CHECKINS and found.archive:
        days = days_in(found.archive.parts[CHECKINS])
        yield Row(phrase("what you told"), phrase("none"), counted("{count} day", "{count} days", days))
    elif part.name is PartName.UNKNOWN and found.archive:
        now = phrase("kept") if are_kept(found.archive) else phrase("none")
        yield Row(listed(map(one_line, found.archive.others)), now, phrase("kept"))
    for it in part.changes:
        yield Row(_label(it), _told(it.key, it.now), _told(it.key, it.then))


def _are_there(found: Found) -> bool:
    """All of its tips."""
    with suppress(ReminderError):
        return not tips.to_put(found).added
    return False


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
    if lost := losses(found, reading):
        peers = phrase("What reminder has nothing like, or has otherwise:")
        yield phrase("What is not taken over:") if found.archive else peers
        yield from (phrase("  {name}: {why}", name=loss.name, why=loss.why) for loss in lost)
    if found.problems:
        yield phrase("What could not be read:")
        yield from (phrase("  {problem}", problem=problem) for problem in found.problems)


def ending(found: Found) -> list[Phrase]:
    """How to end it, where that is to be done."""
    return [phrase("So that you are not reminded twice: {steps}.", steps=several(found.ending))] if found.ending else []


def losses(found: Found, reading: Reading) -> list[Loss]:
    lost = [*found.losses, *tips.losses(found)]
    for key in found.settings.keys() & reading.locked.keys():
        lost.append(Loss(key, phrase("it is set by your organisation, in {file}", file=reading.locked[key])))
    if has_history(found) and not reading.plan.history_retention:
        name = str(word(LABELS[PartName.HISTORY]))
        lost.append(Loss(name, phrase("you have switched records off: history.enabled")))
    return lost


def starts_at_login() -> bool:
    with suppress(ReminderError):
        return choose(state_dir=paths.state_dir(), look=True).status().state is State.ON
    return False


def as_data(offer: Offer, reading: Reading) -> dict[str, Any]:
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
        "losses": [loss._asdict() for loss in losses(found, reading)],
        "problems": list(found.problems),
        "ending": list(found.ending),
    }


# --- taking over ------------------------------------------------------------------------------------------------------


def taken_over(offer: Offer, some: Sequence[Part], reading: Reading) -> Done:
    """The start at login included. Raises ReminderError."""
    taken = take(offer.found, some, reading)
    login = any(part.name is PartName.LOGIN for part in some) and _log_in()
    data = {
        "peer": offer.found.peer,
        "parts": [part.name.value for part in some],
        "file": str(taken.file),
        "settings": list(taken.keys),
        "tips": taken.tips,
        "tips_files": list(map(str, taken.tips_files)),
        "history": taken.rows,
        "checkins": taken.checkins,
        "unknown": list(taken.unknown),
        "login": login,
    }
    return Done(tuple(_written(offer, some, taken, login)), data)


def _written(offer: Offer, some: Iterable[Part], taken: Taken, login: bool) -> Iterator[Phrase]:
    labels = listed(LABELS[part.name] for part in some)
    if taken.keys or taken.tips or taken.rows or taken.checkins or taken.unknown or login:
        yield phrase("Taken over from {name}: {what}.", name=offer.found.name, what=labels)
    else:
        yield phrase("All of that is so already, nothing was changed: {what}.", what=labels)
    if taken.keys:
        backup = taken.file.with_name(f"{taken.file.name}.bak")
        before = phrase("; as that was before: {backup}", backup=str(backup)) if backup.exists() else verbatim("")
        yield phrase("It is in {file}{before}", file=str(taken.file), before=before)
    if taken.tips:
        files = listed(map(str, taken.tips_files))
        yield counted("One tip is in {files}", "{count} tips are in {files}", taken.tips, files=files)
    if taken.rows:
        yield counted("One record of its history was added.", "{count} records of its history were added.", taken.rows)
    if taken.checkins:
        yield counted("One day of check-ins was added.", "{count} days of check-ins were added.", taken.checkins)
    if taken.unknown:
        names = listed(map(one_line, taken.unknown))
        yield phrase("This version knows nothing of {names}; the next reminder export packs it again.", names=names)


def _log_in() -> bool:
    """Whether it is new that it starts at login."""
    if starts_at_login():
        return False
    choose(state_dir=paths.state_dir(), look=True).enable(find_program())
    return True
