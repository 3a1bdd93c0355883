"""From a template and its data to a page. Every word of a template passes through `wording/markup.py`."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from reminder.wording.markup import count, say, worded


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


def page(template: str, data: Mapping[str, Any], code: int = 200) -> HTMLResponse:
    return HTMLResponse(environment().get_template(template).render({"said": None, **data}), code)
