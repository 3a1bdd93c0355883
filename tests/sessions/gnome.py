"""What a person does with the program on GNOME, step by step, each with what was found; run by gnome.sh.

Every button is pressed with the mouse, on the screen. Exits 1 if a step failed; later steps are tried all the same.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from datetime import datetime
from functools import partial
from pathlib import Path

from gnome_shell import AWAY_FROM_EVERYTHING, CLOCK, GnomeShell
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
)
from steps import (
    LOG,
    Steps,
    count,
    doctor,
    effort,
    end,
    expect,
    expect_open,
    is_running,
    kill_and_start,
    now,
    reminder,
    status,
    wait_for,
)

LABELS = ["Done", "Snooze 5 min", "Skip"]
CLOSE = "message-close-button"
ENTRY = Path.home() / ".config/autostart/reminder.desktop"
GENERATOR = Path("/usr/lib/systemd/user-generators/systemd-xdg-autostart-generator")

pictures = Path(sys.argv[1])
shell = GnomeShell(pictures)
step = Steps(shell.picture)


def show() -> str:
    """`reminder now`; the title, once it is on the screen and alone there."""
    shell.do("Main.panel.statusArea.dateMenu.menu.close()")
    shell.point(*AWAY_FROM_EVERYTHING)
    title = now()
    wait_for(lambda: shell.banner() == title, f"the banner says {title!r}")
    expect(shell.tray() == [title], f"in the message tray: {shell.tray()}")
    return title


def nudge_the_mouse() -> None:
    for x in (0, 5):
        shell.point(AWAY_FROM_EVERYTHING[0] + x, AWAY_FROM_EVERYTHING[1])


def film() -> subprocess.Popen[bytes]:
    """Here is no session manager, which GNOME's programs tell of it: a stand-in for one. Returns when it is there."""
    manager, tests = Path(__file__).with_name("session_manager.py"), Path(__file__).parents[1]
    process = subprocess.Popen([sys.executable, manager], env=os.environ | {"PYTHONPATH": str(tests)})
    wait_for(lambda: sense("idle inhibitors")["source"], "the session manager is there")
    return process


def launch_entry() -> None:
    """As the desktop does at login."""
    shell.do(f"imports.gi.GioUnix.DesktopAppInfo.new_from_filename('{ENTRY}').launch([], null)")
    wait_for(is_running, "it runs", 20)


def catalogue() -> set[str]:
    return {tip["title"] for tip in json.loads(reminder("tips", "--json"))["tips"]}


def wait_until_timed_out() -> None:
    """GNOME takes the banner off the screen by itself and keeps the notification."""
    wait_for(lambda: shell.do("Main.messageTray._banner === null"), "the banner goes by itself", 20)


def press_in_tray(name: str) -> None:
    """Opens the tray with a click on the clock, the notification with a click on its arrow, then presses."""
    place = "Main.panel.statusArea.dateMenu._messageList"
    shell.click(*CLOCK)
    wait_for(lambda: shell.do("Main.panel.statusArea.dateMenu.menu.isOpen"), "the message tray opens")
    shell.press("message-expand-button", shell.buttons(place))
    wait_for(lambda: name in shell.buttons(place), f"{name} is in the tray")
    shell.picture(f"tray-{name.lower()}")
    shell.press(name, shell.buttons(place))
    shell.do("Main.panel.statusArea.dateMenu.menu.close()")


@step("GNOME Shell comes up")
def _() -> str:
    shell.start()
    return subprocess.run(["gnome-shell", "--version"], capture_output=True, text=True, check=True).stdout.strip()


@step("reminder start")
def _() -> str:
    return reminder("start").splitlines()[0]


@step("reminder doctor")
def _() -> str:
    found = doctor()
    expect(found["notify by dbus"]["works"], f"{found['notify by dbus']}")
    expect(found["program"]["works"], f"{found['program']}")
    return f"{found['here']['text']}; {found['program']['text']}; by dbus: {found['notify by dbus']['text']}"


@step("the banner has three buttons; Done")
def _() -> str:
    title = show()
    shell.picture("banner")
    buttons = shell.open_banner()
    shell.picture("buttons")
    labels = [name for name in buttons if "message" not in name]
    expect(labels == LABELS, f"its buttons are {labels}")
    expect(title in catalogue(), f"{title!r} is no tip of the catalogue")
    shell.press("Done", buttons)
    count("done")
    expect(not shell.tray(), f"in the message tray: {shell.tray()}")
    return f"{title}, {labels}; done"


for what, button, outcome in (("Skip", "Skip", "skipped"), ("closed with its cross", CLOSE, "dismissed")):

    @step(what)
    def _(button: str = button, outcome: str = outcome) -> str:
        title = show()
        shell.press(button, shell.open_banner())
        count(outcome)
        return f"{title}: {outcome}"


@step("Snooze, and back again")
def _() -> str:
    reminder("config", "set", "snooze.for", "1m")
    wait_for(lambda: "the settings have changed" in LOG.read_text(), "the program noticed")
    title = show()
    buttons = shell.open_banner()
    shell.press("Snooze 1 min", buttons)
    count("snoozed")
    pressed = time.monotonic()
    wait_for(lambda: shell.banner() == title, "the snoozed tip is back", 70)
    after = time.monotonic() - pressed
    shell.press("Done", shell.open_banner())
    count("done")
    return f"{title}: snoozed, back after {after:.1f} s, done"


@step("it times out, and the next one takes its place")
def _() -> str:
    first = show()
    wait_until_timed_out()
    expect(shell.tray() == [first], f"in the message tray: {shell.tray()}")
    expect_open()
    second = show()
    count("ignored")
    return f"{first}: still in the tray and open; then only {second}"


@step("pressed in the message tray")
def _() -> str:
    wait_until_timed_out()
    press_in_tray("Done")
    count("done")
    expect(not shell.tray(), f"in the message tray: {shell.tray()}")
    return "done"


def done_by_a_command() -> None:
    reminder("done")
    count("done")
    wait_for(lambda: not shell.tray(), "the message tray is empty")


@step("reminder done, after it timed out")
def _() -> str:
    title = show()
    wait_until_timed_out()
    done_by_a_command()
    return f"{title}: done, and gone from the tray"


@step("reminder doctor --test")
def _() -> str:
    command = ["reminder", "doctor", "--test", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as doctor:
        wait_for(lambda: shell.banner() == "This is a test", "the test is on the screen")
        shell.press("Done", shell.open_banner())
        said, _ = doctor.communicate(timeout=30)
    found = {finding["about"]: finding["text"] for finding in json.loads(said)}
    expect("done" in found["test"], found["test"])
    return str(found["test"])


@step("two tips by themselves, a minute apart")
def _() -> str:
    reminder("every", "1m")
    before = status()["last"]["at"]
    seen = []
    for _ in range(2):
        wait_for(lambda: status()["last"]["at"] != before, "the next tip", 70)
        last = status()["last"]
        seen.append(before := last["at"])
        wait_for(lambda: shell.banner() == status()["last"]["title"], f"the banner says {last['title']!r}")
        expect(last["title"] in catalogue(), f"{last['title']!r} is no tip of the catalogue")
    buttons = shell.open_banner()
    reminder("every", "20m")
    apart = (datetime.fromisoformat(seen[1]) - datetime.fromisoformat(seen[0])).total_seconds()
    expect(abs(apart - 60) <= 2, f"{apart} s apart")
    count("observed")
    shell.press("Skip", buttons)
    count("skipped")
    return f"{apart:g} s apart"


@step("killed with a tip on the screen, started again, then reminder done")
def _() -> str:
    title = show()
    kill_and_start()
    done_by_a_command()
    return f"{title}: done, and gone from the tray"


@step("killed with a tip on the screen, started again, then the next tip")
def _() -> str:
    first = show()
    kill_and_start()
    second = show()
    count("ignored")
    shell.press("Done", shell.open_banner())
    count("done")
    return f"{first} gave way to {second}: done"


@step("autostart on")
def _() -> str:
    reminder("autostart", "on")
    subprocess.run(["desktop-file-validate", str(ENTRY)], check=True, capture_output=True)
    state = json.loads(reminder("autostart", "status", "--json"))
    expect(state["state"] == "on", f"{state}")
    return f"{ENTRY} is valid; {state}"


@step("the desktop starts the entry")
def _() -> str:
    reminder("stop")
    launch_entry()
    return f"runs (pid {status()['pid']})"


@step("systemd reads the entry")
def _() -> str:
    units = pictures / "units"
    units.mkdir()
    folders = [str(units)] * 3
    read = subprocess.run([str(GENERATOR), *folders], check=True, capture_output=True, text=True)
    unit = units / "app-reminder@autostart.service"
    expect(unit.exists(), f"it made {list(units.iterdir())}: {read.stderr}")
    lines = [line for line in unit.read_text().splitlines() if line.startswith("ExecStart=")]
    shutil.rmtree(units)
    return f"{lines[0]}"


@step("the shell crashes and is back at once: the program goes on")
def _() -> str:
    show()
    pid = status()["pid"]
    reminder("every", "1m")
    shell.kill()
    shell.start()
    wait_for(shell.banner, "the next tip", 70)
    title, buttons = shell.banner(), shell.open_banner()
    reminder("every", "20m")
    expect(status()["pid"] == pid, "another process runs")
    expect(shell.tray() == [title], f"in the message tray: {shell.tray()}")
    count("observed")
    shell.press("Done", buttons)
    count("done")
    return f"the same process shows {title}: done"


@step("the shell dies and stays away: the session is over, and the program ends")
def _() -> str:
    show()
    shell.kill()
    killed = time.monotonic()
    cpu, wakes = effort(lambda: time.sleep(5))
    expect(cpu < 0.2 and wakes < 50, f"in 5 s it used {cpu:.2f} s of CPU and woke {wakes} times")
    wait_for(lambda: not is_running(), "the program has ended")
    after = time.monotonic() - killed
    words = [line.partition(" INFO ")[2] for line in LOG.read_text().splitlines() if " INFO ends: " in line]
    expect("its screen is gone" in words[-1], words[-1])
    count("ignored")
    return f"{words[-1]}, after {after:.1f} s; until then, in 5 s, {cpu:.2f} s of CPU and {wakes} wake-ups"


@step("the next login starts the entry")
def _() -> str:
    shell.start()
    launch_entry()
    title = show()
    shell.press("Done", shell.open_banner())
    count("done")
    return f"runs (pid {status()['pid']}); {title}: done"


@step("what it senses here")
def _() -> str:
    shorten_absences()
    # The shell has its name on the bus a moment before it answers, and is asked again a minute later.
    wait_for(lambda: sense("do not disturb")["source"] == "gnome-shell", "do not disturb", 65)
    expect(sense("idle")["source"] == "Mutter", f"{sense('idle')}")
    return sensed()


for name, touch in (("movements of the mouse", nudge_the_mouse), ("keys", shell.type)):
    step(f"an absence, between two {name}")(partial(go_and_come_back, touch))
step("a film")(partial(stay_before_a_film, film, nudge_the_mouse))


@step("a film that ends while nobody is there brings nobody back, and a key does")
def _() -> str:
    nudge_the_mouse()
    wait_for_hold("away", AWAY + 5)
    with shown(film):
        time.sleep(2)
        expect(hold("away"), "somebody came back when the film began")
    time.sleep(2)
    expect(hold("away"), "somebody came back when the film ended")
    shell.type()
    wait_for_no_hold("away")
    return "away all the time"


@step("20 s of moving the mouse")
def _() -> str:
    def move_about() -> None:
        for _ in range(40):
            nudge_the_mouse()
            time.sleep(0.5)

    reminder("config", "set", "timing.natural_break", "5m")
    cpu, wakes = effort(move_about)
    shorten_absences()
    expect(wakes < 60, f"woken {wakes} times")
    return f"{cpu:.2f} s of CPU and {wakes} wake-ups"


@step("do not disturb")
def _() -> str:
    switch = "org.gnome.desktop.notifications", "show-banners"
    subprocess.run(["gsettings", "set", *switch, "false"], check=True)
    held = wait_for_hold("do not disturb")
    subprocess.run(["gsettings", "reset", *switch], check=True)
    wait_for_no_hold("do not disturb")
    return f"held since {held['since']}, and let go"


@step("the screen is locked and unlocked")
def _() -> str:
    shell.lock()
    wait_for_hold("locked")
    shell.picture("locked")
    shell.unlock()
    wait_for_no_hold("locked")
    expect(sense("lock")["source"] == "org.gnome.ScreenSaver", f"{sense('lock')}")
    return f"held and let go, by {sense('lock')['source']}"


@step("its own break reminders are named")
def _() -> str:
    switch = "org.gnome.desktop.break-reminders", "selected-breaks"
    subprocess.run(["gsettings", "set", *switch, "['eyesight', 'movement']"], check=True)
    found = doctor()["double reminders"]["text"]
    subprocess.run(["gsettings", "reset", *switch], check=True)
    return str(found)


step("reminder stop, and its log")(partial(end, pictures / "reminder.log"))
sys.exit(step.failures > 0)
