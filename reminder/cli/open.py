"""`reminder open`: the window, in the person's browser."""

from __future__ import annotations

import subprocess
import sys
import time

from reminder.cli.result import Result
from reminder.control import window
from reminder.errors import ReminderError
from reminder.phrase import phrase, verbatim

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reminder.cli.commands import Arguments
    from reminder.control.window import Place

_READY_WITHIN = 15.0
_LOOK_AGAIN = 0.005
"""Seconds."""


def open_(args: Arguments) -> Result:
    """Where there is no browser the address is all there is to say."""
    import webbrowser

    address = (window.find() or _begun()).address(args.page)
    try:
        is_open = webbrowser.open(address)
    except webbrowser.Error:
        is_open = False
    said = phrase("The window is open in your browser; once, and for a minute, also at {address}", address=address)
    if not is_open:
        said = phrase(
            "No browser was found here. Open this address in one, within a minute: {address}", address=address
        )
    return Result(said, {"address": address, "opened": is_open})


def _begun() -> Place:
    """A server that was started just now. Raises ReminderError."""
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "reminder.web"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise ReminderError("{program} cannot be started: {why}", program=sys.executable, why=error) from error
    assert process.stdout
    assert process.stderr
    if process.stdout.readline() != b"ready\n":
        complaint = process.stderr.read().decode(errors="replace").strip()
        raise ReminderError(verbatim(complaint) if complaint else phrase("the window ended at once"))
    deadline = time.monotonic() + _READY_WITHIN
    while not (place := window.find()):
        if time.monotonic() > deadline:
            raise ReminderError("the window was started but cannot be found")
        time.sleep(_LOOK_AGAIN)
    return place
