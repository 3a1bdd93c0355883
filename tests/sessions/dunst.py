"""dunst, as a person has to do with it: popups that a click answers.

dunst shows no buttons: a click opens its menu of actions, which here is a script that takes what a step wants.
"""

import os
import subprocess
import time
from pathlib import Path

from steps import call, now, wait_for

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


def begin(*command: str, log: Path, **environment: str) -> subprocess.Popen[bytes]:
    with log.open("ab") as out:
        return subprocess.Popen(command, stdout=out, stderr=out, env=os.environ | environment)


def prepare() -> None:
    (dunstrc := Path.home() / ".config/dunst/dunstrc").parent.mkdir(parents=True)
    dunstrc.write_text(CONFIG)
    MENU.write_text(f'#!/bin/sh\ngrep -F -- "$(cat {CHOICE})" | head -n 1\n')
    MENU.chmod(0o755)


def begin_dunst(log: Path) -> subprocess.Popen[bytes]:
    """Returns when it answers."""
    dunst = begin("dunst", log=log)
    wait_for(has_server, "dunst")
    return dunst


def has_server() -> bool:
    """Asked of the bus, as asking dunst would start a second one."""
    bus = "org.freedesktop.DBus"
    return bool(call(bus, "/", bus, "NameHasOwner", "s", "org.freedesktop.Notifications")[0])


def popups() -> int:
    """How many are on the screen."""
    return int(subprocess.run(["dunstctl", "count", "displayed"], check=True, capture_output=True).stdout)


def show() -> str:
    """`reminder now`; the title, once a popup is on the screen, alone."""
    title = now()
    wait_for(lambda: popups() == 1, f"one popup is there, not {popups()}")
    time.sleep(0.3)
    return title


def pause(paused: bool) -> None:
    """Its do-not-disturb."""
    subprocess.run(["dunstctl", "set-paused", str(paused).lower()], check=True)
