"""dunst, as a person has to do with it: popups that a click answers.

dunst shows no buttons: a click opens its menu of actions, which here is a script that takes what a step wants.
"""

import subprocess
import time
from pathlib import Path

from screens import begin
from senses import sense, wait_for_hold, wait_for_no_hold
from steps import count, is_on_the_bus, now, wait_for
from wayland_mouse import RIGHT, FakeInput, Mouse

CHOICE, MENU = Path.home() / "choice", Path.home() / "menu"
CONFIG = f"""
[global]
    origin = top-center
    offset = (0, 40)
    width = 500
    dmenu = {MENU}
    mouse_left_click = context
    mouse_right_click = close_current
[urgency_normal]
    timeout = 4
"""
ON_THE_POPUP = 640, 70
"""On a screen that is 1280 wide."""


def write_menu() -> None:
    """The program that every menu is."""
    MENU.write_text(f'#!/bin/sh\ngrep -F -- "$(cat {CHOICE})" | head -n 1\n')
    MENU.chmod(0o755)


def begin_dunst(log: Path) -> subprocess.Popen[bytes]:
    """Returns when it answers."""
    (dunstrc := Path.home() / ".config/dunst/dunstrc").parent.mkdir(parents=True, exist_ok=True)
    dunstrc.write_text(CONFIG)
    write_menu()
    dunst = begin("dunst", log=log)
    wait_for(lambda: is_on_the_bus("org.freedesktop.Notifications"), "dunst")
    return dunst


def popups() -> int:
    """How many are on the screen."""
    return int(subprocess.run(["dunstctl", "count", "displayed"], check=True, capture_output=True).stdout)


def show() -> str:
    """`reminder now`; the title, once a popup is on the screen, alone."""
    title = now()
    wait_for(lambda: popups() == 1, f"one popup is there, not {popups()}")
    time.sleep(0.3)
    return title


def press(mouse: Mouse | FakeInput, label: str) -> None:
    CHOICE.write_text(label)
    mouse.click(*ON_THE_POPUP)


def close(mouse: Mouse | FakeInput) -> str:
    title = show()
    mouse.click(*ON_THE_POPUP, RIGHT)
    count("dismissed")
    return f"{title}: dismissed"


def be_paused() -> str:
    """Its do-not-disturb, and the end of it."""
    _pause(True)
    hold = wait_for_hold("do not disturb")
    _pause(False)
    wait_for_no_hold("do not disturb")
    return f"held by {sense(hold['source'])['source']}, and let go with it"


def _pause(paused: bool) -> None:
    subprocess.run(["dunstctl", "set-paused", str(paused).lower()], check=True)
