"""What systemd's user manager is given: a unit of our own, or a drop-in for the one it makes of the autostart entry.

    Program -> render() -> ~/.config/systemd/user/reminder.service <- link in graphical-session.target.wants/

The unit is for sessions that start no autostart entries but do reach graphical-session.target. It hangs on that one,
as default.target comes before there is a display. The link is set by ourselves, so that it counts at the next login
even where no user manager answers now. Either way systemd starts the program again after a crash, but not after an
ordinary end (0: also of one that finds another running) nor for arguments that are wrong (2).
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from reminder.autostart.base import NOT_OURS, Program, Registration, Run, State, quote, run
from reminder.autostart.desktops import Desktop
from reminder.autostart.files import erase, has_line, link, place, read, read_ours
from reminder.autostart.launcher import why_broken
from reminder.phrase import phrase

_MARK = "# Written by `reminder autostart on --systemd`; `reminder autostart off` removes it."
_TARGET = "graphical-session.target"
_DROP_IN_MARK = "# Written by `reminder autostart on`; `reminder autostart off` removes it."
_SOME_STARTS = "StartLimitIntervalSec=5min\nStartLimitBurst=5\n"
_AFTER_A_CRASH = "Restart=on-failure\nRestartSec=5\nRestartPreventExitStatus=2\n"
_GENERATED = "app-reminder@autostart.service"
"""What systemd-xdg-autostart-generator makes of reminder.desktop."""


@dataclass(frozen=True, slots=True)
class UserUnit:
    """`directory` is the user's `systemd/user`, `desktop` the one that asks, where that is to be considered."""

    directory: Path
    run: Run = run
    desktop: Desktop | None = None
    name: ClassVar[str] = "systemd user unit"

    @property
    def path(self) -> Path:
        return self.directory / "reminder.service"

    @property
    def wants(self) -> Path:
        return self.directory / f"{_TARGET}.wants" / "reminder.service"

    def render(self, program: Program) -> str:
        # The colon keeps systemd from expanding $; it refuses quotes and backslashes in the program's name.
        command = " ".join(quote(word, escaped='"\\') for word in program.words(misread="\"'\\"))
        return f"""\
{_MARK}
[Unit]
Description=Reminder: short tips against sitting still
PartOf={_TARGET}
After={_TARGET}
{_SOME_STARTS}
[Service]
ExecStart=:{command}
{_AFTER_A_CRASH}
[Install]
WantedBy={_TARGET}
"""

    def enable(self, program: Program) -> None:
        read_ours(self.path, _is_ours)
        place(self.path, self.render(program).encode())
        link(self.wants, self.path)
        self.run("systemctl", "--user", "daemon-reload")

    def disable(self) -> None:
        if read_ours(self.path, _is_ours) is None and not self.wants.is_symlink():
            return
        erase(self.wants)
        erase(self.path)
        self.run("systemctl", "--user", "daemon-reload")

    def status(self) -> Registration:
        where = str(self.path)
        content = read(self.path)
        if content is None:
            return Registration(State.OFF, where)
        if not _is_ours(content):
            return Registration(State.FOREIGN, where, NOT_OURS)
        if not self.wants.is_symlink():
            return Registration(State.DISABLED_BY_DESKTOP, where, phrase("switched off by `systemctl --user disable`"))
        if broken := why_broken(_command(content.decode(errors="replace"))):
            return Registration(State.BROKEN, where, broken)
        return self._started(where)

    def _started(self, where: str) -> Registration:
        match self.desktop and self.desktop.reaches_target:
            case False:
                why = phrase("{desktop} does not reach {target}", desktop=str(self.desktop), target=_TARGET)
                return Registration(State.NOT_STARTED, where, why)
            case None if self.desktop:
                return Registration(
                    State.ON, where, phrase("where the session reaches {target}", target=_TARGET), mends=True
                )
        return Registration(State.ON, where, mends=True)


@dataclass(frozen=True, slots=True)
class DropIn:
    """Has systemd start the program again after a crash where it runs the autostart entry, as under Plasma.

    `directory` is the user's `systemd/user`. What somebody else wrote there stays, and is what they want.
    """

    directory: Path
    run: Run = run

    @property
    def path(self) -> Path:
        return self.directory / f"{_GENERATED}.d" / "restart.conf"

    @property
    def mends(self) -> bool | None:
        """Whether a crash is mended; None where somebody else has written what is to be done."""
        there = read(self.path)
        return has_line(there, _DROP_IN_MARK) or None if there is not None else False

    @property
    def masked(self) -> bool:
        """Whether `systemctl --user mask` forbids to start the entry."""
        unit = self.directory / _GENERATED
        return unit.is_symlink() and unit.resolve() == Path(os.devnull)

    text: ClassVar[str] = f"{_DROP_IN_MARK}\n[Unit]\n{_SOME_STARTS}\n[Service]\n{_AFTER_A_CRASH}"

    def write(self) -> None:
        there = read(self.path)
        if (there is None or has_line(there, _DROP_IN_MARK)) and place(self.path, self.text.encode()):
            self.run("systemctl", "--user", "daemon-reload")

    def remove(self) -> None:
        if has_line(read(self.path) or b"", _DROP_IN_MARK):
            erase(self.path)
            with suppress(OSError):
                self.path.parent.rmdir()
            self.run("systemctl", "--user", "daemon-reload")


def _is_ours(content: bytes) -> bool:
    return has_line(content, _MARK)


def _command(text: str) -> str:
    lines = (line.partition("=") for line in text.splitlines())
    commands = (value.lstrip("@-:+! ") for key, _, value in lines if key.strip() == "ExecStart")
    return next(commands, "")
