"""The desks of panels that take icons: how each is begun, goes and comes back, and a hand at its mouse."""

import json
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path

from gnome_shell import GnomeShell
from server_desks import OF_PLASMA, Desk, Gnome, OnSway, OnX11, run
from steps import is_on_the_bus, wait_for
from wayland_mouse import LEFT as LEFT_OF_WAYLAND
from wayland_mouse import RIGHT as RIGHT_OF_WAYLAND

WATCHER = "org.kde.StatusNotifierWatcher"
LEFT, RIGHT = 1, 3
"""As X11 numbers the buttons of a mouse."""
WHOLE = "1280x800+0+0"
_XFCE = """<?xml version="1.0" encoding="UTF-8"?><channel name="xfce4-panel" version="1.0">
<property name="configver" type="int" value="2"/>
<property name="panels" type="array"><value type="int" value="1"/>
 <property name="dark-mode" type="bool" value="{dark}"/>
 <property name="panel-1" type="empty"><property name="position" type="string" value="p=6;x=0;y=0"/>
  <property name="length" type="uint" value="100"/><property name="position-locked" type="bool" value="true"/>
  <property name="size" type="uint" value="30"/>
  <property name="plugin-ids" type="array"><value type="int" value="1"/><value type="int" value="2"/></property>
 </property></property>
<property name="plugins" type="empty">
<property name="plugin-1" type="string" value="separator"><property name="expand" type="bool" value="true"/></property>
<property name="plugin-2" type="string" value="systray"/></property></channel>"""
_XFCE_FILE = "xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml"
_LXQT = """[General]
__userfile__=true
panels=panel1
[panel1]
alignment=-1
iconSize=22
panelSize=32
plugins=mainmenu, statusnotifier, worldclock
position=Bottom
width=100
width-percent=true
[mainmenu]
type=mainmenu
[statusnotifier]
alignment=Right
type=statusnotifier
[worldclock]
alignment=Right
type=worldclock
"""
_WAYBAR = {
    "layer": "top",
    "position": "top",
    "height": 30,
    "modules-right": ["tray", "clock"],
    "tray": {"icon-size": 21, "spacing": 10},
}


def wait_for_watcher() -> None:
    wait_for(lambda: is_on_the_bus(WATCHER), "a watcher", 60)


class Panel(Desk):
    notifies = False
    """It has a notification server of its own."""
    settings: tuple[str, ...] = ()
    """Commands that are run before it begins."""
    settled = 2.0
    """Seconds from the watcher to a panel that is all there."""

    def serve(self) -> None:
        for command in self.settings:
            run("sh", "-c", command)
        if not self.notifies:
            self._start("dunst", "dunst")
        self.come_back()

    def come_back(self) -> None:
        self._start("panel", *self.command.split())
        wait_for_watcher()
        time.sleep(self.settled)

    def leave(self) -> None:
        self._begun.pop().kill()
        for process in Path("/proc").glob("[0-9]*"):  # the panel of Xfce draws each of its parts in a process
            if b"xfce4/panel/wrapper" in (process / "cmdline").read_bytes():
                os.kill(int(process.name), signal.SIGKILL)

    def point(self, x: int, y: int) -> None:
        raise NotImplementedError

    def press_mouse(self, x: int, y: int, button: int, times: int = 1) -> None:
        raise NotImplementedError

    def close_menu(self) -> None:
        raise NotImplementedError


class PanelOnX11(Panel, OnX11):
    def __init__(self, command: str, label: str = "", **more: Mapping[str, str]) -> None:
        super().__init__(command, label or command, {}, part=WHOLE, **more)

    def point(self, x: int, y: int) -> None:
        self._move(x, y)

    def press_mouse(self, x: int, y: int, button: int, times: int = 1) -> None:
        self.point(x, y)
        run("xdotool", "click", "--repeat", str(times), "--delay", "90", str(button))

    def close_menu(self) -> None:
        run("xdotool", "key", "Escape")


class Mate(PanelOnX11):
    settings = ("gsettings set org.mate.panel default-layout default",)


class Cinnamon(PanelOnX11):
    """The watcher is a program of its own, which stays. Without the applet that counts what came: it moves the icon."""

    notifies = True
    settled = 8.0
    settings = (
        "gsettings set org.cinnamon enabled-applets"
        " \"['panel1:left:0:menu@cinnamon.org', 'panel1:right:0:xapp-status@cinnamon.org']\"",
    )

    def serve(self) -> None:
        self._start("watcher", *map(str, Path("/usr/lib").glob("*/xapps/xapp-sn-watcher")))
        super().serve()


class Plasma(PanelOnX11):
    """Under openbox, as KWin without OpenGL lets nobody take pictures."""

    notifies = True
    settled = 12.0

    def serve(self) -> None:
        self._start("kded", "kded6")
        time.sleep(1)
        self._start("activities", *map(str, Path("/usr/lib").glob("*/libexec/kactivitymanagerd")))
        super().serve()


class Waybar(Panel, OnSway):
    def __init__(self, command: str, **more: Mapping[str, str]) -> None:
        super().__init__(command, command, "", (0, 0), part=WHOLE, **more)

    def point(self, x: int, y: int) -> None:
        self.mouse.move(x, y)

    def press_mouse(self, x: int, y: int, button: int, times: int = 1) -> None:
        code = RIGHT_OF_WAYLAND if button == RIGHT else LEFT_OF_WAYLAND
        for _ in range(times):
            self.mouse.click(x, y, code)

    def close_menu(self) -> None:
        self.mouse.click(300, 500)


class AppIndicator(Panel, Gnome):
    """The extension of that name."""

    notifies = True
    settings = (
        "gsettings set org.gnome.shell disable-user-extensions false",
        "gsettings set org.gnome.shell welcome-dialog-last-shown-version 99",
        "gsettings set org.gnome.shell enabled-extensions"
        " \"['appindicatorsupport@ubuntu.com', 'ubuntu-appindicators@ubuntu.com']\"",
    )

    def __init__(self, command: str) -> None:
        super().__init__(command, command, part=WHOLE)

    def come_back(self) -> None:
        self._shell: GnomeShell
        self._shell.start()
        wait_for_watcher()
        time.sleep(self.settled)

    def leave(self) -> None:
        self._shell.kill()

    def point(self, x: int, y: int) -> None:
        self._shell.point(x, y)

    def press_mouse(self, x: int, y: int, button: int, times: int = 1) -> None:
        self.point(x, y)
        name = "SECONDARY" if button == RIGHT else "PRIMARY"
        for _ in range(times):
            for state in "PRESSED", "RELEASED":
                time.sleep(0.05)
                self._shell.do(f"mouse.notify_button(now(), Clutter.BUTTON_{name}, Clutter.ButtonState.{state})")

    def close_menu(self) -> None:
        self._shell.type(1)


DESKS: dict[str, Panel] = {
    "xfce4-panel": PanelOnX11("xfce4-panel --disable-wm-check", config={_XFCE_FILE: _XFCE.replace("{dark}", "true")}),
    "xfce4-panel-light": PanelOnX11(
        "xfce4-panel --disable-wm-check", config={_XFCE_FILE: _XFCE.replace("{dark}", "false")}
    ),
    "waybar": Waybar("waybar", config={"waybar/config": json.dumps(_WAYBAR).replace("{", "{{").replace("}", "}}")}),
    "lxqt-panel": PanelOnX11(
        "lxqt-panel",
        config={"lxqt/panel.conf": _LXQT, "lxqt/lxqt.conf": "[General]\ntheme=ambiance\nicon_theme=breeze\n"},
        environment={"XDG_CURRENT_DESKTOP": "LXQt", "QT_QPA_PLATFORMTHEME": "lxqt"},
    ),
    "mate-panel": Mate("mate-panel", environment={"XDG_CURRENT_DESKTOP": "MATE"}),
    "cinnamon": Cinnamon("cinnamon", "Cinnamon", environment={"XDG_CURRENT_DESKTOP": "X-Cinnamon"}),
    "plasma": Plasma("plasmashell --no-respawn", environment=OF_PLASMA | {"QT_QUICK_BACKEND": "software"}),
    "gnome-appindicator": AppIndicator("gnome-shell"),
}
