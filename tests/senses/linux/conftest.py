"""What the senses of Linux are tried with: what has gone, or does not answer, is asked for again soon."""

import pytest
from support.fakes import seconds


@pytest.fixture(autouse=True)
def asks_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reminder.system.bus.RETRY", seconds(0.05))
    monkeypatch.setattr("reminder.senses.sensor.RETRY", seconds(0.05))
