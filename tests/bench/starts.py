"""How long a program takes from exec until it is ready, and what "ready" is.

A few lines of Python are ready when they have printed a word, the program when its socket answers, a peer at its first
sign: an icon in the tray, or a name on the bus.
"""

import subprocess
import time
from collections.abc import Callable
from contextlib import suppress

from desktop import Desktop
from support.desktop_fixtures import end

from reminder.control.client import ask
from reminder.control.messages import RequestLine
from reminder.errors import NotRunning

WITHIN = 10.0
"""Seconds."""

Ready = Callable[[subprocess.Popen[bytes], Desktop], object]
"""Returns when it is; TimeoutError when it takes too long."""


def seconds(command: list[str], ready: Ready, desktop: Desktop) -> float:
    """It is ended at once."""
    desktop.tray.sees_one.clear()
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            ready(process, desktop)
            return time.perf_counter() - begin
        finally:
            end(process)


def has_said_a_word(process: subprocess.Popen[bytes], desktop: Desktop) -> None:
    process.stdout.readline()


def answers(process: subprocess.Popen[bytes], desktop: Desktop) -> None:
    """Asked by the bench itself, every millisecond; a command would have to start first."""
    deadline = time.monotonic() + WITHIN
    while time.monotonic() < deadline:
        with suppress(NotRunning):
            ask(RequestLine("status"))
            return
        time.sleep(0.001)
    raise TimeoutError


def has_shown_itself(process: subprocess.Popen[bytes], desktop: Desktop) -> None:
    if not desktop.tray.sees_one.wait(WITHIN):
        raise TimeoutError
