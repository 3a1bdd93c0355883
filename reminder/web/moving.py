"""The page on which the settings of another break reminder are taken over, and all that is the person's is saved.

GET ─▶ the child looks for them ─▶ import.html         POST ─▶ the child takes over what is ticked ─▶ the same page
a file of theirs ─▶ Brought, of which nothing is written ─▶ the child looks into it ─▶ the same page
"""

import asyncio
from contextlib import suppress
from datetime import timedelta
from secrets import token_hex
from typing import NamedTuple

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reminder.errors import ReminderError
from reminder.moving.wanted import Answer, Wanted
from reminder.phrase import phrase
from reminder.storage import paths
from reminder.web import child
from reminder.web.forms import form, one
from reminder.web.guard import FILE_MEGABYTES, FOR_FILES
from reminder.web.pages import page, sent_on

_WITHIN = timedelta(seconds=60)
"""A history of many years takes some of them."""


class Brought(NamedTuple):
    """A file that the person has chosen, as the browser sent it; in memory until it is put away or the window ends."""

    id: str
    """None has that of another."""
    sent_as: str
    """Its content type."""
    body: bytes


async def show(request: Request) -> Response:
    return await _page(request, Answer())


async def bring(request: Request) -> Response:
    try:
        body = await request.body()
    except HTTPException as refused:
        why = phrase("a file can be of up to {count} MB, and this one is larger", count=FILE_MEGABYTES)
        return await _page(request, Answer(failed=why), refused.status_code)
    request.app.state.brought = Brought(token_hex(), request.headers.get("content-type", ""), body)
    return sent_on(request, "/import")


async def send(request: Request) -> Response:
    sent = await form(request)
    wanted, brought = Wanted(one(sent, "peer"), tuple(sent.get("part", ()))), request.app.state.brought
    id = one(sent, "file")
    if one(sent, "do") == "put away":
        if brought and brought.id == id:
            request.app.state.brought = None
        return sent_on(request, "/import")
    if id and (brought is None or brought.id != id):
        return await _page(request, Answer(failed=phrase("another file was chosen meanwhile")))
    done = await asyncio.to_thread(_asked, wanted, brought if id else None)
    if done.told:
        with suppress(ReminderError):  # it notices a moment later anyhow
            await request.app.state.program.ask("reload")
    return await _page(request, done)


async def save(request: Request) -> Response:
    """What `reminder export` writes."""
    sent = await form(request)
    done = await asyncio.to_thread(_asked, Wanted(export=True, with_checkins=bool(one(sent, "checkins"))))
    return sent_on(request, "/import", done.failed or done.told[0], is_bad=bool(done.failed))


async def _page(request: Request, done: Answer, code: int = 200) -> Response:
    """What there is now, and what came of the last question."""
    brought = request.app.state.brought
    there = asyncio.to_thread(_asked, Wanted())
    of_file = asyncio.to_thread(_asked, Wanted(), brought) if brought else _nothing()
    folder = asyncio.to_thread(paths.downloads)
    found, chosen, look, downloads = await asyncio.gather(there, of_file, request.app.state.program.look(), folder)
    failed = done.failed or found.failed or chosen.failed
    if chosen.failed:  # it is told of once
        request.app.state.brought = None
    shown = {
        "there": found,
        "chosen": chosen,
        "file": brought.id if brought else "",
        "done": done,
        "failed": failed,
        "folder": str(downloads),
    }
    return page(request, "import.html", {"here": "settings", "look": look, **shown}, code)


async def _nothing() -> Answer:
    return Answer()


def _asked(wanted: Wanted, brought: Brought | None = None) -> Answer:
    """About what is installed, or about that file."""
    if brought:
        wanted = msgspec.structs.replace(wanted, sent_as=brought.sent_as)
    given = msgspec.json.encode(wanted) + b"\n" + (brought.body if brought else b"")
    try:
        ended = child.ended("reminder.moving", given=given, within=_WITHIN)
        if ended.code:
            raise ReminderError(child.last_line(ended))
    except ReminderError as error:
        return Answer(failed=error.said)
    return msgspec.json.decode(ended.printed, type=Answer)


ROUTES = [
    Route("/import", show, methods=["GET"]),
    Route("/import", send, methods=["POST"]),
    Route(FOR_FILES, bring, methods=["POST"]),
    Route("/import/save", save, methods=["POST"]),
]
