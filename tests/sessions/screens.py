"""Screens that nobody sees, and what is begun on them."""

import os
import subprocess
from collections.abc import Collection
from pathlib import Path

from steps import wait_for

HEADLESS = {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman"}
"""For compositors that are built on wlroots."""
SCREEN = 1280, 800
"""Of each of them."""


def begin(*command: str, log: Path, pass_fds: Collection[int] = (), **environment: str) -> subprocess.Popen[bytes]:
    with log.open("ab") as out:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            pass_fds=pass_fds,
            env=os.environ | environment,
        )


def begin_x11(log: Path) -> tuple[subprocess.Popen[bytes], str]:
    """An X server, and its display."""
    receive, send = os.pipe()
    server = "Xvfb", "-displayfd", str(send), "-screen", "0", "1280x800x24", "-nolisten", "tcp"
    screen = begin(*server, log=log, pass_fds=[send])
    os.close(send)
    with os.fdopen(receive) as answer:
        return screen, f":{answer.readline().strip()}"


def begin_sway(log: Path, *settings: str) -> subprocess.Popen[bytes]:
    """What is begun after it finds it."""
    config = Path.home() / "sway.conf"
    config.write_text("\n".join(("output HEADLESS-1 resolution 1280x800", *settings, "")))
    sway = begin("sway", "-c", str(config), log=log, **HEADLESS)
    runtime = Path(os.environ["XDG_RUNTIME_DIR"])
    wait_for(lambda: [*runtime.glob("wayland-?")], "sway")
    os.environ["WAYLAND_DISPLAY"] = next(runtime.glob("wayland-?")).name
    return sway


def take_picture_of_x11(file: Path) -> None:
    subprocess.run(["import", "-window", "root", file], check=True, capture_output=True, timeout=30)
