"""Beginning where something runs already."""

import asyncio
import subprocess
import tempfile
from argparse import Namespace
from typing import Any

import pytest
from running import running

from reminder.cli import main, service
from reminder.errors import NotRunning

STRANDED = {"pid": 7, "session": "unix:path=/gone", "next": None, "backends": {"notify": {"name": None, "why": "gone"}}}
FRESH = {"pid": 8, "session": "unix:path=/here", "next": None, "backends": {"notify": {"name": "dbus", "why": ""}}}


class Machine:
    """Where one program runs and others can be begun."""

    def __init__(self, runs: dict[str, Any]) -> None:
        self.runs: dict[str, Any] | None = runs

    def current(self) -> dict[str, Any]:
        if self.runs is None:
            raise NotRunning("nothing runs")
        return self.runs

    def end(self) -> None:
        self.runs = None

    def begin(self, *_: Any, **__: Any) -> "Machine":
        self.runs = FRESH
        return self


@pytest.mark.parametrize(
    ("runs", "pid"), [(STRANDED, 8), ({**FRESH, "pid": 9}, 9)], ids=["one that reaches nobody", "one that serves"]
)
def test_a_start_replaces_only_what_can_reach_nobody(
    monkeypatch: pytest.MonkeyPatch, runs: dict[str, Any], pid: int
) -> None:
    machine = Machine(runs)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/here")
    monkeypatch.setattr(service, "current", machine.current)
    monkeypatch.setattr(service, "_end", machine.end)
    monkeypatch.setattr(subprocess, "Popen", machine.begin)

    assert service.start(Namespace()).data["pid"] == pid


def test_where_there_is_no_room_for_complaints_it_begins_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room() -> None:
        raise FileNotFoundError(2, "No usable temporary directory found")

    machine = Machine(STRANDED)
    machine.end()
    monkeypatch.setattr(tempfile, "TemporaryFile", no_room)
    monkeypatch.setattr(service, "current", machine.current)
    monkeypatch.setattr(subprocess, "Popen", machine.begin)

    assert service.start(Namespace()).data["pid"] == 8


async def test_a_first_one_that_cannot_be_shown_fails_though_one_runs(capsys: pytest.CaptureFixture[str]) -> None:
    async with running() as program:
        program.desktop.fault = "the screen is gone"
        assert await asyncio.to_thread(main, ["run", "--now"]) == 1

    assert "runs already" in capsys.readouterr().err
