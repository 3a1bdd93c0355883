"""What a process does around the loop: the log, and the successor."""

import asyncio
import logging
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from support.control_fakes import locked
from support.descriptors import no_file_descriptors
from support.disks import full_disk
from support.fakes import a_plan

import reminder.daemon.wiring
from reminder.control.lock import Holder, Lock, acquire
from reminder.daemon import process
from reminder.daemon.logs import LogFile, log_to
from reminder.daemon.news import Ending
from reminder.daemon.process import serve, tell_of_bugs, telling_task
from reminder.errors import NoAnswer
from reminder.model.plan import Plan
from reminder.phrase import plainly
from reminder.settings.reader import SettingsReader
from reminder.storage import paths
from reminder.system import upgrade


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """What a test changes in the process is undone."""
    root = logging.getLogger()
    handlers, complains = list(root.handlers), logging.raiseExceptions
    yield
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
        handler.close()
    logging.raiseExceptions = complains


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "logs" / "reminder.log"


def written(path: Path) -> str:
    """What the log says by now."""
    return path.read_text()


async def test_a_bug_in_a_callback_is_in_the_log_with_its_traceback(path: Path) -> None:
    log_to(None, path)
    asyncio.get_running_loop().call_soon(lambda: 7 // 0)
    await asyncio.sleep(0)

    assert "Traceback" in written(path)
    assert "ZeroDivisionError" in written(path)


async def test_a_task_that_dies_is_in_the_log_though_somebody_keeps_it(path: Path) -> None:
    async def broken() -> None:
        raise ZeroDivisionError("seven by nothing")

    log_to(None, path)
    asyncio.get_running_loop().set_task_factory(telling_task)
    task = asyncio.create_task(broken())
    await asyncio.wait([task])
    await asyncio.sleep(0)

    assert "ZeroDivisionError: seven by nothing" in written(path)


async def test_an_answer_that_is_none_is_no_bug(path: Path) -> None:
    async def ask() -> None:
        raise NoAnswer("logind does not answer")

    log_to(None, path)
    asyncio.get_running_loop().set_task_factory(telling_task)
    answers = await asyncio.gather(ask(), ask(), return_exceptions=True)

    assert [str(answer) for answer in answers] == ["logind does not answer"] * 2
    assert written(path) == ""


async def test_a_broken_connection_is_no_bug_and_anything_else_is(path: Path) -> None:
    log_to(None, path)
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(tell_of_bugs)
    for error in (BrokenPipeError(32, "Broken pipe"), ZeroDivisionError("seven by nothing")):
        loop.create_future().set_exception(error)

    assert "seven by nothing" in written(path)
    assert "Broken pipe" not in written(path)


def said(file: LogFile) -> str:
    """Why it cannot be written."""
    why = file.why_not()
    assert why
    return plainly(why)


def test_a_log_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("no directory")

    assert "File exists" in said(log_to(None, tmp_path / "logs" / "reminder.log"))


@pytest.mark.parametrize("put", [Path.mkdir, os.mkfifo], ids=["a directory", "a pipe"])
def test_a_log_that_can_be_written_again_heals_by_itself(path: Path, put: Callable[[Path], None]) -> None:
    path.parent.mkdir()
    put(path)
    file = log_to(None, path)
    logging.getLogger("reminder").warning("one")
    assert file.why_not()

    path.rename(path.with_name("away"))
    assert file.why_not() is None
    logging.getLogger("reminder").warning("two")
    assert "lines are missing here: the log cannot be written" in written(path)
    assert written(path).endswith("two\n")


def test_a_disk_that_fills_up_costs_lines_and_says_so(path: Path) -> None:
    file = log_to(None, path)
    with full_disk():
        logging.getLogger("reminder").warning("x" * 200)
        assert "File too large" in said(file)
    assert file.why_not() is None
    assert "lines are missing here" in written(path)


def test_a_log_that_was_deleted_is_begun_anew(path: Path) -> None:
    log_to(None, path)
    logging.getLogger("reminder").warning("one")
    shutil.rmtree(path.parent)
    logging.getLogger("reminder").warning("two")
    assert written(path).endswith("two\n")


def test_the_log_stays_small_however_long_the_program_runs(path: Path) -> None:
    path.parent.mkdir()
    file = LogFile(path, at_most=1000)
    for number in range(200):
        file.emit(logging.LogRecord("reminder", logging.INFO, "", 0, "line %d of many", (number,), None))
    file.close()

    assert sorted(log.name for log in path.parent.iterdir()) == ["reminder.log", "reminder.log.1"]
    assert all(log.stat().st_size < 1100 for log in path.parent.iterdir())
    assert path.read_text().endswith("line 199 of many\n")


def test_a_log_that_cannot_be_begun_anew_costs_its_lines_and_no_more(path: Path) -> None:
    path.parent.mkdir()
    file = LogFile(path, at_most=0)
    line = logging.LogRecord("reminder", logging.INFO, "", 0, "a line", (), None)
    file.emit(line)
    file.close()
    with no_file_descriptors():
        file.emit(line)
    file.emit(line)
    file.close()

    assert path.read_text() == 2 * "a line\n"


def test_a_path_that_is_no_unicode_is_logged_all_the_same(path: Path) -> None:
    log_to(None, path)
    logging.getLogger("reminder").warning("%s", "/home/\udcff")

    assert "/home/\\udcff" in path.read_text()


class Runs:
    """In the place of the loop: how often it runs, and how that ends."""

    def __init__(self, *endings: Ending) -> None:
        self.endings = list(endings)

    async def run(self, lock: Lock) -> Ending:
        assert lock.holds()
        return self.endings.pop(0)


class Settings(SettingsReader):
    """Reads none."""

    async def read(self) -> Plan:
        logging.getLogger("reminder.settings.reader").error("no reader can be started")
        return a_plan()


@pytest.fixture
def lock() -> Lock:
    lock = acquire()
    assert isinstance(lock, Lock)
    return lock


def test_a_successor_that_cannot_be_started_leaves_this_one_running(
    monkeypatch: pytest.MonkeyPatch, lock: Lock
) -> None:
    def vanished(*_: Any) -> None:
        with locked():
            pass
        raise FileNotFoundError(2, "No such file or directory")

    runs = Runs(Ending.REPLACED, Ending.STOPPED)
    monkeypatch.setattr(reminder.daemon.wiring, "wire", lambda *_, **__: runs)
    monkeypatch.setattr(os, "execv", vanished)
    serve(lock, Settings(), None, show_first=False)

    assert runs.endings == []
    assert isinstance(acquire(), Holder)
    assert "cannot be started" in paths.log_file().read_text()


def test_the_successor_on_windows_is_a_process_whose_arguments_keep_their_spaces(
    monkeypatch: pytest.MonkeyPatch, lock: Lock
) -> None:
    begun: list[list[str]] = []

    def begin(command: list[str], close_fds: bool) -> None:
        with locked():
            pass
        begun.append(command)

    monkeypatch.setattr(reminder.daemon.wiring, "wire", lambda *_, **__: Runs(Ending.REPLACED))
    monkeypatch.setattr(process, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr(upgrade, "command", lambda: [r"C:\A Name\python.exe", "-P", "-m", "reminder"])
    monkeypatch.setattr(subprocess, "Popen", begin)
    serve(lock, Settings(("reminders.posture.text=sit up",)), None, show_first=False)

    assert begun == [[r"C:\A Name\python.exe", "-P", "-m", "reminder", "run", "--set", "reminders.posture.text=sit up"]]


def test_what_fails_before_the_settings_are_read_is_in_the_log(monkeypatch: pytest.MonkeyPatch, lock: Lock) -> None:
    monkeypatch.setattr(reminder.daemon.wiring, "wire", lambda *_, **__: Runs(Ending.STOPPED))
    serve(lock, Settings(), None, show_first=False)
    lock.release()

    assert "no reader can be started" in paths.log_file().read_text()
