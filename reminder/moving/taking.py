"""Takes over what a peer gives: its settings in one checked write, its own tips, its history.

Found, and what is set now -> parts() -> those that the person chooses -> take() -> Taken
                                                      └ the settings refuse: nothing is written, the tips neither
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from tomlkit.exceptions import TOMLKitError

from reminder.errors import ReminderError
from reminder.moving import arriving, checkins, tips
from reminder.moving.archive import CHECKINS, CONFIG, HISTORY
from reminder.moving.found import LONG, SHORT, Found
from reminder.moving.kept import are_kept, keep
from reminder.phrase import Phrase, phrase
from reminder.settings import own_file
from reminder.settings.document import Document
from reminder.settings.nested import find
from reminder.settings.own_tips import naming
from reminder.settings.reading import Reading
from reminder.settings.times import other_times
from reminder.settings.values import distinct
from reminder.storage import paths
from reminder.storage.brought import Answered, Brought, Stretched, Tallied, Totalled, bring
from reminder.storage.carrying import merge


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
    CHECKINS = "check-ins"
    UNKNOWN = "unknown parts"


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
    PartName.CHECKINS: phrase("check-ins"),
    PartName.UNKNOWN: phrase("what a later version knows"),
}
_BESIDE = {PartName.HISTORY, PartName.CHECKINS, PartName.UNKNOWN}
"""No settings, nor what these name."""
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
    tips_files: tuple[Path, ...] = ()
    rows: int = 0
    """Of the history."""
    checkins: int = 0
    """Days."""
    unknown: tuple[str, ...] = ()
    """What a later version has packed, and is kept now."""


def parts(found: Found, reading: Reading) -> list[Part]:
    """All that it gives and an organisation has not fixed, in the order in which a person meets it."""
    changes: dict[PartName, list[Change]] = {}
    for key, value in found.settings.items():
        if key in reading.locked:
            continue
        now = find(reading.values, key.split("."))
        changes.setdefault(_part(key), []).append(Change(key, now, _together(key, now, value)))
    if found.tips:
        changes[PartName.TIPS] = [*_about(found, reading)]
    if found.archive and arriving.tips(found.archive):
        changes[PartName.TIPS] = []
    if found.login:
        changes[PartName.LOGIN] = []
    if has_history(found) and reading.plan.history_retention:
        changes[PartName.HISTORY] = []
    if found.archive and CHECKINS in found.archive.parts:
        changes[PartName.CHECKINS] = []
    if found.archive and found.archive.others:
        changes[PartName.UNKNOWN] = []
    return [Part(name, tuple(changes[name])) for name in PartName if name in changes]


def has_history(found: Found) -> bool:
    return bool(found.days or found.breaks or found.spans or (found.archive and HISTORY in found.archive.parts))


def take(found: Found, chosen: Sequence[Part], reading: Reading) -> Taken:
    """All that is chosen but the start at login. Raises ReminderError; then the settings are as they were."""
    names = {part.name for part in chosen}
    changes = {it.key: it.then for part in chosen for it in part.changes if it.now != it.then}
    puts = _puts(found) if PartName.TIPS in names else []
    if new := [put.file for put in puts if naming(put.file, reading) is not None]:
        changes["tips.files"] = [*(naming(new[0], reading) or ())[:-1], *(file.name for file in new)]
    unknown: tuple[str, ...] = ()
    if found.archive and PartName.UNKNOWN in names and not are_kept(found.archive):
        keep(found.archive)
        unknown = (*found.archive.others,)
    written: list[tips.Put] = []
    try:
        for put in puts:
            put.write()
            written.append(put)
        file = _copied(found, chosen, changes, reading) or _set(changes, reading)
    except BaseException:
        for put in written:
            put.take_back()
        raise
    rows = _bring(found, reading) if PartName.HISTORY in names else 0
    days = 0
    if found.archive and PartName.CHECKINS in names:
        days = checkins.merge(paths.checkins_file(), found.archive.parts[CHECKINS])
    files = tuple(put.file for put in puts)
    return Taken(file, tuple(changes), sum(put.added for put in puts), files, rows, days, unknown)


def _puts(found: Found) -> list[tips.Put]:
    if found.archive is None:
        return [tips.to_put(found)]
    folder = paths.config_file().parent
    return [tips.to_copy(folder / name, content) for name, content in arriving.tips(found.archive).items()]


def _bring(found: Found, reading: Reading) -> int:
    if found.archive:
        return merge(paths.history_file(), found.archive.parts[HISTORY])
    oldest = datetime.now(UTC) - (reading.plan.history_retention or timedelta())
    return bring(paths.history_file(), found.peer, found.name, _rows(found, oldest))


def _copied(found: Found, chosen: Sequence[Part], changes: Mapping[str, Any], reading: Reading) -> Path | None:
    """Where the person has no settings yet those of the archive come with their comments and what is new in them.

    None where that is not so, or only some of them are chosen.
    """
    file = paths.config_file()
    if found.archive is None or not found.settings or own_file.content(file) or found.settings.keys() & reading.locked:
        return None
    of_settings = {part.name for part in parts(found, reading)} - _BESIDE
    if not of_settings <= {part.name for part in chosen}:
        return None
    try:
        text = arriving.without_commands(own_file.text(file, found.archive.parts[CONFIG]))
    except TOMLKitError:  # which takes less for TOML than Python does
        return None
    document = Document(file, text)
    if "tips.files" in changes:
        document.put("tips.files", changes["tips.files"])
        document.check()
    if not own_file.write(file, own_file.content(file), document.text.encode()):
        raise _meanwhile(file)
    return file


def _part(key: str) -> PartName:
    section, _, rest = key.partition(".")
    return _SECTIONS.get(f"{section}.{rest.partition('.')[0]}") or _SECTIONS.get(section, PartName.REST)


def _together(key: str, now: Any, value: Any) -> Any:
    """Programs to be quiet for are added to those that are named here."""
    return distinct([*(now or ()), *value]) if key == "quiet.apps" else value


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
        raise _meanwhile(done.file)
    return done.file


def _meanwhile(file: Path) -> ReminderError:
    return ReminderError(
        "somebody else changed {file} at this moment, so nothing was written: try again", file=str(file)
    )


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
