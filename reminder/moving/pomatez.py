"""Pomatez: the JSON that it keeps in its browser, in minutes (its `app/renderer/src/store`).

On the disk that is in a database of the browser's, which only Pomatez itself can open: a person copies it out. Every
so-manyth round ends in a long break.
"""

from collections.abc import Iterator
from itertools import count

from reminder.errors import UsageError
from reminder.moving.found import LONG, SHORT, Found, Home, Place, by_its_icon
from reminder.moving.sheet import MINUTE, Sheet, of_json, signs
from reminder.phrase import phrase
from reminder.settings.values import parse_clock

PEER, NAME = "pomatez", "Pomatez"
_ENDING = by_its_icon(NAME, phrase("switch off its start at login, in its settings"))
_SPECIAL = ("firstBreak", "secondBreak", "thirdBreak", "fourthBreak")
_ELSEWHERE = phrase(
    "its settings are in its browser: in its developer tools (Ctrl+Shift+I) type copy(localStorage.state), save that"
    " as a file, and name the file to reminder import"
)
_SETTINGS = {
    "enableStrictMode": False,
    "enableFullscreenBreak": False,
    "enableVoiceAssistance": False,
    "notificationSoundOn": True,
    "autoStartWorkTime": False,
}


def places(home: Home) -> Iterator[Place]:
    for folder in (home.config / "pomatez", home.snap("pomatez") / ".config" / "pomatez"):
        yield Place(folder / "Local Storage" / "leveldb" / "CURRENT", instead=_ELSEWHERE)


def knows(data: bytes) -> bool:
    return signs(data, "stayFocus", "shortBreak", "longBreak", "sessionRounds")


def read(data: bytes, source: str) -> Found:
    whole = of_json(data)
    sheet = whole.section("config") if "config" in whole.values else whole
    focus, rounds = sheet.length("stayFocus", MINUTE, 25), sheet.times("sessionRounds", 4)
    sheet.put(f"reminders.{SHORT}.every", focus)
    sheet.put(f"reminders.{SHORT}.lasts", sheet.length("shortBreak", MINUTE, 5))
    sheet.put(f"reminders.{SHORT}.enabled", True if focus else None)
    if focus and rounds:
        sheet.put(f"reminders.{LONG}.every", rounds * focus)
        sheet.put(f"reminders.{LONG}.enabled", True)
    sheet.put(f"reminders.{LONG}.lasts", sheet.length("longBreak", MINUTE, 15))
    _special_breaks(sheet)
    settings = whole.section("settings")
    settings.lose_what_differs(_SETTINGS, phrase("reminder forces nobody, shows notifications only, and has no timer"))
    if whole.values.get("tasks"):
        sheet.lose("tasks", phrase("reminder has no list of tasks"))
    login = settings.switch("openAtLogin", False) if "openAtLogin" in settings.values else None
    return sheet.found(Found(PEER, NAME, "", source, login=login, ending=_ENDING))


def _special_breaks(sheet: Sheet) -> None:
    """At a time of the day; its end is not used there."""
    special = sheet.section("specialBreaks")
    number = count(1)
    for name in _SPECIAL:
        its = special.section(name)
        begin = its.text("fromTime") or ""
        if not begin:
            continue
        try:
            parse_clock(begin)
        except UsageError:
            sheet.lose(name, phrase("its time is not one of the day"))
            continue
        reminder = f"reminders.{PEER}-{next(number)}"
        sheet.put(f"{reminder}.at", [begin.strip()])
        if its.number("duration", 0):
            sheet.put(f"{reminder}.lasts", its.length("duration", MINUTE, 0))
