import sys

import pytest


@pytest.fixture
def links() -> None:
    """The test makes some."""
    if sys.platform == "win32":
        pytest.skip("a link needs a privilege on Windows")
