"""The window's own process: listens first, then gets ready, and ends a while after the last page was closed.

    hold() ─▶ sockets ─▶ the file that says where ─▶ "ready" ─▶ imports, app ─▶ uvicorn ─▶ nobody looks any more

Whoever opened it sends the browser here while the imports go on: connections wait in the socket's queue.
"""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reminder.control import window

if TYPE_CHECKING:
    from reminder.web.guard import Guard
    from reminder.web.presence import Presence


def serve() -> None:
    """Raises ReminderError where it cannot listen. Where another one serves already it says so, and leaves."""
    held = window.hold()
    if held is not None:
        sockets = _listen()
        place = held.tell(sockets[0].getsockname()[1])
    _say_ready()
    if held is None:
        return
    from reminder.web.app import make_app
    from reminder.web.guard import Guard
    from reminder.web.presence import Presence

    presence = Presence()
    guard = Guard(make_app(presence), place.port, window.Tickets(place.secret))
    asyncio.run(_serve(guard, sockets, presence))
    held.release()


def _listen() -> list[socket.socket]:
    """At a free port of this machine alone, the same for IPv4 and, where there is such, IPv6."""
    first = socket.create_server((window.HOST, 0))
    sockets = [first]
    with contextlib.suppress(OSError):
        sockets.append(socket.create_server(("::1", first.getsockname()[1]), family=socket.AF_INET6))
    return sockets


def _say_ready() -> None:
    """To whoever started it, who waits for the line and for no more."""
    if sys.stdout is None:
        return
    with contextlib.suppress(OSError):
        print("ready", flush=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


async def _serve(guard: "Guard", sockets: list[socket.socket], presence: "Presence") -> None:
    import uvicorn

    class Server(uvicorn.Server):
        """Waits for an event, where uvicorn looks ten times a second whether it is to end."""

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

        async def main_loop(self) -> None:
            await presence.over.wait()

    config = uvicorn.Config(
        guard, http="h11", ws="none", loop="asyncio", lifespan="off", log_config=None, access_log=False,
        proxy_headers=False, server_header=False, date_header=False, timeout_graceful_shutdown=1,
    )  # fmt: skip
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if sys.platform != "win32":
            loop.add_signal_handler(getattr(signal, name), presence.end)
    presence.begin()
    await Server(config).serve(sockets)
