"""Keys that a desktop binds, pressed as a person does."""

import time
from collections.abc import Callable

from steps import expect, reminder, status, wait_for

PAUSE = 125, 56, 35
"""Super, Alt and H, as the kernel numbers them."""


def bind_and_press(press: Callable[[], None], on: str = "keys on") -> str:
    """`press` is of the key for a pause; bound it acts, and once it is taken away it does not."""
    said = reminder(*on.split())
    time.sleep(2)  # until the desktop has grabbed them
    press()
    wait_for(_is_paused, "it is paused")
    reminder("resume")
    reminder("keys", "off")
    time.sleep(2)
    press()
    time.sleep(2)
    expect(not _is_paused(), "it is paused once more")
    return said


def _is_paused() -> bool:
    return "paused" in [hold["reason"] for hold in status()["holds"]]
