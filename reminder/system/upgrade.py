"""Notices that another version of the program was installed over the running one, or in its place.

    the folder of the installation has changed ─▶ what version does it hold?
    that folder, or the interpreter, is no longer what it was ─▶ can the program be started anew? a process says so

The second is what becomes of an environment that is made anew for the next version of Python: nothing of the running
program is where it was, and nothing more of it can be imported.
"""

import os
import re
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from reminder import __version__

DISTRIBUTION = "reminder"

_AGAIN, _AGAIN_AT_MOST = 1.0, 300.0
"""Seconds until it is asked again whether the program can be started, doubled each time: it may be half installed."""
_DEADLINE = 30.0
"""Seconds for the answer."""


class Installed:
    """The installed version, read anew only when something has changed: asking costs two `stat`."""

    def __init__(self, running: str = __version__) -> None:
        self._running = running
        self._folder = _folder()
        self._seen = self._changed()
        self._interpreter = _interpreter()
        self._heir = _Heir()

    def is_another(self) -> bool:
        """True once what is installed differs from what runs; False while an installation is half done."""
        changed, interpreter = self._changed(), _interpreter()
        if (self._folder and not changed) or interpreter != self._interpreter:
            return self._heir.is_there((changed, interpreter))
        if self._folder is None or changed == self._seen:
            return False
        versions = [_version(info) for info in _infos(self._folder)]
        if not versions or None in versions:  # a folder is there before what says its version
            return False
        self._seen = changed
        return versions[0] != self._running

    def _changed(self) -> int:
        try:
            return self._folder.stat().st_mtime_ns if self._folder else 0
        except OSError:
            return 0


class _Heir:
    """What is installed where the running program was: a process of its own tries whether it can be started."""

    def __init__(self) -> None:
        self._of: object = None
        """How it looked there when this was asked; what was asked of another look is no answer."""
        self._told = False
        self._wait = _AGAIN
        self._ask_at = 0.0
        self._trial: subprocess.Popen[bytes] | None = None
        self._give_up_at = 0.0

    def is_there(self, look: object) -> bool:
        """True once for each `look` of the place. Never waits: the answer may come with a later call."""
        now = time.monotonic()
        if look != self._of:
            self._end()
            self._of, self._told, self._wait, self._ask_at = look, False, _AGAIN, now
        if self._told:
            return False
        if self._trial is None:
            if now >= self._ask_at:
                self._begin(now)
            return False
        code = self._trial.poll()
        if code is None and now < self._give_up_at:
            return False
        self._end()
        self._told = code == 0
        return self._told

    def _begin(self, now: float) -> None:
        self._ask_at = now + self._wait
        self._wait = min(2 * self._wait, _AGAIN_AT_MOST)
        self._give_up_at = now + _DEADLINE
        with suppress(OSError):  # nothing is there, or not yet
            self._trial = subprocess.Popen(
                [*command(), "config", "path"],  # it needs all that is compiled for one version of Python
                cwd=Path(sys.executable).anchor or None,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )

    def _end(self) -> None:
        if self._trial:
            self._trial.kill()
            self._trial.wait()
            self._trial = None


def command() -> list[str]:
    """What starts the program that is installed here now: this interpreter; where that is gone, the command beside it.

    Never a `reminder` folder that lies about. The name of an interpreter may hold the version of Python, which the next
    one does not share.
    """
    launcher = Path(sys.executable).with_name("reminder")
    if not os.path.exists(sys.executable) and launcher.exists():  # noqa: PTH110 - it may be no path at all
        return [str(launcher)]
    return [sys.executable, "-P", "-m", "reminder"]


def _interpreter() -> object:
    """What differs once it is another, at the end of all links."""
    try:
        found = Path(sys.executable).stat()
    except OSError as error:
        return error.errno
    return found.st_ino, found.st_mtime_ns, found.st_size


def _infos(folder: Path) -> list[Path]:
    """Where the metadata of what is installed in `folder` lies; `importlib.metadata` takes a megabyte to say that."""
    return [*folder.glob(f"{DISTRIBUTION}-*.dist-info")]


def _version(info: Path) -> str | None:
    """None while its file is not written yet, or not whole."""
    try:
        text = (info / "METADATA").read_text("utf-8")
    except (OSError, ValueError):  # not there, or it ends within a letter
        return None
    found = re.search(r"^Version: (.+)\n", text, re.MULTILINE)
    return found and found[1]


def _folder() -> Path | None:
    """Where the distribution's metadata lies; None for a program that is not installed."""
    return next((Path(folder) for folder in sys.path if _infos(Path(folder))), None)
