"""The page of settings."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reminder.web.pages import page


async def show(request: Request) -> Response:
    return page(request, "settings.html", {"here": "settings"})


ROUTES = [Route("/settings", show, methods=["GET"])]
