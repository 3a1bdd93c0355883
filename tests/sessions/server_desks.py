"""The desks of the notification servers: how each is begun, and what a person does with its popups and its quiet.

On X11 the buttons are pressed with the mouse, where the words of `one_server.py` put them on a screen of 1280 by 800;
servers that draw none have commands and menus.
"""

import os
import signal
import subprocess
import time
from collections.abc import Collection, Mapping
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path

from dunst import CHOICE, MENU, write_menu
from gnome_shell import GnomeShell
from screens import SCREEN, begin, begin_sway, begin_x11
from steps import BUS, BUS_PATH, call, expect, wait_for
from wayland_mouse import Mouse

NAME = "org.freedesktop.Notifications"
HOME = Path.home()
AWAY = 300, 500
Place = tuple[int, int]


def owner_pid() -> int:
    """The server's process; 0: nobody owns the name. Nobody is started for that."""
    try:
        return int(call(BUS, BUS_PATH, BUS, "GetConnectionUnixProcessID", "s", NAME)[0])
    except subprocess.CalledProcessError:
        return 0


def run(*command: str) -> None:
    printed(*command)


def printed(*command: str) -> bytes:
    done = subprocess.run(command, capture_output=True, timeout=30, check=False)
    expect(done.returncode == 0, f"{' '.join(command)} exited {done.returncode}: {done.stdout!r} {done.stderr!r}")
    return done.stdout


@dataclass
class Desk:
    """A screen, and the server on it. Times in seconds."""

    command: str
    label: str
    """What doctor calls it."""
    _: KW_ONLY
    services: Collection[str] = ()
    """What the bus may start, by the names of their files."""
    by_hand: bool = False
    """The server is not among that."""
    switches: Mapping[bool, str] = field(default_factory=dict)
    """The commands for do not disturb, on and off."""
    tells_of_quiet: bool = True
    after_click: Collection[str | None] = ("dismissed",)
    """What a click on the words may become."""
    after_wanted_click: str = "done"
    """What it becomes where it is to count as done."""
    settles: float = 1
    leaves_when_idle: float = 0
    part: str = "520x240+760+0"
    """Where its popups are on the screen."""
    config: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    _begun: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _logs: Path = field(default_factory=Path)

    def begin(self, logs: Path) -> None:
        """The screen, then the server; returns when that has its name."""
        self._logs = logs
        write_menu()
        for name, text in self.config.items():
            (file := HOME / ".config" / name).parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.format(menu=MENU))
        os.environ.update(self.environment)
        self._begin_screen()
        self._tell_the_bus()
        self.serve()

    def serve(self) -> None:
        self._start("server", *self.command.split())
        wait_for(owner_pid, "the server has its name", 60)

    def leave(self) -> None:
        """The server ends, as at a logout."""
        os.kill(owner_pid(), signal.SIGTERM)
        wait_for(lambda: not owner_pid(), "it is gone", 15)

    def come_back(self) -> None:
        """Where the bus starts it, the next tip does."""
        if self.by_hand:
            self.serve()

    def end(self) -> None:
        for process in reversed(self._begun):
            process.terminate()
            try:
                process.wait(3)
            except subprocess.TimeoutExpired:
                process.kill()

    def do_not_disturb(self, on: bool) -> None:
        run("sh", "-c", self.switches[on])

    def touch(self) -> None:
        """A sign of life: some servers let a popup stay as long as nobody is there."""
        self.move_away()

    def look(self) -> bytes:
        """Where its popups are, as a PPM."""
        raise NotImplementedError

    def press(self, label: str) -> None:
        """The button that begins with this word."""
        raise NotImplementedError

    def click(self) -> None:
        """On the words."""
        raise NotImplementedError

    def move_away(self) -> None:
        """The mouse is over no popup."""
        raise NotImplementedError

    def _begin_screen(self) -> None:
        raise NotImplementedError

    def _start(self, log: str, *command: str) -> None:
        self._begun.append(begin(*command, log=self._logs / f"{log}.log"))

    def _tell_the_bus(self) -> None:
        """Where the screen is, for what the bus starts."""
        names = [*self.environment, "DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE"]
        told = [word for name in names if name in os.environ for word in (name, os.environ[name])]
        arguments = ["UpdateActivationEnvironment", "a{ss}", str(len(told) // 2), *told]
        run("busctl", f"--address={os.environ['DBUS_SESSION_BUS_ADDRESS']}", "call", BUS, BUS_PATH, BUS, *arguments)


@dataclass
class OnX11(Desk):
    """With a mouse."""

    places: Mapping[str, Place]
    """Of the buttons, by their words, and of "words"."""

    def _begin_screen(self) -> None:
        screen, display = begin_x11(self._logs / "screen.log")
        self._begun.append(screen)
        os.environ.update(DISPLAY=display, XDG_SESSION_TYPE="x11")
        if self.label != "Cinnamon":
            self._start("windows", "openbox")
        time.sleep(1)
        run("xsetroot", "-solid", "#405060")

    def look(self) -> bytes:
        return printed("import", "-silent", "-window", "root", "-crop", self.part, "+repage", "ppm:-")

    def press(self, label: str) -> None:
        self._click_at(*self.places[label])

    def click(self) -> None:
        self._click_at(*self.places["words"])

    def move_away(self) -> None:
        self._move(*AWAY)

    def _move(self, x: int, y: int) -> None:
        for nearby in (x + 3, x):
            run("xdotool", "mousemove", str(nearby), str(y))
            time.sleep(0.2)

    def _click_at(self, x: int, y: int) -> None:
        self._move(x, y)
        run("xdotool", "click", "1")
        time.sleep(0.3)
        self.move_away()


class Dunst(OnX11):
    def press(self, label: str) -> None:
        CHOICE.write_text(label)
        run("dunstctl", "context")


@dataclass
class OnSway(Desk):
    presses: str
    """The command for each button; {menu} is a menu that takes what the step wants."""
    words: Place

    def _begin_screen(self) -> None:
        os.environ["XDG_SESSION_TYPE"] = "wayland"
        self._begun.append(begin_sway(self._logs / "screen.log", "output * bg #405060 solid_color"))
        time.sleep(0.5)
        self.mouse = Mouse(*SCREEN)

    def look(self) -> bytes:
        size, x, y = self.part.split("+")
        return printed("grim", "-t", "ppm", "-g", f"{x},{y} {size}", "-")

    def press(self, label: str) -> None:
        CHOICE.write_text(label)
        index = ("Done", "Snooze", "Skip").index(label)
        run("sh", "-c", self.presses.format(menu=MENU, index=index))

    def click(self) -> None:
        self.mouse.click(*self.words)
        time.sleep(0.3)
        self.move_away()

    def move_away(self) -> None:
        self.mouse.move(*AWAY)


class Gnome(Desk):
    """The shell draws, serves, and has a mouse of its own."""

    def _begin_screen(self) -> None:
        os.environ["XDG_SESSION_TYPE"] = "wayland"
        self._shell = GnomeShell(self._logs)

    def serve(self) -> None:
        self._shell.start()

    def leave(self) -> None:
        self._shell.kill()

    def come_back(self) -> None:
        self._shell.start()

    def end(self) -> None:
        self._shell.kill()

    def look(self) -> bytes:
        self._shell.picture("look")
        return printed("convert", f"{self._logs / 'look.png'}[{self.part}]", "+repage", "ppm:-")

    def press(self, label: str) -> None:
        buttons = self._shell.open_banner()
        self._shell.press(next(name for name in buttons if name.startswith(label)), buttons)

    def click(self) -> None:
        self._shell.open_banner()
        self._shell.click(640, 70)
        self.move_away()

    def touch(self) -> None:
        self._shell.point(AWAY[0] + 20, AWAY[1])
        self.move_away()

    def move_away(self) -> None:
        self._shell.point(*AWAY)


def _gsettings(schema: str, key: str, on: str) -> dict[bool, str]:
    off = {"true": "false", "false": "true"}[on]
    return {True: f"gsettings set {schema} {key} {on}", False: f"gsettings set {schema} {key} {off}"}


_LXQT = "mkdir -p ~/.config/lxqt; printf '[General]\\ndoNotDisturb={}\\n' > ~/.config/lxqt/notifications.conf"
_XFCE = "xfconf-query -c xfce4-notifyd -p /do-not-disturb -n -t bool -s {}"
OF_PLASMA = {
    "XDG_CURRENT_DESKTOP": "KDE", "QT_QPA_PLATFORM": "xcb", "KDE_FULL_SESSION": "true", "KDE_SESSION_VERSION": "6"
}  # fmt: skip
_PLASMA = "kwriteconfig6 --file plasmanotifyrc --group DoNotDisturb --key Until --notify {}"

DESKS: dict[str, Desk] = {
    "dunst": Dunst(
        "dunst",
        "dunst",
        {"words": (1100, 70)},
        services=["org.knopwob.dunst"],
        switches={True: "dunstctl set-paused true", False: "dunstctl set-paused false"},
        config={"dunst/dunstrc": "[global]\n    dmenu = {menu}\n"},
        after_wanted_click="dismissed",
    ),
    "mako": OnSway(
        "mako",
        "mako",
        "makoctl menu -- {menu}",
        (1150, 40),
        services=["fr.emersion.mako"],
        switches={True: "makoctl mode -a do-not-disturb", False: "makoctl mode -r do-not-disturb"},
        config={"mako/config": "[mode=do-not-disturb]\ninvisible=1\n"},
    ),
    "swaync": OnSway(
        "swaync",
        "swaync",
        "swaync-client --action {index}",
        (1000, 40),
        services=["org.erikreider.swaync", "org.erikreider.swaync.cc"],
        switches={True: "swaync-client --dnd-on", False: "swaync-client --dnd-off"},
    ),
    "fnott": OnSway(
        f"fnott -c {HOME}/.config/fnott/fnott.ini",
        "fnott",
        "fnottctl actions $(fnottctl list | cut -d: -f1)",
        (1210, 60),
        services=["fnott"],
        switches={True: "fnottctl pause", False: "fnottctl unpause"},
        tells_of_quiet=False,
        config={"fnott/fnott.ini": "selection-helper={menu}\n"},
    ),
    "xfce4-notifyd": OnX11(
        "/usr/lib/x86_64-linux-gnu/xfce4/notifyd/xfce4-notifyd",
        "xfce4-notifyd",
        {"Done": (973, 102), "Snooze": (1085, 102), "Skip": (1197, 102), "words": (1060, 66)},
        services=["org.xfce.xfce4-notifyd.*"],
        after_wanted_click="dismissed",
        switches={on: _XFCE.format(str(on).lower()) for on in (True, False)},
    ),
    "mate": OnX11(
        "/usr/libexec/mate-notification-daemon/mate-notification-daemon",
        "mate-notification-daemon",
        {"Done": (1056, 96), "Snooze": (1136, 96), "Skip": (1212, 96), "words": (960, 66)},
        services=["org.freedesktop.mate.Notifications"],
        switches=_gsettings("org.mate.NotificationDaemon", "do-not-disturb", on="true"),
        leaves_when_idle=60,
    ),
    "lxqt": OnX11(
        "lxqt-notificationd",
        "lxqt-notificationd",
        {"Done": (1046, 756), "Snooze": (1117, 756), "Skip": (1188, 756), "words": (1050, 690)},
        by_hand=True,
        switches={on: _LXQT.format(str(on).lower()) for on in (True, False)},
        after_click=(None,),
        part="520x260+760+540",
    ),
    "notification-daemon": OnX11(
        "/usr/lib/notification-daemon/notification-daemon",
        "notification-daemon",
        {"Done": (1049, 93), "Snooze": (1128, 93), "Skip": (1204, 93), "words": (980, 50)},
        by_hand=True,
    ),
    "gnome": Gnome(
        "gnome-shell",
        "GNOME Shell",
        services=["org.gnome.Shell.*", "org.gnome.ScreenSaver"],
        switches=_gsettings("org.gnome.desktop.notifications", "show-banners", on="false"),
        part="640x300+320+0",
    ),
    "plasma": OnX11(
        "plasmashell",
        "Plasma",
        {"Done": (1064, 685), "Snooze": (1143, 685), "Skip": (1216, 685), "words": (1000, 640)},
        services=["org.kde.*"],
        by_hand=True,
        switches={True: _PLASMA.format("2099,1,1,0,0,0"), False: _PLASMA.format("--delete")},
        settles=12,
        part="520x340+760+400",
        environment=OF_PLASMA,
    ),
    "cinnamon": OnX11(
        "cinnamon",
        "Cinnamon",
        {"Done": (905, 98), "Snooze": (1027, 98), "Skip": (1102, 98), "words": (1000, 70)},
        by_hand=True,
        switches=_gsettings("org.cinnamon.desktop.notifications", "display-notifications", on="false"),
        settles=5,
    ),
}
