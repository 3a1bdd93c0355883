"""What the peers' samples have in common."""

from collections.abc import Callable
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture
def sample() -> Callable[[str], bytes]:
    """The bytes of one, by its name."""
    return lambda name: (SAMPLES / name).read_bytes()
