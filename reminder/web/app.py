"""The window's pages and what they can be asked to do, as one ASGI app."""

from functools import cache, cached_property
from importlib import import_module
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from reminder.control.messages import sendable
from reminder.errors import ReminderError
from reminder.phrase import phrase
from reminder.storage import paths
from reminder.system.upgrade import Installed
from reminder.web.guard import ANEW, TOO_LONG
from reminder.web.live import Program
from reminder.web.pages import page
from reminder.web.presence import Presence
from reminder.web.said import Said
from reminder.web.streams import live
from reminder.wording.language import sentence

_WHY = {404: phrase("there is no such page"), 413: TOO_LONG}
_ROOMS = {
    "today": "today",
    "settings": "settings.routes",
    "history": "history",
    "checkin": "checkin.routes",
    "import": "moving",
    "tips": "tip",
    "pictures": "tip",
}
"""Where the pages below a path are. A window is opened for one page, and the others need not be imported for that."""
_KINDS = {".js": "text/javascript", ".svg": "image/svg+xml"}


def make_app(presence: Presence) -> ASGIApp:
    app = Starlette(
        routes=[
            Route("/", _first, methods=["GET"]),
            Route("/without-script", _without_script, methods=["GET"]),
            Route("/live", live, methods=["GET"]),
            *(Route(f"/{path}{{below:path}}", _Room(module)) for path, module in _ROOMS.items()),
            Route("/static/{name:path}", _file, methods=["GET"]),
        ],
        exception_handlers={HTTPException: _refused, ReminderError: _failed, Exception: _bug},
    )
    app.router.redirect_slashes = False
    app.state.program, app.state.presence, app.state.said = Program(), presence, Said()
    app.state.brought = None

    installed = Installed()

    async def stirring(scope: Scope, receive: Receive, send: Send) -> None:
        presence.stir()
        if installed.is_another():  # its templates are not for this version
            presence.end()
        await (_ended() if presence.over.is_set() else app)(scope, receive, send)

    return stirring


def expect(page: str) -> None:
    """It is asked for in a moment."""
    if module := _ROOMS.get(page.partition("/")[0]):
        import_module(f"reminder.web.{module}")


class _Room:
    """The routes of a module of `reminder.web`, imported when the first of its pages is asked for."""

    def __init__(self, module: str) -> None:
        self._module = module

    @cached_property
    def _router(self) -> Router:
        return Router(import_module(f"reminder.web.{self._module}").ROUTES, redirect_slashes=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._router(scope, receive, send)


def _ended() -> Response:
    return PlainTextResponse(str(sentence(phrase("this window has ended: {cure}", cure=ANEW))), 503)


async def _first(request: Request) -> Response:
    return RedirectResponse("/today", 303)


async def _file(request: Request) -> Response:
    if not (found := _files().get(request.path_params["name"])):
        raise HTTPException(404)
    return found


@cache
def _files() -> dict[str, Response]:
    """They are few and small: none is looked for on disk."""
    folder = Path(__file__).with_name("static")
    found = {path: path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in _KINDS}
    found[paths.icon_file()] = "icon.svg"
    return {name: Response(path.read_bytes(), media_type=_KINDS[path.suffix]) for path, name in found.items()}


async def _without_script(request: Request) -> Response:
    """The picture of a page that runs no script."""
    request.app.state.presence.stir(without_script=True)
    return Response('<svg xmlns="http://www.w3.org/2000/svg"/>', media_type="image/svg+xml")


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    why = _WHY.get(error.status_code, phrase("this page takes no such thing"))
    return page(request, "failed.html", {"here": "", "why": sentence(why)}, error.status_code)


async def _failed(request: Request, error: Exception) -> Response:
    """What a user can mend, where the page has no place of its own for it."""
    assert isinstance(error, ReminderError)
    return page(request, "failed.html", {"here": "", "why": sentence(error.said)}, 503)


async def _bug(request: Request, error: Exception) -> Response:
    """The rest is in the log, where the server puts what is raised."""
    said = phrase("a bug was in the way; see {log}", log=sendable(str(paths.log_file())))
    return PlainTextResponse(str(sentence(said)), 500)
