"""GNOME Break Timer: two kinds of breaks, in dconf or, as a Flatpak, in a keyfile; it keeps no history.

dconf dump, keyfile, gsettings ─▶ Found

Names and defaults are those of the source (3.1.0): `data/gschema/`; its first version had another path.
"""

from collections.abc import Iterator

from reminder.moving import forms
from reminder.moving.found import LONG, SHORT, Found, Home, Place
from reminder.moving.sheet import SECOND, Sheet
from reminder.phrase import phrase

PEER, NAME = "gnome-break-timer", "GNOME Break Timer"
_ENDING = (phrase("Switch GNOME Break Timer off in its window; then it does not start at login either"),)

_ROOT, _OLD_ROOT = "org/gnome/BreakTimer", "org/gnome/break-timer"
_BREAKS = {"microbreak": (SHORT, 360, 30), "restbreak": (LONG, 2400, 360)}
"""What each is here, and the defaults of `interval-seconds` and `duration-seconds`."""
_WHOLE = {"enabled", "selected-breaks", "quiet-mode", "quiet-mode-expire-time"}
_ITS_OWN = {f"{name}/{key}" for name in _BREAKS for key in ("interval-seconds", "duration-seconds")}


def places(home: Home) -> Iterator[Place]:
    if home.system == "linux":
        yield Place(command=("dconf", "dump", f"/{_ROOT}/"))
        yield Place(command=("gsettings", "list-recursively", _ROOT.replace("/", ".")), changed=True)
        yield Place(home.flatpak("org.gnome.BreakTimer") / "config" / "glib-2.0" / "settings" / "keyfile")
        yield Place(command=("dconf", "dump", f"/{_OLD_ROOT}/"))
        yield Place(command=("gsettings", "list-recursively", _OLD_ROOT.replace("/", ".")), changed=True)


def knows(data: bytes) -> bool:
    """One that was switched on and changed nowhere has no more than that to be known by."""
    values = forms.dconf(data, _ROOT, _OLD_ROOT)
    selected = values.get("selected-breaks")
    chosen = isinstance(selected, list) and set(selected) <= _BREAKS.keys()
    return bool(values) and (
        any(key in values for key in _ITS_OWN) or (values.keys() <= _WHOLE and (chosen or "enabled" in values))
    )


def read(data: bytes, source: str) -> Found:
    sheet = Sheet(forms.dconf(data, _ROOT, _OLD_ROOT), forms.spoilt(data))
    on = sheet.switch("enabled", False)
    selected = sheet.items("selected-breaks") if "selected-breaks" in sheet.values else [*_BREAKS]
    for name, (ours, interval, duration) in _BREAKS.items():
        sheet.put(f"reminders.{ours}.every", sheet.length(f"{name}/interval-seconds", SECOND, interval))
        sheet.put(f"reminders.{ours}.lasts", sheet.length(f"{name}/duration-seconds", SECOND, duration))
        sheet.put(f"reminders.{ours}.enabled", None if on is None else on and name in selected)
        if sheet.switch(f"{name}/lock-screen", False):
            sheet.lose(f"{name}/lock-screen", phrase("nothing locks the screen here"))
    return sheet.found(Found(PEER, NAME, source=source, ending=_ENDING))._replace(login=on)
