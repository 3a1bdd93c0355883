"""The application menu of Xfce in a fresh account: found there by a word, opened from there, told of what fails.

Once with the entry that `reminder menu on` writes, and once with that of `pip install --user`, whose command no PATH of
the session leads to.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import browser
from screens import begin, begin_x11, take_picture_of_x11
from steps import Steps, expect, is_on_the_bus, is_running, now, reminder, wait_for

PICTURES = Path(sys.argv[1])
ENTRY = Path.home() / ".local/share/applications/reminder.desktop"
WORD = "posture"
"""In none of the entry's names, but among its keywords."""
LOGIN = (80, 31)
"""How far the welcome's last button is from the lower right corner of its window."""


def picture(name: str) -> None:
    take_picture_of_x11(PICTURES / f"{name}.png")


def xdotool(*words: str, check: bool = True) -> str:
    return subprocess.run(["xdotool", *words], check=check, capture_output=True, text=True, timeout=30).stdout


def windows(*how: str) -> list[str]:
    """Those that are seen."""
    return xdotool("search", "--onlyvisible", *how, check=False).split()


def popup() -> list[int]:
    """Place and size of the server's window, as long as it has one."""
    found = windows("--class", "Xfce4-notifyd")
    shape = dict(line.split("=") for line in xdotool("getwindowgeometry", "--shell", found[0]).split()) if found else {}
    return [int(shape[name]) for name in ("X", "Y", "WIDTH", "HEIGHT")] if shape else []


def choose(word: str, shot: str) -> None:
    """What a person does who looks for a program by a word."""
    finder = begin("xfce4-appfinder", "--disable-server", log=PICTURES / "finder.log")
    wait_for(lambda: windows("--name", "Application Finder"), "the application finder is there", 30)
    time.sleep(1.5)  # until it has read the menu
    xdotool("search", "--onlyvisible", "--name", "Application Finder", "windowfocus", "--sync")
    xdotool("type", "--delay", "60", word)
    time.sleep(1)
    picture(shot)
    xdotool("key", "Return")
    finder.wait(20)


step = Steps(picture)
browser.stand_in()
screen, display = begin_x11(PICTURES / "x.log")
os.environ |= {"DISPLAY": display, "XDG_SESSION_TYPE": "x11", "GDK_BACKEND": "x11"}
manager = begin("xfwm4", log=PICTURES / "xfwm4.log")
server = begin(*map(str, Path("/usr/lib").glob("*/xfce4/notifyd/xfce4-notifyd")), log=PICTURES / "notifyd.log")
wait_for(lambda: is_on_the_bus("org.freedesktop.Notifications"), "the notification server")


@step("a fresh account has it not in the menu")
def _() -> str:
    said = reminder("menu", "status")
    expect("menu: off" in said, said)
    return said


@step("reminder menu on, and what the tools of the desktop say of it")
def _() -> str:
    said = reminder("menu", "on")
    expect("menu: on" in said, said)
    subprocess.run(["desktop-file-validate", ENTRY], check=True)
    return said


@step("found by a keyword, it opens the window and starts the program")
def _() -> str:
    expect(not is_running(), "it runs already")
    choose(WORD, "finder")
    address = browser.window()
    wait_for(is_running, "the program runs", 20)
    return address


@step("login is switched on from the welcome")
def _() -> str:
    wait_for(popup, "the welcome is there", 30)
    picture("welcome")
    expect("login: off" in reminder("autostart", "status"), reminder("autostart", "status"))
    x, y, width, height = popup()
    xdotool("mousemove", str(x + width - LOGIN[0]), str(y + height - LOGIN[1]), "click", "1")
    wait_for(lambda: "login: on" in reminder("autostart", "status"), "it starts at every login", 20)
    time.sleep(1)
    picture("login")
    return reminder("autostart", "status").splitlines()[0]


@step("a notification has its icon")
def _() -> str:
    title = now()
    time.sleep(1.5)
    picture("notification")
    return title


@step("an action of the entry pauses, and says so where it is seen")
def _() -> str:
    reminder("menu", "click", "pause")
    time.sleep(1)
    picture("paused")
    return reminder("status").splitlines()[0]


@step("off takes it out again and leaves nothing")
def _() -> str:
    reminder("stop")
    said = reminder("menu", "off")
    left = [str(path) for path in (Path.home() / ".local/share").rglob("*reminder*")]
    expect(not left, f"left: {left}")
    return said


@step("pip install --user needs nothing more")
def _() -> str:
    python = ["/usr/bin/python3", "-m", "pip", "install", "--user", "--break-system-packages", "--quiet"]
    copy = shutil.copytree("/tmp/program", Path.home() / "program")
    done = subprocess.run([*python, "--no-warn-script-location", copy], capture_output=True, text=True, check=False)
    expect(done.returncode == 0, done.stdout + done.stderr)
    path = os.environ["PATH"]
    os.environ["PATH"] = "/usr/bin:/bin"
    try:
        expect(shutil.which("reminder") is None, "PATH leads to it")
        choose(WORD, "finder-pip")
        address = browser.window()
    finally:
        os.environ["PATH"] = f"{Path.home()}/.local/bin:{path}"
    wait_for(is_running, "the program runs", 20)
    return f"{address}; {reminder('menu', 'status')}"


@step("off says that it goes with the installation")
def _() -> str:
    said = reminder("menu", "off")
    expect(ENTRY.exists(), "pip's entry was removed")
    expect("uninstalled" in said, said)
    reminder("stop")
    return said


for process in (server, manager, screen):
    process.terminate()
sys.exit(step.failures > 0)
