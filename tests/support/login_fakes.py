"""What stands at the edge of starting at login: commands that are run, and the Windows registry."""

from dataclasses import dataclass, field
from pathlib import Path

from support.scripts import script

from reminder.autostart.startup_files import ROWS, Row

NASTY = {
    "plain": "bin",
    "space": "Ann Lee",
    "unicode": "zoë 思\u3000",
    "single quote": "o'neil",
    "double quote": 'a"b',
    "dollar": "a$HOME ${HOME}$$",
    "backtick": "`id`",
    "backslash": r"a\b \x41",
    "percent": "100%u %%h",
    "shell signs": "a;b&c#d=e~",
}
"""Names of folders that mean something else to whoever does not quote them."""


@dataclass
class FakeRun:
    """Remembers every command, and answers those it has an answer for; the others fail."""

    answers: dict[str, str] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)

    def __call__(self, *command: str) -> str | None:
        line = " ".join(command)
        self.commands.append(line)
        return next((answer for start, answer in self.answers.items() if line.startswith(start)), None)


@dataclass
class FakeRegistry:
    values: dict[tuple[str, str], object] = field(default_factory=dict)
    writes: int = 0

    def value(self, key: str, name: str) -> object:
        return self.values.get((key, name))

    def write(self, key: str, name: str, text: str) -> None:
        self.values[key, name] = text
        self.writes += 1

    def delete(self, key: str, name: str) -> None:
        del self.values[key, name]


def launcher(directory: Path, name: str = "reminder", then: str = "") -> Path:
    """A script in `directory` that can be run, and does `then`."""
    return script(directory / name, then)


def row_of(desktop: str) -> Row:
    return next(row for row in ROWS if row.desktop == desktop)
