"""Asks the running program, and knows where it listens.

RequestLine -> ask() -> the one ResponseLine
RequestLine -> follow() -> ResponseLine, ResponseLine, ... until the program ends or the caller stops reading

Imports what a command can afford to wait for: no asyncio, no pathlib, no typing.
"""

from __future__ import annotations

import errno
import io
import os
import socket
import sys
import time
from contextlib import suppress

from reminder.control.address import require_private, running_file, socket_path
from reminder.control.messages import LIMIT, RequestLine, ResponseLine, decode_response, encode_request
from reminder.errors import NotRunning, ReminderError
from reminder.system import session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator


def ask(call: RequestLine, timeout: float = 8.0) -> ResponseLine:
    """The program's response; `timeout` in seconds. Raises NotRunning, or ReminderError where it keeps silent."""
    for line in _exchange(encode_request(call), timeout):
        return decode_response(line)
    raise ReminderError("the running program ended, or hung up, before it answered; run: reminder status")


def follow(
    call: RequestLine, timeout: float = 8.0, connected: Callable[[Callable[[], None]], None] = lambda hang_up: None
) -> Generator[ResponseLine, None, None]:
    """Every response until the program ends or `close()`; only the first has to come within `timeout`, in seconds.

    `connected` is given what ends it from another thread.
    """
    for line in _exchange(encode_request(call._replace(follow=True)), timeout, connected=connected):
        yield decode_response(line)


def _not_running() -> NotRunning:
    return NotRunning("reminder is not running; start it with: reminder start")


def _silent(timeout: float) -> ReminderError:
    return ReminderError(
        "reminder is running but has not answered within {seconds} s; run: reminder restart", seconds=f"{timeout:g}"
    )


def _socket_lines(
    call: bytes, timeout: float, connected: Callable[[Callable[[], None]], None] = lambda hang_up: None
) -> Iterator[bytes]:
    if sys.platform == "win32":
        raise NotImplementedError
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(timeout)
        _connect(connection, timeout)
        connected(lambda: _hang_up(connection))
        try:
            connection.sendall(call)
            with connection.makefile("rb") as responses:
                while line := responses.readline(LIMIT + 1):
                    yield line
                    connection.settimeout(None)
        except TimeoutError as error:
            raise _silent(timeout) from error
        except ConnectionError:
            return


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):  # it is over already
        connection.shutdown(socket.SHUT_RDWR)


def _connect(connection: socket.socket, timeout: float) -> None:
    path = socket_path()
    try:
        _connect_to(connection, path, timeout)
    except NotRunning:
        other = _told_place()
        if other in ("", path) or not _is_fit(other):
            raise
        _connect_to(connection, other, timeout)


def _told_place() -> str:
    """Where a program listens that began when the runtime directory was another one, or none; empty: nowhere."""
    try:
        with open(running_file(), encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123
            lines = file.read(4096).splitlines()
    except OSError:
        return ""
    return lines[1] if len(lines) > 1 and lines[1].startswith("/") else ""


def _is_fit(place: str) -> bool:
    """What was told before a reboot may be another person's by now, or nobody's."""
    try:
        return session.is_private(os.path.dirname(place))  # noqa: PTH120
    except OSError:
        return False


def _connect_to(connection: socket.socket, path: str, timeout: float) -> None:
    give_up = time.monotonic() + timeout
    try:
        require_private(os.path.dirname(path))  # noqa: PTH120
        while True:
            try:
                return connection.connect(path)
            except BlockingIOError as error:  # Linux: the queue of those who wait to be accepted is full.
                if time.monotonic() > give_up:
                    raise _silent(timeout) from error
                time.sleep(0.02)
    except (FileNotFoundError, ConnectionRefusedError) as error:
        raise _not_running() from error
    except TimeoutError as error:
        raise _silent(timeout) from error
    except OSError as error:
        raise ReminderError("cannot reach the running program at {path}: {why}", path=path, why=error) from error


def _open_pipe() -> io.RawIOBase:
    with open(socket_path(), encoding="ascii", errors="replace") as file:  # noqa: PTH123
        name = file.read(100)
    return open(name.strip("\0"), "r+b", buffering=0)  # noqa: PTH123


def _pipe_lines(
    call: bytes,
    timeout: float,
    open_pipe: Callable[[], io.RawIOBase] = _open_pipe,
    connected: Callable[[Callable[[], None]], None] = lambda hang_up: None,
) -> Iterator[bytes]:
    """A pipe opened as a file knows no deadline and no Ctrl-C, so a thread waits on it."""
    import queue
    import threading

    lines: queue.SimpleQueue[bytes | OSError] = queue.SimpleQueue()
    give_up = time.monotonic() + timeout

    def opened() -> io.RawIOBase:
        while True:
            try:
                return open_pipe()
            except OSError as error:  # The C library says EINVAL while every instance of the pipe is taken.
                if error.errno != errno.EINVAL or time.monotonic() > give_up:
                    raise
            time.sleep(0.02)

    def read() -> None:
        try:
            pipe = opened()
        except OSError as error:
            lines.put(error)
            return
        try:
            with io.BufferedReader(pipe) as responses:
                pipe.write(call)
                while line := responses.readline(LIMIT + 1):
                    lines.put(line)
        except OSError:  # The program has gone: the end, as on a socket.
            pass
        lines.put(b"")

    threading.Thread(target=read, daemon=True).start()
    connected(lambda: lines.put(b""))
    heard = False
    while heard or time.monotonic() < give_up:
        try:
            line = lines.get(timeout=0.1)
        except queue.Empty:
            continue
        if isinstance(line, FileNotFoundError):
            raise _not_running() from line
        if isinstance(line, OSError):
            raise ReminderError("cannot reach the running program: {why}", why=line) from line
        if not line:
            return
        yield line
        heard = True
    raise _silent(timeout)


_exchange = _pipe_lines if sys.platform == "win32" else _socket_lines
