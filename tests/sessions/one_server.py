"""What a person does with the program before one notification server, step by step; run by servers.py.

That a popup is on the screen is told by the screen: there it looks otherwise than with nothing on it.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

from senses import wait_for_hold, wait_for_no_hold
from server_desks import DESKS, owner_pid
from steps import Steps, end, expect, now, reminder, status, wait_for

pictures, desk = Path(sys.argv[1]), DESKS[sys.argv[2]]
ENOUGH = 5000
"""So many pixels look otherwise where a popup is."""
GONE_WITHIN = 16
WORDS = {"title": "Stand up", "text": "A line of text."}
taken = 0


def picture(name: str) -> Path:
    global taken
    taken += 1
    path = pictures / f"{taken:02}-{name}.png"
    desk.picture(path)
    return path


def differs(picture: Path) -> int:
    """How many pixels look otherwise than on the empty screen, where its popups are."""
    difference = ["-compose", "difference", "-composite", "-threshold", "3%", "-format", "%[fx:mean*w*h]", "info:"]
    compare = ["convert", f"{empty}[{desk.part}]", f"{picture}[{desk.part}]", *difference]
    return int(float(subprocess.run(compare, capture_output=True, text=True, check=True).stdout))


def sees(name: str = "look") -> bool:
    """A popup is on the screen."""
    path = pictures / f"{name}.tmp.png"
    desk.picture(path)
    try:
        return differs(path) > ENOUGH
    finally:
        path.unlink()


def show(name: str) -> str:
    """`reminder now`; its title, once it is seen."""
    title = now()
    wait_for(sees, f"{title!r} is seen", 15)
    time.sleep(0.5)
    picture(name)
    return title


def outcome() -> str | None:
    found: str | None = status()["last"]["outcome"]
    return found


def becomes(wanted: str) -> None:
    wait_for(outcome, f"the tip becomes {wanted}", 5)
    expect(outcome() == wanted, f"it counts as {outcome()}, and not as {wanted}")


def be_gone(seconds: float = 5) -> None:
    wait_for(lambda: not sees(), "the screen is empty again", seconds)


def settle() -> None:
    """Nothing is open, and nothing on the screen."""
    if outcome() is None:
        reminder("skip")
    desk.move_away()
    be_gone()


step = Steps(lambda name: picture(name) and None)


@step("it comes up, and doctor knows it")
def _() -> str:
    global empty
    desk.begin(pictures)
    time.sleep(desk.settles)
    desk.move_away()
    empty = pictures / "00-empty.png"
    desk.picture(empty)
    reminder("start")
    found = {finding["about"]: finding["text"] for finding in json.loads(reminder("doctor", "--json"))}
    expect(desk.label in found["notify by dbus"], found["notify by dbus"])
    return found["notify by dbus"]


if step.failures:
    desk.end()
    sys.exit(1)


@step("a tip is seen")
def _() -> str:
    return show("tip")


@step("nobody answers it")
def _() -> str:
    began = time.monotonic()
    desk.touch()
    while sees() and time.monotonic() - began < GONE_WITHIN:
        time.sleep(0.5)
    expect(outcome() is None, f"it counts as {outcome()}")
    stays = sees()
    return "it stays on the screen" if stays else f"it left the screen within {time.monotonic() - began:.0f} s"


@step("the next three are seen")
def _() -> str:
    titles = []
    for number in (1, 2, 3):
        titles.append(show(f"next-{number}"))
        if number == 2:
            began = time.monotonic()
            desk.touch()
            while sees() and time.monotonic() - began < GONE_WITHIN:
                time.sleep(0.5)
    return ", ".join(titles)


@step("the same words, twice in a row")
def _() -> str:
    settle()
    for key, word in WORDS.items():
        reminder("config", "set", f"reminders.posture.{key}", word)
    now()
    now()
    wait_for(sees, "it is seen", 15)
    time.sleep(0.5)
    picture("same-words")
    return "one is there"


for label, answer in (("Done", "done"), ("Snooze", "snoozed"), ("Skip", "skipped")):

    @step(f"{label}, and the screen is empty")
    def _(label: str = label, answer: str = answer) -> str:
        settle()
        show(f"before-{answer}")
        desk.press(label)
        becomes(answer)
        desk.move_away()
        be_gone()
        return answer


@step("a click on the words")
def _() -> str:
    settle()
    show("before-click")
    desk.click()
    time.sleep(1)
    became = outcome()
    expect(became in desk.after_click, f"it counts as {became}")
    picture("after-click")
    return became or "nothing happened"


@step("a click on the words that is to count as done")
def _() -> str:
    settle()
    reminder("config", "set", "notify.click", "done")
    show("before-wanted-click")
    desk.click()
    becomes(desk.after_wanted_click)
    desk.move_away()
    be_gone()
    reminder("config", "unset", "notify.click")
    return desk.after_wanted_click


@step("ended with a tip on the screen, and back")
def _() -> str:
    settle()
    show("before-end")
    desk.leave()
    time.sleep(1)
    expect(outcome() is None, f"the open tip counts as {outcome()}")
    desk.come_back()
    time.sleep(desk.settles)
    desk.move_away()
    title = show("after-end")
    return f"open until then, and {title!r} is seen"


if desk.switches:

    @step("do not disturb, and now")
    def _() -> str:
        settle()
        desk.do_not_disturb(True)
        if desk.tells_of_quiet:
            wait_for_hold("do not disturb")
        said = reminder("now").replace("\n", " ")
        time.sleep(1)
        picture("now-in-do-not-disturb")
        became = outcome()
        expect(became != "dismissed", "it counts as dismissed, and nobody did that")
        return f"{said} Then: {became or 'open'}, {'seen' if sees() else 'not seen'}"

    if desk.leaves_when_idle:

        @step("it leaves when idle, and do not disturb is known all the same")
        def _() -> str:
            if outcome() is None:
                reminder("skip")
            wait_for(lambda: not owner_pid(), "it has left", desk.leaves_when_idle)
            time.sleep(8)
            hold = wait_for_hold("do not disturb")
            return f"it has left; held by {hold['source']}"

    @step("do not disturb is over, and the next is seen")
    def _() -> str:
        desk.do_not_disturb(False)
        if desk.tells_of_quiet:
            wait_for_no_hold("do not disturb")
        if outcome() is None:
            reminder("skip")
        time.sleep(1)
        picture("do-not-disturb-over")
        return show("after-do-not-disturb")


@step("reminder stop, and its log")
def _() -> str:
    return end(pictures / "reminder.log")


desk.end()
sys.exit(step.failures > 0)
