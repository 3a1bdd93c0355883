"""The window's own process: listens first, then gets ready, and ends when nobody looks any more.

    hold() ─▶ sockets ─▶ the file that says where ─▶ "ready" ─▶ imports ─▶ server.run()

Whoever opened it sends the browser here while the imports go on: connections wait in the socket's queue.
"""

import gc
import os
import socket
import sys
from contextlib import suppress
from typing import NoReturn

from reminder.control import window
from reminder.errors import ReminderError


def main() -> NoReturn:
    """The process, to its end. What keeps it from listening is said on standard error."""
    code = 0
    try:
        serve()
    except ReminderError as problem:
        from reminder.wording.language import lines

        print(lines(problem.said), file=sys.stderr, flush=True)
        code = problem.exit_code
    os._exit(code)  # a question to a program that hangs is not waited for


def serve() -> None:
    """Raises ReminderError where it cannot listen. Where another one serves already it says so, and leaves."""
    gc.disable()  # starting makes no garbage, and to look for it all the same would take a tenth of it
    if (held := window.hold()) is None:
        _say_ready()
        return
    try:
        sockets = _listen()
        place = held.tell(sockets[0].getsockname()[1])
    except OSError as error:
        raise ReminderError("the window cannot listen: {why}", why=error) from error
    _say_ready()
    from reminder.daemon.logs import log, log_to
    from reminder.storage import paths

    log_to(None, paths.log_file())
    try:
        from reminder.web.server import run

        run(held, place, sockets)
    except Exception:
        log.exception("a bug ended the window")


def _listen() -> list[socket.socket]:
    """At a free port of this machine alone, the same for IPv4 and, where there is such, IPv6. Raises OSError."""
    first = _listening(socket.AF_INET, window.HOST, 0)
    sockets = [first]
    with suppress(OSError):
        sockets.append(_listening(socket.AF_INET6, "::1", first.getsockname()[1]))
    return sockets


def _listening(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    """Never at a port that somebody else listens at, which is no matter of course on Windows."""
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # else asyncio leaves Nagle's delay in
    try:
        if sys.platform == "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        if family is socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((host, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


def _say_ready() -> None:
    """To whoever started it, who waits for the line and for no more; what is said later would break a pipe."""
    with suppress(OSError, AttributeError):  # pythonw has no standard output
        print("ready", flush=True)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, AttributeError):
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
