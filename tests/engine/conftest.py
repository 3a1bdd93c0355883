import pytest
from support.fakes import Desk


@pytest.fixture
def desk() -> Desk:
    """At 09:00, with a reminder every 20 minutes."""
    return Desk()
