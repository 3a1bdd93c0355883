"""A LaunchAgent: what macOS starts when a person logs in on the screen.

    Program -> render() -> ~/Library/LaunchAgents/reminder.login.plist -> launchd, now by launchctl, later by itself

launchd reads the directory at each login, so launchctl only brings the session that is open into line: when it
fails, the next login is right all the same. `enable` starts the program at once, as launchd runs what it loads;
`disable` ends what launchd started.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from reminder.autostart.base import NOT_OURS, Program, Registration, Run, State, run
from reminder.autostart.files import erase, place, read, read_ours
from reminder.autostart.launcher import why_not
from reminder.phrase import phrase

_LABEL = "reminder.login"


@dataclass(frozen=True, slots=True)
class LaunchAgent:
    """`directory` is the user's LaunchAgents, `uid` the user whose session launchctl is asked about."""

    directory: Path
    uid: int
    run: Run = run
    name: ClassVar[str] = "LaunchAgent"

    @property
    def path(self) -> Path:
        return self.directory / f"{_LABEL}.plist"

    def render(self, program: Program) -> str:
        import plistlib

        agent = {
            "Label": _LABEL,
            "ProgramArguments": [str(program.launcher), *program.arguments],
            "RunAtLoad": True,
            "KeepAlive": {"SuccessfulExit": False},
            "ProcessType": "Interactive",
            "LimitLoadToSessionType": "Aqua",
        }
        return plistlib.dumps(agent, sort_keys=False).decode()

    def enable(self, program: Program) -> None:
        read_ours(self.path, _is_ours)
        if place(self.path, self.render(program).encode()):
            self.run("launchctl", "bootout", self._service)
        self.run("launchctl", "enable", self._service)
        self.run("launchctl", "bootstrap", f"gui/{self.uid}", str(self.path))

    def disable(self) -> None:
        if read_ours(self.path, _is_ours) is None:
            return
        erase(self.path)
        self.run("launchctl", "bootout", self._service)

    def status(self) -> Registration:
        where = str(self.path)
        content = read(self.path)
        if content is None:
            return Registration(State.OFF, where)
        if not _is_ours(content):
            return Registration(State.FOREIGN, where, NOT_OURS)
        agent = _agent(content)
        switches = self.run("launchctl", "print-disabled", f"gui/{self.uid}") or ""
        if agent.get("Disabled") is True or re.search(rf'"{re.escape(_LABEL)}" => (disabled|true)\b', switches):
            return Registration(
                State.DISABLED_BY_DESKTOP, where, phrase("switched off in the Login Items or by launchctl")
            )
        match agent.get("ProgramArguments"):
            case [str(launcher), *_] if why := why_not(launcher):
                return Registration(State.BROKEN, where, why)
            case [str(), *_]:
                return Registration(State.ON, where, mends=True)
        return Registration(State.BROKEN, where, phrase("it names no program"))

    @property
    def _service(self) -> str:
        return f"gui/{self.uid}/{_LABEL}"


def _is_ours(content: bytes) -> bool:
    return _agent(content).get("Label") == _LABEL


def _agent(content: bytes) -> Mapping[str, object]:
    """The property list in `content`, written by hand, by us, or as binary by Apple's tools; empty if it is none."""
    import plistlib
    from xml.parsers.expat import ExpatError

    try:
        agent = plistlib.loads(content)
    except (ValueError, ExpatError):
        return {}
    return agent if isinstance(agent, dict) else {}
