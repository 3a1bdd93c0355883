"""The `Run` value of the current user, which Windows starts at login.

    Program -> render() -> HKCU\\...\\CurrentVersion\\Run: reminder -> Explorer, unless StartupApproved\\Run forbids it

Task Manager and Settings keep their switch in StartupApproved. It is the person's: read for `status`, never written.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import ClassVar, Protocol

from reminder.autostart.base import NOT_OURS, Program, Registration, State, foreign
from reminder.errors import ReminderError
from reminder.phrase import phrase

RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
_NAME = "reminder"
_WHERE = rf"HKCU\{RUN}\{_NAME}"
_COMMAND = re.compile(r'"([^"]*)" run')
_LONGEST = 260


class Registry(Protocol):
    """As `system.registry` is. Each raises OSError with a sentence."""

    def value(self, key: str, name: str) -> object: ...

    def write(self, key: str, name: str, text: str) -> None: ...

    def delete(self, key: str, name: str) -> None: ...


@contextmanager
def _mendable() -> Iterator[None]:
    """What Windows refuses to a person, an administrator may do."""
    try:
        yield
    except OSError as error:
        raise ReminderError("{problem}; ask whoever administers this computer", problem=str(error)) from error


@dataclass(frozen=True, slots=True)
class RunValue:
    registry: Registry
    name: ClassVar[str] = "Run value"

    def render(self, program: Program) -> str:
        """Raises ReminderError beyond 260 characters: Windows would drop it without a word."""
        command = " ".join((f'"{program.launcher}"', *program.arguments))
        if len(command) > _LONGEST:
            raise ReminderError(
                "{launcher} is too long a path for Windows to start at login; install reminder in a shorter one",
                launcher=str(program.launcher),
            )
        return command

    @_mendable()
    def enable(self, program: Program) -> None:
        command = self.render(program)
        present = self._own()
        if present != command:
            self.registry.write(RUN, _NAME, command)

    @_mendable()
    def disable(self) -> None:
        if self._own() is not None:
            self.registry.delete(RUN, _NAME)

    @_mendable()
    def status(self) -> Registration:
        present = self.registry.value(RUN, _NAME)
        if present is None:
            return Registration(State.OFF, _WHERE)
        launcher = _our_launcher(present)
        if launcher is None:
            return Registration(State.FOREIGN, _WHERE, NOT_OURS)
        approval = self.registry.value(APPROVED, _NAME)
        if isinstance(approval, bytes) and approval[:1] and approval[0] % 2:
            return Registration(
                State.DISABLED_BY_DESKTOP,
                _WHERE,
                phrase("switched off under Startup apps in Task Manager; turn it on there"),
            )
        if not Path(launcher).exists():
            return Registration(State.BROKEN, _WHERE, phrase("{program} is not there", program=launcher))
        return Registration(State.ON, _WHERE, mends=False)

    def _own(self) -> object:
        present = self.registry.value(RUN, _NAME)
        if present is not None and _our_launcher(present) is None:
            raise foreign(_WHERE)
        return present


def _our_launcher(command: object) -> str | None:
    """The program in a command such as `render` makes it, None for any other: a value has no room for a mark."""
    found = _COMMAND.fullmatch(command) if isinstance(command, str) else None
    if found and PureWindowsPath(found[1]).stem.lower() in ("reminder", "reminderw"):
        return found[1]
    return None
