"""Takes over what a peer gives: its settings in one checked write, its own tips, its history.

Found, and what is set now -> parts() -> those that the person chooses -> take() -> Taken
                                                      └ the settings refuse: nothing is written, the tips neither
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from reminder.errors import ReminderError
from reminder.moving import tips
from reminder.moving.found import LONG, SHORT, Found
from reminder.phrase import Phrase, phrase
from reminder.settings.nested import find
from reminder.settings.own_tips import naming
from reminder.settings.reading import Reading
from reminder.settings.schema import other_times
from reminder.storage import paths
from reminder.storage.brought import Answered, Brought, Stretched, Tallied, Totalled, bring


class PartName(StrEnum):
    """What can be taken over by itself."""

    SHORT = "short breaks"
    LONG = "long breaks"
    OTHERS = "other reminders"
    SNOOZE = "snooze"
    ABSENCES = "absences"
    HOURS = "hours"
    QUIET = "quiet"
    REST = "other settings"
    TIPS = "tips"
    LOGIN = "login"
    HISTORY = "history"


LABELS: Mapping[PartName, Phrase] = {
    PartName.SHORT: phrase("short breaks"),
    PartName.LONG: phrase("long breaks"),
    PartName.OTHERS: phrase("breaks at fixed times"),
    PartName.SNOOZE: phrase("snooze"),
    PartName.ABSENCES: phrase("absences"),
    PartName.HOURS: phrase("working hours"),
    PartName.QUIET: phrase("quiet"),
    PartName.REST: phrase("other settings"),
    PartName.TIPS: phrase("your own tips"),
    PartName.LOGIN: phrase("start at login"),
    PartName.HISTORY: phrase("history"),
}
_SECTIONS = {
    f"reminders.{SHORT}": PartName.SHORT,
    f"reminders.{LONG}": PartName.LONG,
    "reminders": PartName.OTHERS,
    "snooze": PartName.SNOOZE,
    "timing": PartName.ABSENCES,
    "hours": PartName.HOURS,
    "quiet": PartName.QUIET,
}


class Change(NamedTuple):
    """One setting: as it is now, None where it has no value, and as the peer has it."""

    key: str
    now: Any
    then: Any


class Part(NamedTuple):
    name: PartName
    changes: tuple[Change, ...] = ()


class Taken(NamedTuple):
    """What was written."""

    file: Path
    keys: tuple[str, ...] = ()
    """The settings that have changed."""
    tips: int = 0
    tips_file: Path | None = None
    rows: int = 0
    """Of the history."""


def parts(found: Found, reading: Reading) -> list[Part]:
    """All that it gives, in the order in which a person meets it."""
    changes: dict[PartName, list[Change]] = {}
    for key, value in found.settings.items():
        now = find(reading.values, key.split("."))
        changes.setdefault(_part(key), []).append(Change(key, now, _together(key, now, value)))
    if found.tips:
        changes[PartName.TIPS] = [*_about(found, reading)]
    if found.login:
        changes[PartName.LOGIN] = []
    if (found.days or found.breaks or found.spans) and reading.plan.history_retention:
        changes[PartName.HISTORY] = []
    return [Part(name, tuple(changes[name])) for name in PartName if name in changes]


def take(found: Found, chosen: Sequence[Part], reading: Reading) -> Taken:
    """All that is chosen but the start at login. Raises ReminderError; then the settings are as they were."""
    names = {part.name for part in chosen}
    changes = {it.key: it.then for part in chosen for it in part.changes if it.now != it.then}
    put = tips.to_put(found) if PartName.TIPS in names else None
    if put:
        put.write()
        if (files := naming(put.file, reading)) is not None:
            changes["tips.files"] = files
    try:
        file = _set(changes, reading)
    except BaseException:
        if put:
            put.take_back()
        raise
    rows = 0
    if PartName.HISTORY in names and (kept := reading.plan.history_retention):
        oldest = datetime.now(UTC) - kept
        rows = bring(paths.history_file(), found.peer, found.name, _rows(found, oldest))
    return Taken(file, tuple(changes), put.added if put else 0, put.file if put else None, rows)


def _part(key: str) -> PartName:
    section, _, rest = key.partition(".")
    return _SECTIONS.get(f"{section}.{rest.partition('.')[0]}") or _SECTIONS.get(section, PartName.REST)


def _together(key: str, now: Any, value: Any) -> Any:
    """Programs to be quiet for are added to those that are named here."""
    return [*now, *(it for it in value if it not in now)] if key == "quiet.apps" and now else value


def _about(found: Found, reading: Reading) -> Iterator[Change]:
    """A reminder that has kinds of tips chosen gets this kind, too."""
    for name in (SHORT, LONG):
        now = find(reading.values, ("reminders", name, "about"))
        if now and found.peer not in now:
            yield Change(f"reminders.{name}.about", now, [*now, found.peer])


def _set(changes: dict[str, Any], reading: Reading) -> Path:
    """The interval of a reminder that has fixed times takes their place."""
    from reminder.settings.edit import ChangedMeanwhile, change

    own = str(paths.config_file())
    if not changes:
        return paths.config_file()
    for section, _, name in [key.rpartition(".") for key in changes]:
        for other, _ in other_times(name) if section.startswith("reminders.") else ():
            if reading.origins.get(f"{section}.{other}") == own:
                changes[f"{section}.{other}"] = None
    done = change(changes)
    if isinstance(done, ChangedMeanwhile):
        raise ReminderError(
            "somebody else changed {file} at this moment, so nothing was written: try again", file=str(done.file)
        )
    return done.file


def _rows(found: Found, oldest: datetime) -> Iterator[Brought]:
    """Nothing that would be forgotten at once."""
    for day in found.days:
        if day.began >= oldest:
            tallies = {
                reminder: Tallied(its.taken, its.postponed, its.skipped, its.natural)
                for reminder, its in day.breaks.items()
            }
            yield Totalled(day.began, day.ended, day.active, tallies)
    for its in found.breaks:
        if its.at >= oldest:
            yield Answered(its.reminder, its.outcome, its.at, its.answered)
    for span in found.spans:
        if span.began >= oldest:
            yield Stretched(span.began, span.ended, span.kind.value, span.reason.value if span.reason else "")
