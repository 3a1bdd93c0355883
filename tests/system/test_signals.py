"""Which signals end the program, which it does not hear, and what SIGHUP does."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from support.waiting import until

from reminder.phrase import Phrase, plainly
from reminder.system import signals

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send itself a signal that is heard")

ENDS = ["SIGINT", "SIGTERM", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGXCPU"]


class Heard:
    """What the signals have led to."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def end(self, why: Phrase) -> None:
        self.told.append(plainly(why))

    def read_anew(self) -> None:
        self.told.append("read anew")


@pytest.fixture
def heard() -> Heard:
    return Heard()


@contextmanager
def ignored_at_birth(*names: str) -> Iterator[None]:
    before = {name: signal.signal(getattr(signal, name), signal.SIG_IGN) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def send(name: str) -> None:
    os.kill(os.getpid(), getattr(signal, name))


@pytest.mark.parametrize("name", ENDS)
async def test_a_signal_to_end_says_which_it_was(name: str, heard: Heard) -> None:
    signals.listen(asyncio.get_running_loop(), heard.end, heard.read_anew)
    send(name)
    await until(lambda: heard.told)
    assert heard.told == [f"told by {name}"]


@pytest.mark.parametrize("name", [*ENDS, "SIGHUP"])
@pytest.mark.parametrize("terminal", [True, False], ids=["in a terminal", "without"])
async def test_one_that_was_ignored_at_birth_stays_ignored(
    name: str, terminal: bool, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signals, "_has_terminal", lambda: terminal)
    with ignored_at_birth(name):
        signals.listen(asyncio.get_running_loop(), heard.end, heard.read_anew)
        send(name)
        if name != "SIGTERM":
            send("SIGTERM")
        await until(lambda: heard.told)
    assert heard.told == ["told by SIGTERM"]


async def test_the_end_of_its_terminal_ends_it(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signals, "_has_terminal", lambda: True)
    signals.listen(asyncio.get_running_loop(), heard.end, heard.read_anew)
    send("SIGHUP")
    await until(lambda: heard.told)
    assert heard.told == ["its terminal was closed (SIGHUP)"]


async def test_without_a_terminal_the_same_signal_has_the_settings_read(
    heard: Heard, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "reminder")
    monkeypatch.setattr(signals, "_has_terminal", lambda: False)
    signals.listen(asyncio.get_running_loop(), heard.end, heard.read_anew)
    send("SIGHUP")
    await until(lambda: heard.told)
    assert heard.told == ["read anew"]
    assert "SIGHUP: the settings are read anew" in caplog.messages
