import asyncio
import json
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.homes import Home
from support.running import private_home
from support.typed import Asks, Complains, Refused, Says, SitDown, Tells, Terminal

from reminder.cli.main import main


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Home]:
    """No command of a test reaches the settings, the records or the program of whoever runs it."""
    monkeypatch.setenv("COLUMNS", "100")
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    with private_home(monkeypatch, tmp_path) as home:
        yield home


def words(typed: str) -> list[str]:
    """As a shell has them, but for the backslash, which is a part of a path on Windows."""
    return shlex.split(typed.replace("\\", "\\\\"))


@pytest.fixture
def says(capsys: pytest.CaptureFixture[str]) -> Says:
    """What a command answers, with nothing said on standard error."""

    def type_it(typed: str, code: int = 0) -> str:
        assert main(words(typed)) == code
        said = capsys.readouterr()
        assert said.err == ""
        return said.out.rstrip("\n")

    return type_it


@pytest.fixture
def tells(says: Says) -> Tells:
    """The same in JSON."""
    return lambda typed, code=0: json.loads(says(f"{typed} --json", code))


@pytest.fixture
def complains(capsys: pytest.CaptureFixture[str]) -> Complains:
    """What a command complains of, with nothing said on standard output."""

    def type_it(typed: str, code: int) -> str:
        assert main(words(typed)) == code
        said = capsys.readouterr()
        assert said.out == ""
        return said.err.rstrip("\n")

    return type_it


@pytest.fixture
def asks(says: Says) -> Asks:
    """What a command answers, typed in another thread: the loop of the program that it asks is in this one."""
    return lambda typed, code=0: asyncio.to_thread(says, typed, code)


@pytest.fixture
def refused(complains: Complains) -> Refused:
    """What such a one complains of."""
    return lambda typed, code: asyncio.to_thread(complains, typed, code)


@pytest.fixture
def sit_down(monkeypatch: pytest.MonkeyPatch) -> SitDown:
    """At a terminal, on which these lines are typed; what is then on its screen."""

    def before(*typed: str) -> Terminal:
        screen = Terminal()
        monkeypatch.setattr(sys, "stdin", Terminal("".join(f"{line}\n" for line in typed)))
        monkeypatch.setattr(sys, "stdout", screen)
        return screen

    return before
