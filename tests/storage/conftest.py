from pathlib import Path

import pytest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Of a history; neither it nor its folder is there."""
    return tmp_path / "data" / "history.db"
