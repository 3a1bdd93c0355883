"""A program that runs, for as long as a test needs it, and clients that behave or do not."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from pathlib import Path

from reminder.control.address import socket_path
from reminder.control.lock import Lock, acquire
from reminder.control.messages import RequestLine, ResponseLine
from reminder.control.server import ControlServer, Handle, Send, Starved, peer_uid

SOON = timedelta(milliseconds=100)
DEADLINE = timedelta(seconds=10)


@contextlib.contextmanager
def locked() -> Iterator[Lock]:
    """This process has the lock, and nobody had it before."""
    lock = acquire()
    assert isinstance(lock, Lock)
    try:
        yield lock
    finally:
        lock.release()


def echo(call: RequestLine, reply: Send) -> None:
    reply(ResponseLine("echo", {"command": call.command, "args": list(call.args)}))


@contextlib.asynccontextmanager
async def serving(
    handle: Handle,
    starved: Starved = lambda why: None,
    *,
    uid_of: Callable[[socket.socket], int] = peer_uid,
    hear_within: timedelta = DEADLINE,
    answer_within: timedelta = DEADLINE,
) -> AsyncIterator[ControlServer]:
    server = ControlServer(handle, starved, uid_of=uid_of, hear_within=hear_within, answer_within=answer_within)
    with locked() as lock:
        try:
            await server.start(lock)
            yield server
        finally:
            await server.stop()


@contextlib.asynccontextmanager
async def client() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await _connected()
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def _connected() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if sys.platform != "win32":
        return await asyncio.open_unix_connection(socket_path())
    loop = asyncio.get_running_loop()
    assert isinstance(loop, asyncio.ProactorEventLoop)
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    transport, _ = await loop.create_pipe_connection(lambda: protocol, _name_of_pipe())
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)  # type: ignore[arg-type]


def _name_of_pipe() -> str:
    return Path(socket_path()).read_text()


async def rest_of(reader: asyncio.StreamReader) -> bytes:
    """All that comes until the program hangs up."""
    try:
        return await asyncio.wait_for(reader.read(), DEADLINE.total_seconds())
    except ConnectionError:
        return b""


async def said_to(line: bytes) -> bytes:
    """What comes back for `line` until the program hangs up."""
    async with client() as (reader, writer):
        writer.write(line)
        return await rest_of(reader)
