"""Waiting for something to come true, with a deadline."""

import asyncio
import time
from collections.abc import Callable, Iterator

LONG = 30.0
"""Seconds; only a test that fails waits so long."""
OFTEN, SELDOM = 0.005, 0.03
"""Seconds between two looks: at first, and once it takes long."""


async def until(holds: Callable[[], object], seconds: float = LONG) -> None:
    """Let the loop run until `holds()`; AssertionError when it does not in time."""
    for pause in _looks(seconds):
        if holds():
            return
        await asyncio.sleep(pause)


def wait_until(holds: Callable[[], object], seconds: float = LONG) -> None:
    """The same, where there is no loop to run."""
    for pause in _looks(seconds):
        if holds():
            return
        time.sleep(pause)


def _looks(seconds: float) -> Iterator[float]:
    """How long to pause after each: who looks takes processor time from what is waited for."""
    began = time.monotonic()
    while True:
        waited = time.monotonic() - began
        yield min(max(OFTEN, waited / 20), SELDOM)
        assert waited < seconds, f"still not true after {seconds} s"
