"""`reminder open`: which browser shows the window, and what is said where none does."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import NoReturn

import pytest
from support.program import Program
from support.program_fixtures import alone, runtime
from support.visits import Served
from support.waiting import LONG, wait_until

from reminder.cli import open as command
from reminder.cli.commands import Arguments
from reminder.cli.main import main
from reminder.cli.result import somebody_is_there
from reminder.control import window
from reminder.web import process

__all__ = ["alone", "runtime"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the installed program is tried on Unix")
ON_A_SCREEN = {"DISPLAY": ":987"}


class Browsers:
    """The only programs that there are: each notes where it was sent, and what it knows of the click."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._folder = program.home / "browsers"
        self._folder.mkdir()
        program.environment["PATH"] = str(self._folder)
        program.environment.pop("BROWSER", None)

    def add(self, name: str, then: str = "") -> str:
        path = self._folder / name
        note = self._program.home / name
        path.write_text(f'#!/bin/sh\necho noise; echo noise >&2\necho "$1" "$XDG_ACTIVATION_TOKEN" >{note}\n{then}\n')
        path.chmod(0o755)
        return str(path)

    def note(self, name: str) -> list[str]:
        """Address and token; empty: it was not begun."""
        note = self._program.home / name
        return note.read_text().split() if note.exists() else []


@pytest.fixture
def browsers(alone: Program) -> Browsers:
    return Browsers(alone)


def opened(program: Program, *words: str, **environment: str) -> dict[str, str]:
    """What the command says, to other programs and nothing beside."""
    program.environment |= environment
    return dict(program.data("open", *words))


@pytest.mark.parametrize(
    ("name", "environment"),
    [
        ("mine", {"BROWSER": "{path}"}),
        ("mine", {"BROWSER": "{path} %s"}),
        ("mine", {"BROWSER": "not-there:{path}"}),
        ("xdg-open", ON_A_SCREEN),
        ("firefox", ON_A_SCREEN),
    ],
    ids=str,
)
def test_the_browser_gets_an_address_and_whoever_asks_in_json_another(
    alone: Program, browsers: Browsers, name: str, environment: Mapping[str, str]
) -> None:
    path = browsers.add(name, then=f"exec {shutil.which('sleep')} 0.5" if environment is ON_A_SCREEN else "")
    said = opened(alone, "history", **{key: value.format(path=path) for key, value in environment.items()})
    assert said["opened"] is True
    wait_until(lambda: browsers.note(name))
    shown = browsers.note(name)[0]
    assert shown != said["address"]
    served = Served(alone)
    for address in (shown, said["address"]):
        assert served.get("/" + address.split("/", 3)[3], cookie="").code == 303


def test_a_window_that_is_about_to_end_stays_for_whoever_is_sent_there(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = window.hold()
    assert held
    place = held.tell(4711)
    os.utime(runtime / "reminder" / "window", (0, 0))  # nobody has come for long
    monkeypatch.setattr(command, "find_browser", lambda: False)
    assert "127.0.0.1:4711/enter" in command.open_(Arguments(page="today")).data["address"]
    assert not held.leaves()
    assert window.find() == place
    held.release()


def test_where_a_window_ends_while_the_browser_is_looked_for_another_begins(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = window.hold()
    assert first
    first.tell(4711)
    served = []

    def find_browser() -> bool:
        first.release()
        return False

    def begin() -> BytesIO:
        served.append(window.hold())
        served[0].tell(4712)
        return BytesIO(b"ready\n")

    monkeypatch.setattr(command, "find_browser", find_browser)
    monkeypatch.setattr(command, "_begin", begin)
    assert "127.0.0.1:4712/enter" in command.open_(Arguments(page="today")).data["address"]
    served[0].release()


def test_where_there_is_no_browser_the_address_is_told(alone: Program, browsers: Browsers) -> None:
    told = alone("open")
    assert told.code == 0
    assert told.out.startswith("No browser was found here. Open this address in one, within 1 min: http://127.0.0.1:")
    assert told.err == ""
    assert opened(alone)["opened"] is False


def test_where_a_browser_shows_it_no_other_address_lies_about(alone: Program, browsers: Browsers) -> None:
    alone.environment["BROWSER"] = browsers.add("mine")
    told = alone("open")
    assert told.out == "The window is open in your browser.\n"
    assert told.err == ""


def test_without_a_terminal_no_browser_is_begun_that_needs_one(alone: Program, browsers: Browsers) -> None:
    browsers.add("w3m")
    assert opened(alone)["opened"] is False
    assert browsers.note("w3m") == []


def test_in_a_terminal_one_that_needs_it_has_it(alone: Program, browsers: Browsers) -> None:
    import pty

    browsers.add("w3m", then='[ -t 0 ] && [ -t 1 ] && echo "at the terminal"')
    ours, theirs = pty.openpty()
    environment = alone.environment | {"TERM": "dumb"}
    with subprocess.Popen([alone.command, "open"], env=environment, stdin=theirs, stdout=theirs, stderr=theirs) as done:
        os.close(theirs)
        said = b""
        while b"is open" not in said:
            said += os.read(ours, 4096)
        assert done.wait(LONG) == 0
    os.close(ours)
    assert b"noise" in said
    assert b"at the terminal" in said
    assert browsers.note("w3m")


def test_a_browser_that_fails_is_none(alone: Program, browsers: Browsers) -> None:
    assert opened(alone, BROWSER=browsers.add("mine", then="exit 1"))["opened"] is False


def test_what_lets_the_browser_come_to_the_front_is_for_it_alone(alone: Program, browsers: Browsers) -> None:
    opened(alone, BROWSER=browsers.add("mine"), XDG_ACTIVATION_TOKEN="once", DESKTOP_STARTUP_ID="once")
    assert browsers.note("mine")[1] == "once"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is begun in one way")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:.*is still running:ResourceWarning", "ignore:Exception ignored in")
@pytest.mark.parametrize("begin", ["_fork", "_spawn"])
def test_the_window_outlives_the_click_without_what_was_for_it(
    begin: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "python").write_text("#!/bin/sh\nenv\n")
    (tmp_path / "python").chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))

    def main() -> NoReturn:
        os.write(1, "\n".join(os.environ).encode())
        os._exit(0)

    monkeypatch.setattr(process, "main", main)
    for name in ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"):
        monkeypatch.setenv(name, "once")
    with getattr(command, begin)() as said:
        has = said.read()
    assert b"PATH" in has
    assert b"XDG_ACTIVATION_TOKEN" not in has
    assert b"DESKTOP_STARTUP_ID" not in has


def test_a_folder_that_lies_about_is_no_program(alone: Program, browsers: Browsers) -> None:
    (alone.home / "reminder").mkdir()
    (alone.home / "reminder" / "__init__.py").write_text("raise SystemExit(7)")
    assert opened(alone)["opened"] is False


def test_a_page_that_there_is_not_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["open", "elsewhere"])
    assert end.value.code == 2
    assert "today" in capsys.readouterr().err


def test_a_shell_completes_the_pages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "bash"]) == 0
    assert "(today settings history checkin)" in capsys.readouterr().out


def test_an_interpreter_that_cannot_be_started_is_told(
    monkeypatch: pytest.MonkeyPatch, runtime: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "executable", "/not/there")
    monkeypatch.setattr(command, "_fork", command._spawn)
    assert main(["open"]) == 1
    assert "/not/there cannot be started" in capsys.readouterr().err


def test_a_program_without_a_screen_of_its_own_has_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows begins those that have no console."""
    monkeypatch.setattr(sys, "stdin", None)
    monkeypatch.setattr(sys, "stdout", None)
    assert not somebody_is_there()
    with command._silence():
        pass
