import asyncio
import errno
import io
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from support.control_fakes import DEADLINE, echo, serving

from reminder.control import client
from reminder.control.address import require_private, runtime_directory, socket_path
from reminder.control.client import ask, follow
from reminder.control.messages import BadMessage, RequestLine, ResponseLine, encode_request, encode_response
from reminder.errors import NotRunning, ReminderError
from reminder.system import session

BRIEF = 0.2


@pytest.fixture
def listener(runtime: Path) -> socket.socket:
    """Something that listens, and neither accepts nor answers by itself."""
    runtime.mkdir(mode=0o700)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(socket_path())
    listener.listen(0)
    return listener


async def test_gets_the_answer_of_the_running_program(runtime: Path) -> None:
    async with serving(echo):
        answer = await asyncio.to_thread(ask, RequestLine("pause", ("20m",)))
    assert answer == ResponseLine("echo", {"command": "pause", "args": ["20m"]})


async def test_reaches_a_program_that_began_before_there_was_a_runtime_directory(
    runtime: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async with serving(echo):
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        assert (await asyncio.to_thread(ask, RequestLine("pause", ("20m",)))).fields["args"] == ["20m"]


@pytest.mark.parametrize("left", ["no directory", "no socket", "a socket nobody listens on"])
def test_says_that_nothing_runs(runtime: Path, left: str) -> None:
    if left != "no directory":
        runtime.mkdir(mode=0o700)
    if left == "a socket nobody listens on":
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(socket_path())
    with pytest.raises(NotRunning, match="start it with: reminder start") as caught:
        ask(RequestLine("status"))
    assert caught.value.exit_code == 3


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe of Windows is told of in one place only")
@pytest.mark.parametrize("what", ["another's, or open to others", "a file", "nothing"])
def test_a_place_that_was_told_long_ago_and_is_fit_no_more_means_that_nothing_runs(
    runtime: Path, tmp_path: Path, what: str
) -> None:
    told = tmp_path / "told"
    if what == "a file":
        told.touch()
    elif what != "nothing":
        told.mkdir()
        told.chmod(0o755)
    running = Path(client.running_file())
    running.parent.mkdir(parents=True, exist_ok=True)
    running.write_text(f"7\n{told}/control.sock\n")
    with pytest.raises(NotRunning):
        ask(RequestLine("status"))


def test_a_program_that_keeps_silent_costs_one_deadline(listener: socket.socket) -> None:
    with listener, pytest.raises(ReminderError, match=r"has not answered within 0\.2 s"):
        ask(RequestLine("status"), timeout=BRIEF)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a full queue refuses, which says that nothing runs")
def test_a_program_whose_queue_is_full_costs_one_deadline(listener: socket.socket) -> None:
    with listener, socket.socket(socket.AF_UNIX) as waiting:
        waiting.connect(socket_path())
        with pytest.raises(ReminderError, match=r"has not answered within 0\.2 s"):
            ask(RequestLine("status"), timeout=BRIEF)


@asynccontextmanager
async def answering(listener: socket.socket, line: bytes) -> AsyncIterator[None]:
    """Whoever asks is told this."""

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(1000)
            connection.sendall(line)

    with listener:
        program = asyncio.create_task(asyncio.to_thread(serve))
        try:
            yield
        finally:
            await program


@pytest.mark.parametrize(
    ("line", "problem", "words"),
    [
        pytest.param(b"", ReminderError, "before it answered", id="hangs up"),
        pytest.param(b"hello\n", BadMessage, "not a line of JSON", id="talks rubbish"),
        pytest.param(
            encode_response(ResponseLine("x", {})).replace(b'"v":1', b'"v":3'),
            BadMessage,
            "reminder restart",
            id="is newer",
        ),
    ],
)
async def test_a_program_that_does_not_answer_properly_is_told(
    listener: socket.socket, line: bytes, problem: type[ReminderError], words: str
) -> None:
    async with answering(listener, line):
        with pytest.raises(problem, match=words):
            await asyncio.to_thread(ask, RequestLine("status"))


async def test_follows_until_the_program_ends(listener: socket.socket) -> None:
    answers = [ResponseLine("status", {"next": n}) for n in range(3)]
    async with answering(listener, b"".join(map(encode_response, answers))):
        assert await asyncio.to_thread(lambda: list(follow(RequestLine("status")))) == answers


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS knows no XDG_RUNTIME_DIR")
def test_listens_in_the_runtime_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/tmp")
    assert socket_path() == "/tmp/reminder/control.sock"


@pytest.mark.parametrize("runtime_dir", ["", ".", "/does/not/exist"])
def test_listens_in_a_directory_of_its_own_where_there_is_no_runtime_directory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, runtime_dir: str
) -> None:
    monkeypatch.setattr(session, "OF_EACH_USER", str(tmp_path))
    monkeypatch.setenv("XDG_RUNTIME_DIR", runtime_dir)
    assert runtime_directory() == f"/tmp/reminder-{os.getuid()}"
    assert socket_path() == f"/tmp/reminder-{os.getuid()}/control.sock"


@pytest.mark.skipif(sys.platform == "darwin", reason="there TMPDIR is a directory of each user")
def test_a_shell_with_another_folder_for_temporary_files_finds_the_same_directory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(session, "OF_EACH_USER", str(tmp_path))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    found = set()
    for folder in ("/tmp/", str(tmp_path)):
        monkeypatch.setenv("TMPDIR", folder)
        found.add(runtime_directory())
    assert len(found) == 1


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no such directories")
def test_a_shell_without_the_variable_finds_the_same_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ours = tmp_path / str(os.getuid())
    ours.mkdir(mode=0o700)
    monkeypatch.setattr(session, "OF_EACH_USER", str(tmp_path))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    assert runtime_directory() == f"{ours}/reminder"
    ours.chmod(0o755)
    assert runtime_directory() != f"{ours}/reminder"


def test_a_path_too_long_for_a_socket_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 110)
    deep.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(deep))
    monkeypatch.setenv("TMPDIR", str(deep))
    with pytest.raises(ReminderError, match="too long for a socket"):
        ask(RequestLine("status"))


@pytest.mark.parametrize("mode", [0o755, 0o710, 0o701])
def test_a_directory_that_others_can_enter_is_not_trusted(runtime: Path, mode: int) -> None:
    runtime.mkdir()
    runtime.chmod(mode)
    with pytest.raises(ReminderError, match="belongs to you alone"):
        ask(RequestLine("status"))


def test_a_link_to_a_directory_is_not_trusted(runtime: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    runtime.symlink_to(tmp_path)
    with pytest.raises(ReminderError, match="belongs to you alone"):
        ask(RequestLine("status"))


def test_a_directory_of_another_user_is_not_trusted(monkeypatch: pytest.MonkeyPatch, runtime: Path) -> None:
    runtime.mkdir(mode=0o700)
    require_private(str(runtime))
    monkeypatch.setattr(os, "getuid", lambda: runtime.stat().st_uid + 1)
    with pytest.raises(ReminderError, match="belongs to you alone"):
        require_private(str(runtime))


class Pipe:
    """A named pipe, played by a pair of sockets; the first `busy` who open it find it taken."""

    def __init__(self, busy: int = 0) -> None:
        self._busy = busy
        self.program, self._client = socket.socketpair()

    def open(self) -> io.RawIOBase:
        if self._busy:
            self._busy -= 1
            raise OSError(errno.EINVAL, "Invalid argument")
        with self._client:
            return self._client.makefile("rwb", buffering=0)


@pytest.mark.parametrize("end", ["", "\0\0"], ids=["whole", "after a power cut"])
def test_a_windows_pipe_is_found_by_the_name_that_stands_in_its_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, end: str
) -> None:
    told, pipe = tmp_path / "control.pipe", tmp_path / "pipe"
    monkeypatch.setattr(client, "socket_path", lambda: str(told))
    with pytest.raises(NotRunning):
        list(client._pipe_lines(b"\n", BRIEF))
    for name in ("", str(pipe)):
        told.write_text(name)
        with pytest.raises(NotRunning):
            list(client._pipe_lines(b"\n", BRIEF))
    pipe.touch()
    told.write_text(f"{pipe}{end}")
    with client._open_pipe() as opened:
        opened.write(b"hello")
    assert pipe.read_bytes() == b"hello"


@pytest.mark.parametrize("busy", [0, 3])
def test_reads_a_windows_pipe_line_by_line(busy: int) -> None:
    pipe = Pipe(busy)
    lines = client._pipe_lines(encode_request(RequestLine("status")), DEADLINE.total_seconds(), pipe.open)
    with pipe.program:
        pipe.program.sendall(b"one\ntwo\n")
        assert [next(lines), next(lines)] == [b"one\n", b"two\n"]
        assert pipe.program.recv(1000) == encode_request(RequestLine("status"))
    assert list(lines) == []


def test_a_windows_pipe_that_keeps_silent_costs_one_deadline() -> None:
    pipe = Pipe()
    with pipe.program, pytest.raises(ReminderError, match="has not answered"):
        list(client._pipe_lines(b"\n", BRIEF, pipe.open))


@pytest.mark.parametrize(
    ("error", "problem", "words"),
    [
        pytest.param(FileNotFoundError(errno.ENOENT, "No such file"), NotRunning, "reminder start", id="not there"),
        pytest.param(PermissionError(errno.EACCES, "Access is denied"), ReminderError, "denied", id="not ours"),
        pytest.param(OSError(errno.EINVAL, "Invalid argument"), ReminderError, "cannot|has not", id="always taken"),
    ],
)
def test_a_windows_pipe_that_does_not_open_is_told(error: OSError, problem: type[ReminderError], words: str) -> None:
    def open_pipe() -> io.RawIOBase:
        raise error

    with pytest.raises(problem, match=words):
        list(client._pipe_lines(b"\n", BRIEF, open_pipe))
