import json
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support.homes import Home
from support.running import private_home

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
def says(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What a command answers, with nothing said on standard error."""

    def type_it(typed: str, code: int = 0) -> str:
        assert main(words(typed)) == code
        said = capsys.readouterr()
        assert said.err == ""
        return said.out.rstrip("\n")

    return type_it


@pytest.fixture
def tells(says: Callable[..., str]) -> Callable[..., Any]:
    """The same in JSON."""
    return lambda typed, code=0: json.loads(says(f"{typed} --json", code))


@pytest.fixture
def complains(capsys: pytest.CaptureFixture[str]) -> Callable[[str, int], str]:
    """What a command complains of, with nothing said on standard output."""

    def type_it(typed: str, code: int) -> str:
        assert main(words(typed)) == code
        said = capsys.readouterr()
        assert said.out == ""
        return said.err.rstrip("\n")

    return type_it
