"""What the senses of Linux are tried with: what has gone, or does not answer, is asked for again soon."""

import pytest
from support.fakes import seconds


@pytest.fixture(autouse=True)
def asks_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("reminder.system.bus", "reminder.senses.sensor"):
        monkeypatch.setattr(f"{module}.RETRY", seconds(0.05))
        monkeypatch.setattr(f"{module}.RETRY_AT_MOST", seconds(0.1))
