"""Waiting for something to come true, with a deadline."""

import asyncio
import time
from collections.abc import Callable

LONG = 30.0
"""Seconds; only a test that fails waits so long."""


async def until(holds: Callable[[], object], seconds: float = LONG) -> None:
    """Let the loop run until `holds()`; AssertionError when it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"still not true after {seconds} s"
        await asyncio.sleep(0.005)


def wait_until(holds: Callable[[], object], seconds: float = LONG) -> None:
    """The same, where there is no loop to run."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"still not true after {seconds} s"
        time.sleep(0.005)
