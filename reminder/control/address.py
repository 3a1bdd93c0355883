"""Where the running program listens, and whether that place is this user's alone.

Imports what a command can afford to wait for: no asyncio, no pathlib, no typing.
"""

from __future__ import annotations

import os
import sys

from reminder.errors import ReminderError
from reminder.phrase import phrase
from reminder.system import session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reminder.phrase import Phrase

_LONGEST_PATH = 103 if sys.platform == "darwin" else 107
"""Bytes that fit in sockaddr_un's sun_path, the zero at their end left out."""

_RUNNING = "running"
"""Beside the saved state, one of each machine: who uses it, and where they listen."""


def runtime_directory() -> str:
    """Where the socket and the lock live: a directory of this user alone, gone after a reboot where there is such."""
    if sys.platform == "win32":
        return f"{os.environ.get('LOCALAPPDATA') or os.environ['TEMP']}\\reminder"
    if sys.platform == "darwin":
        return f"{(os.environ.get('TMPDIR') or '/tmp').rstrip('/')}/reminder-{os.getuid()}"
    if runtime := session.runtime_base():
        return f"{runtime}/reminder"
    return f"/tmp/reminder-{os.getuid()}"  # TMPDIR may be another one in each shell


def running_file() -> str:
    """The file that says who uses the saved state on this machine, and where they listen; empty: no such is kept.

    What says it in the runtime directory says nothing to whoever began before there was one. The machine is in its
    name, since several may have one home. Empty also where nobody knows where the state is.
    """
    if sys.platform == "win32":
        return ""
    state = os.environ.get("XDG_STATE_HOME", "").strip()
    if sys.platform == "darwin" or not state:
        home = os.path.expanduser("~")  # noqa: PTH111 - never raises
        if not home.startswith("/"):
            return ""
        state = f"{home}/Library/Application Support" if sys.platform == "darwin" else f"{home}/.local/state"
    return f"{state.rstrip('/')}/reminder/{_RUNNING}-{os.uname().nodename}"


def socket_path() -> str:
    """Where the program listens. Raises ReminderError where the path is too long.

    On Windows it is a file with the name of the pipe. Pipes share one room, and a name that could be guessed could be
    taken by any other user first: this one is new for each run, and to be read by this user alone.
    """
    if sys.platform == "win32":
        return f"{runtime_directory()}/control.pipe"
    path = f"{runtime_directory()}/control.sock"
    if len(os.fsencode(path)) > _LONGEST_PATH:
        raise ReminderError(
            "{path} is too long for a socket ({limit} bytes are allowed);"
            " set XDG_RUNTIME_DIR (on macOS: TMPDIR) to a shorter directory",
            path=path,
            limit=_LONGEST_PATH,
        )
    return path


def require_private(directory: str) -> None:
    """Raises ReminderError where someone else may have put a socket of theirs; FileNotFoundError where nothing is."""
    if sys.platform == "win32":
        return
    if not session.is_private(directory):
        raise ReminderError(
            "{directory} is not a directory that belongs to you alone (mode 0700); {cure}",
            directory=directory,
            cure=_cure(directory),
        )


def _cure(directory: str) -> Phrase:
    """What to do about it. Never to move away what another person's program may be using."""
    owner = os.lstat(directory).st_uid
    if sys.platform == "win32" or owner == os.getuid():
        return phrase("move it away")
    if owner == 0:
        return phrase("it is root's: remove it with sudo rm -r")
    who = session.user_name(owner)
    return phrase("it is that of {who}: run this as {who}, or set XDG_RUNTIME_DIR to a directory of yours", who=who)
