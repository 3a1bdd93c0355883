"""What a page sends.

a request ─▶ form() ─▶ Form; or 413, in words
"""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request

_FIELDS = 3000
"""A page of settings with a hundred reminders has half as many."""

Form = Mapping[str, Sequence[str]]
"""By the name of each field what it brings."""


async def form(request: Request) -> Form:
    """Raises HTTPException where there are more than any page sends."""
    text = (await request.body()).decode("utf-8", "replace")
    try:
        return parse_qs(text, keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError as error:
        raise HTTPException(413) from error


def one(form: Form, name: str) -> str:
    """The last of its values; empty where there is none."""
    return next(reversed(form.get(name, ())), "")
