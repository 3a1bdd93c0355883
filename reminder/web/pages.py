"""From a template and its data to a page. Every word of a template passes through `wording/markup.py`."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from functools import cache
from itertools import groupby
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, Template
from jinja2.bccache import Bucket
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from reminder.errors import ReminderError
from reminder.phrase import Phrase
from reminder.storage import paths, pictures
from reminder.web.style import STYLE
from reminder.wording.language import Text
from reminder.wording.markup import count, kind, say, templates, worded

REFRESHES = "x-refreshes"
"""The header by which page.js says so."""
_FOLD = "\f"
"""What a template writes as `{{ fold }}` where there is enough to be painted."""


@cache
def environment() -> Environment:
    made = templates("reminder.web", bytecode_cache=_compiled())
    made.globals.update(fold=_FOLD, style="", brand=_brand(), say=say, count=count, picture=pictures.name)
    made.filters.update(kind=kind, worded=worded)
    return made


def _brand() -> Markup:
    """In the page itself: as a file it would be asked for, and be a document of its own, before the page is painted."""
    _, tag, drawn = paths.icon_file().read_text("utf-8").partition("<svg")
    return Markup(f'{tag} aria-hidden="true"{drawn}')


class _Compiled(FileSystemBytecodeCache):
    """Templates that were compiled once: for the page of settings that takes longer than all the rest of it."""

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # a spoiled file makes pickle raise anything
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):  # a full disk costs time, and no page
            super().dump_bytecode(bucket)


def _compiled() -> _Compiled | None:
    try:
        folder = paths.compiled_templates()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, ReminderError):
        return None
    return _Compiled(str(folder))


def page(request: Request, template: str, data: Mapping[str, Any], code: int = 200) -> Response:
    """With its style, and what is to be told on the next page, unless it only brings an open page up to date."""
    shown = {"said": None, "look": None, **data}
    if REFRESHES not in request.headers:
        shown |= {"said": request.app.state.said.take(), "style": Markup(STYLE)}
    return _Page(_screens(environment().get_template(template), shown), code, media_type="text/html")


def sent_on(request: Request, path: str, said: Phrase | Text | None = None, is_bad: bool = False) -> Response:
    """To another page, which tells that."""
    if said is not None:
        request.app.state.said.tell(said, is_bad)
    return RedirectResponse(path, 303)


class _Page(StreamingResponse):
    """Soon sent: nobody need watch for a browser that leaves meanwhile, for which anyio would have to be imported."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.stream_response(send)


async def _screens(template: Template, shown: Mapping[str, Any]) -> AsyncIterator[str]:
    """What is above a fold goes out, and is painted, while the rest is made, which others need not wait for."""
    pieces = groupby(template.generate(shown), _FOLD.__eq__)
    screens = (screen for is_fold, screen in pieces if not is_fold)
    yield "".join(next(screens))
    for screen in screens:
        yield await asyncio.to_thread("".join, screen)
