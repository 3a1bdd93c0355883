"""Beginning where something runs already."""

import asyncio
import errno
import os
import subprocess
import tempfile
from argparse import Namespace
from typing import Any

import pytest
from running import running

from reminder.cli import main, service
from reminder.control.lock import Holder
from reminder.control.messages import Answer, Call
from reminder.errors import NotRunning, ReminderError

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


@pytest.fixture
def hung(monkeypatch: pytest.MonkeyPatch) -> None:
    """One runs that hears nothing, and gets no time to end."""

    def silent(call: Call) -> Answer:
        raise ReminderError("it has not answered")

    monkeypatch.setattr(service, "ask", silent)
    monkeypatch.setattr(service, "_GONE_WITHIN", 0.0)


def test_one_that_goes_while_it_is_ended_has_ended(monkeypatch: pytest.MonkeyPatch, hung: None) -> None:
    runs: list[Holder | None] = [Holder(7)]

    def gone(pid: int, way: int) -> None:
        runs.append(None)
        raise OSError(errno.EINVAL, "The parameter is incorrect")

    monkeypatch.setattr(service, "_holder", lambda: runs[-1])
    monkeypatch.setattr(os, "kill", gone)

    assert service.stop(Namespace()).data == {"stopped": True}


def test_one_that_only_another_user_can_end_is_told(monkeypatch: pytest.MonkeyPatch, hung: None) -> None:
    def refused(pid: int, way: int) -> None:
        raise PermissionError(errno.EACCES, "Access is denied")

    monkeypatch.setattr(service, "_holder", lambda: Holder(7))
    monkeypatch.setattr(os, "kill", refused)

    with pytest.raises(ReminderError, match=r"still runs \(pid 7\).* \(Access is denied\)"):
        service.stop(Namespace())


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
