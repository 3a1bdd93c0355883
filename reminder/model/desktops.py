"""The desktops of Linux that are known: one row each, for whoever has to tell them apart.

$XDG_CURRENT_DESKTOP ─▶ names() ─▶ is_among(): this desktop is one of them
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Row(NamedTuple):
    """One desktop. All of them start autostart entries at login.

    Tried on GNOME 51, Plasma 6.7, Xfce 4.20, MATE 1.26, Cinnamon 6.6, Budgie 10.10, LXQt 2.4 and Phosh 0.58; the others
    have the session manager of one of these, or one like it (lxsession).
    """

    label: str
    """As people call it."""
    names: tuple[str, ...]
    """In XDG_CURRENT_DESKTOP, or of its sessions; in lower case."""
    parts: tuple[str, ...] = ()
    """Its own programs, as they call themselves to whoever is asked to keep the screen awake. Seen: mutter, for an
    inhibitor by Wayland (GNOME 51); libxfce4ui, through which xfce4-screensaver 4.20 tells logind."""
    own_switch: bool = False
    """It does not heed X-GNOME-Autostart-enabled in an autostart entry; the others do, or may."""

    def is_among(self, names: Iterable[str]) -> bool:
        return any(name.lower() in self.names for name in names)


GNOME = Row(
    "GNOME",
    ("gnome", "gnome-classic", "gnome-flashback"),
    ("mutter", "gnome-shell", "org.gnome.shell", "gnome-session", "gnome-session-binary"),
)
CINNAMON = Row(
    "Cinnamon", ("cinnamon", "x-cinnamon"), ("muffin", "cinnamon", "cinnamon-session", "cinnamon-screensaver")
)
MATE = Row("MATE", ("mate",), ("mate-session", "mate-screensaver", "mate-power-manager"), own_switch=True)
XFCE = Row(
    "Xfce",
    ("xfce",),
    (
        *("libxfce4ui", "xfce4-session", "xfce4-screensaver", "xfce screensaver"),
        *("xfce4-power-manager", "xfce power manager"),
    ),
    own_switch=True,
)
PLASMA = Row(
    "KDE Plasma",
    ("kde", "plasma"),
    ("kwin", "kwin_wayland", "kwin_x11", "ksmserver", "plasmashell", "powerdevil", "org_kde_powerdevil"),
    own_switch=True,
)
DESKTOPS = (
    *(GNOME, CINNAMON, MATE, XFCE, PLASMA),
    Row("Budgie", ("budgie",), ("budgie-session", "budgie-wm", "budgie-daemon")),
    Row("LXQt", ("lxqt",), ("lxqt-session", "lxqt-powermanagement"), own_switch=True),
    Row("Phosh", ("phosh",), ("phosh", "phoc", "phosh-session")),
    Row("LXDE", ("lxde",)),
    Row("Pantheon", ("pantheon",)),
    Row("Unity", ("unity", "ubuntu")),
)


def names(environment: Mapping[str, str]) -> tuple[str, ...]:
    """What the desktop of `environment` calls itself, and those it is like."""
    told = environment.get("XDG_CURRENT_DESKTOP", "").removeprefix("none+")  # NixOS: no desktop, and a window manager
    return tuple(filter(None, told.split(":")))
