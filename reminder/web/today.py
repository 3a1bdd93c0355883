"""The page of today: what comes next or why nothing does, the day ahead, the day so far, and what can be done now."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from reminder.web.pages import page, part
from reminder.web.streams import stream


async def show(request: Request) -> Response:
    return page("today.html", {"here": "today", **_now(await request.app.state.program.look())})


async def live(request: Request) -> Response:
    """The part that says what comes next, again whenever that changes."""
    changes = request.app.state.program.changes()
    return stream(request, "now", changes, lambda status: part("today_now.html", _now(status)))


def _now(status: Any) -> dict[str, Any]:
    return {"status": status}


async def now(request: Request) -> Response:
    await request.app.state.program.ask("now")
    return RedirectResponse("/today", 303)


ROUTES = [
    Route("/today", show, methods=["GET"]),
    Route("/today/live", live, methods=["GET"]),
    Route("/today/now", now, methods=["POST"]),
]
