"""A stream to each open page (server-sent events): one word whenever the program says anything new."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

_CHANGED = "event: changed\ndata:\n\n"


async def live(request: Request) -> Response:
    """Ends with the window."""
    presence, program = request.app.state.presence, request.app.state.program

    async def events() -> AsyncIterator[str]:
        over = asyncio.create_task(presence.over.wait())
        with presence.stream():
            async with aclosing(program.changes()) as changes:
                yield ": open\n\n"
                while True:
                    coming = asyncio.ensure_future(anext(changes))
                    await asyncio.wait({coming, over}, return_when=asyncio.FIRST_COMPLETED)
                    if over.done():
                        coming.cancel()
                        return
                    yield _CHANGED

    return StreamingResponse(events(), media_type="text/event-stream")
