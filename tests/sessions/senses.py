"""What the program says that it senses of the person."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from typing import Any

from steps import expect, reminder, status, wait_for

AWAY = 10
"""Seconds without input that count as an absence here; fewer the settings do not allow."""
FRESH = 5
"""Seconds for which the program does not ask again what it has to ask for."""


def shorten_absences() -> None:
    reminder("config", "set", "timing.natural_break", f"{AWAY}s")
    reminder("config", "set", "reminders.posture.lasts", f"{AWAY}s")


def sense(name: str) -> dict[str, Any]:
    found: dict[str, Any] = status()["backends"]["presence"][name]
    return found


def sensed() -> str:
    """What every sense goes by here, or why it does not."""
    found = status()["backends"]["presence"]
    return "; ".join(f"{name}: {sense['source'] or sense['why'] or 'off'}" for name, sense in found.items())


def hold(reason: str) -> dict[str, Any] | None:
    """What the program says of this reason not to speak; None: it does not hold."""
    return next((hold for hold in status()["holds"] if hold["reason"] == reason), None)


def wait_for_hold(reason: str, seconds: float = FRESH + 3) -> dict[str, Any]:
    wait_for(lambda: hold(reason), f"it holds for: {reason}", seconds)
    return hold(reason) or {}


def wait_for_no_hold(reason: str, seconds: float = FRESH + 3) -> None:
    wait_for(lambda: not hold(reason), f"it holds no more for: {reason}", seconds)


def go_and_come_back(touch: Callable[[], None]) -> str:
    """An absence between two inputs, and how exactly it was seen; `touch` may take up to a second after the input."""
    touch()
    left = time.monotonic()
    time.sleep(0.5)
    expect(not hold("away"), "away although there was input")
    wait_for_hold("away", AWAY + 5)
    after = time.monotonic() - left
    expect(after > AWAY - 1, f"away after {after:.1f} s already")
    touch()
    back = time.monotonic()
    wait_for_no_hold("away")
    return f"away after {after:.1f} s, back within {time.monotonic() - back:.1f} s"


def stay_before_a_film(film: Callable[[], Popen[bytes]], touch: Callable[[], None]) -> str:
    """No input while a program keeps the screen awake: no absence. Once it ends there is one."""
    touch()
    with shown(film):
        time.sleep(AWAY + 4)
        expect(not hold("away"), "away, before a film")
    ended = time.monotonic()
    wait_for_hold("away", AWAY + 5)
    after = time.monotonic() - ended
    touch()
    wait_for_no_hold("away")
    return f"nobody is away before a film; {after:.1f} s after its end somebody is"


@contextmanager
def shown(window: Callable[[], Popen[bytes]]) -> Iterator[None]:
    process = window()
    try:
        yield
    finally:
        process.kill()
        process.wait()


def window(app_id: str, *wishes: str) -> Popen[bytes]:
    """Returns when it has had the time to appear."""
    process = Popen([sys.executable, Path(__file__).with_name("wayland_window.py"), app_id, *wishes])
    time.sleep(1)
    expect(process.poll() is None, "the window is there")
    return process
