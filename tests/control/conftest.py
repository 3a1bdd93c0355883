import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.homes import runtime_of_its_own


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The directory of socket and lock, not yet made; the state, beside which there is a lock too, is another's."""
    with tempfile.TemporaryDirectory() as state, runtime_of_its_own(monkeypatch):
        monkeypatch.setenv("XDG_STATE_HOME", state)
        from reminder.control.address import runtime_directory

        yield Path(runtime_directory())
