"""What a person does with the program before one notification server, step by step; run by servers.py.

That a popup is on the screen is told by the screen: there it looks otherwise than with nothing on it.
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from operator import ne
from pathlib import Path

from senses import wait_for_hold, wait_for_no_hold
from server_desks import DESKS, owner_pid
from steps import Failed, Steps, doctor, end, expect, expect_open, now, reminder, status, wait_for

pictures, desk = Path(sys.argv[1]), DESKS[sys.argv[2]]
sys.stdout = (pictures / "steps.log").open("w", buffering=1)
ENOUGH = 10_000
"""So many bytes of a look are others where a popup is, and fewer where a clock went on."""
OTHER_WORDS = 2000
"""So many where only the words of a popup are others."""
GONE_WITHIN = 16
WORDS = {"title": "Stand up", "text": "A line of text."}
taken = 0
empty = b""


def picture(name: str, look: bytes | None = None) -> None:
    global taken
    taken += 1
    (pictures / f"{taken:02}-{name}.ppm").write_bytes(look or desk.look())


def shows(look: bytes) -> bool:
    """There is a popup."""
    return sum(map(ne, look, empty)) > ENOUGH


def says_other(look: bytes, before: bytes) -> bool:
    """Not what stood there before, which some servers take away slowly."""
    return sum(map(ne, look, before)) > OTHER_WORDS


def sees() -> bool:
    return shows(desk.look())


def show(name: str) -> str:
    """`reminder now`; its title, once it is seen and stands still. Some popups are there for five seconds only."""
    before, title, look = desk.look(), now(), empty

    def seen() -> bool:
        nonlocal look
        moving, look = look, desk.look()
        return shows(look) and says_other(look, before) and not says_other(look, moving)

    wait_for(seen, f"{title!r} is seen", 15)
    picture(name, look)
    return title


def outcome() -> str | None:
    found: str | None = status()["last"]["outcome"]
    return found


def answer(name: str, act: Callable[[], None], wanted: str) -> str:
    """Shows a tip and does that; three times, as on a busy machine a popup may go before the hand gets there."""
    for last_time in (False, False, True):
        settle()
        show(name)
        act()
        try:
            wait_for(outcome, f"the tip becomes {wanted}", 5)
            break
        except Failed:
            if last_time:
                raise
    expect(outcome() == wanted, f"it counts as {outcome()}, and not as {wanted}")
    desk.move_away()
    be_gone()
    return wanted


def be_gone(seconds: float = 5) -> None:
    wait_for(lambda: not sees(), "the screen is empty again", seconds)


def settle() -> None:
    """Nothing is open, and nothing on the screen."""
    if outcome() is None:
        reminder("skip")
    desk.move_away()
    be_gone()


step = Steps(picture)


@step("it comes up, and doctor knows it")
def _() -> str:
    global empty
    desk.begin(pictures)
    time.sleep(desk.settles)
    desk.move_away()
    empty = desk.look()
    reminder("start")
    found: str = doctor()["notify by dbus"]["text"]
    expect(desk.label in found, found)
    return found


if step.failures:
    desk.end()
    sys.exit(1)


def let_it_be() -> str:
    """Nobody answers it; what became of the popup."""
    began = time.monotonic()
    desk.touch()
    while sees():
        if time.monotonic() - began > GONE_WITHIN:
            return "it stays on the screen"
        time.sleep(0.5)
    return f"it left the screen within {time.monotonic() - began:.0f} s"


step("a tip is seen")(partial(show, "tip"))


@step("nobody answers it")
def _() -> str:
    became = let_it_be()
    expect_open()
    return became


@step("the next three are seen")
def _() -> str:
    titles = []
    for number in (1, 2, 3):
        titles.append(show(f"next-{number}"))
        if number == 2:
            let_it_be()
    return ", ".join(titles)


@step("the same words, twice in a row")
def _() -> str:
    settle()
    for key, word in WORDS.items():
        reminder("config", "set", f"reminders.posture.{key}", word)
    now()
    now()
    wait_for(sees, "it is seen", 15)
    picture("same-words")
    return "one is there"


for label, wanted in (("Done", "done"), ("Snooze", "snoozed"), ("Skip", "skipped")):

    @step(f"{label}, and the screen is empty")
    def _(label: str = label, wanted: str = wanted) -> str:
        return answer(f"before-{wanted}", lambda: desk.press(label), wanted)


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
    reminder("config", "set", "notify.click", "done")
    try:
        return answer("before-wanted-click", desk.click, desk.after_wanted_click)
    finally:
        reminder("config", "unset", "notify.click")


@step("ended with a tip on the screen, and back")
def _() -> str:
    settle()
    show("before-end")
    desk.leave()
    time.sleep(1)
    expect_open()
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


step("reminder stop, and its log")(partial(end, pictures / "reminder.log"))
desk.end()
sys.exit(step.failures > 0)
