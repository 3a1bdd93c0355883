"""A stream to each open page (server-sent events): a word whenever there is news, and one at the end."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from reminder.web.live import Program
from reminder.web.presence import Presence

_BEGINS, _CHANGED, _OVER = b": open\n\n", b"event: changed\ndata:\n\n", b"event: over\ndata:\n\n"
_DIGITS = 20
"""No version has as many."""


async def live(request: Request) -> Response:
    """Ends with the window; `seen` is the version that the page was made of."""
    seen = request.query_params.get("seen", "")
    number = int(seen) if seen.isdecimal() and len(seen) < _DIGITS else 0
    return _Stream(request.app.state.presence, request.app.state.program, number)


class _Stream(Response):
    media_type = "text/event-stream"

    def __init__(self, presence: Presence, program: Program, seen: int) -> None:
        super().__init__()
        self._presence, self._program, self._seen = presence, program, seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        news = asyncio.Event()
        left = asyncio.create_task(_has_left(receive))
        left.add_done_callback(lambda _: news.set())
        headers = [header for header in self.raw_headers if header[0] != b"content-length"]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        said = _BEGINS
        with self._presence.stream(news.set), self._program.listening(news.set, self._seen):
            while not left.done() and not self._presence.over.is_set():
                await send({"type": "http.response.body", "body": said, "more_body": True})
                await news.wait()
                news.clear()
                said = _CHANGED
        left.cancel()
        await send({"type": "http.response.body", "body": _OVER})


async def _has_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
