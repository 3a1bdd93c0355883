"""From a template and its data to a page. Every word of a template passes through `wording/markup.py`."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from reminder.wording.markup import count, say, worded

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
    )
    made.globals.update(say=say, count=count)
    made.filters["worded"] = worded
    return made


def page(request: Request, template: str, data: Mapping[str, Any], code: int = 200) -> HTMLResponse:
    """With what is to be told on the next page, unless it only brings an open page up to date."""
    said = None if REFRESHES in request.headers else request.app.state.said.take()
    return HTMLResponse(environment().get_template(template).render({"said": said, **data}), code)
