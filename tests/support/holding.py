"""What a sense that may hold reminders has told, and programs that it may find."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from support.desktop_fixtures import end, needed
from support.sensed import Heard

from reminder.senses.sensor import Sensor

LONG = 10.0
"""Seconds; only a test that fails waits so long."""


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


def offer(folder: Path, name: str, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program of this name that is found before any other, and does what `script` says to a shell."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    if str(folder) not in os.environ["PATH"].split(":"):
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def offer_only(names: Sequence[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let these programs be found and no others, as if they were not installed."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).symlink_to(needed(name))
    monkeypatch.setenv("PATH", str(folder))
