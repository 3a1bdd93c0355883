from collections.abc import Iterator
from pathlib import Path

import pytest
from support.homes import Home
from support.running import private_home


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Home]:
    """No command of a test reaches the settings, the records or the program of whoever runs it."""
    monkeypatch.setenv("COLUMNS", "100")
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    with private_home(monkeypatch, tmp_path) as home:
        yield home
