"""Starting at login: one way for each platform, two on Linux of which only one is ever on.

choose() -> Login; enable(program), disable(), status() -> Registration

On Linux there is a third for desktops that start neither entry nor unit, a line in their own file. It comes beside the
other, for the person may have more than one desktop, and is written only when they say so.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reminder.autostart.base import Autostart, Program, Registration, State
from reminder.autostart.files import erase, place, read
from reminder.errors import ReminderError, UsageError
from reminder.storage import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reminder.autostart.desktops import Desktop
    from reminder.autostart.startup_line import StartupLine

_LEAST_TELLING = {State.ON: 0, State.NOT_STARTED: 2, State.OFF: 3}
_OFF = b"Starting at login was switched off by `reminder autostart off`, so reminder no longer proposes it.\n"


@dataclass(frozen=True, slots=True)
class Login:
    """`way` is used, the `others` are kept off, and `off_mark` is the file that remembers a person's no.

    `lines` are for all desktops that want one. `desktop` is the one that asks, None where it is not to be considered.
    """

    way: Autostart
    others: Sequence[Autostart]
    off_mark: Path
    lines: "Sequence[StartupLine]" = ()
    desktop: "Desktop | None" = None

    @property
    def name(self) -> str:
        return self.way.name

    @property
    def line(self) -> "StartupLine | None":
        """That of the desktop that asks, if it wants one."""
        return next((line for line in self.lines if self.desktop and line.row is self.desktop.row), None)

    def render(self, program: Program) -> str:
        return self.way.render(program)

    def enable(self, program: Program) -> None:
        """A line that cannot be brought up to date is told once everything else is done."""
        self.way.enable(program)
        for other in self.others:
            if other.status().state is not State.FOREIGN:
                other.disable()
        erase(self.off_mark)
        problems = []
        for line in self.lines:
            try:
                if line.is_marked:
                    line.enable(program)
            except ReminderError as problem:
                problems.append(problem)
        if problems:
            raise problems[0]

    def disable(self) -> None:
        """Every way is off afterwards, whichever was on; one that is not ours is told only after that."""
        problems = []
        for way in (self.way, *self.others, *self.lines):
            try:
                way.disable()
            except ReminderError as problem:
                problems.append(problem)
        place(self.off_mark, _OFF)
        if problems:
            raise problems[0]

    def status(self) -> Registration:
        """That of the way which is on, else of one which says more than that it is off or of no use here."""
        statuses = [way.status() for way in (self.way, *self.others, *filter(None, [self.line]))]
        first = min(statuses, key=lambda status: _LEAST_TELLING.get(status.state, 1))
        return replace(first, switched_off=read(self.off_mark) is not None)


def choose(systemd: bool = False, *, state_dir: Path, look: bool = False) -> Login:
    """The way of this platform; `systemd` asks for a unit, and raises UsageError where there are none.

    `look` has it consider the desktop that asks, which takes the time of a command or two.
    """
    off_mark = state_dir / "autostart-off"
    if systemd and sys.platform in ("win32", "darwin"):
        raise UsageError("--systemd is for Linux; leave it out")
    if sys.platform == "win32":
        from reminder.autostart.windows import RunValue
        from reminder.system import registry

        return Login(RunValue(registry), (), off_mark)
    if sys.platform == "darwin":
        from reminder.autostart.launchd import LaunchAgent

        return Login(LaunchAgent(paths.home() / "Library" / "LaunchAgents", os.getuid()), (), off_mark)

    from reminder.autostart.desktops import here
    from reminder.autostart.startup_files import ROWS
    from reminder.autostart.startup_line import StartupLine
    from reminder.autostart.systemd import DropIn, UserUnit
    from reminder.autostart.xdg import XdgEntry

    desktop = here(os.environ) if look else None
    config = paths.absolute("XDG_CONFIG_HOME") or [paths.home() / ".config"]
    site = paths.absolute("XDG_CONFIG_DIRS") or [Path("/etc/xdg")]
    units = config[0] / "systemd" / "user"
    everybody = tuple(directory / "autostart" for directory in site)
    entry = XdgEntry(config[0] / "autostart", everybody, DropIn(units), desktop)
    unit = UserUnit(units, desktop=desktop)
    lines = [StartupLine(row, os.environ) for row in ROWS]
    way, other = (unit, entry) if systemd else (entry, unit)
    return Login(way, (other,), off_mark, lines, desktop)
