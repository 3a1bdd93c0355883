"""From a template and its data to a page. Every word of a template passes through `wording/markup.py`."""

from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from starlette.requests import Request
from starlette.responses import HTMLResponse

from reminder.errors import ReminderError
from reminder.storage import paths, pictures
from reminder.wording.markup import count, kind, say, worded

REFRESHES = "x-refreshes"
"""The header by which page.js says so."""


@cache
def environment() -> Environment:
    made = Environment(
        loader=PackageLoader("reminder.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_compiled(),
    )
    made.globals.update(say=say, count=count, picture=pictures.name)
    made.filters.update(kind=kind, worded=worded)
    return made


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


def page(request: Request, template: str, data: Mapping[str, Any], code: int = 200) -> HTMLResponse:
    """With what is to be told on the next page, unless it only brings an open page up to date."""
    said = None if REFRESHES in request.headers else request.app.state.said.take()
    return HTMLResponse(environment().get_template(template).render({"said": said, "look": None, **data}), code)
