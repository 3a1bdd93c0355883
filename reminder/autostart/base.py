"""The words of starting at login: what is started, where it stands, and what each way of starting can do.

find_program() -> Program -> Autostart.enable() ... Autostart.status() -> Registration
"""

import enum
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path, PurePath
from typing import Protocol

from reminder.errors import ReminderError, Unavailable
from reminder.phrase import Phrase, phrase
from reminder.storage import paths

ENV = "/usr/bin/env"
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_PLAIN = re.compile(r"[\w@:+,./-]+")
_DEADLINE = timedelta(seconds=5)


class State(enum.Enum):
    ON = "on"
    OFF = "off"
    DISABLED_BY_DESKTOP = "disabled by the desktop"
    BROKEN = "broken"
    NOT_STARTED = "written, but nothing starts it here"
    FOREIGN = "foreign"


STATES = {
    State.ON: phrase("on"),
    State.OFF: phrase("off"),
    State.DISABLED_BY_DESKTOP: phrase("disabled by the desktop"),
    State.BROKEN: phrase("broken"),
    State.NOT_STARTED: phrase("written, but nothing starts it here"),
    State.FOREIGN: phrase("foreign"),
}


@dataclass(frozen=True, slots=True)
class Registration:
    """Where login stands: `where` is the file or key it hangs on, `detail` the reason, if there is one to give.

    `mends` tells whether what starts the program starts it again after a crash, None where that is not known.
    """

    state: State
    where: str
    detail: Phrase | None = None
    switched_off: bool = False
    mends: bool | None = None

    @property
    def never_asked(self) -> bool:
        """Neither registered nor ever switched off: the one state in which to propose it."""
        return self.state is State.OFF and not self.switched_off


@dataclass(frozen=True, slots=True)
class Program:
    """What a login starts: an absolute path and its arguments."""

    launcher: PurePath
    arguments: tuple[str, ...] = ("run",)

    def __post_init__(self) -> None:
        if _UNWRITABLE.search(str(self.launcher)):
            raise ReminderError(
                "{launcher!r} cannot be started at login: its path holds a character that no desktop can read;"
                " install reminder somewhere else",
                launcher=str(self.launcher),
            )

    def words(self, misread: str) -> tuple[str, ...]:
        """The command, begun by `env` if the path holds one of `misread`.

        Those are the characters that a starter takes in an argument, but not in the name of the program.
        """
        launcher = str(self.launcher)
        if not any(character in launcher for character in misread):
            return launcher, *self.arguments
        if "=" in launcher:
            raise ReminderError(
                "{launcher!r} cannot be started at login: its path holds both '=' and one of {misread};"
                " install reminder somewhere else",
                launcher=launcher,
                misread=misread,
            )
        return ENV, launcher, *self.arguments


class Autostart(Protocol):
    """One way of being started at login. `enable` and `disable` may be called in any state, any number of times.

    Both raise ReminderError when something that we did not write stands in the place, and leave it alone.
    """

    @property
    def name(self) -> str: ...

    def render(self, program: Program) -> str:
        """What `enable` writes, from nothing but `program`."""

    def enable(self, program: Program) -> None: ...

    def disable(self) -> None: ...

    def status(self) -> Registration: ...


class Run(Protocol):
    def __call__(self, *command: str) -> str | None:
        """What `command` prints; None when it is not there, fails, or has not ended by a deadline."""


def run(*command: str) -> str | None:
    """`Run` for real."""
    from reminder.system.child import Child

    try:
        ended = Child(*command).end(_DEADLINE)
    except (OSError, Unavailable):
        return None
    return None if ended.code else ended.printed


def quote(word: str, escaped: str) -> str:
    """`word` as one word of a command line: bare if plain, else in double quotes with `escaped` behind backslashes.

    A percent sign, which desktop entries and units both expand, is doubled.
    """
    word = word.replace("%", "%%")
    if _PLAIN.fullmatch(word):
        return word
    return '"' + "".join(f"\\{character}" if character in escaped else character for character in word) + '"'


NOT_OURS = phrase("not written by reminder")


def foreign(where: str) -> ReminderError:
    return ReminderError("{where} was not written by reminder; move it away or delete it, then try again", where=where)


def find_program(search: str | None = None, scripts: Iterable[Path] | None = None) -> Program:
    """The command of the installation that is running, by a path that outlives an upgrade.

    `search` (PATH and ~/.local/bin) is looked through for the shim that pipx or uv made; it counts if it
    leads into `scripts`, the directories this interpreter installs commands in. Else the command there. Neither
    path is resolved, for behind a link may stand a directory with a version in its name. Raises ReminderError
    if there is none.
    """
    import os
    import shutil

    if search is None:
        search = os.pathsep.join((os.environ.get("PATH") or os.defpath, str(paths.home() / ".local" / "bin")))
    scripts = _script_directories() if scripts is None else tuple(scripts)
    ours = {directory.resolve() for directory in scripts}
    names = ("reminderw.exe", "reminder.exe") if sys.platform == "win32" else ("reminder",)
    for name in names:
        for directory in (*filter(None, search.split(os.pathsep)), *map(str, scripts)):
            # A bare name is looked for in the current folder first on Windows, whatever `path` says.
            found = shutil.which(os.path.join(directory, name))  # noqa: PTH118 - "./reminder" has to stay so
            if found and Path(found).resolve().parent in ours:
                return Program(Path(found).absolute())
    raise ReminderError(
        "no installed command `reminder` belongs to {python}, so a login has nothing to start; install it with"
        " `uv tool install .`, `pipx install .` or `pip install .`, and ask again through the installed command",
        python=sys.executable,
    )


def _script_directories() -> Sequence[Path]:
    import sysconfig

    directories = [Path(sys.executable).parent, Path(sysconfig.get_path("scripts"))]
    if sys.prefix == sys.base_prefix:
        directories.append(Path(sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user"))))
    return directories
