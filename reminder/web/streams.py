"""A stream of parts of a page to an open page (server-sent events), which ends with the window."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import StreamingResponse

T = TypeVar("T")


def stream(request: Request, name: str, changes: AsyncIterator[T], part: Callable[[T], str]) -> StreamingResponse:
    """Each change as `part` draws it, in an event called `name`."""
    presence = request.app.state.presence

    async def events() -> AsyncIterator[str]:
        over = asyncio.create_task(presence.over.wait())
        with presence.stream():
            async with aclosing(changes):  # type: ignore[type-var]
                while True:
                    coming = asyncio.ensure_future(anext(changes))
                    await asyncio.wait({coming, over}, return_when=asyncio.FIRST_COMPLETED)
                    if over.done():
                        coming.cancel()
                        return
                    lines = part(coming.result()).splitlines()
                    yield f"event: {name}\n" + "".join(f"data: {line}\n" for line in lines) + "\n"

    return StreamingResponse(events(), media_type="text/event-stream")
