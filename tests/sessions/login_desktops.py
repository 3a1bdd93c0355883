"""The desktops on which login.py logs in: how each is begun without a screen, and left by its own command."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from screens import HEADLESS

_SERVICES = "/usr/share/dbus-1/services"
_MANAGER = "busctl --user call org.gnome.SessionManager /org/gnome/SessionManager org.gnome.SessionManager"
_NOTHING: Mapping[str, str] = MappingProxyType({})
_WITHOUT_SCREEN = """[Service]
ExecStart=
ExecStart={}
"""


class Desktop(NamedTuple):
    """`command` begins it and `leave` logs out; both are run by a shell, as the person.

    Its notification server is the one of the file `server`, where the bus has to start one. `hand` is the one of
    touch.py that moves the mouse there.
    """

    name: str
    is_called: str
    command: str
    leave: str
    hand: str
    on_x11: bool = False
    server: str | None = None
    environment: Mapping[str, str] = _NOTHING
    files: Mapping[str, str] = _NOTHING
    runs_entries_by_systemd: bool = False


DESKTOPS = [
    Desktop(
        name="xfce",
        is_called="XFCE",
        command="startxfce4",
        leave="xfce4-session-logout --logout --fast",
        hand="x11",
        on_x11=True,
        server=f"{_SERVICES}/org.xfce.xfce4-notifyd.Notifications.service",
    ),
    Desktop(
        name="mate",
        is_called="MATE",
        command="mate-session",
        leave="mate-session-save --force-logout",
        hand="x11",
        on_x11=True,
        server=f"{_SERVICES}/org.freedesktop.mate.Notifications.service",
    ),
    Desktop(
        name="cinnamon",
        is_called="X-Cinnamon",
        command="cinnamon-session-cinnamon",
        leave="cinnamon-session-quit --logout --no-prompt --force",
        hand="x11",
        on_x11=True,
    ),
    Desktop(
        name="budgie",
        is_called="Budgie",
        command="startbudgielabwc",
        leave=f"{_MANAGER} Logout u 2",
        hand="wlroots",
        environment=HEADLESS,
    ),
    Desktop(
        name="plasma",
        is_called="KDE",
        command="startplasma-wayland",
        leave="busctl --user call org.kde.Shutdown /Shutdown org.kde.Shutdown logout",
        hand="kwin",
        server=f"{_SERVICES}/org.kde.plasma.Notifications.service",
        environment={"KWIN_WAYLAND_NO_PERMISSION_CHECKS": "1"},
        files={
            "/etc/systemd/user/plasma-kwin_wayland.service.d/screen.conf": _WITHOUT_SCREEN.format(
                "/usr/bin/kwin_wayland_wrapper --xwayland --virtual --width 1280 --height 800"
            )
        },
        runs_entries_by_systemd=True,
    ),
    Desktop(
        name="gnome",
        is_called="GNOME",
        command="gnome-session",
        leave="gnome-session-quit --logout --no-prompt --force",
        hand="gnome",
        files={
            "/etc/systemd/user/org.gnome.Shell@.service.d/screen.conf": _WITHOUT_SCREEN.format(
                "/usr/bin/gnome-shell --headless --virtual-monitor 1280x800 --unsafe-mode --mode=%i"
            )
        },
    ),
]
