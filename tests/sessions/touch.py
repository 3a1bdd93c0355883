"""Moves the mouse of a desktop a little, once: touch.py x11|wlroots|kwin|gnome, in its session."""

import subprocess
import sys
from pathlib import Path

from gnome_shell import GnomeShell
from wayland_mouse import FakeInput


def touch(hand: str) -> None:
    match hand:
        case "x11":
            subprocess.run(["xdotool", "mousemove_relative", "--", "7", "3"], check=True)
            subprocess.run(["xdotool", "mousemove_relative", "--", "-7", "-3"], check=True)
        case "wlroots":
            subprocess.run(["wlrctl", "pointer", "move", "5", "5"], check=True)
        case "kwin":
            FakeInput().move(300, 300)
        case "gnome":
            shell = GnomeShell(Path())
            shell.learn()
            shell.point(300, 300)
            shell.point(305, 300)


touch(sys.argv[1])
