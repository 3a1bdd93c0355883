"""Listens for commands, and keeps each client from disturbing the program or another client.

line -> RequestLine -> handle(request, send) -> inbox ... -> send(ResponseLine) -> line

A client sends one call. It is cut off when it takes too long to do so, says more than that, or does not read its
responses. Whoever is another user is hung up on: a Unix socket is asked for the peer's uid; a Windows pipe that is
made without a security descriptor can be written to by its user, administrators and the system only, and no other user
can make another of its name.
"""

import asyncio
import contextlib
import os
import socket
import struct
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from reminder.control.address import socket_path
from reminder.control.lock import Lock
from reminder.control.messages import (
    LIMIT,
    BadMessage,
    RequestLine,
    ResponseLine,
    decode_request,
    encode_response,
    refusal,
)
from reminder.errors import ReminderError
from reminder.phrase import Phrase, phrase
from reminder.system.tasks import Tasks, Timer

Send = Callable[[ResponseLine], bool]
"""Sends a response, now or later, on the loop; False: the client has gone, or wants no other, so forget it.

A call with `follow` may be replied to until that says False; any other takes one, and True says that it is sent.
"""

Handle = Callable[[RequestLine, Send], None]
"""Takes a call; a ReminderError that it raises is the response."""

Starved = Callable[[Phrase | None], None]
"""Told why no file can be opened any more, and with nothing when that is over."""

_HEAR_WITHIN = timedelta(seconds=5)
_ANSWER_WITHIN = timedelta(seconds=7)
"""Less than `ask` waits, so that the client hears why."""
_READ_WITHIN = timedelta(seconds=5)
_ACCEPT_AGAIN_AFTER = timedelta(seconds=1)
_WAITING_CLIENTS = 128
_FRESH_FOR = timedelta(days=1)
"""What cleans a directory for temporary files takes those away that nobody touched for days."""


def peer_uid(connection: socket.socket) -> int:
    """Whose process is at the other end, as the kernel noted it on connect."""
    if sys.platform == "win32":
        raise NotImplementedError
    if sys.platform == "linux":
        _pid, uid, _gid = struct.unpack("iII", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    else:
        sol_local, size_of_xucred = 0, 76
        credentials = connection.getsockopt(sol_local, socket.LOCAL_PEERCRED, size_of_xucred)
        _version, uid = struct.unpack_from("II", credentials)
    return int(uid)


class ControlServer:
    """Hands every call to `handle`, on the loop that `start()` was awaited on."""

    def __init__(
        self,
        handle: Handle,
        starved: Starved = lambda why: None,
        *,
        uid_of: Callable[[socket.socket], int] = peer_uid,
        hear_within: timedelta = _HEAR_WITHIN,
        answer_within: timedelta = _ANSWER_WITHIN,
    ) -> None:
        self._handle = handle
        self._starved = starved
        self._why_starved: Phrase | None = None
        self._spare: int | None = None
        """A descriptor to let go of when there are no more, so that a client can still be told of it."""
        self._uid_of = uid_of
        self._hear_within = hear_within
        self._answer_within = answer_within
        self._connections: set[_Connection] = set()
        self._tasks = Tasks()
        self._listening = contextlib.AsyncExitStack()
        self._path = ""
        self._files: tuple[str, ...] = ()
        """What keeps others away and lets clients in, for as long as it is there."""

    async def start(self, lock: Lock) -> None:
        """Listens from here on. Whoever has `lock` knows that a socket in the way is a dead one's, and removes it.

        Raises ReminderError where it cannot listen.
        """
        path = socket_path()
        self._files = lock.path, path
        try:
            if sys.platform == "win32":
                loop = asyncio.get_running_loop()
                assert isinstance(loop, asyncio.ProactorEventLoop)
                name = rf"\\.\pipe\reminder-{os.urandom(16).hex()}"
                [pipe] = await loop.start_serving_pipe(self._connection, name)  # type: ignore[arg-type]
                self._listening.callback(pipe.close)
                _write(path, name)
            else:
                listener = _listen(path)
                self._listening.callback(listener.close)
                self._tasks.begin(self._accept(listener, os.getuid()))
                self._listening.push_async_callback(self._tasks.stop)
            self._path = path
            self._keep_spare()
        except OSError as error:
            raise ReminderError("cannot listen for commands at {path}: {why}", path=path, why=error) from error

    async def stop(self, displaced: bool = False) -> None:
        """Removes the socket and hangs up on everyone; a response that a client has room for still reaches it.

        `displaced`: what is at the socket's path by now is another program's.
        """
        if self._path and not displaced:
            with contextlib.suppress(OSError):  # as on Windows, while a client reads it
                _remove(self._path)
        self._path = ""
        await self._listening.aclose()
        self._let_go()
        for connection in list(self._connections):
            connection.hang_up()
        await asyncio.sleep(0)

    def keep_fresh(self) -> None:
        """Touch the files that nobody has touched for long; for every turn, as one after a long sleep is urgent."""
        for file in self._files:
            with contextlib.suppress(OSError):
                if time.time() - os.stat(file).st_mtime > _FRESH_FOR.total_seconds():  # noqa: PTH116
                    os.utime(file)

    async def _accept(self, listener: socket.socket, owner: int) -> None:
        """Out of file descriptors there is the spare one, for one client at a time.

        The next tries again in a second; asyncio's own server fills the log meanwhile.
        """
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(listener)
            except ConnectionAbortedError:
                continue
            except OSError:
                if not self._let_go():
                    await asyncio.sleep(_ACCEPT_AGAIN_AFTER.total_seconds())
                continue
            self._keep_spare()
            if self._is_ours(connection, owner):
                await loop.connect_accepted_socket(self._connection, connection)
            else:
                connection.close()
                self._keep_spare()

    def _keep_spare(self) -> None:
        """While it listens have one, and see whether there are more."""
        if not self._path:
            return
        why = None
        try:
            if self._spare is None:
                self._spare = os.open(os.devnull, os.O_RDONLY)
            os.close(os.dup(self._spare))
        except OSError as error:
            why = phrase(
                "no more files can be opened ({why}): nothing new is read, asked or saved; see: ulimit -n",
                why=error,
            )
        if why != self._why_starved:
            self._why_starved = why
            self._starved(why)

    def _let_go(self) -> bool:
        """Free the spare one, if there is one."""
        if self._spare is None:
            return False
        os.close(self._spare)
        self._spare = None
        return True

    def _is_ours(self, connection: socket.socket, owner: int) -> bool:
        try:
            return self._uid_of(connection) == owner
        except OSError:  # macOS knows nothing of a peer that has left already.
            return False

    def _connection(self) -> "_Connection":
        is_last = bool(self._path) and self._spare is None
        return _Connection(self, is_last)


class _Connection(asyncio.Protocol):
    """One client, from its call to its last response."""

    def __init__(self, server: ControlServer, is_last: bool) -> None:
        """`is_last`: there is no descriptor for the next client."""
        self._server = server
        self._is_last = is_last
        self._deadline = Timer()
        self._heard = bytearray()
        self._call: RequestLine | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server._connections.add(self)
        self._refuse_after(self._server._hear_within, phrase("the running program waited in vain for a whole line"))

    def connection_lost(self, error: Exception | None) -> None:
        self._deadline.cancel()
        self._server._connections.discard(self)
        asyncio.get_running_loop().call_soon(self._server._keep_spare)  # the descriptor is free again by then

    def data_received(self, data: bytes) -> None:
        if self._transport.is_closing():
            return
        if self._call is not None:
            self.hang_up()
            return
        self._heard += data
        if b"\n" not in data and len(self._heard) <= LIMIT:
            return
        self._deadline.cancel()
        try:
            self._call = decode_request(bytes(self._heard))
            too_busy = phrase("the running program was too busy to answer; try again")
            self._refuse_after(self._server._answer_within, too_busy)
            self._server._handle(self._call, self._reply)
        except ReminderError as problem:
            self._end(refusal(problem))

    def hang_up(self) -> None:
        self._transport.abort()

    def _refuse_after(self, wait: timedelta, problem: Phrase) -> None:
        self._deadline.set(wait, partial(self._end, refusal(ReminderError(problem))))

    def _reply(self, response: ResponseLine) -> bool:
        assert self._call is not None
        if self._transport.is_closing():
            return False
        if not self._call.follow or self._is_last:
            self._end(response)
            return not self._call.follow
        self._deadline.cancel()
        self._send(response)
        if self._transport.get_write_buffer_size() > LIMIT:
            self.hang_up()
        return not self._transport.is_closing()

    def _end(self, response: ResponseLine) -> None:
        """Says the last word; a client that does not even read that is cut off."""
        self._send(response)
        self._transport.close()
        self._deadline.set(_READ_WITHIN, self.hang_up)

    def _send(self, response: ResponseLine) -> None:
        try:
            line = encode_response(response)
        except BadMessage as problem:
            line = encode_response(refusal(problem))
        self._transport.write(line)


def _listen(path: str) -> socket.socket:
    if sys.platform == "win32":
        raise NotImplementedError
    listener = socket.socket(socket.AF_UNIX)
    umask = os.umask(0o177)
    try:
        _remove(path)
        listener.bind(path)
        listener.listen(_WAITING_CLIENTS)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    finally:
        os.umask(umask)
    return listener


def _write(path: str, name: str) -> None:
    """In place, since on Windows none can be put there while a client reads it; half a name is that of no pipe."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(descriptor, name.encode())
    finally:
        os.close(descriptor)


def _remove(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)  # noqa: PTH108 - the client names its paths without pathlib
