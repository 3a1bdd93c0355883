"""The page on which the settings of another break reminder are taken over.

GET ─▶ the child looks for them ─▶ import.html         POST ─▶ the child takes over what is ticked ─▶ the same page
"""

import asyncio
from contextlib import suppress
from datetime import timedelta

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reminder.errors import ReminderError
from reminder.moving.wanted import Answer, Wanted
from reminder.web import child
from reminder.web.forms import form, one
from reminder.web.pages import page

_WITHIN = timedelta(seconds=60)
"""A history of many years takes some of them."""


async def show(request: Request) -> Response:
    return await _page(request, Answer())


async def send(request: Request) -> Response:
    sent = await form(request)
    done = await asyncio.to_thread(_asked, Wanted(one(sent, "peer"), tuple(sent.get("part", ()))))
    if done.told:
        with suppress(ReminderError):  # it notices a moment later anyhow
            await request.app.state.program.ask("reload")
    return await _page(request, done)


async def _page(request: Request, done: Answer) -> Response:
    """What there is now, and what came of the last question."""
    there = await asyncio.to_thread(_asked, Wanted())
    look = await request.app.state.program.look()
    failed = done.failed or there.failed
    return page(
        request, "import.html", {"here": "settings", "look": look, "there": there, "done": done, "failed": failed}
    )


def _asked(wanted: Wanted) -> Answer:
    try:
        ended = child.ended("reminder.moving", given=msgspec.json.encode(wanted), within=_WITHIN)
        if ended.code:
            raise ReminderError(child.last_line(ended))
    except ReminderError as error:
        return Answer(failed=error.said)
    return msgspec.json.decode(ended.printed, type=Answer)


ROUTES = [
    Route("/import", show, methods=["GET"]),
    Route("/import", send, methods=["POST"]),
]
