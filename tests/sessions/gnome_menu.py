"""GNOME's menu in a fresh account, and what its entry makes of the notifications; run by gnome_menu.sh."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import browser
from gnome_shell import GnomeShell
from keys import PAUSE, bind_and_press
from steps import Steps, expect, expect_open, is_running, now, reminder, status, wait_for

LOGIN = Path.home() / ".config/autostart/reminder.desktop"
APPS = "imports.gi.Shell.AppSystem"

shell = GnomeShell(Path(sys.argv[1]))
step = Steps(shell.picture)
browser.stand_in()
shell.start()


def has_entry() -> bool:
    return bool(shell.do(f"{APPS}.get_default().lookup_app('reminder.desktop') !== null"))


@step("found by a keyword once it is in the menu")
def _() -> str:
    expect(not has_entry(), "a fresh account has it in the menu")
    said = reminder("menu", "on")
    wait_for(has_entry, "the shell has read the entry")
    found = shell.do(f"{APPS}.search('posture').flat()")
    expect(found == ["reminder.desktop"], f"found: {found}")
    shell.do("Main.overview.show(); Main.overview.searchEntry.set_text('posture'); true")
    time.sleep(3)
    shell.picture("overview")
    shell.do("Main.overview.hide(); true")
    return said


@step("opened from there it starts the program and opens the window")
def _() -> str:
    expect(not is_running(), "it runs already")
    shell.do(f"{APPS}.get_default().lookup_app('reminder.desktop').activate(); true")
    address = browser.window()
    wait_for(is_running, "the program runs", 20)
    return address


@step("login is switched on from the welcome")
def _() -> str:
    wait_for(shell.banner, "the welcome is there", 30)
    title = shell.banner()
    buttons = shell.open_banner()
    shell.picture("welcome")
    shell.press("At every login", buttons)
    wait_for(LOGIN.exists, "it is switched on", 20)
    wait_for(lambda: shell.banner() == "It starts at every login now", "the welcome makes room for what came of it")
    shell.clear_tray()
    return f"{title}; {reminder('autostart', 'status').splitlines()[0]}"


@step("what a command says stays on the screen when it ends")
def _() -> str:
    reminder("menu", "click", "pause")
    time.sleep(2)
    shell.picture("said")
    expect(shell.tray() == ["Reminder"], f"in the message tray: {shell.tray()}")
    shell.clear_tray()
    return reminder("resume")


@step("a tip has the name and the icon of the entry")
def _() -> str:
    title = now()
    wait_for(lambda: shell.banner() == title, f"the banner says {title!r}")
    shell.picture("banner")
    return title


@step("killed with it on the screen, and started again, the program shows it again")
def _() -> str:
    [title] = shell.tray()
    os.kill(status()["pid"], signal.SIGKILL)
    wait_for(lambda: not shell.tray(), "it went with the program")
    reminder("start")
    wait_for(lambda: shell.tray() == [title], "it is there again", 150)
    expect_open()
    return title


@step("keys on binds them, one that is pressed acts, and after keys off none does")
def _() -> str:
    with (Path(sys.argv[1]) / "keys.log").open("wb") as log:
        keys = subprocess.Popen(["/usr/libexec/gsd-media-keys"], stdout=log, stderr=log)
    try:
        return bind_and_press(lambda: shell.type(*PAUSE))
    finally:
        keys.terminate()


@step("off, and the shell has it no more")
def _() -> str:
    reminder("stop")
    said = reminder("menu", "off")
    wait_for(lambda: not has_entry(), "the shell has seen it")
    return said


sys.exit(step.failures > 0)
