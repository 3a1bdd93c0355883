"""Sane Break: its settings, of which the file has only what was changed, and the spans and events of its days.

SaneBreak.ini ─▶ Found       sane-break.db (since 0.10) ─▶ a PeerBreak or a PeerSpan each

Names, units and defaults are those of the source (0.10.4), in `src/core`: `preferences.cpp`, `app-data.cpp`,
`app-states.cpp`, `db.cpp`. All times of the database are UTC, in two spellings.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from reminder.model.activity import Activity
from reminder.model.senses import Reason
from reminder.model.showing import Outcome
from reminder.moving import forms
from reminder.moving.found import LONG, SHORT, Found, Home, PeerBreak, PeerSpan, Place, by_its_icon
from reminder.moving.sheet import SECOND, Sheet
from reminder.moving.tables import MAGIC, rows
from reminder.phrase import Phrase, phrase

PEER, NAME = "sane-break", "Sane Break"
_ENDING = by_its_icon(NAME, phrase("switch off its start at login, in its Preferences"))

_FLATPAK = "io.github.AllanChain.sane-break"
_SECTIONS = ("break", "pause", "postpone", "focus")
_KNOWN = ("small-every", "small-for", "big-after", "big-for", "big-enabled", "small-msg", "big-msg", "flash-for")
_READ = {
    *(f"break/{name}" for name in ("small-every", "small-for", "big-after", "big-for", "big-enabled")),
    *(f"break/{name}" for name in ("small-msg", "big-msg", "postpone-minutes")),
    *(f"pause/{name}" for name in ("on-idle-for", "reset-after", "programs-to-monitor", "treat-inhibitor-as-activity")),
    *("General/auto-start", "General/language", "General/shown-welcome", "postpone/max-minute-ratio"),
}
"""`postpone-minutes` is of before 0.10, and of no use any more."""
_GONE = {
    "focus/": phrase("there is one set of reminders here, and no second one for times of focus"),
    "postpone/": phrase("a snooze has no price here"),
    "bell/": phrase("it plays no sounds of breaks here; that of a notification is notify.sound"),
    "theme/": phrase("a notification has no colours to choose from"),
    "ui/": phrase("a notification has no looks to choose from"),
    "pause/on-battery": phrase("reminders come on battery too"),
    "": phrase("there is nothing like it here"),
}
"""By what a key begins with."""
_DOING = {
    "normal": (Activity.AT_WORK, None),
    "meeting": (Activity.HELD, Reason.MEETING),
    "away": (Activity.AWAY, None),
    "break": (Activity.AWAY, None),
    "sleep": (Activity.ASLEEP, None),
}
"""Other spans lie within these: `flash` and `focus`."""


def places(home: Home) -> Iterator[Place]:
    """Qt keeps an ini in `~/.config` on macOS too (https://doc.qt.io/qt-6/qsettings.html#locations-where-application-settings-are-stored)."""
    settings = home.home / ".config" if home.system == "darwin" else home.config
    yield Place(settings / "SaneBreak" / "SaneBreak.ini")
    yield Place(home.data / "SaneBreak" / "SaneBreak" / "sane-break.db", history=True)
    if home.system == "linux":
        inner = home.flatpak(_FLATPAK)
        yield Place(inner / "config" / "SaneBreak" / "SaneBreak.ini")
        yield Place(inner / "data" / "SaneBreak" / "SaneBreak" / "sane-break.db", history=True)


def knows(data: bytes) -> bool:
    if data.startswith(MAGIC):
        return b"spans" in data and b"started_at" in data
    values = forms.ini(data)
    return any(f"{section}/{name}" in values for section in ("break", "focus") for name in _KNOWN) or any(
        f"pause/{name}" in values for name in ("on-idle-for", "reset-after", "reset-cycle-after")
    )


def read(data: bytes, source: str) -> Found:
    found = Found(PEER, NAME, source=source, ending=_ENDING)
    return _of_database(data, found) if data.startswith(MAGIC) else _of_settings(data, found)


# --- settings ---------------------------------------------------------------------------------------------------------


def _of_settings(data: bytes, found: Found) -> Found:
    written = forms.ini(data)
    sheet = Sheet({key: forms.value(its) for key, its in written.items()}, forms.spoilt(data))
    every, after = sheet.length("break/small-every", SECOND, 1200), sheet.times("break/big-after", 3)
    sheet.put(f"reminders.{SHORT}.every", every)
    sheet.put(f"reminders.{SHORT}.lasts", sheet.length("break/small-for", SECOND, 20))
    sheet.put(f"reminders.{SHORT}.enabled", True)
    if every and after:
        sheet.put(f"reminders.{LONG}.every", after * every)
    sheet.put(f"reminders.{LONG}.lasts", sheet.length("break/big-for", SECOND, 60))
    sheet.put(f"reminders.{LONG}.enabled", sheet.switch("break/big-enabled", True))
    begins, resets = sheet.length("pause/on-idle-for", SECOND, 180), sheet.length("pause/reset-after", SECOND, 120)
    if begins and resets:
        sheet.put("timing.natural_break", begins + resets)
    if programs := forms.qt_list(written.get("pause/programs-to-monitor", "")):
        sheet.put("quiet.apps", [name for name in programs if name])
    if "pause/treat-inhibitor-as-activity" in sheet.values:
        is_work = sheet.switch("pause/treat-inhibitor-as-activity", True)
        sheet.put("timing.passive", "work" if is_work else "break")
    for key in ("break/small-msg", "break/big-msg"):
        for message in filter(None, forms.qt_list(written.get(key, ""))):
            sheet.tip("", message)
    sheet.lose("max-minute-ratio", phrase("Sane Break keeps no length of a snooze; snooze.for stays as it is"))
    gone: dict[str, list[str]] = {}
    for key in sorted(written.keys() - _READ):
        gone.setdefault(next(start for start in _GONE if key.startswith(start)), []).append(key)
    for start, keys in gone.items():
        sheet.lose(", ".join(keys), _GONE[start])
    login = sheet.switch("General/auto-start", False)
    return sheet.found(found)._replace(login=login)


# --- history ----------------------------------------------------------------------------------------------------------


class _Break(NamedTuple):
    reminder: str
    began: datetime
    ended: datetime
    is_whole: bool


def _of_database(data: bytes, found: Found) -> Found:
    spans: list[PeerSpan] = []
    breaks: list[_Break] = []
    pressed: list[PeerBreak] = []
    problems: list[Phrase] = []
    spoilt = 0

    def each(table: str, columns: tuple[str, ...], take: Callable[..., None]) -> None:
        nonlocal spoilt
        try:
            for its in rows(data, table, columns):
                try:
                    take(*its)
                except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
                    spoilt += 1
        except sqlite3.Error as error:
            problems.append(phrase("its {table} are damaged ({why})", table=table, why=str(error)))

    def span(kind: str, started: str, ended: str | None, told: str) -> None:
        """What has no end was going on when the program was killed, or goes on still."""
        if ended is None:
            return
        began, end, more = _moment(started), _moment(ended), json.loads(told)
        if end <= began:
            return
        if kind == "break":
            reminder = LONG if more.get("type") == "big" else SHORT
            breaks.append(_Break(reminder, began, end, more.get("normal-exit") is not False))
        doing = _paused(more) if kind == "paused" else _DOING.get(kind)
        if doing:
            spans.append(PeerSpan(doing[0], began, end, doing[1]))

    def event(created: str, kind: str) -> None:
        outcome = {"postpone": Outcome.SNOOZED, "break::exit-force": Outcome.SKIPPED}.get(kind)
        if outcome:
            at = _moment(created)
            pressed.append(PeerBreak(_meant(at, breaks), outcome, at, at))

    each("spans", ("type", "started_at", "ended_at", "data"), span)
    each("events", ("created_at", "type"), event)
    if spoilt:
        problems.append(phrase("{count} of its entries make no sense and were left out", count=spoilt))
    taken = [
        PeerBreak(its.reminder, Outcome.DONE if its.is_whole else Outcome.SKIPPED, its.began, its.ended)
        for its in breaks
    ]
    return found._replace(
        breaks=tuple(sorted(taken + pressed, key=lambda its: its.at)),
        spans=tuple(sorted(spans, key=lambda its: its.began)),
        problems=tuple(problems),
    )


def _meant(at: datetime, breaks: list[_Break]) -> str:
    """The break that goes on then, else the next one; a person who ends or puts off one does not say which."""
    return next((its.reminder for its in sorted(breaks, key=lambda its: its.began) if at <= its.ended), SHORT)


def _paused(told: dict[str, list[str]]) -> tuple[Activity, Reason | None]:
    is_program = "app-open" in told.get("reasons", [])
    return (Activity.HELD, Reason.APP) if is_program else (Activity.PAUSED, None)


def _moment(written: str) -> datetime:
    """In UTC there; here as the clock on the wall showed it."""
    at = datetime.fromisoformat(written)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone()
