"""The page of history."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reminder.web.pages import page


async def show(request: Request) -> Response:
    return page(request, "history.html", {"here": "history"})


ROUTES = [Route("/history", show, methods=["GET"])]
