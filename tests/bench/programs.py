"""What is measured: the program, what one would write in its stead, and its peers, as Debian has them."""

import sys
from pathlib import Path
from typing import NamedTuple

import starts

_IS_READY = """
import time
print("ready", flush=True)
while True:
    time.sleep(1000)
"""
_STACK = "import asyncio, apscheduler.schedulers.asyncio, dbus_fast.aio, sqlite3, argparse"
_SCRIPT = """
from apscheduler.schedulers.background import BackgroundScheduler
from plyer import notification
def remind():
    notification.notify(title="Sit up", message="Both feet down.", app_name="script")
scheduler = BackgroundScheduler()
scheduler.add_job(remind, "interval", minutes=20)
scheduler.start()
"""
_SETTINGS = """
from pydantic_settings import BaseSettings
class Settings(BaseSettings):
    every: int = 20
settings = Settings()
"""


class Program(NamedTuple):
    """`asked`: a command for the one that runs."""

    command: list[str]
    ready: starts.Ready
    asked: list[str] | None = None


def python(lines: str) -> Program:
    return Program([sys.executable, "-c", lines + _IS_READY], starts.has_said_a_word)


REMINDER = str(Path(sys.executable).with_name("reminder"))
OURS, SCRIPT = "reminder", "ten-line script [2]"
START, IMPORT = "reminder start", "import asyncio"
PROGRAMS = {
    OURS: Program([REMINDER, "run"], starts.answers),
    "python, asleep": python(""),
    "the bare stack [1]": python(_STACK),
    SCRIPT: python(_SCRIPT),
    "the same, settings [3]": python(_SETTINGS + _SCRIPT),
    "Workrave": Program(["workrave"], starts.has_shown_itself),
    "Safe Eyes": Program(["safeeyes"], starts.has_shown_itself, ["safeeyes", "--status"]),
    "RSIBreak": Program(["rsibreak"], starts.has_shown_itself),
}
NOTES = """
[1] asyncio, APScheduler, dbus-fast, sqlite3 and argparse, imported and asleep
[2] a BackgroundScheduler of APScheduler that notifies by plyer every 20 minutes
[3] with settings of one number by pydantic-settings
"""
