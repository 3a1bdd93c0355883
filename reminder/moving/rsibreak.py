"""RSIBreak: its settings, whose numbers have a unit each; its statistics are in memory alone.

rsibreakrc ─▶ Found

Names, units and defaults are those of the source (0.13.0): `src/rsiglobals.cpp`, `setuptiming.cpp`, `setupgeneral.cpp`.
`DEBUG` runs minutes as seconds there, to try things; the numbers are meant as minutes all the same.
"""

from collections.abc import Iterator

from reminder.moving import forms
from reminder.moving.found import LONG, SHORT, Found, Home, Place, by_its_icon
from reminder.moving.sheet import MINUTE, SECOND, Sheet
from reminder.phrase import phrase

PEER, NAME = "rsibreak", "RSIBreak"
_ENDING = by_its_icon(
    NAME, phrase("switch off its start at login, in its settings or among the programs that your desktop starts")
)

_GROUP = "General Settings/"
_KNOWN = (
    *("TinyEnabled", "TinyInterval", "TinyDuration", "TinyThreshold", "BigInterval", "BigDuration", "BigThreshold"),
    *("PostponeBreakDuration", "SuppressIfPresenting", "UseNoIdleTimer", "DEBUG"),
)
_SIGNS = ("TinyEnabled", "TinyInterval", "TinyDuration", "BigInterval", "BigDuration", "PostponeBreakDuration")
_LOOKS = (
    "Effect",
    "Graylevel",
    "SlideInterval",
    "ShowSmallImages",
    "ImageFolder",
    "SearchRecursiveCheck",
    "DisableAccel",
)
_BUTTONS = {f"Hide{name}Button": False for name in ("Minimize", "Postpone", "Lock")}
_POPUP = {"Popup Settings/UsePopup": True, "Popup Settings/UseFlash": True}


def places(home: Home) -> Iterator[Place]:
    if home.system == "linux":
        yield Place(home.config / "rsibreakrc")
        yield Place(home.flatpak("org.kde.rsibreak") / "config" / "rsibreakrc")
        for older in (".kde4", ".kde"):
            yield Place(home.home / older / "share" / "config" / "rsibreakrc")


def knows(data: bytes) -> bool:
    values = forms.ini(data)
    return any(f"{_GROUP}{name}" in values for name in _SIGNS) or "Popup Settings/UsePopup" in values


def read(data: bytes, source: str) -> Found:
    values = {key.removeprefix(_GROUP): forms.value(its) for key, its in forms.ini(data).items()}
    sheet = Sheet(values, forms.spoilt(data))
    short, natural = sheet.switch("TinyEnabled", True), sheet.length("TinyThreshold", SECOND, 20)
    sheet.put(f"reminders.{SHORT}.every", sheet.length("TinyInterval", MINUTE, 10))
    sheet.put(f"reminders.{SHORT}.lasts", sheet.length("TinyDuration", SECOND, 20))
    sheet.put(f"reminders.{SHORT}.enabled", short)
    sheet.put(f"reminders.{LONG}.every", sheet.length("BigInterval", MINUTE, 60))
    sheet.put(f"reminders.{LONG}.lasts", sheet.length("BigDuration", MINUTE, 1))
    sheet.put(f"reminders.{LONG}.enabled", True)
    sheet.put("snooze.for", sheet.length("PostponeBreakDuration", MINUTE, 5))
    long_natural = sheet.length("BigThreshold", MINUTE, 1)
    sheet.put("timing.natural_break", long_natural if short is False else natural)
    heeds = sheet.switch("SuppressIfPresenting", True)
    sheet.put("quiet.full_screen", None if heeds is None else "hold" if heeds else "ignore")
    if sheet.switch("UseNoIdleTimer", False):
        sheet.put("timing.idle", "off")
    if long_natural and short is not False:
        why = phrase(
            "an absence counts as the long break once it is as long as that break, not after {length:duration}",
            length=long_natural,
        )
        sheet.lose("BigThreshold", why)
    sheet.lose_what_differs({"Patience": 30}, phrase("it waits for a pause in typing here (timing.wait_for_pause)"))
    sheet.lose_what_differs({"ShortInputInterval": 2}, phrase("what counts as activity cannot be set here"))
    sheet.lose_what_differs(_POPUP, phrase("every reminder is a notification here"))
    sheet.lose_what_differs(_BUTTONS, phrase("a notification always has its buttons here"))
    sheet.lose_unknown({*_KNOWN, *_LOOKS, *(key for key in sheet.values if "/" in key)})
    looks = dict.fromkeys(name for name in _LOOKS if sheet.values.get(name))
    sheet.lose_what_differs(looks, phrase("a notification has no looks to choose from"))
    login = sheet.switch("General/AutoStart", False)
    return sheet.found(Found(PEER, NAME, source=source, ending=_ENDING))._replace(login=login)
