"""What a person does with the program on Windows, step by step, each with what was found; run by wine.sh.

Runs outside Wine, and starts the program's Windows commands. Exits 1 if a step failed; later steps are tried all the
same.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from screens import take_picture_of_x11
from steps import Failed, Steps, expect, wait_for

pictures = Path(sys.argv[1])
DRIVE = Path(os.environ["WINEPREFIX"]) / "drive_c"
PROGRAMS = r"C:\reminder\Scripts"
SPACED = r"C:\Program Files\my reminder"
[LOCAL] = DRIVE.glob("users/*/AppData/Local")
OURS = LOCAL / "reminder"
EXPLORER = r"HKCU\Software\Wine\Explorer"
CALM, DUE = (0x1B, 0x80, 0x7A), (0xC8, 0x4E, 0x1A)
"""Of the icon's ink."""
ICON, SHOW_ONE = (1270, 788), (1150, 617)
"""Where they are on a taskbar with nothing else, and in the menu that opens there."""
LEFT, RIGHT = 1, 3
"""As X11 numbers the buttons of a mouse."""


def picture(name: str) -> None:
    take_picture_of_x11(pictures / f"{name}.png")


def wine(*words: str, code: int = 0, seconds: float = 60) -> str:
    """What a command of Windows prints, once it has ended."""
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            ["wine", *words], stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, timeout=seconds
        )
        said.seek(0)
        text = said.read().decode("cp1252").replace("\r\n", "\n").strip()
    expect(done.returncode == code, f"{' '.join(words)} exited {done.returncode}: {text}")
    return text


def reminder(*words: str, code: int = 0) -> str:
    return wine(rf"{PROGRAMS}\reminder.exe", *words, code=code)


def status() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(reminder("status", "--json"))
    return data


def processes(last: bytes = b"run") -> list[int]:
    """Those of Linux that are the running program: its launcher, and the one that does the work. `last`: its word."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "cmdline").read_bytes().rstrip(b"\0").split(b"\0")
        except OSError:
            continue
        if words[-1] == last and any(b"reminder" in word for word in words):
            found.append(int(place.name))
    return found


def wake_ups() -> int:
    """How often any thread of the program and of its icon was woken, so far."""
    total, found = 0, processes() + processes(b"reminder.tray")
    expect(len(found) == 4, f"the program and its icon are {len(found)} processes, and not two each")
    for process in found:
        for thread in Path(f"/proc/{process}/task").iterdir():
            [count] = re.findall(r"^voluntary_ctxt_switches:\s+(\d+)", (thread / "status").read_text(), re.MULTILINE)
            total += int(count)
    return total


def inked(colour: tuple[int, int, int]) -> bool:
    """Whether the right end of the taskbar has it."""
    look = ["import", "-window", "root", "-crop", "60x24+1220+776", "-depth", "8", "rgb:-"]
    pixels = subprocess.run(look, check=True, capture_output=True).stdout
    places = range(0, len(pixels), 3)
    near = (all(abs(pixels[at + n] - wanted) < 24 for n, wanted in enumerate(colour)) for at in places)
    return sum(near) > 12


def mouse(x: int, y: int, button: int) -> None:
    subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", str(button)], check=True)


def end() -> None:
    reminder("stop")
    expect(not processes(), "it has not gone")


step = Steps(picture)
shutil.rmtree(OURS, ignore_errors=True)


@step("it says what it is, and what works here")
def _() -> str:
    return f"{reminder('--version')}; doctor has {len(reminder('doctor').splitlines())} lines"


@step("whatever prints tables can be written into a file")
def _() -> str:
    commands = ["tips", "stats", "preview", "config show", "config path", "--help"]
    return f"{sum(len(reminder(*command.split())) for command in commands)} letters"


@step("a reader that leaves early is no failure")
def _() -> str:
    with subprocess.Popen(
        ["wine", rf"{PROGRAMS}\reminder.exe", "tips", "--json"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=(pictures / "left.log").open("wb"),
    ) as process:
        process.stdout.close()
    said = (pictures / "left.log").read_text()
    expect((process.returncode, said) == (0, ""), f"exit {process.returncode}: {said}")
    return "exit 0"


@step("it starts in the background, and a second start says that it runs")
def _() -> str:
    first, second = reminder("start"), reminder("start")
    expect("runs already" in second, second)
    found = status()
    return f"{first.splitlines()[0]} Notifies by {found['backends']['notify']['name']}"


@step("a tip is shown and answered, another one comes back, and both are in the records")
def _() -> str:
    title = reminder("now")
    time.sleep(1)
    picture("balloon")
    reminder("done")
    reminder("now")
    expect("comes back" in reminder("snooze", "5m"), "it does not come back")
    total = json.loads(reminder("stats", "--json"))["total"]
    expect((total["done"], total["snoozed"]) == (1, 1), str(total))
    return title


@step("it does not wake up while nothing happens")
def _() -> str:
    reminder("pause")
    counts = [wake_ups()]
    deadline = time.monotonic() + 90  # the balloon has to go first, and what serves is tried again after a while

    def is_quiet() -> bool:
        time.sleep(10)
        counts.append(wake_ups())
        return 0 <= counts[-1] - counts[-2] < 10  # fewer: a thread has ended

    while not is_quiet():
        expect(time.monotonic() < deadline, f"in 10 s each: {[b - a for a, b in pairwise(counts)]}")
    reminder("resume")
    return f"{counts[-1] - counts[-2]} times in 10 s"


@step("a settings file that comes, is changed and goes is noticed")
def _() -> str:
    def is_every(length: str) -> bool:
        return bool(status()["reminders"][0]["every"] == length)

    file = OURS / "config.toml"
    for length in ("33m", "34m"):
        file.write_text(f'[reminders.posture]\nevery = "{length}"\n')
        wait_for(partial(is_every, length), f"the change to {length}", 60)
    file.unlink()
    wait_for(partial(is_every, "20m"), "the default again", 60)
    return "33m, 34m, 20m"


@step("a settings file for everybody counts only where an administrator owns it")
def _() -> str:
    file = DRIVE / "ProgramData" / "reminder" / "config.toml"
    file.parent.mkdir()
    file.write_text('[reminders.posture]\nevery = "44m"\n')
    try:
        said = reminder("config", "check", code=2)
        expect("anybody may have made it" in said, said)
        expect("44m" not in reminder("config", "get", "reminders.posture.every"), "it counts")
    finally:
        file.unlink()
        file.parent.rmdir()
    return said.splitlines()[0]


@step("killed and started again, it still has the tip that was open")
def _() -> str:
    reminder("now")
    for process in processes():
        os.kill(process, signal.SIGKILL)
    wait_for(lambda: not processes(), "its end")
    reminder("status", code=3)
    reminder("start")
    expect(status()["last"]["outcome"] is None, str(status()["last"]))
    return "open"


@step("it ends at once, and says so where nothing runs")
def _() -> str:
    began = time.monotonic()
    end()
    took = time.monotonic() - began
    return f"{took:.1f} s; {reminder('stop', code=3)}"


@step("a login starts it without a window, and the switch can be turned off again")
def _() -> str:
    reminder("autostart", "on")
    run = wine("reg", "query", r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run", "/v", "reminder")
    expect(rf'"{PROGRAMS}\reminderw.exe" run' in run, run)
    subprocess.run(["wine", "wineboot"], check=True, stdin=subprocess.DEVNULL, timeout=60)
    wait_for(processes, "the program after a login", 30)
    reminder("start")
    end()
    reminder("autostart", "off")
    return "through reminderw.exe"


@step("an upgrade takes over where the path has spaces, and who asks first is answered")
def _() -> str:
    place = DRIVE / "Program Files" / "my reminder"
    shutil.rmtree(place, ignore_errors=True)
    with suppress(Failed):  # of a step that failed
        end()
    wine(r"C:\Python\python.exe", "-m", "venv", "--without-pip", SPACED)
    site = place / "Lib" / "site-packages"
    subprocess.run(["cp", "-r", f"{DRIVE}/reminder/Lib/site-packages/.", site], check=True)
    python = rf"{SPACED}\Scripts\python.exe"

    def ask(*words: str) -> str:
        return wine(python, "-P", "-m", "reminder", *words)

    ask("start")
    before = json.loads(ask("status", "--json"))
    [info] = site.glob("reminder-*.dist-info")
    metadata = (info / "METADATA").read_text()
    (info / "METADATA").write_text(re.sub(r"^Version: .*$", "Version: 99.0", metadata, count=1, flags=re.MULTILINE))
    info.rename(site / "reminder-99.0.dist-info")
    after = json.loads(ask("status", "--json"))
    expect(after["pid"] == before["pid"], "another one answered first")
    deadline = time.monotonic() + 60
    while after["pid"] == before["pid"]:
        expect(time.monotonic() < deadline, "no other version runs")
        with suppress(Failed):  # nothing runs for a moment
            after = json.loads(ask("status", "--json"))
    ask("stop")
    return f"{before['version']} → {after['version']}"


@step("on a taskbar its icon shows how it is, its menu acts also where it has changed meanwhile, and it ends with it")
def _() -> str:
    wine("reg", "add", EXPLORER, "/v", "Desktop", "/d", "shell", "/f")
    wine("reg", "add", rf"{EXPLORER}\Desktops", "/v", "shell", "/d", "1280x800", "/f")
    wine("wineboot", "--kill")
    taskbar = subprocess.Popen(["wine", "explorer"], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        reminder("start")
        reminder("resume")
        wait_for(lambda: inked(CALM), "the icon", 30)
        mouse(*ICON, RIGHT)
        time.sleep(2)
        reminder("pause", "1h")
        picture("icon-menu")
        mouse(*SHOW_ONE, LEFT)
        wait_for(lambda: status()["open"], "a tip", 30)
        reminder("resume")
        wait_for(lambda: inked(DUE), "the icon of an open tip", 30)
        end()
        wait_for(lambda: not inked(DUE), "the end of the icon", 30)
    finally:
        wine("wineboot", "--kill")
        taskbar.wait(30)
        wine("reg", "delete", EXPLORER, "/f")
    return "look at the picture of the menu"


sys.exit(1 if step.failures else 0)
