"""What a person does with the program on sway with dunst, step by step, each with what was found; run by sway.sh.

dunst shows no buttons: a click opens its menu of actions, which here is a script that takes what the step wants. The
click is a real one, of a virtual mouse. Exits 1 if a step failed; later steps are tried all the same.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from steps import Steps, call, count, effort, end, expect, kill_and_start, now, reminder, status, wait_for
from wayland_mouse import RIGHT, Mouse

pictures = Path(sys.argv[1])
choice, menu = Path.home() / "choice", Path.home() / "menu"
CONFIG = f"""
[global]
    origin = top-center
    offset = (0, 40)
    width = 500
    dmenu = {menu}
    mouse_left_click = context
    mouse_right_click = close_current
[urgency_normal]
    timeout = 4
"""
SCREEN = 1280, 800
ON_THE_POPUP = 640, 70
HEADLESS = {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman"}


def picture(name: str) -> None:
    subprocess.run(["grim", pictures / f"{name}.png"], check=True, capture_output=True)


def begin(*command: str, **environment: str) -> subprocess.Popen[bytes]:
    with (pictures / f"{command[0]}.log").open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | environment)


def begin_dunst() -> subprocess.Popen[bytes]:
    """Returns when it answers."""
    dunst = begin("dunst")
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


def press(label: str) -> None:
    choice.write_text(label)
    mouse.click(*ON_THE_POPUP)


step = Steps(picture)
dunst: subprocess.Popen[bytes]
mouse: Mouse


@step("sway and dunst come up")
def _() -> str:
    global dunst, mouse
    (config := Path.home() / "sway.conf").write_text("output HEADLESS-1 resolution {}x{}\n".format(*SCREEN))
    (dunstrc := Path.home() / ".config/dunst/dunstrc").parent.mkdir(parents=True)
    dunstrc.write_text(CONFIG)
    menu.write_text(f'#!/bin/sh\ngrep -F -- "$(cat {choice})" | head -n 1\n')
    menu.chmod(0o755)
    begin("sway", "-c", str(config), **HEADLESS)
    runtime = Path(os.environ["XDG_RUNTIME_DIR"])
    wait_for(lambda: list(runtime.glob("wayland-?")), "sway")
    os.environ["WAYLAND_DISPLAY"] = next(runtime.glob("wayland-?")).name
    mouse = Mouse(*SCREEN)
    dunst = begin_dunst()
    names = ["sway", "dunst"]
    said = [subprocess.run([name, "--version"], capture_output=True, text=True, check=False).stdout for name in names]
    return ", ".join(text.splitlines()[0] for text in said)


@step("reminder start and doctor")
def _() -> str:
    reminder("start")
    found = {finding["about"]: finding for finding in json.loads(reminder("doctor", "--json"))}
    expect(found["notify by dbus"]["works"], f"{found['notify by dbus']}")
    return f"{found['here']['text']}; by dbus: {found['notify by dbus']['text']}"


for label, outcome in (("Done", "done"), ("Skip", "skipped"), ("Snooze 5 min", "snoozed")):

    @step(label)
    def _(label: str = label, outcome: str = outcome) -> str:
        title = show()
        picture(f"popup-{outcome}")
        press(label)
        count(outcome)
        return f"{title}: {outcome}"


@step("closed with a click")
def _() -> str:
    title = show()
    mouse.click(*ON_THE_POPUP, RIGHT)
    count("dismissed")
    return f"{title}: dismissed"


@step("it times out, and reminder done answers it")
def _() -> str:
    title = show()
    wait_for(lambda: not popups(), "the popup goes by itself", 20)
    expect(status()["last"]["outcome"] is None, f"it counts as {status()['last']['outcome']}")
    reminder("done")
    count("done")
    return f"{title}: done"


@step("the next one takes its place")
def _() -> str:
    first, second = show(), show()
    count("ignored")
    press("Done")
    count("done")
    return f"{first} gave way to {second}: done"


@step("killed with a tip on the screen, started again, then reminder done")
def _() -> str:
    title = show()
    kill_and_start()
    reminder("done")
    count("done")
    wait_for(lambda: not popups(), "the popup is gone")
    return f"{title}: done, and gone from the screen"


@step("dunst dies, and is away for 20 s")
def _() -> str:
    title, pid = show(), status()["pid"]
    dunst.kill()
    dunst.wait()
    time.sleep(1)
    before = effort(pid)
    time.sleep(20)
    cpu, wakes = (after - start for after, start in zip(effort(pid), before, strict=True))
    expect(cpu < 0.2 and wakes < 200, f"it used {cpu:.2f} s of CPU and woke {wakes} times")
    begin_dunst()
    reminder("skip")
    count("skipped")
    wait_for(lambda: status()["backends"]["notify"]["name"] == "dbus", "the program found it")
    second = show()
    press("Done")
    count("done")
    return f"{title}: skipped; {cpu:.2f} s of CPU and {wakes} wake-ups; then {second}: done"


@step("reminder stop, and its log")
def _() -> str:
    return end(pictures / "reminder.log")


sys.exit(step.failures > 0)
