"""Who keeps the screen awake, as people call it: what one manager was told -> a name for the status.

A desktop passes on what programs asked of it, and some then tell of themselves: "a program (by GNOME)".
"""

from collections.abc import Iterable

from reminder.senses.sensor import SOMEBODY, plain_name

_NAMELESS = frozenset({"", "unknown", "systemd-inhibit", "gnome-session-inhibit"})
"""What stands where no program is named; the last two keep awake for what they run."""
_PASS_ON = {
    "GNOME": ("mutter", "gnome-shell", "org.gnome.shell", "gnome-session", "gnome-session-binary"),
    "Cinnamon": ("muffin", "cinnamon", "cinnamon-session", "cinnamon-screensaver"),
    "MATE": ("mate-session", "mate-screensaver", "mate-power-manager"),
    "Xfce": (
        *("libxfce4ui", "xfce4-session", "xfce4-screensaver", "xfce screensaver"),
        *("xfce4-power-manager", "xfce power manager"),
    ),
    "KDE Plasma": (
        *("kwin", "kwin_wayland", "kwin_x11", "ksmserver", "plasmashell"),
        *("powerdevil", "org_kde_powerdevil"),
    ),
    "Budgie": ("budgie-session", "budgie-wm", "budgie-daemon"),
    "LXQt": ("lxqt-session", "lxqt-powermanagement"),
    "Phosh": ("phosh", "phoc", "phosh-session"),
}
"""Each desktop's own parts. Seen: mutter, for an inhibitor by Wayland (GNOME 51); libxfce4ui, through which
xfce4-screensaver 4.20 tells logind."""
_DESKTOPS = {part: desktop for desktop, parts in _PASS_ON.items() for part in parts}
_PORTAL = "xdg-desktop-portal"


def keeper(told: str) -> str:
    """A name for who `told` is: an application's id, the name or the path of a program, or an address on the bus."""
    name = "" if told.startswith(":") else plain_name(told)
    if name in _NAMELESS:
        return SOMEBODY[0]
    if name.startswith(_PORTAL):
        return _by("the desktop's portal")
    desktop = _DESKTOPS.get(told.lower()) or _DESKTOPS.get(name)
    return _by(desktop) if desktop else name


def best(names: Iterable[str]) -> tuple[str, ...]:
    """Those that tell the most, in order: whoever passed on the wish of one that is named is left out."""
    known = set(names)
    passed_on = {name for name in known if name.startswith(f"{SOMEBODY[0]} (")}
    return tuple(sorted(known - passed_on - set(SOMEBODY) or passed_on or known))


def _by(desktop: str) -> str:
    return f"{SOMEBODY[0]} (by {desktop})"
