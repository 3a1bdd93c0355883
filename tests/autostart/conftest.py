import sys
from pathlib import Path

import pytest
from support.login_fakes import launcher

from reminder.autostart.base import Program


@pytest.fixture
def links() -> None:
    """The test makes some."""
    if sys.platform == "win32":
        pytest.skip("a link needs a privilege on Windows")


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """One that is there."""
    return Program(launcher(tmp_path / "bin"))
