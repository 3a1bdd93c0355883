"""The window's server: uvicorn, told who may come, and when to end.

a connection ─▶ Connection: of this user? ─▶ Guard ─▶ app
nobody looks any more, a signal, the end of the session ─▶ presence.over ─▶ the place is given up ─▶ the end
"""

# isort: off
from reminder.system import memory  # noqa: F401 - before all that it makes lean
from reminder.system.lean import instead

# isort: on
import asyncio
import contextlib
import gc
import signal
import socket
import sys
from collections.abc import Iterator
from types import SimpleNamespace

with contextlib.suppress(ImportError), instead({"uvicorn.main": SimpleNamespace(Server=None, main=None, run=None)}):
    import uvicorn  # noqa: F401 - without its command line, as long as it can

from starlette.responses import PlainTextResponse
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import Server

from reminder.control import window
from reminder.phrase import Phrase, phrase
from reminder.web import login
from reminder.web.app import expect, make_app
from reminder.web.guard import HEADERS, NOT_YOURS, Guard, is_of_this_user
from reminder.web.presence import Presence
from reminder.wording.language import sentence

_STARTED = 2.0
"""Seconds, by when the first page mostly is there."""
_IN_HEADERS = [(name.lower(), value) for name, value in HEADERS.items()]


def run(held: window.Held, place: window.Place, sockets: list[socket.socket]) -> None:
    """Until it is over. Threads that still wait for an answer are not waited for: the process is to end."""
    asyncio.new_event_loop().run_until_complete(serve(held, place, sockets))


async def serve(held: window.Held, place: window.Place, sockets: list[socket.socket]) -> None:
    presence = Presence(held.leaves)
    loop = asyncio.get_running_loop()
    if sys.platform != "win32":
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(number, presence.end)
    settling = asyncio.create_task(_settle(presence))
    guard = Guard(make_app(presence), place.port, window.Tickets(place.secret), expect)
    config = Config(
        guard, http=Connection, ws="none", loop="asyncio", lifespan="off", log_config=None, log_level="error",
        access_log=False, proxy_headers=False, server_header=False, date_header=False, headers=_IN_HEADERS,
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    await _Server(config, held, presence).serve(sockets)
    settling.cancel()


async def _settle(presence: Presence) -> None:
    """What nobody has to wait for who waits for the first page."""
    await asyncio.sleep(_STARTED)
    gc.enable()
    await login.follow(presence.end)


class _Server(Server):
    """Waits for an event, where uvicorn looks ten times a second whether it is to end."""

    def __init__(self, config: Config, held: window.Held, presence: Presence) -> None:
        super().__init__(config)
        self._held, self._presence = held, presence

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        self.server_state.default_headers = self.config.encoded_headers
        await self._presence.over.wait()
        self._held.release()


class Connection(H11Protocol):
    """One of this user; any other is hung up on before a byte of it is read."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        client, server = transport.get_extra_info("peername"), transport.get_extra_info("sockname")
        if client and server and is_of_this_user(client, server):
            super().connection_made(transport)
            return
        transport.set_protocol(asyncio.Protocol())
        transport.write(_refusal("403 Forbidden", NOT_YOURS))
        transport.close()

    def send_400_response(self, msg: str) -> None:
        self.transport.write(_refusal("400 Bad Request", phrase("this is no request")))
        self.transport.close()


def _refusal(status: str, why: Phrase) -> bytes:
    """An answer to what never was a request."""
    words = PlainTextResponse(str(sentence(why)), headers={**HEADERS, "Connection": "close"})
    lines = [b"HTTP/1.1 " + status.encode(), *(name + b": " + value for name, value in words.raw_headers)]
    return b"\r\n".join(lines) + b"\r\n\r\n" + bytes(words.body)
