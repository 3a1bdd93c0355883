"""Stretchly, all versions: JSON in milliseconds, with every default written out (its `app/utils/defaultSettings.js`).

`breakInterval` counts the mini breaks between two long ones: with 3 every fourth break is long.
"""

import html
import ntpath
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from reminder.moving.found import LONG, SHORT, Found, Home, Place, by_its_icon
from reminder.moving.sheet import Sheet, newer, of_json, signs
from reminder.moving.shipped import is_shipped
from reminder.phrase import phrase

PEER, NAME = "stretchly", "Stretchly"
_ENDING = by_its_icon(NAME, phrase("switch off its start at login, in its Preferences"))
_KNOWN_UP_TO = "1.22"
_MS = timedelta(milliseconds=1)

_BREAKS = {"microbreak": (SHORT, 20_000), "break": (LONG, 300_000)}
"""What each is here, and the default of its duration."""
_POSTPONES = {"microbreakPostponeTime": 120_000, "breakPostponeTime": 300_000}

_LOOKS = {
    "mainColor": "#478484",
    "miniBreakColor": "#478484",
    "transparentMode": False,
    "opacity": 0.9,
    "themeSource": "system",
    "fullscreen": False,
    "allScreens": True,
    "screen": "primary",
    "longBreakIcon": False,
    "breakWindowWidth": 0.85,
    "breakWindowHeight": 0.85,
    "showBreaksAsRegularWindows": False,
    "ideas": True,
    "breakContentScreen": "primary",
    "blurredBackground": False,
    "breakHealthMode": False,
    "fitscreen": False,
    "currentTimeInBreaks": False,
}
_SOUNDS = {
    "audio": "crystal-glass",
    "longBreakAudio": "crystal-glass",
    "miniBreakAudio": "crystal-glass",
    "volume": 1,
    "microbreakStartSoundPlaying": False,
    "breakStartSoundPlaying": False,
    "silentNotifications": False,
    "miniBreakStartSound": "silence",
    "longBreakStartSound": "silence",
}
_KEYS = {
    "endBreakShortcut": "CmdOrCtrl+X",
    "pauseBreaksShortcut": "",
    "resumeBreaksShortcut": "",
    **dict.fromkeys(
        (
            *("pauseBreaksToggleShortcut", "pauseBreaksUntilMorningShortcut", "resetBreaksShortcut"),
            *(f"pauseBreaksFor{time}Shortcut" for time in ("30Minutes", "1Hour", "2Hours", "5Hours")),
            *(f"skipToNext{which}Shortcut" for which in ("ScheduledBreak", "MiniBreak", "LongBreak")),
        ),
        "",
    ),
}
_ICON = {
    "useMonochromeTrayIcon": False,
    "useMonochromeInvertedTrayIcon": False,
    "trayIconThemeSource": "system",
    "timeToBreakInTray": False,
    "trayIconStyle": "default",
    "showTrayIcon": True,
    "language": "en",
}
_WARNINGS = {
    "breakNotification": True,
    "microbreakNotification": True,
    "breakNotificationInterval": 30_000,
    "microbreakNotificationInterval": 10_000,
}
_PERCENTAGES = {"microbreakPostponableDurationPercent": 30, "breakPostponableDurationPercent": 30}
_MANUAL = {"miniBreakManualFinish": False, "longBreakManualFinish": False}
_COMPANY = {
    "customPreferencesMessage": "",
    "disableAppUpdateFeatures": False,
    "hidePreferencesFileLocation": False,
    "hideStrictModePreferences": False,
}
_SILENT = (
    *("naturalBreaks", "naturalBreaksInactivityResetTime", "monitorDnd", "morningHour", "posLatitude", "posLongitude"),
    *("microbreakInterval", "breakInterval", "appExclusions", "useIdeasFromSettings", "breakIdeas", "microbreakIdeas"),
    *("openAtLogin", "_migratedOpenAtLogin", "flatpakAutostart", "isFirstRun", "__internal__"),
    *("notifyNewVersion", "checkNewVersion", "appExclusionsCheckInterval", "monitorDndCheckInterval"),
    *("naturalBreaksCheckInterval", "showBreakActionsInStrictMode", "showTrayMenuInStrictMode"),
    *(f"{kind}{what}" for kind in _BREAKS for what in ("", "Duration", "StrictMode", "Postpone", "PostponesLimit")),
    *_POSTPONES,
)
"""What is read, and what only the program itself has a use for."""


def places(home: Home) -> Iterator[Place]:
    for folder in (
        home.config / "Stretchly",
        home.flatpak("net.hovancik.Stretchly") / "config" / "Stretchly",
        home.snap("stretchly") / ".config" / "Stretchly",
        *_of_the_store(home),
        home.config / "stretchly",  # before 1.0
    ):
        yield Place(folder / "config.json")


def _of_the_store(home: Home) -> Iterator[Any]:
    if home.system == "win32":
        packages = home.home / "AppData" / "Local" / "Packages" / "33881JanHovancik.stretchly_24fg4m0zq65je"
        yield packages / "LocalCache" / "Roaming" / "Stretchly"


def knows(data: bytes) -> bool:
    return signs(data, "microbreakInterval", "microbreakDuration", "breakInterval", "microbreak", "breakDuration")


def read(data: bytes, source: str) -> Found:
    sheet = of_json(data)
    version = sheet.section("__internal__").section("migrations").text("version") or ""
    _breaks(sheet)
    _snooze(sheet)
    _natural_break(sheet)
    _quiet(sheet)
    _ideas(sheet)
    _losses(sheet)
    login = [sheet.switch(key, False) for key in ("openAtLogin", "flatpakAutostart") if key in sheet.values]
    found = Found(PEER, NAME, version, source, login=any(login) if login else None, ending=_ENDING)
    return sheet.found(found._replace(problems=tuple(newer(version, _KNOWN_UP_TO))))


def _breaks(sheet: Sheet) -> None:
    interval = sheet.length("microbreakInterval", _MS, 600_000)
    between = sheet.times("breakInterval", 2)
    sheet.put(f"reminders.{SHORT}.every", interval)
    if interval and between is not None:
        sheet.put(f"reminders.{LONG}.every", (between + 1) * interval)
    for kind, (ours, lasts) in _BREAKS.items():
        sheet.put(f"reminders.{ours}.lasts", sheet.length(f"{kind}Duration", _MS, lasts))
        sheet.put(f"reminders.{ours}.enabled", sheet.switch(kind, True))
        if sheet.switch(f"{kind}StrictMode", False):
            why = phrase("reminder forces nobody: every notification can be put off or skipped")
            sheet.lose(f"{kind}StrictMode", why)


def _snooze(sheet: Sheet) -> None:
    """We have one for all reminders: that of the mini breaks, where these are on, and can be postponed."""
    on = {kind: sheet.switch(kind, True) and sheet.switch(f"{kind}Postpone", True) for kind in _BREAKS}
    limits = [sheet.times(f"{kind}PostponesLimit", 1) for kind, is_on in on.items() if is_on]
    if not any(on.values()):
        sheet.put("snooze.limit", 0 if sheet.is_whole else None)
        return
    chosen, other = _POSTPONES if on["microbreak"] else reversed(_POSTPONES)
    length = sheet.length(chosen, _MS, _POSTPONES[chosen])
    sheet.put("snooze.for", length)
    known = [limit for limit in limits if limit is not None]
    sheet.put("snooze.limit", min(known, default=None))
    if all(on.values()):
        longer = sheet.length(other, _MS, _POSTPONES[other])
        if longer and longer != length:
            sheet.lose(other, phrase("{length:duration}; reminder has one length of snooze for all", length=longer))
        if len(set(known)) > 1:
            sheet.lose("microbreakPostponesLimit, breakPostponesLimit", phrase("reminder has one limit for all"))
    else:
        kind = next(kind for kind, is_on in on.items() if not is_on)
        if sheet.switch(kind, True):
            sheet.lose(f"{kind}Postpone", phrase("reminder has one snooze for all, which the others need"))


def _natural_break(sheet: Sheet) -> None:
    is_on = sheet.switch("naturalBreaks", True)
    if is_on:
        sheet.put("timing.natural_break", sheet.length("naturalBreaksInactivityResetTime", _MS, 300_000))
    elif is_on is False:
        why = phrase('here an absence counts as a break; so that only lock and sleep do: set timing.idle to "off"')
        sheet.lose("naturalBreaks", why)


def _quiet(sheet: Sheet) -> None:
    is_held = sheet.switch("monitorDnd", True)
    sheet.put("quiet.do_not_disturb", None if is_held is None else "hold" if is_held else "ignore")
    rules = [sheet.part(rule) for rule in sheet.items("appExclusions") if isinstance(rule, dict)]
    active = [rule for rule in rules if rule.switch("active", False)]
    if len(active) < len(rules) or active[1:]:
        why = phrase("only the first one that is switched on counts there, so the others are left out")
        sheet.lose("appExclusions", why)
    for rule in active[:1]:
        names = [ntpath.basename(name.strip()) for name in rule.items("commands") if isinstance(name, str)]
        kind = rule.text("rule")
        if kind == "pause":
            sheet.put("quiet.apps", [name for name in dict.fromkeys(names) if name])
        elif kind == "resume":
            why = phrase("breaks only while {names} run: reminder has nothing like it", names=", ".join(names))
            sheet.lose("appExclusions", why)


def _ideas(sheet: Sheet) -> None:
    is_used = sheet.switch("useIdeasFromSettings", False)
    shipped = 0
    for key in ("breakIdeas", "microbreakIdeas"):
        for idea in sheet.items(key) if is_used else ():
            title, text, is_enabled = _idea(idea, sheet)
            if not is_enabled:
                continue
            if is_shipped(text):
                shipped += 1
            elif text:
                if "<img" in f"{title} {text}".lower():
                    sheet.lose(key, phrase("the picture of “{idea}”", idea=_plain(title or text)[:40]))
                sheet.tip(_plain(title), _plain(text))
    sheet.lose_shipped("breakIdeas, microbreakIdeas", NAME, shipped)


def _idea(idea: Any, sheet: Sheet) -> tuple[str, str, bool]:
    """Title, text, and whether it is in use; those of old versions are the bare data."""
    data, is_enabled = idea, True
    if isinstance(idea, dict):
        its = sheet.part(idea)
        data = its.items("data") if isinstance(idea.get("data"), list) else its.value("data")
        is_enabled = bool(its.switch("enabled", True))
    match data:
        case str(text):
            return "", text, is_enabled
        case [str(text)]:
            return "", text, is_enabled
        case [str(title), str(text), *_]:
            return title, text, is_enabled
    return "", "", False


def _plain(text: str) -> str:
    """Without tags, and with the letters that `&amp;` and the like stand for."""
    bare = re.sub(r"</?[a-zA-Z][^<>]*>", " ", text)
    if bare != text:
        bare = re.sub(r"\s+([.,;:!?])", r"\1", bare)
    return " ".join(re.sub(r"&#?\w{1,30};", lambda found: html.unescape(found[0]), bare).split())


def _losses(sheet: Sheet) -> None:
    morning = sheet.values.get("morningHour", 6)
    if morning != 6 and "morningHour" in sheet.values:
        why = phrase("when a pause until the morning ends; here: reminder pause until 7:00, and the working hours")
        sheet.lose("morningHour", why)
    sheet.lose_what_differs(_LOOKS, phrase("how its windows look; reminder shows notifications of your desktop"))
    sheet.lose_what_differs(_SOUNDS, phrase("its sounds; reminder has one for all, or none: notify.sound"))
    sheet.lose_what_differs(_KEYS, phrase("its keys; for those of reminder: reminder keys"))
    sheet.lose_what_differs(_PERCENTAGES, phrase("in which part of a break it can be put off; here that is all of it"))
    sheet.lose_what_differs(_WARNINGS, phrase("reminder gives no warning: it waits for a pause in typing"))
    sheet.lose_what_differs(_MANUAL, phrase("a break of reminder ends when you are back"))
    sheet.lose_what_differs(_ICON, phrase("its icon and language; reminder has your desktop's"))
    sheet.lose_what_differs(_COMPANY, phrase("what an organisation hides there"))
    sheet.lose_what_differs({"pauseForSuspendOrLock": True}, phrase("sleep and lock are always absences here"))
    sheet.lose_unknown(_SILENT)
