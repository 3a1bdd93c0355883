"""A GNOME Shell without a screen, and a hand at its mouse.

The shell runs in unsafe mode: it evaluates what it is told to on the bus. That says what is where on the screen, and
drives a mouse of the compositor's own; what the mouse does then goes the way of any other mouse.
"""

import json
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, NamedTuple

from steps import Failed, call, wait_for

SHELL = ["gnome-shell", "--headless", "--virtual-monitor", "1280x800", "--no-x11", "--unsafe-mode"]
AWAY_FROM_EVERYTHING = 300, 600
CLOCK = 640, 16
"""On the panel; a click opens the message tray."""

_WORDS = """
globalThis.Clutter = imports.gi.Clutter;
globalThis.seat = global.stage.get_context().get_backend().get_default_seat();
globalThis.mouse = seat.create_virtual_device(Clutter.InputDeviceType.POINTER_DEVICE);
globalThis.keyboard = seat.create_virtual_device(Clutter.InputDeviceType.KEYBOARD_DEVICE);
globalThis.now = () => imports.gi.GLib.get_monotonic_time();
globalThis.buttonsIn = actor => [
    ...(actor instanceof imports.gi.St.Button && actor.mapped ? [actor] : []),
    ...actor.get_children().flatMap(buttonsIn),
];
globalThis.placed = actor => {
    const [x, y] = actor.get_transformed_position(), [width, height] = actor.get_transformed_size();
    return {name: actor.label || actor.get_style_class_name(), x: x + width / 2, y: y + height / 2};
};
globalThis.isAt = (name, x, y) => {
    let actor = global.stage.get_actor_at_pos(Clutter.PickMode.REACTIVE, x, y);
    while (actor && !(actor instanceof imports.gi.St.Button)) actor = actor.get_parent();
    return actor !== null && placed(actor).name === name;
};
globalThis.tray = () => Main.messageTray.getSources()
    .flatMap(source => source.notifications.map(note => [source.title, note.title]));
true
"""
_SHIELD = """
import('resource:///org/gnome/shell/ui/screenShield.js').then(it => { globalThis.shield ??= new it.ScreenShield(); });
true
"""


class Button(NamedTuple):
    """Something to press: its label, or its style where it has none, and its middle on the screen."""

    name: str
    x: float
    y: float


class GnomeShell:
    def __init__(self, pictures: Path) -> None:
        self._pictures = pictures
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when the desktop is drawn, with nothing on it."""
        with (self._pictures / "shell.log").open("ab") as log:
            self._process = subprocess.Popen(SHELL, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        wait_for(self._is_up, "the shell is up", 30)
        self.learn()
        self.point(*AWAY_FROM_EVERYTHING)
        wait_for(self._has_no_overview, "the overview is gone")
        # Without its display manager it complains, once, that it cannot lock the screen.
        self.do("Main.messageTray.getSources().filter(({title}) => title === 'System').forEach(it => it.destroy())")

    def learn(self) -> None:
        """The words that eyes and hand need, in a shell that may have been started by somebody else."""
        self.do(_WORDS)

    def kill(self) -> None:
        """As if it had crashed."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def _is_up(self) -> bool:
        if self._process.poll() is not None:
            raise Failed(f"gnome-shell ended with {self._process.returncode}; see shell.log")
        try:
            return bool(self.do("!Main.layoutManager._startingUp"))
        except subprocess.CalledProcessError:
            return False

    def _has_no_overview(self) -> bool:
        """GNOME 51 forgets that it was told to hide it while it is still on its way up: told again each time."""
        return bool(self.do("Main.overview.visible && Main.overview.hide(); !Main.overview.visible"))

    def do(self, script: str) -> Any:
        """What `script` evaluates to in the shell."""
        done, value = call("org.gnome.Shell", "/org/gnome/Shell", "org.gnome.Shell", "Eval", "s", script)
        if not done:
            raise Failed(f"the shell did not do {script!r}: {value}")
        return json.loads(value) if value else None

    def lock(self) -> None:
        """Without a display manager the shell has not made its screen shield: it is made here, and then is its own.

        Nor has anybody started the service that speaks for it on the bus, as GNOME's settings daemon does at login.
        """
        bus = "org.freedesktop.DBus"
        call(bus, "/org/freedesktop/DBus", bus, "StartServiceByName", "su", "org.gnome.ScreenSaver", "0")
        self.do(_SHIELD)
        wait_for(lambda: self.do("globalThis.shield !== undefined"), "the screen shield")
        self.do("shield.activate(false)")

    def unlock(self) -> None:
        self.do("shield.deactivate(false)")

    # --- eyes ---------------------------------------------------------------------------------------------------------

    def picture(self, name: str) -> None:
        path = self._pictures / f"{name}.png"
        screenshot = "org.gnome.Shell.Screenshot"
        call(screenshot, "/org/gnome/Shell/Screenshot", screenshot, "Screenshot", "bbs", "false", "false", str(path))

    def banner(self) -> str | None:
        """The title on the banner that is fully there."""
        title: str | None = self.do(
            "Main.messageTray._banner && Main.messageTray._notificationState === 2"
            " ? Main.messageTray._notification.title : null"
        )
        return title

    def tray(self) -> list[str]:
        """The titles of our notifications in the message tray, that on the banner included."""
        return [title for source, title in self.do("tray()") if source == "Reminder"]

    def clear_tray(self) -> None:
        """As a person does who has read what is there."""
        self.do("Main.messageTray.getSources().forEach(source => source.destroy()); true")

    def buttons(self, where: str = "Main.messageTray") -> dict[str, Button]:
        """What can be pressed there, when everything has stopped moving."""
        before = None
        while (seen := self.do(f"buttonsIn({where}).map(placed)")) != before:
            before = seen
            time.sleep(0.3)
        return {button["name"]: Button(**button) for button in seen}

    # --- hand ---------------------------------------------------------------------------------------------------------

    def point(self, x: float, y: float) -> None:
        self.do(f"mouse.notify_absolute_motion(now(), {x}, {y})")

    def click(self, x: float, y: float) -> None:
        """At a person's pace: a mouse that is gone at once after it was released now and then presses nothing."""
        self.point(x, y)
        for state in "PRESSED", "RELEASED":
            time.sleep(0.1)
            self.do(f"mouse.notify_button(now(), Clutter.BUTTON_PRIMARY, Clutter.ButtonState.{state})")
        time.sleep(0.3)

    def type(self, *keys: int) -> None:
        """All of them at once, by the kernel's numbers; none: "a"."""
        for state, order in ("PRESSED", keys or (30,)), ("RELEASED", keys[::-1] or (30,)):
            for key in order:
                self.do(f"keyboard.notify_key(now(), {key}, Clutter.KeyState.{state})")

    def open_banner(self) -> dict[str, Button]:
        """Points at the banner, as that is what makes it show its buttons."""
        wait_for(self.banner, "a banner is there")
        self.point(CLOCK[0], 90)
        wait_for(lambda: self.do("Main.messageTray._banner?.expanded === true"), "the banner opens under the mouse")
        return self.buttons()

    def press(self, name: str, buttons: dict[str, Button]) -> None:
        """Clicks on one of them, and takes the hand away."""
        if name not in buttons:
            raise Failed(f"no button {name!r}; there are {list(buttons)}")
        _, x, y = buttons[name]
        self.point(x, y)
        wait_for(lambda: self.do(f"isAt({json.dumps(name)}, {x}, {y})"), f"{name} is under the mouse")
        self.click(x, y)
        self.point(*AWAY_FROM_EVERYTHING)
