"""The page of the check-in, and what can be asked of it.

settings, check-ins, history ─▶ checkin.html       a form ─▶ CheckIn ─▶ storage/checkins.py ─▶ the program is told

The page for the doctor is in `report`.
"""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reminder.errors import ReminderError, UsageError
from reminder.model.checkin import FEELS, LONGEST, SIGNS, WORST, CheckIn, Course, as_before
from reminder.phrase import counted, phrase, verbatim
from reminder.report import body, writing
from reminder.report.chart import By
from reminder.settings.reader import SettingsReader
from reminder.storage import checkins, paths
from reminder.system import clock
from reminder.web.checkin import offer, report
from reminder.web.checkin.past import noted, past
from reminder.web.checkin.told import Filled, filled, nothing_hurts, told
from reminder.web.forms import form, one
from reminder.web.pages import page, sent_on
from reminder.web.settings import saving
from reminder.wording import body as words
from reminder.wording.days import kind_in_words


async def show(request: Request) -> Response:
    return await _shown(request, None)


async def tell(request: Request) -> Response:
    found = told(await form(request), clock.read().wall)
    return await _shown(request, found) if isinstance(found, Filled) else await _keep(request, found)


async def short(request: Request) -> Response:
    """One of the answers that take a moment."""
    now = clock.read().wall
    if one(await form(request), "how") == "nothing":
        return await _keep(request, nothing_hurts(now))
    last = await asyncio.to_thread(checkins.last, paths.checkins_file(), now.date())
    if not last:
        return _refused(request, UsageError("there is no earlier check-in that today's could be like"))
    return await _keep(request, as_before(last, now))


async def switch(request: Request) -> Response:
    on = one(await form(request), "on") == "yes"
    try:
        await asyncio.to_thread(saving.set_value, offer.ENABLED, on)
    except ReminderError as problem:
        return _refused(request, problem)
    await _tell_the_program(request)
    off = phrase("The check-in is off. What you told stays until you delete it.")
    return sent_on(request, "/checkin", None if on else off)


async def allow(request: Request) -> Response:
    """A kind of tips that rests, or a tip that made it worse, may come again."""
    name = one(await form(request), "name")
    try:
        await asyncio.to_thread(checkins.allow, paths.checkins_file(), name, clock.read().wall)
    except ReminderError as problem:
        return _refused(request, problem)
    await _tell_the_program(request)
    return sent_on(request, "/checkin")


async def decline(request: Request) -> Response:
    """The offer, on the page of today."""
    await asyncio.to_thread(offer.note)
    return sent_on(request, "/today")


async def ask(request: Request) -> Response:
    """Whether all is to be deleted."""
    before = await asyncio.to_thread(past, clock.read().wall.date(), "week")
    return page(request, "checkin_ask.html", {"here": "checkin", "past": before})


async def delete(request: Request) -> Response:
    """All, or what was told today."""
    path = paths.checkins_file()
    try:
        if one(await form(request), "what") == "all":
            number = await asyncio.to_thread(checkins.delete_all, path)
            said = counted("{count} check-in is deleted.", "{count} check-ins are deleted.", number)
        else:
            await asyncio.to_thread(checkins.delete, path, clock.read().wall.date())
            said = phrase("Taken back: of today nothing is told.")
    except ReminderError as problem:
        return _refused(request, problem)
    await _tell_the_program(request)
    return sent_on(request, "/checkin", said)


# --- what the page goes by --------------------------------------------------------------------------------------------


async def _shown(request: Request, sent: Filled | None) -> Response:
    now = clock.read().wall
    by: By = "month" if request.query_params.get("by") == "month" else "week"
    plan = await SettingsReader().read()
    data: dict[str, Any] = {"here": "checkin", "is_on": await asyncio.to_thread(offer.is_on), "problem": None}
    await asyncio.to_thread(offer.note)
    try:
        before = await asyncio.to_thread(past, now.date(), by)
    except ReminderError as problem:
        return page(request, "checkin.html", data | {"problem": problem.said})
    given = sent or filled(before.today or before.before, is_todays=before.today is not None)
    data |= {
        "past": before,
        "by": by,
        "today": now.date().isoformat(),
        "is_yesterdays": before.before is not None and before.before.day == now.date() - timedelta(days=1),
        "filled": given,
        "noted": noted(before, plan),
        "levels": writing.levels(before.chart),
        "figures": (("front", phrase("Front"), body.FRONT), ("back", phrase("Back"), body.BACK)),
        "areas": words.AREAS,
        "area_in_words": words.area_in_words,
        "courses": [(name.value, words.COURSES[name]) for name in Course],
        "feels": [(name, words.FEELS[name]) for name in FEELS],
        "signs": [(name, words.SIGNS[name]) for name in SIGNS],
        "see_a_doctor": words.SEE_A_DOCTOR,
        "source": words.SOURCE,
        "resting": [
            *((kind, phrase("Tips for {kind}", kind=kind_in_words(kind))) for kind in sorted(before.weights.resting)),
            *((tip.id, verbatim(tip.title)) for tip in plan.tips if tip.id in before.weights.worse),
        ],
        "tips": sorted((tip.title, tip.id) for tip in plan.tips),
        "worst": WORST,
        "longest": LONGEST,
    }
    return page(request, "checkin.html", data)


async def _keep(request: Request, checkin: CheckIn) -> Response:
    try:
        await asyncio.to_thread(checkins.add, paths.checkins_file(), checkin)
    except ReminderError as problem:
        return _refused(request, problem)
    await _tell_the_program(request)
    return sent_on(request, "/checkin#noted")


async def _tell_the_program(request: Request) -> None:
    """One that does not run reads it when it begins."""
    with suppress(ReminderError):
        await request.app.state.program.ask("reload")


def _refused(request: Request, problem: ReminderError) -> Response:
    return sent_on(request, "/checkin", problem.said, is_bad=True)


ROUTES = [
    *report.ROUTES,
    Route("/checkin", show, methods=["GET"]),
    Route("/checkin", tell, methods=["POST"]),
    Route("/checkin/short", short, methods=["POST"]),
    Route("/checkin/switch", switch, methods=["POST"]),
    Route("/checkin/decline", decline, methods=["POST"]),
    Route("/checkin/allow", allow, methods=["POST"]),
    Route("/checkin/delete", ask, methods=["GET"]),
    Route("/checkin/delete", delete, methods=["POST"]),
]
