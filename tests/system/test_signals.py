"""Which signals end the program, which it does not hear, and what SIGHUP does."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from support.waiting import until

from reminder.phrase import plainly
from reminder.system import signals

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send itself a signal that is heard")

ENDS = ["SIGINT", "SIGTERM", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGXCPU"]


async def told_by(*names: str) -> list[str]:
    """What these signals lead to."""
    told: list[str] = []
    loop = asyncio.get_running_loop()
    signals.listen(loop, lambda why: told.append(plainly(why)), lambda: told.append("read anew"))
    for name in names:
        os.kill(os.getpid(), getattr(signal, name))
    await until(lambda: told)
    return told


@contextmanager
def ignored_at_birth(name: str) -> Iterator[None]:
    number = getattr(signal, name)
    before = signal.signal(number, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(number, before)


@pytest.mark.parametrize("name", ENDS)
async def test_a_signal_to_end_says_which_it_was(name: str) -> None:
    assert await told_by(name) == [f"told by {name}"]


@pytest.mark.parametrize("name", [*ENDS, "SIGHUP"])
@pytest.mark.parametrize("terminal", [True, False], ids=["in a terminal", "without"])
async def test_one_that_was_ignored_at_birth_stays_ignored(
    name: str, terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signals, "_has_terminal", lambda: terminal)
    with ignored_at_birth(name):
        told = await told_by(*dict.fromkeys((name, "SIGTERM")))
    assert told == ["told by SIGTERM"]


@pytest.mark.parametrize(
    ("terminal", "told"),
    [(True, "its terminal was closed (SIGHUP)"), (False, "read anew")],
    ids=["in a terminal", "without"],
)
async def test_the_end_of_its_terminal_ends_it_and_elsewhere_that_signal_has_the_settings_read(
    terminal: bool, told: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "reminder")
    monkeypatch.setattr(signals, "_has_terminal", lambda: terminal)
    assert await told_by("SIGHUP") == [told]
    assert ("SIGHUP: the settings are read anew" in caplog.messages) is not terminal
