"""Which desktop asks, and what it starts at login.

    environment, and what systemd's user manager says of its targets -> here() -> Desktop

Whoever asks over ssh, from cron or from a console has no desktop: nothing is known then, and None says so.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from reminder.autostart.base import Run, run
from reminder.autostart.startup_files import KNOWN, Row, row_for, starts_entries_itself
from reminder.model import desktops

_START_ENTRIES = frozenset(name for desktop in desktops.DESKTOPS for name in desktop.names)
SOCKETS = {
    "SWAYSOCK": "sway",
    "I3SOCK": "i3",
    "LABWC_PID": "labwc",
    "HYPRLAND_INSTANCE_SIGNATURE": "Hyprland",
    "NIRI_SOCKET": "niri",
    "WAYFIRE_CONFIG_FILE": "wayfire",
}
"""What compositors and window managers tell their children, also where no login manager set a name."""
_OVER_SSH = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
_SESSION = "graphical-session.target"
_ENTRIES = "xdg-desktop-autostart.target"


class Desktop(NamedTuple):
    """`names` are those of XDG_CURRENT_DESKTOP, `name` the one that says most; both empty where there is none."""

    name: str = ""
    names: tuple[str, ...] = ()
    starts_entries: bool | None = None
    by_systemd: bool | None = None
    """It is systemd's user manager that starts the entries."""
    reaches_target: bool | None = None
    """graphical-session.target."""
    row: Row | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def heeds_the_switch_of_gnome(self) -> bool:
        """GNOME, Budgie and Cinnamon do heed it, and so may one that is not known; systemd 262, Plasma 6.7, LXQt 2.4,
        MATE 1.26 and Xfce 4.20 do not.
        """
        heedless = (desktop for desktop in desktops.DESKTOPS if desktop.own_switch)
        return not self.by_systemd and not any(desktop.is_among(self.names) for desktop in heedless)


def here(environment: Mapping[str, str], ask: Run = run) -> Desktop:
    """The desktop of `environment`. Takes the time of a command or two."""
    names = desktops.names(environment)
    if any(environment.get(variable) for variable in _OVER_SSH):
        return Desktop()
    name = _name(environment, names) or _window_manager(environment, ask)
    if not name:
        return Desktop()
    active = _active_targets(ask)
    row = None if name.lower() in _START_ENTRIES else row_for(name, environment, ask)
    starts: bool | None = name.lower() in _START_ENTRIES or _ENTRIES in active
    if not starts:
        starts = starts_entries_itself(row, environment, ask) if row else None
    return Desktop(name, names, starts, _ENTRIES in active, _SESSION in active, row)


def _name(environment: Mapping[str, str], names: tuple[str, ...]) -> str:
    """The first of `names` that says something, else what a socket tells, else the session's, if it is a known one."""
    session = Path(environment.get("XDG_SESSION_DESKTOP") or environment.get("DESKTOP_SESSION") or "").name
    starting = [name for name in names if name.lower() in _START_ENTRIES]
    known = [name for name in names if name.lower() in KNOWN]
    sockets = [name for variable, name in SOCKETS.items() if environment.get(variable)]
    sessions = [session] if session.lower() in _START_ENTRIES | KNOWN else []
    return next(iter((*starting, *known, *sockets, *names, *sessions)), "")


def _window_manager(environment: Mapping[str, str], ask: Run) -> str:
    """What runs on an X display that nobody gave a name, as after `startx`, if it is one that is known to run alone.

    By the window that a window manager names itself on (Extended Window Manager Hints, _NET_SUPPORTING_WM_CHECK).
    """
    if not environment.get("DISPLAY"):
        return ""
    window = re.search(r"0x[0-9a-f]+", ask("xprop", "-root", "_NET_SUPPORTING_WM_CHECK") or "")
    told = ask("xprop", "-id", window[0], "_NET_WM_NAME") if window else None
    name = re.search(r'= "(.+)"', told or "")
    return name[1] if name and name[1].lower() in KNOWN else ""


def _active_targets(ask: Run) -> frozenset[str]:
    """Those that the user manager has reached; none where there is no such manager."""
    shown = ask("systemctl", "--user", "show", "--property=Id,ActiveState", _SESSION, _ENTRIES) or ""
    blocks = (dict(line.partition("=")[::2] for line in block.splitlines()) for block in shown.split("\n\n"))
    return frozenset(block["Id"] for block in blocks if block.get("ActiveState") == "active" and "Id" in block)
