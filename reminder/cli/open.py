"""`reminder open`: the window, in the person's browser.

a server that listens, or one that is begun now ─▶ an address ─▶ the browser; where there is none, the person
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

from reminder import __version__
from reminder.cli.result import Result, somebody_is_there
from reminder.control import window
from reminder.errors import ReminderError
from reminder.phrase import phrase, verbatim

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import IO, NoReturn

    from reminder.cli.commands import Arguments
    from reminder.control.window import Place

_READY_WITHIN = 15.0
_GONE_WITHIN = 5.0
_LOOK_AGAIN = 0.005
"""Seconds."""
_OF_THE_CLICK = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""What lets the browser come to the front, and nobody after it."""


def open_(args: Arguments) -> Result:
    """To people the address is said only where no browser has used one: it would let in whoever reads it."""
    begun = None if _is_there() else _begin()
    shows = find_browser()  # takes a while, in which the server starts
    place = window.find(to_go_there=True) or _ready(begun or _begin())  # one that was there may have ended meanwhile
    is_open = shows and _show(place.address(args.page))
    address = place.address(args.page)
    said = phrase("The window is open in your browser.")
    if not is_open:
        said = phrase(
            "No browser was found here. Open this address in one, within {lives:short}: {address}",
            lives=window.TICKET_LIVES,
            address=address,
        )
    return Result(said, {"address": address, "opened": is_open})


# --- the browser ------------------------------------------------------------------------------------------------------


def find_browser() -> bool:
    """Whether there is one that a person would see: one of a terminal needs that, if it was not asked for by name."""
    import webbrowser

    try:
        found = webbrowser.get()
    except webbrowser.Error:
        return False
    return bool(os.environ.get("BROWSER")) or not _is_of_a_terminal(found) or somebody_is_there()


def _show(address: str) -> bool:
    import webbrowser

    if _is_of_a_terminal(webbrowser.get()) and somebody_is_there():
        return webbrowser.open(address)
    with _silence():
        return webbrowser.open(address)


def _is_of_a_terminal(browser: object) -> bool:
    """Python waits for the end of such a one; what BROWSER names without being known to it counts as one."""
    import webbrowser

    return type(browser) is webbrowser.GenericBrowser


@contextmanager
def _silence() -> Iterator[None]:
    """What a browser has to say is no answer of this command, and is said for as long as it lives."""
    sys.stdout and sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    kept = {}
    for number in (1, 2):
        with suppress(OSError):
            kept[number] = os.dup(number)
            os.dup2(nowhere, number)
    os.close(nowhere)
    try:
        yield
    finally:
        for number, its in kept.items():
            os.dup2(its, number)
            os.close(its)


# --- the server -------------------------------------------------------------------------------------------------------


def _is_there() -> bool:
    """One of another version, as after an upgrade, is ended."""
    place = window.find()
    if place and place.version != __version__:
        _end(place)
        place = None
    return place is not None


def _end(place: Place) -> None:
    """Raises ReminderError where it does not go."""
    for way in ("SIGTERM", "SIGKILL"):
        with suppress(OSError):
            os.kill(place.pid, getattr(signal, way, signal.SIGTERM))
        deadline = time.monotonic() + _GONE_WITHIN
        while time.monotonic() < deadline:
            if window.find() != place:
                return
            time.sleep(_LOOK_AGAIN)
    raise ReminderError("the window of another version was told to end and still runs (pid {pid})", pid=place.pid)


def _begin() -> IO[bytes]:
    """What it has to say: "ready", or what is in the way."""
    try:
        if sys.platform == "linux":
            return _fork()
        return _spawn()
    except OSError as error:
        raise ReminderError("{program} cannot be started: {why}", program=sys.executable, why=error) from error


if sys.platform == "linux":

    def _fork() -> IO[bytes]:
        """It takes no second start of Python. Elsewhere libraries may have begun threads, of which a copy has none."""
        heard, said = os.pipe()
        if not os.fork():
            _become_server(said)
        os.close(said)
        return os.fdopen(heard, "rb")

    def _become_server(said: int) -> NoReturn:
        """Of a process that has all of the command's: nothing of that is to outlive it."""
        from reminder.web.process import main

        os.setsid()
        os.chdir("/")
        nowhere = os.open(os.devnull, os.O_RDONLY)
        for number, its in enumerate((nowhere, said, said)):
            os.dup2(its, number)
        os.closerange(3, max(nowhere, said) + 1)
        for name in _OF_THE_CLICK:
            os.environ.pop(name, None)
        main()


def _spawn() -> IO[bytes]:
    command = [sys.executable, "-P", "-m", "reminder.web"]  # never a `reminder` folder that happens to lie about
    begun = begin_apart(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert begun.stdout
    return begun.stdout


def begin_apart(command: Sequence[str], stdout: int, stderr: int | IO[bytes]) -> subprocess.Popen[bytes]:
    """What outlives the command and the click that began it. Raises OSError."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        cwd="/" if os.name == "posix" else None,
        env={name: value for name, value in os.environ.items() if name not in _OF_THE_CLICK},
    )


def _ready(begun: IO[bytes]) -> Place:
    """The server that listens, once it does. Raises ReminderError."""
    with begun:
        first = begun.readline()
        if first.strip() != b"ready":
            complaint = (first + begun.read()).decode(errors="replace").strip()
            raise ReminderError(verbatim(complaint) if complaint else phrase("the window ended at once"))
    deadline = time.monotonic() + _READY_WITHIN
    while not (place := window.find(to_go_there=True)):
        if time.monotonic() > deadline:
            raise ReminderError("the window was started but cannot be found")
        time.sleep(_LOOK_AGAIN)
    return place
