"""Starting at login: one way for each platform, two on Linux of which only one is ever on.

choose() -> Autostart; find_program() -> Program; enable(program), disable(), status() -> Status
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reminder import paths
from reminder.autostart.base import Autostart, Program, State, Status, find_program
from reminder.autostart.files import erase, place, read
from reminder.errors import ReminderError, UsageError

__all__ = ["Autostart", "Login", "Program", "State", "Status", "choose", "find_program"]

_OFF = b"Starting at login was switched off by `reminder autostart off`, so reminder no longer proposes it.\n"


@dataclass(frozen=True, slots=True)
class Login:
    """`way` is used, the `others` are kept off, and `off_mark` is the file that remembers a person's no."""

    way: Autostart
    others: Sequence[Autostart]
    off_mark: Path

    @property
    def name(self) -> str:
        return self.way.name

    def render(self, program: Program) -> str:
        return self.way.render(program)

    def enable(self, program: Program) -> None:
        self.way.enable(program)
        for other in self.others:
            if other.status().state is not State.FOREIGN:
                other.disable()
        erase(self.off_mark)

    def disable(self) -> None:
        """Every way is off afterwards, whichever was on; one that is not ours is told only after that."""
        problems = []
        for way in (self.way, *self.others):
            try:
                way.disable()
            except ReminderError as problem:
                problems.append(problem)
        place(self.off_mark, _OFF)
        if problems:
            raise problems[0]

    def status(self) -> Status:
        """That of the way which is on, else of one which says more than that it is off."""
        statuses = [way.status() for way in (self.way, *self.others)]
        on = [status for status in statuses if status.state is State.ON]
        telling = [status for status in statuses if status.state is not State.OFF]
        return replace((on + telling + statuses)[0], switched_off=read(self.off_mark) is not None)


def choose(systemd: bool = False, *, state_dir: Path) -> Autostart:
    """The way of this platform; `systemd` asks for a unit, and raises UsageError where there are none."""
    off_mark = state_dir / "autostart-off"
    if systemd and sys.platform in ("win32", "darwin"):
        raise UsageError("--systemd is for Linux; leave it out")
    if sys.platform == "win32":
        from reminder.autostart.windows import CurrentUser, RunValue

        return Login(RunValue(CurrentUser()), (), off_mark)
    if sys.platform == "darwin":
        from reminder.autostart.launchd import LaunchAgent

        return Login(LaunchAgent(paths.home() / "Library" / "LaunchAgents", os.getuid()), (), off_mark)

    from reminder.autostart.systemd import UserUnit
    from reminder.autostart.xdg import XdgEntry

    config = _absolute("XDG_CONFIG_HOME") or [paths.home() / ".config"]
    site = _absolute("XDG_CONFIG_DIRS") or [Path("/etc/xdg")]
    entry = XdgEntry(config[0] / "autostart", tuple(directory / "autostart" for directory in site))
    unit = UserUnit(config[0] / "systemd" / "user")
    return Login(unit, (entry,), off_mark) if systemd else Login(entry, (unit,), off_mark)


def _absolute(variable: str) -> list[Path]:
    """The directories in `variable`; the specification has relative ones ignored."""
    named = map(Path, filter(None, os.environ.get(variable, "").split(":")))
    return [path for path in named if path.is_absolute()]
