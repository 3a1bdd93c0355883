"""What a person does with the program on sway with dunst, step by step, each with what was found; run by sway.sh.

The clicks are real ones, of a virtual mouse, and so are the keys. Exits 1 if a step failed; later steps are tried all
the same.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from dunst import CHOICE, ON_THE_POPUP, begin, begin_dunst, pause, popups, prepare, show
from senses import (
    go_and_come_back,
    sense,
    sensed,
    shorten_absences,
    shown,
    stay_before_a_film,
    wait_for_hold,
    wait_for_no_hold,
    window,
)
from steps import Steps, count, effort, end, expect, kill_and_start, reminder, status, wait_for
from wayland_mouse import RIGHT, Mouse

pictures = Path(sys.argv[1])
SCREEN = 1280, 800
HEADLESS = {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman"}


def picture(name: str) -> None:
    subprocess.run(["grim", pictures / f"{name}.png"], check=True, capture_output=True)


def press(label: str) -> None:
    CHOICE.write_text(label)
    mouse.click(*ON_THE_POPUP)


def type_a_key() -> None:
    subprocess.run(["wtype", "a"], check=True)


def nudge_the_mouse() -> None:
    subprocess.run(["wlrctl", "pointer", "move", "5", "5"], check=True)


step = Steps(picture)
dunst: subprocess.Popen[bytes]
mouse: Mouse


@step("sway and dunst come up")
def _() -> str:
    global dunst, mouse
    (config := Path.home() / "sway.conf").write_text("output HEADLESS-1 resolution {}x{}\n".format(*SCREEN))
    prepare()
    begin("sway", "-c", str(config), log=pictures / "sway.log", **HEADLESS)
    runtime = Path(os.environ["XDG_RUNTIME_DIR"])
    wait_for(lambda: list(runtime.glob("wayland-?")), "sway")
    os.environ["WAYLAND_DISPLAY"] = next(runtime.glob("wayland-?")).name
    mouse = Mouse(*SCREEN)
    dunst = begin_dunst(pictures / "dunst.log")
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
    begin_dunst(pictures / "dunst.log")
    reminder("skip")
    count("skipped")
    wait_for(lambda: status()["backends"]["notify"]["name"] == "dbus", "the program found it")
    second = show()
    press("Done")
    count("done")
    return f"{title}: skipped; {cpu:.2f} s of CPU and {wakes} wake-ups; then {second}: done"


@step("what it senses here")
def _() -> str:
    shorten_absences()
    expect(sense("idle")["source"] == "Wayland", f"{sense('idle')}")
    expect(sense("full screen")["source"], f"{sense('full screen')}")
    return sensed()


for name, touch in (("key", type_a_key), ("movement of the mouse", nudge_the_mouse)):

    @step(f"an absence, between two inputs: a {name}")
    def _(touch: Callable[[], None] = touch) -> str:
        return go_and_come_back(touch)


@step("20 s at the mouse")
def _() -> str:
    pid = status()["pid"]
    mouse.move(200, 300)
    time.sleep(1)
    before, until = effort(pid), time.monotonic() + 20
    while time.monotonic() < until:
        mouse.move(300, 300)
    cpu, wakes = (after - start for after, start in zip(effort(pid), before, strict=True))
    expect(cpu < 0.1 and wakes < 5, f"it used {cpu:.2f} s of CPU and woke {wakes} times")
    return f"{cpu:.2f} s of CPU and {wakes} wake-ups"


@step("a film")
def _() -> str:
    return stay_before_a_film(partial(window, "org.example.Film", "keeps-awake"), type_a_key)


@step("full screen")
def _() -> str:
    with shown(partial(window, "org.example.Slides", "full-screen")):
        hold = wait_for_hold("full screen")
        expect(hold["detail"] == "slides", f"{hold}")
    wait_for_no_hold("full screen")
    with shown(partial(window, "org.example.Slides")):
        wait_for_no_hold("full screen")
    return f"held by {hold['detail']}, and let go with it"


@step("dunst is paused")
def _() -> str:
    pause(True)
    hold = wait_for_hold("do not disturb")
    pause(False)
    wait_for_no_hold("do not disturb")
    return f"held by {sense(hold['source'])['source']}, and let go with it"


@step("reminder stop, and its log")
def _() -> str:
    return end(pictures / "reminder.log")


sys.exit(step.failures > 0)
