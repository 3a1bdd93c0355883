"""A systemd user unit, for sessions that start no autostart entries but do reach graphical-session.target.

    Program -> render() -> ~/.config/systemd/user/reminder.service <- link in graphical-session.target.wants/

The unit hangs on graphical-session.target, as default.target comes before there is a display. The link is set by
ourselves, so that it counts at the next login even where no user manager answers now.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from reminder.autostart.base import Program, Run, State, Status, quote, run, why_broken
from reminder.autostart.files import erase, has_line, link, place, read, read_ours

_MARK = "# Written by `reminder autostart on --systemd`; `reminder autostart off` removes it."
_TARGET = "graphical-session.target"


@dataclass(frozen=True, slots=True)
class UserUnit:
    """`directory` is the user's `systemd/user`."""

    directory: Path
    run: Run = run
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

[Service]
ExecStart=:{command}
Restart=on-failure
RestartSec=10

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

    def status(self) -> Status:
        where = str(self.path)
        content = read(self.path)
        if content is None:
            return Status(State.OFF, where)
        if not _is_ours(content):
            return Status(State.FOREIGN, where, "not written by reminder")
        if not self.wants.is_symlink():
            return Status(State.DISABLED_BY_DESKTOP, where, "switched off by `systemctl --user disable`")
        if broken := why_broken(_command(content.decode(errors="replace"))):
            return Status(State.BROKEN, where, broken)
        return Status(State.ON, where)


def _is_ours(content: bytes) -> bool:
    return has_line(content, _MARK)


def _command(text: str) -> str:
    lines = (line.partition("=") for line in text.splitlines())
    commands = (value.lstrip("@-:+! ") for key, _, value in lines if key.strip() == "ExecStart")
    return next(commands, "")
