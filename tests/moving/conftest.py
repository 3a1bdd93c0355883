"""Where the settings of each test are."""

from pathlib import Path

import pytest
from support.homes import Home, new_home


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Home:
    return new_home(monkeypatch, tmp_path)
