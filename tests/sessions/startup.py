"""What starts no autostart entries, on Wayland and on X11: each is given its line and begun; run by startup.sh.

Exits 1 if a step failed; later steps are tried all the same.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from screens import HEADLESS, begin, begin_x11
from steps import LOG, Steps, expect, is_running, reminder, status, wait_for

pictures = Path(sys.argv[1])
TOLD = ("WAYLAND_DISPLAY", "DISPLAY", "SWAYSOCK", "I3SOCK", "LABWC_PID", "WAYFIRE_CONFIG_FILE")
GONE = 30
"""Seconds after the end of its screen in which the program has to be gone; it waits for eight."""


class Starter(NamedTuple):
    """`place` is the file that it reads, `content` what a person has there; its command is its name, or `command`."""

    place: str
    content: str
    on_x11: bool = False
    command: str = ""


STARTERS = {
    "sway": Starter(".config/sway/config", "output * resolution 1280x800\n"),
    "labwc": Starter(".config/labwc/autostart", "exec sleep infinity"),
    "wayfire": Starter(
        ".config/wayfire.ini", "[core]\nplugins = autostart\n\n[autostart]\r\nautostart_wf_shell = false\r\n"
    ),
    "i3": Starter(".config/i3/config", "# i3 config file (v4)\nfont pango:monospace 8", on_x11=True),
    "bspwm": Starter(".config/bspwm/bspwmrc", "#!/bin/sh\nbspc config border_width 2\n", on_x11=True),
    "herbstluftwm": Starter(
        ".config/herbstluftwm/autostart", "#!/usr/bin/env bash\nherbstclient keybind Mod4-q quit\n", on_x11=True
    ),
    "fluxbox": Starter(".fluxbox/startup", "#!/bin/sh\nexec fluxbox\n", on_x11=True, command="startfluxbox"),
}

step = Steps(lambda name: None)


def login() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(reminder("autostart", "status", "--json"))
    return data


@contextmanager
def running(desktop: str) -> Iterator[None]:
    """The desktop with the program in it; what it tells its children counts from here on."""
    starter, log, begun = STARTERS[desktop], pictures / f"{desktop}.log", []
    forget_all()
    if starter.on_x11:
        screen, os.environ["DISPLAY"] = begin_x11(log)
        begun.append(screen)
    begun.append(begin(starter.command or desktop, log=log, **HEADLESS))
    try:
        wait_for(is_running, f"{desktop} has started the program")
        pairs = (pair.partition("=") for pair in Path(f"/proc/{status()['pid']}/environ").read_text().split("\0"))
        os.environ.update({name: value for name, _, value in pairs if name in TOLD})
        yield
    finally:
        for process in reversed(begun):
            process.terminate()
            process.wait(10)


def forget_all() -> None:
    """What the desktop before has told."""
    for name in TOLD:
        os.environ.pop(name, None)


for desktop, (place, content, *_) in STARTERS.items():
    path = Path.home() / place

    @step(f"{desktop}: says that it starts nothing, and where the line belongs")
    def _(desktop: str = desktop, path: Path = path, content: str = content) -> str:
        os.environ["XDG_CURRENT_DESKTOP"] = desktop
        forget_all()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())
        path.chmod(0o755 if content.startswith("#!") else 0o644)
        reminder("autostart", "on")
        reminder("stop")
        expect(login()["state"] == "written, but nothing starts it here", login())
        expect(login()["add"]["file"] == str(path), login())
        return str(login()["add"]["line"])

    @step(f"{desktop}: starts it by that line, and is known without a name")
    def _(desktop: str = desktop, path: Path = path) -> str:
        reminder("autostart", "on", "--write")
        reminder("stop")
        with running(desktop):
            del os.environ["XDG_CURRENT_DESKTOP"]
            expect((login()["state"], login()["where"]) == ("on", str(path)), login())
        return f"on ({path})"

    @step(f"{desktop}: it ends with its screen, and the next one has it again")
    def _(desktop: str = desktop) -> str:
        over = time.monotonic()
        wait_for(lambda: not is_running(), "the program is gone", GONE)
        gone, [*_, word] = time.monotonic() - over, LOG.read_text().splitlines()
        expect("its screen is gone" in word, f"its last word: {word}")
        with running(desktop):
            pass
        reminder("stop")
        return f"gone after {gone:.1f} s"

    @step(f"{desktop}: off leaves its file as it was")
    def _(path: Path = path, content: str = content) -> str:
        reminder("autostart", "off")
        expect(path.read_bytes() == content.encode(), path.read_text())
        return f"{len(content)} bytes"


@step("Hyprland, which has no screen here: reads the line, and those of the keys")
def _() -> str:
    os.environ["XDG_CURRENT_DESKTOP"] = "Hyprland"
    forget_all()
    path = Path.home() / ".config/hypr/hyprland.lua"
    path.parent.mkdir(parents=True)
    path.write_text("-- mine\n")
    reminder("autostart", "on", "--write")
    reminder("stop")
    read = ["Hyprland", "--verify-config", "--config", str(path)]
    said = subprocess.run(read, capture_output=True, text=True, check=False)
    expect(said.returncode == 0, said.stdout + said.stderr)
    line = path.read_text().splitlines()[-1]
    reminder("autostart", "off")
    expect(path.read_text() == "-- mine\n", path.read_text())
    keys = reminder("keys").splitlines()[1:]
    path.write_text("\n".join(keys))
    said = subprocess.run(read, capture_output=True, text=True, check=False)
    expect(said.returncode == 0 and "hl.bind" in keys[0], said.stdout + said.stderr)
    return f"{line}, and {keys[0].strip()}"


sys.exit(step.failures > 0)
