"""Beginning where something runs already."""

import errno
import os
import subprocess
import tempfile
from argparse import Namespace
from typing import Any

import pytest
from support.running import running
from support.typed import Refused

from reminder.cli import service
from reminder.control.lock import Holder
from reminder.control.messages import RequestLine, ResponseLine, refusal
from reminder.errors import NotRunning, ReminderError, UsageError

THERE = {"name": "X11 display :9, session 7"}
FIRST, SECOND = {"pid": 7, "next": None, "session": THERE}, {"pid": 8, "next": None, "session": THERE}

SAME = ResponseLine("serves", {"pid": 7, "session": THERE, "same": True})
ANOTHER = ResponseLine("serves", {"pid": 7, "session": THERE, "same": False})
ROOM = ResponseLine("makes room", {"pid": 7})
OLD = refusal(UsageError("'knock' is no command"))


class Machine:
    """Where one program runs, which gives this answer to a knock, and others can be begun."""

    def __init__(self, runs: dict[str, Any], answer: ResponseLine = SAME) -> None:
        self.runs: dict[str, Any] | None = runs
        self.answer = answer

    def ask(self, call: RequestLine) -> ResponseLine:
        assert call.command == "knock"
        self.current()
        return self.answer

    def current(self) -> dict[str, Any]:
        if self.runs is None:
            raise NotRunning("nothing runs")
        return self.runs

    def end(self, patience: float = 0) -> None:
        self.runs = None

    def begin(self, *_: Any, **__: Any) -> "Machine":
        self.runs = SECOND
        return self


def at(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "ask", machine.ask)
    monkeypatch.setattr("reminder.cli.running.current", machine.current)
    monkeypatch.setattr(service, "_end", machine.end)
    monkeypatch.setattr(service, "_wait_for_end", machine.end)
    monkeypatch.setattr(subprocess, "Popen", machine.begin)


@pytest.mark.parametrize(
    ("answer", "pid", "says"),
    [
        pytest.param(SAME, 7, "runs already (pid 7). No reminder", id="that serves this login"),
        pytest.param(
            ANOTHER, 7, "serves X11 display :9, session 7, not this login; to move it here: reminder", id="another"
        ),
        pytest.param(ROOM, 8, "reminder runs (pid 8)", id="whose login is over"),
        pytest.param(OLD, 8, "reminder runs (pid 8)", id="of a version that cannot say it"),
    ],
)
def test_a_start_goes_by_what_the_running_program_says(
    monkeypatch: pytest.MonkeyPatch, answer: ResponseLine, pid: int, says: str
) -> None:
    at(Machine(FIRST, answer), monkeypatch)
    started = service.start(Namespace())
    assert (started.data["pid"], says in str(started.text)) == (pid, True), str(started.text)


def test_one_that_is_too_busy_to_answer_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    at(Machine(FIRST, refusal(ReminderError("it was too busy to answer; try again"))), monkeypatch)
    with pytest.raises(ReminderError, match="too busy"):
        service.start(Namespace())


@pytest.fixture
def hung(monkeypatch: pytest.MonkeyPatch) -> None:
    """One runs that hears nothing, and gets no time to end."""

    def silent(call: RequestLine) -> ResponseLine:
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

    machine = Machine(FIRST)
    machine.end()
    at(machine, monkeypatch)
    monkeypatch.setattr(tempfile, "TemporaryFile", no_room)

    assert service.start(Namespace()).data["pid"] == 8


async def test_a_first_one_that_cannot_be_shown_fails_though_one_runs(refused: Refused) -> None:
    async with running() as program:
        program.desktop.fault = "the screen is gone"
        assert "runs already" in await refused("run --now", 1)
