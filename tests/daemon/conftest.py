from collections.abc import Iterator
from pathlib import Path

import pytest
from support.homes import Home
from support.running import private_home


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Home]:
    """Settings, state, log and socket of a test's own."""
    with private_home(monkeypatch, tmp_path) as home:
        yield home
