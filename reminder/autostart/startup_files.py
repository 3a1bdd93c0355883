"""The desktops that start no autostart entries, and the file in which each is told what to start.

    the name of a desktop -> row_for() -> Row -> find() -> the file that it reads

Only what is known: `seen` says how. One that is not here may or may not start entries.
"""

import enum
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from reminder.autostart.base import Run
from reminder.storage.paths import home as known_home


class Put(enum.Enum):
    """Where in the file a line counts, whatever else is in there."""

    LAST = "at the end of"
    FIRST = "at the beginning of"
    """Of a script: behind a line `#!`, and before all that may end it or never end."""
    IN_SECTION = "below the line [autostart] of"
    BY_HAND = "before the window manager itself in"
    """What starts the window manager differs from one person to the next, and is theirs to edit."""


class Row(NamedTuple):
    """`{command}` in the line is the command for a shell, `{launcher}` the program alone.

    Paths are below the directory for configuration, or begin with ~ for the home, with / or with a variable. The first
    of `places` that is there is read; where none is, the first of `system` that is.
    """

    desktop: str
    line: str
    places: tuple[str, ...]
    seen: str
    put: Put = Put.LAST
    system: tuple[str, ...] = ()
    comment: str = "#"
    executed: bool = False
    """The file is run as a program, so it has to be executable."""
    begins: str = ""
    """How a line begins that starts something, as opposed to one for a key; a pattern."""


_SCRIPT = "{command} &"
_EXEC = r"exec(_always)?\s"
_ALONE = "~/.xinitrc", "~/.xsession"

OPENBOX_SESSION = Row(
    "openbox-session",
    _SCRIPT,
    ("openbox/autostart",),
    "openbox 3.6.1 seen, its openbox-autostart read: entries only where python3-xdg is installed",
    Put.FIRST,
)
ROWS = (
    OPENBOX_SESSION,
    Row(
        "sway",
        "exec {command}",
        ("~/.sway/config", "sway/config", "~/.i3/config", "i3/config"),
        "sway 1.12 tried, sway(1)",
        system=("/etc/sway/config", "/etc/i3/config"),
        begins=_EXEC,
    ),
    Row(
        "i3",
        "exec --no-startup-id {command}",
        ("i3/config", "~/.i3/config"),
        "i3 4.22 and 4.25 tried, i3(1); the file that comes with it starts entries by `dex`, which then is seen in it",
        system=("/etc/xdg/i3/config", "/etc/i3/config"),
        begins=_EXEC,
    ),
    Row(
        "labwc",
        _SCRIPT,
        ("labwc/autostart",),
        "labwc 0.20.2 tried, labwc-config(5)",
        Put.FIRST,
        ("/etc/xdg/labwc/autostart",),
    ),
    Row(
        "wayfire",
        "reminder_at_login = {command}",
        ("$WAYFIRE_CONFIG_FILE", "wayfire/wayfire.ini", "wayfire.ini"),
        "wayfire 0.10.0 tried, wayfire(1)",
        Put.IN_SECTION,
    ),
    Row(
        "Hyprland",
        'hl.on("hyprland.start", function() hl.exec_cmd("{command}") end)',
        ("hypr/hyprland.lua",),
        "Hyprland 0.57 has read it, its documentation; not tried",
        comment="--",
        begins=r"hl\.(on|exec_cmd)\b",
    ),
    Row(
        "Hyprland",
        "exec-once = {command}",
        ("hypr/hyprland.conf",),
        "Hyprland up to 0.56, its documentation; not tried",
        begins=r"exec(-once)?\s*=",
    ),
    Row(
        "niri",
        'spawn-at-startup "{launcher}" "run"',
        ("$NIRI_CONFIG", "niri/config.kdl"),
        "niri 25.08, its documentation; not tried. Begun by niri-session it starts entries, by systemd",
        system=("/etc/niri/config.kdl",),
        comment="//",
        begins="spawn(-sh)?-at-startup",
    ),
    Row("river", _SCRIPT, ("river/init",), "river 0.3 and 0.4, river(1); not tried", Put.FIRST, executed=True),
    Row("bspwm", _SCRIPT, ("bspwm/bspwmrc",), "bspwm 0.9.12 tried, bspwm(1)", Put.FIRST, executed=True),
    Row(
        "herbstluftwm",
        _SCRIPT,
        ("herbstluftwm/autostart",),
        "herbstluftwm 0.9.5 tried, herbstluftwm(1)",
        Put.FIRST,
        ("/etc/xdg/herbstluftwm/autostart",),
        executed=True,
    ),
    Row("fluxbox", _SCRIPT, ("~/.fluxbox/startup",), "fluxbox 1.3.7 tried, startfluxbox(1)", Put.FIRST),
    Row("openbox", _SCRIPT, _ALONE, "openbox 3.6.1 without its openbox-session reads no such file", Put.BY_HAND),
    Row("dwm", _SCRIPT, _ALONE, "dwm 6.4, dwm(1): it has no file at all", Put.BY_HAND),
    *(
        Row(name, _SCRIPT, _ALONE, "its own file is a program in its own language", Put.BY_HAND)
        for name in ("awesome", "qtile", "xmonad", "spectrwm", "ratpoison", "twm")
    ),
)
_STARTERS = re.compile(rb"(?<![\w-])(dex-autostart|dex|fbautostart|lxsession|xdg-autostart)\b")
"""Programs that start autostart entries wherever they are called."""
KNOWN = frozenset(row.desktop.lower() for row in ROWS)


def row_for(name: str, environment: Mapping[str, str], ask: Run) -> Row | None:
    """What is known of the desktop `name`; of two forms of its file, that of the one which is there."""
    if name.lower() == "openbox" and "openbox --startup" in (ask("ps", "x", "-o", "args=") or ""):
        name = OPENBOX_SESSION.desktop
    known = [row for row in ROWS if row.desktop.lower() == name.lower()]
    return next((row for row in known if find(row.places, environment)), known[0] if known else None)


def starts_entries_itself(row: Row, environment: Mapping[str, str], ask: Run) -> bool:
    """Whether its file calls a program that starts autostart entries, and that program is installed."""
    if row is OPENBOX_SESSION and ask("/usr/bin/python3", "-c", "import xdg") is not None:
        return True
    file = find(row.places, environment) or find(row.system, environment)
    try:
        lines = file.read_bytes().splitlines() if file and file.is_file() else []
    except OSError:
        return False
    called = (_STARTERS.search(line) for line in lines if not line.lstrip().startswith(row.comment.encode()))
    return any(found and shutil.which(found[1].decode()) for found in called)


def find(places: tuple[str, ...], environment: Mapping[str, str]) -> Path | None:
    """The first of `places` where something is."""
    return next(filter(os.path.lexists, paths(places, environment)), None)


def usual_path(row: Row, environment: Mapping[str, str]) -> Path:
    """Where a person who has no file yet would put it: below the directory for configuration, if it may be there."""
    places = tuple(place for place in row.places if not place.startswith(("~", "$"))) or row.places
    return paths(places, environment)[0]


def paths(places: tuple[str, ...], environment: Mapping[str, str]) -> list[Path]:
    """Where `places` are; one that begins with a variable that is not set is nowhere."""
    home = Path(environment.get("HOME") or known_home())
    configuration = environment.get("XDG_CONFIG_HOME", "")
    below = Path(configuration) if configuration.startswith("/") else home / ".config"
    found = []
    for place in places:
        if place.startswith("$"):
            place = environment.get(place.removeprefix("$"), "")
        if place:
            found.append(home / place.removeprefix("~/") if place.startswith("~/") else below / place)
    return found
