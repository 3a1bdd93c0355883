"""The window's pages and what they can be asked to do, as one ASGI app."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from reminder.web import history, settings, today
from reminder.web.live import Program
from reminder.web.pages import page
from reminder.web.presence import Presence
from reminder.web.said import Said
from reminder.web.streams import live


def make_app(presence: Presence) -> ASGIApp:
    app = Starlette(
        routes=[
            Route("/", _first, methods=["GET"]),
            Route("/without-script", _without_script, methods=["GET"]),
            Route("/live", live, methods=["GET"]),
            *today.ROUTES,
            *settings.ROUTES,
            *history.ROUTES,
            Mount("/static", StaticFiles(packages=[("reminder.web", "static")])),
        ],
        exception_handlers={404: _not_found},
    )
    app.state.program, app.state.presence, app.state.said = Program(), presence, Said()

    async def stirring(scope: Scope, receive: Receive, send: Send) -> None:
        presence.stir()
        await app(scope, receive, send)

    return stirring


async def _first(request: Request) -> Response:
    return RedirectResponse("/today", 303)


async def _without_script(request: Request) -> Response:
    """The picture of a page that runs no script."""
    request.app.state.presence.stir(without_script=True)
    return Response('<svg xmlns="http://www.w3.org/2000/svg"/>', media_type="image/svg+xml")


async def _not_found(request: Request, error: Exception) -> Response:
    return page(request, "not_found.html", {"here": ""}, 404)
