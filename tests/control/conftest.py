from collections.abc import Iterator
from pathlib import Path

import pytest
from homes import runtime_of_its_own


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The directory of socket and lock, not yet made."""
    with runtime_of_its_own(monkeypatch):
        from reminder.control.client import runtime_directory

        yield Path(runtime_directory())
