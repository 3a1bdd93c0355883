"""What a person does with the program on KWin, step by step, each with what was found; run by kwin.sh.

Plasma's own notifications need more than KWin, so dunst shows them. Keys and mouse are KWin's fake input, which it
gives to everybody only when told to. KWin lets nobody take a picture without a portal, so there are none. Exits 1 if a
step failed; later steps are tried all the same.
"""

import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from dunst import be_paused, begin_dunst, close, press, show
from keys import PAUSE, bind_and_press
from screens import begin
from senses import (
    AWAY,
    go_and_come_back,
    hold,
    sense,
    sensed,
    shorten_absences,
    shown,
    stay_before_a_film,
    wait_for_hold,
    wait_for_no_hold,
    window,
)
from steps import Steps, count, end, expect, reminder, wait_for
from wayland_mouse import FakeInput

pictures = Path(sys.argv[1])
A = 30
OTHER = *PAUSE[:2], 22
"""Super, Alt and U."""
TAKEN = "Super+Alt+L"
"""KWin's own, for the keyboard's layout."""
step = Steps(lambda name: None)
film = partial(window, "org.example.Film", "keeps-awake")
hands: FakeInput


def nudge_the_mouse() -> None:
    hands.move(300, 300)


@step("KWin and dunst come up")
def _() -> str:
    global hands
    os.environ["WAYLAND_DISPLAY"] = "wayland-7"
    size = "--width", "1280", "--height", "800"
    arguments = "--virtual", *size, "--no-lockscreen", "--socket", os.environ["WAYLAND_DISPLAY"]
    begin("kwin_wayland", *arguments, log=pictures / "kwin.log", KWIN_WAYLAND_NO_PERMISSION_CHECKS="1")
    socket = Path(os.environ["XDG_RUNTIME_DIR"], os.environ["WAYLAND_DISPLAY"])
    wait_for(socket.exists, "KWin", 20)
    hands = FakeInput()
    begin_dunst(pictures / "dunst.log")
    said = subprocess.run(["kwin_wayland", "--version"], capture_output=True, text=True, check=True).stdout
    return f"{said.strip()}, dunst"


@step("reminder start, and what it senses here")
def _() -> str:
    reminder("start")
    shorten_absences()
    expect(sense("idle")["source"] == "Wayland", f"{sense('idle')}")
    return sensed()


for label, outcome in (("Done", "done"), ("Skip", "skipped")):

    @step(label)
    def _(label: str = label, outcome: str = outcome) -> str:
        title = show()
        press(hands, label)
        count(outcome)
        return f"{title}: {outcome}"


step("closed with a click")(lambda: close(hands))
for name, touch in (("key", lambda: hands.type(A)), ("movement of the mouse", nudge_the_mouse)):
    step(f"an absence, between two inputs: a {name}")(partial(go_and_come_back, touch))
step("a film")(lambda: stay_before_a_film(film, nudge_the_mouse))


@step("a film that begins while nobody is there, and hides who comes back")
def _() -> str:
    nudge_the_mouse()
    wait_for_hold("away", AWAY + 5)
    with shown(film):
        nudge_the_mouse()
        back = time.monotonic()
        wait_for_no_hold("away", 65)
        after = time.monotonic() - back
    nudge_the_mouse()
    return f"seen after {after:.1f} s"


@step("full screen")
def _() -> str:
    with shown(partial(window, "org.example.Slides", "full-screen")):
        held = hold("full screen")
    return f"{held['detail']}" if held else f"not seen: {sense('full screen')['why']}"


step("dunst is paused")(be_paused)
step("keys on binds them, one that is pressed acts, and after keys off none does")(
    lambda: bind_and_press(lambda: hands.type(*PAUSE))
)


@step("other keys than before")
def _() -> str:
    reminder("keys", "on")
    return bind_and_press(lambda: hands.type(*OTHER), "keys on pause=Super+Alt+U")


@step("a key that KWin has")
def _() -> str:
    refused = subprocess.run(["reminder", "keys", "on", f"open={TAKEN}"], capture_output=True, text=True, check=False)
    expect(refused.returncode == 1 and "is bound already" in refused.stderr, f"{refused}")
    expect("This binds them" in reminder("keys"), "something is bound")
    return refused.stderr.strip()


step("reminder stop, and its log")(partial(end, pictures / "reminder.log"))
sys.exit(step.failures > 0)
