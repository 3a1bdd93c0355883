"""What a sense that may hold reminders has told, and a program that it may find."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from support.desktop_fixtures import end, needed
from support.sensed import Heard
from support.waiting import LONG

from reminder.senses.sensor import Sensor


async def until_told(sensor: Sensor, told: Heard, holds: str | None) -> None:
    """Ask again and again until that is the answer."""
    deadline = time.monotonic() + LONG
    await sensor.answer()
    while told.holds != holds or not told.found:
        assert time.monotonic() < deadline, f"{told.holds!r} holds, not {holds!r}; {told.why}"
        await sensor.answer()


@contextmanager
def program(path: Path, stdin: IO[bytes] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """One of this name that does nothing."""
    if not path.exists():
        shutil.copy(needed("sleep"), path)
    process = subprocess.Popen(["sleep", "60"], executable=path, stdin=stdin or subprocess.DEVNULL)
    try:
        yield process
    finally:
        end(process)
