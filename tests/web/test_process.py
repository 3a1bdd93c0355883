"""The window's own process: one at a time, found by whoever looks for it, and gone when it is to go."""

import os
import re
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from support.program import Program, fast
from support.program_fixtures import alone, runtime
from support.visits import Served, read
from support.waiting import LONG, wait_until

from reminder import __version__
from reminder.control import window

__all__ = ["alone", "runtime"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the installed program is tried on Unix")
SERVE = "from reminder.web.process import serve; serve()"
BROKEN = """
from reminder.errors import ReminderError
from reminder.web import app
async def trouble(request):
    raise ReminderError("the disk is full")
async def bug(request):
    1 / 0
app._without_script, app._first = trouble, bug
"""


@contextmanager
def serving(program: Program, *before: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server that listens, in which this was done before."""
    code = "\n".join([*before, SERVE])
    with subprocess.Popen(
        [sys.executable, "-P", "-c", code],
        env=program.environment | environment,
        cwd=program.home,
        stdout=subprocess.PIPE,
    ) as server:
        try:
            assert server.stdout.readline() == b"ready\n"
            yield server
        finally:
            server.kill()


@contextmanager
def listening(served: Served, query: str = "") -> Iterator[socket.socket]:
    """A page is open, and holds its stream."""
    with socket.create_connection((window.HOST, served.port), LONG) as page:
        page.sendall(served.request("GET", f"/live{query}"))
        yield page


def hear(page: socket.socket, word: bytes) -> bytes:
    """All that comes, up to that."""
    heard = b""
    while word not in heard:
        more = page.recv(4096)
        assert more, heard
        heard += more
    return heard


def ends(pid: int) -> bool:
    """In time."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], LONG)[0])
    finally:
        os.close(process)


def follows_a_process(pid: int) -> bool:
    """By a descriptor of the kernel's."""
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # it was closed just now
            if "pidfd" in str(link.readlink()):
                return True
    return False


def told(runtime: Path) -> bytes:
    return (runtime / "reminder" / "window").read_bytes()


def test_a_second_open_finds_the_same_window(alone: Program) -> None:
    first, second = alone.data("open"), alone.data("open", "settings")
    assert first["address"].split("/")[2] == second["address"].split("/")[2]
    assert first["address"] != second["address"]
    assert "page=today" in first["address"]
    assert "page=settings" in second["address"]


def test_of_many_that_open_at_once_one_serves(alone: Program) -> None:
    commands = [alone.begin("open", "--json") for _ in range(4)]
    said = [command.communicate(timeout=LONG)[0] for command in commands]
    assert [command.returncode for command in commands] == [0] * 4, said
    place = window.find()
    assert place
    assert all(f"127.0.0.1:{place.port}/enter" in text for text in said)


def test_after_a_kill_another_one_serves(alone: Program) -> None:
    served = Served(alone)
    before = served.place
    os.kill(before.pid, signal.SIGKILL)
    assert ends(before.pid)
    again = Served(alone)
    assert again.place.pid != before.pid
    assert again.get("/history").code == 200
    assert again.get("/history", cookie=served.cookie).code == 403


def test_told_to_end_it_does_so_at_once_and_says_so_to_open_pages(alone: Program, runtime: Path) -> None:
    served = Served(alone)
    pid = served.place.pid
    with listening(served) as page:
        hear(page, b": open")
        os.kill(pid, signal.SIGTERM)
        assert read(page).endswith(b"event: over\ndata:\n\n\r\n0\r\n\r\n")
    assert ends(pid)
    assert told(runtime) == b""
    assert window.find() is None
    assert served.log == ""


@pytest.mark.parametrize(("older", "said"), [(0, b": open\n\n"), (1, b"event: changed\ndata:\n\n")])
def test_a_page_brings_what_it_was_made_of_and_hears_what_is_newer(alone: Program, older: int, said: bytes) -> None:
    served = Served(alone)
    seen = re.search(r'data-seen="(\d+)"', served.get("/today").body)
    assert seen
    with listening(served, f"?seen={int(seen[1]) - older}") as page:
        heard = hear(page, said)
        os.kill(served.place.pid, signal.SIGTERM)
        heard += read(page)
    assert heard.count(b"event: changed") == older


def test_a_page_made_of_nobody_knows_what_is_brought_up_to_date(alone: Program) -> None:
    served = Served(alone)
    served.get("/today")
    for seen in ("", "-1", "x", "%ff", "9" * 5000, "%d9%a3"):
        with listening(served, f"?seen={seen}") as page:
            hear(page, b"event: changed")


def test_while_one_ends_the_next_may_begin(alone: Program, runtime: Path) -> None:
    served = Served(alone)
    with socket.create_connection((window.HOST, served.port), LONG) as unfinished:
        unfinished.sendall(served.request("POST", "/today", b"", content_length="100"))
        os.kill(served.place.pid, signal.SIGTERM)
        wait_until(lambda: told(runtime) == b"")
        assert Served(alone).get("/history").code == 200


@pytest.mark.desktop
def test_it_ends_by_itself_when_nobody_comes(alone: Program, runtime: Path) -> None:
    with serving(alone, **fast(times=100)) as server:
        assert ends(server.pid)
    assert told(runtime) == b""


def test_it_ends_with_the_session_that_it_was_opened_in(alone: Program, runtime: Path) -> None:
    with subprocess.Popen(["sleep", str(LONG)]) as leader:
        loginctl = alone.home / "bin" / "loginctl"
        loginctl.parent.mkdir()
        loginctl.write_text(f'#!/bin/sh\n[ "$2" = auto ] || exit 1\necho {leader.pid}\n')
        loginctl.chmod(0o755)
        here = {"PATH": f"{loginctl.parent}:{alone.environment['PATH']}", "XDG_SESSION_ID": "over"}
        at_once = "from reminder.web import server; server._STARTED = 0"
        with serving(alone, at_once, **here) as server:
            wait_until(lambda: follows_a_process(server.pid))
            leader.kill()
            leader.wait()
            assert ends(server.pid)
    assert told(runtime) == b""


def test_after_an_upgrade_the_window_is_that_of_the_new_version(alone: Program) -> None:
    with serving(alone, "import reminder", "reminder.__version__ = '0.0.1'") as old:
        place = window.find()
        assert place
        assert place.version == "0.0.1"
        alone.data("open")
        served = Served(alone)
        assert served.get("/history").code == 200
        assert served.place.version == __version__
        assert ends(old.pid)


def test_a_page_that_was_open_over_an_upgrade_is_told(alone: Program) -> None:
    another = "from reminder.system.upgrade import Installed\nInstalled.is_another = lambda self: True"
    with serving(alone, another) as old:
        served = Served(alone)
        told = served.get("/history")
        assert told.code == 503
        assert told.body.startswith("This window has ended: open the window again")
        assert ends(old.pid)


def test_a_bug_is_told_in_words_and_its_traceback_logged_and_what_a_person_can_mend_on_a_page(alone: Program) -> None:
    with serving(alone, BROKEN):
        served = Served(alone)
        told = served.get("/without-script")
        assert told.code == 503
        assert "<h1>The disk is full.</h1>" in told.body
        assert served.log == ""
        told = served.get("/")
        assert told.code == 500
        assert told.body.startswith("A bug was in the way; see /")
        assert "Error" not in told.body
        wait_until(lambda: "ZeroDivisionError" in served.log)
        assert served.get("/history").code == 200


def test_a_server_that_breaks_says_so_in_the_log(alone: Program, runtime: Path) -> None:
    with serving(alone, "import sys", "sys.modules['reminder.web.app'] = None") as server:
        assert ends(server.pid)
    log = "".join(path.read_text() for path in alone.home.rglob("reminder.log"))
    assert "a bug ended the window" in log
    assert window.find() is None


@pytest.mark.parametrize("in_the_way", ["window", ""])
def test_where_it_cannot_tell_its_place_the_command_says_why(alone: Program, runtime: Path, in_the_way: str) -> None:
    folder = runtime / "reminder"
    folder.mkdir(mode=0o700)
    if in_the_way:
        (folder / in_the_way).mkdir()
    else:
        folder.chmod(0o755)
    done = alone("open")
    assert done.code == 1
    assert done.err.startswith("reminder: ")
    assert len(done.err.splitlines()) == 1
    assert str(folder) in done.err
