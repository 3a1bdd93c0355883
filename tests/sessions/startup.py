"""sway, labwc and wayfire start no autostart entries: each is given its line and begun; run by startup.sh.

Exits 1 if a step failed; later steps are tried all the same.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from steps import Failed, Steps, expect, is_running, reminder, wait_for

pictures = Path(sys.argv[1])
HEADLESS = {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman"}
FILES = {
    "sway": (".config/sway/config", "output * resolution 1280x800\n"),
    "labwc": (".config/labwc/autostart", "exec sleep infinity"),
    "wayfire": (".config/wayfire.ini", "[core]\nplugins = autostart\n\n[autostart]\r\nautostart_wf_shell = false\r\n"),
}
TOLD = ("WAYLAND_DISPLAY", "DISPLAY", "SWAYSOCK", "I3SOCK", "LABWC_PID", "WAYFIRE_CONFIG_FILE")

step = Steps(lambda name: None)


def login() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(reminder("autostart", "status", "--json"))
    return data


def begin(desktop: str) -> subprocess.Popen[bytes]:
    """The compositor with the program in it; what it tells its children counts from here on."""
    with (pictures / f"{desktop}.log").open("wb") as log:
        compositor = subprocess.Popen([desktop], stdout=log, stderr=log, env=os.environ | HEADLESS)
    try:
        wait_for(is_running, f"{desktop} has started the program")
    except Failed:
        compositor.terminate()
        raise
    pid = json.loads(reminder("status", "--json"))["pid"]
    pairs = (pair.partition("=") for pair in Path(f"/proc/{pid}/environ").read_text().split("\0"))
    os.environ.update({name: value for name, _, value in pairs if name in TOLD})
    return compositor


for desktop, (place, content) in FILES.items():
    path = Path.home() / place

    @step(f"{desktop}: says that it starts nothing, and where the line belongs")
    def _(desktop: str = desktop, path: Path = path, content: str = content) -> str:
        os.environ["XDG_CURRENT_DESKTOP"] = desktop
        for name in TOLD:
            os.environ.pop(name, None)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())
        reminder("autostart", "on")
        reminder("stop")
        expect(login()["state"] == "written, but nothing starts it here", login())
        expect(login()["add"]["file"] == str(path), login())
        return str(login()["add"]["line"])

    @step(f"{desktop}: starts it by that line, and is known without a name")
    def _(desktop: str = desktop, path: Path = path) -> str:
        reminder("autostart", "on", "--write")
        reminder("stop")
        compositor = begin(desktop)
        try:
            del os.environ["XDG_CURRENT_DESKTOP"]
            expect((login()["state"], login()["where"]) == ("on", str(path)), login())
        finally:
            reminder("stop")
            compositor.terminate()
            compositor.wait(10)
        return f"on ({path})"

    @step(f"{desktop}: off leaves its file as it was")
    def _(path: Path = path, content: str = content) -> str:
        reminder("autostart", "off")
        expect(path.read_bytes() == content.encode(), path.read_text())
        return f"{len(content)} bytes"


sys.exit(step.failures > 0)
