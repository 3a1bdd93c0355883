"""GNOME Shell's own break reminders, since its version 48; it keeps no history of breaks.

dconf dump, gsettings ─▶ Found

Names and defaults are those of the schema, `org.gnome.desktop.break-reminders` (gsettings-desktop-schemas 51).
"""

from collections.abc import Iterator

from reminder.moving import forms
from reminder.moving.found import LONG, SHORT, Found, Home, Place
from reminder.moving.sheet import SECOND, Sheet
from reminder.phrase import phrase

PEER, NAME = "gnome-shell", "GNOME Shell's break reminders"
_ENDING = (phrase("Switch both of its break reminders off in GNOME's settings, under Wellbeing"),)

_ROOT = "org/gnome/desktop/break-reminders"
_BREAKS = {"eyesight": (SHORT, 1200, 20), "movement": (LONG, 1800, 300)}
"""What each is here, and the defaults of `interval-seconds` and `duration-seconds`."""
_DELAY = 180
_VEILS = {"fade-screen": True, "lock-screen": False}


def places(home: Home) -> Iterator[Place]:
    if home.system == "linux":
        yield Place(command=("dconf", "dump", f"/{_ROOT}/"))
        yield Place(command=("gsettings", "list-recursively", _ROOT.replace("/", ".")), changed=True)


def knows(data: bytes) -> bool:
    values = forms.dconf(data, _ROOT)
    selected = values.get("selected-breaks")
    chosen = isinstance(selected, list) and set(selected) <= _BREAKS.keys()
    return chosen or any(key.partition("/")[0] in _BREAKS for key in values)


def read(data: bytes, source: str) -> Found:
    sheet = Sheet(forms.dconf(data, _ROOT), forms.spoilt(data))
    selected = sheet.items("selected-breaks")
    for name, (ours, interval, duration) in _BREAKS.items():
        sheet.put(f"reminders.{ours}.every", sheet.length(f"{name}/interval-seconds", SECOND, interval))
        sheet.put(f"reminders.{ours}.lasts", sheet.length(f"{name}/duration-seconds", SECOND, duration))
        sheet.put(f"reminders.{ours}.enabled", name in selected)
    first, *others = [name for name in _BREAKS if name in selected] or [*_BREAKS]
    delay = sheet.length(f"{first}/delay-seconds", SECOND, _DELAY)
    sheet.put("snooze.for", delay)
    for name in others:
        if name in selected and (its := sheet.length(f"{name}/delay-seconds", SECOND, _DELAY)) != delay and its:
            why = phrase("every reminder has the same snooze here; this one was {length:duration}", length=its)
            sheet.lose(f"{name}/delay-seconds", why)
    for name in (it for it in _BREAKS if it in selected):
        if veils := [key for key, default in _VEILS.items() if sheet.switch(f"{name}/{key}", default)]:
            why = phrase("nothing dims or locks the screen here")
            sheet.lose(", ".join(f"{name}/{key}" for key in veils), why)
        if sheet.switch(f"{name}/play-sound", True):
            why = phrase("its sounds; reminder has one for all, or none: notify.sound")
            sheet.lose(f"{name}/play-sound", why)
        sheet.lose_what_differs(
            {f"{name}/notify": True, f"{name}/notify-overdue": True},
            phrase("a reminder is a notification here, and never silent"),
        )
        if sheet.switch(f"{name}/countdown", False):
            sheet.lose(f"{name}/countdown", phrase("`reminder status` and the icon tell when the next one comes"))
    return sheet.found(Found(PEER, NAME, source=source, ending=_ENDING))
