"""What a person does with the program on sway with dunst, step by step, each with what was found; run by sway.sh.

The clicks are real ones, of a virtual mouse, and so are the keys. Exits 1 if a step failed; later steps are tried all
the same.
"""

import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from dunst import be_paused, begin_dunst, close, popups, press, show
from screens import SCREEN, begin_sway
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
from steps import Steps, count, doctor, effort, end, expect, expect_open, kill_and_start, reminder, status, wait_for
from wayland_mouse import Mouse

pictures = Path(sys.argv[1])


def picture(name: str) -> None:
    subprocess.run(["grim", pictures / f"{name}.png"], check=True, capture_output=True)


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
    begin_sway(pictures / "sway.log")
    mouse = Mouse(*SCREEN)
    dunst = begin_dunst(pictures / "dunst.log")
    names = ["sway", "dunst"]
    said = [subprocess.run([name, "--version"], capture_output=True, text=True, check=False).stdout for name in names]
    return ", ".join(text.splitlines()[0] for text in said)


@step("reminder start and doctor")
def _() -> str:
    reminder("start")
    found = doctor()
    expect(found["notify by dbus"]["works"], f"{found['notify by dbus']}")
    return f"{found['here']['text']}; by dbus: {found['notify by dbus']['text']}"


for label, outcome in (("Done", "done"), ("Skip", "skipped"), ("Snooze 5 min", "snoozed")):

    @step(label)
    def _(label: str = label, outcome: str = outcome) -> str:
        title = show()
        picture(f"popup-{outcome}")
        press(mouse, label)
        count(outcome)
        return f"{title}: {outcome}"


step("closed with a click")(lambda: close(mouse))


@step("it times out, and reminder done answers it")
def _() -> str:
    title = show()
    wait_for(lambda: not popups(), "the popup goes by itself", 20)
    expect_open()
    reminder("done")
    count("done")
    return f"{title}: done"


@step("the next one takes its place")
def _() -> str:
    first, second = show(), show()
    count("ignored")
    press(mouse, "Done")
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
    title = show()
    dunst.kill()
    dunst.wait()
    cpu, wakes = effort(lambda: time.sleep(20))
    expect(cpu < 0.2 and wakes < 200, f"it used {cpu:.2f} s of CPU and woke {wakes} times")
    begin_dunst(pictures / "dunst.log")
    reminder("skip")
    count("skipped")
    wait_for(lambda: status()["backends"]["notify"]["name"] == "dbus", "the program found it")
    second = show()
    press(mouse, "Done")
    count("done")
    return f"{title}: skipped; {cpu:.2f} s of CPU and {wakes} wake-ups; then {second}: done"


@step("what it senses here")
def _() -> str:
    shorten_absences()
    expect(sense("idle")["source"] == "Wayland", f"{sense('idle')}")
    expect(sense("full screen")["source"], f"{sense('full screen')}")
    return sensed()


for name, touch in (("key", type_a_key), ("movement of the mouse", nudge_the_mouse)):
    step(f"an absence, between two inputs: a {name}")(partial(go_and_come_back, touch))


@step("20 s at the mouse")
def _() -> str:
    def move_about() -> None:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            mouse.move(300, 300)

    mouse.move(200, 300)
    cpu, wakes = effort(move_about)
    expect(cpu < 0.1 and wakes < 5, f"it used {cpu:.2f} s of CPU and woke {wakes} times")
    return f"{cpu:.2f} s of CPU and {wakes} wake-ups"


step("a film")(partial(stay_before_a_film, partial(window, "org.example.Film", "keeps-awake"), type_a_key))


@step("full screen")
def _() -> str:
    with shown(partial(window, "org.example.Slides", "full-screen")):
        hold = wait_for_hold("full screen")
        expect(hold["detail"] == "slides", f"{hold}")
    wait_for_no_hold("full screen")
    with shown(partial(window, "org.example.Slides")):
        wait_for_no_hold("full screen")
    return f"held by {hold['detail']}, and let go with it"


step("dunst is paused")(be_paused)
step("reminder stop, and its log")(partial(end, pictures / "reminder.log"))
sys.exit(step.failures > 0)
