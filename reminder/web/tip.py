"""The page of one tip, its picture and its words; and the pictures of all.

an id ─▶ Tip ─▶ tip.html        a picture's name ─▶ its SVG
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reminder.settings.reader import SettingsReader
from reminder.storage import pictures
from reminder.web.pages import page


async def show(request: Request) -> Response:
    plan = await SettingsReader().read()
    id = request.path_params["id"]
    if not (tip := next((tip for tip in plan.tips if tip.id == id), None)):
        raise HTTPException(404)
    return page(request, "tip.html", {"here": "", "tip": tip})


async def picture(request: Request) -> Response:
    name = request.path_params["name"]
    if not pictures.is_one(name):
        raise HTTPException(404)
    return Response((pictures.folder() / f"{name}.svg").read_bytes(), media_type="image/svg+xml")


ROUTES = [
    Route("/tips/{id}", show, methods=["GET"]),
    Route("/pictures/{name}.svg", picture, methods=["GET"]),
]
