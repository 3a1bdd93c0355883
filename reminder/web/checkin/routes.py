"""The page of the check-in, and what can be asked of it.

settings, check-ins, history ─▶ checkin.html       a form ─▶ CheckIn ─▶ storage/checkins.py ─▶ the program is told
dates, what is struck out ─▶ checkin_report.html, and a file
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from reminder.errors import ReminderError, UsageError
from reminder.model.checkin import FEELS, SIGNS, WORST, CheckIn, Course, TipWeights, as_before, weights
from reminder.model.plan import Plan
from reminder.phrase import Phrase, counted, listed, phrase, sentences, verbatim
from reminder.report import body, chart, writing
from reminder.report.chart import By, Chart
from reminder.report.contents import Report
from reminder.report.reading import breaks, read
from reminder.settings.orders import Order
from reminder.settings.reader import SettingsReader
from reminder.storage import checkins, paths
from reminder.system import clock
from reminder.web.checkin import files, offer
from reminder.web.checkin.told import LONGEST, Filled, filled, nothing_hurts, told
from reminder.web.forms import Form, form, one
from reminder.web.pages import page
from reminder.web.settings import saving
from reminder.wording import body as words
from reminder.wording.days import kind_in_words

_SHOWN: Mapping[str, timedelta] = {"week": timedelta(weeks=26), "month": timedelta(days=730)}
"""So far back the picture goes, drawn by weeks or by months."""


class Past(NamedTuple):
    """What was told before."""

    days: int
    since: date | None
    today: CheckIn | None
    before: CheckIn | None
    """The last one of an earlier day."""
    chart: Chart | None
    weights: TipWeights


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
        outcome = await asyncio.to_thread(saving.write, Order({offer.ENABLED: on}))
        for why in (outcome.failed, *(problem.text for problem in outcome.refused)):
            if why:
                raise ReminderError(why)
    except ReminderError as problem:
        return _refused(request, problem)
    await _tell_the_program(request)
    if not on:
        request.app.state.said.tell(phrase("The check-in is off. What you told stays until you delete it."))
    return RedirectResponse("/checkin", 303)


async def allow(request: Request) -> Response:
    """A kind of tips that rests, or a tip that made it worse, may come again."""
    name = one(await form(request), "name")
    try:
        await asyncio.to_thread(checkins.allow, paths.checkins_file(), name, clock.read().wall)
    except ReminderError as problem:
        return _refused(request, problem)
    await _tell_the_program(request)
    return RedirectResponse("/checkin", 303)


async def decline(request: Request) -> Response:
    """The offer, on the page of today."""
    await asyncio.to_thread(offer.note)
    return RedirectResponse("/today", 303)


async def ask(request: Request) -> Response:
    """Whether all is to be deleted."""
    past = await asyncio.to_thread(_past, clock.read().wall.date(), "week")
    return page(request, "checkin_ask.html", {"here": "checkin", "past": past})


async def delete(request: Request) -> Response:
    """All, or what was told today."""
    said, path = request.app.state.said, paths.checkins_file()
    try:
        if one(await form(request), "what") == "all":
            number = await asyncio.to_thread(checkins.delete_all, path)
            said.tell(counted("{count} check-in is deleted.", "{count} check-ins are deleted.", number))
        else:
            await asyncio.to_thread(checkins.delete, path, clock.read().wall.date())
            said.tell(phrase("Taken back: of today nothing is told."))
    except ReminderError as problem:
        return _refused(request, problem)
    await _tell_the_program(request)
    return RedirectResponse("/checkin", 303)


# --- the page for the doctor ------------------------------------------------------------------------------------------


async def preview(request: Request) -> Response:
    """All that it would say, to strike out of it."""
    asked = request.query_params
    try:
        first, last = _dates(asked.get("first", ""), asked.get("last", ""))
        found = await _report(first, last)
    except ReminderError as problem:
        return _refused(request, problem)
    return page(request, "checkin_report.html", _previewed(found, ()))


async def save(request: Request) -> Response:
    sent = await form(request)
    said = request.app.state.said
    try:
        first, last = _dates(one(sent, "first"), one(sent, "last"))
        found = await _report(first, last)
        without = _struck(found, sent)
        path = await asyncio.to_thread(files.save, first, last, without, one(sent, "as"))
    except ReminderError as problem:
        said.tell(problem.said, is_bad=True)
        return RedirectResponse("/checkin/report", 303)
    said.tell(phrase("Saved as {path}, for you alone to read.", path=path))
    drawn = await _report(first, last, without)
    return page(request, "checkin_report.html", _previewed(found, without) | {"levels": _levels(drawn)})


def _previewed(report: Report, without: Collection[str]) -> dict[str, Any]:
    return {
        "here": "checkin",
        "report": report,
        "without": without,
        "told": writing.told(report),
        "area_in_words": words.area_in_words,
        "levels": _levels(report),
        "has_pdf": writing.has_pdf(),
    }


def _levels(report: Report) -> str:
    return writing.levels(report.chart) if report.chart else ""


def _struck(report: Report, sent: Form) -> list[str]:
    """What had a tick, and has none any more."""
    kept = {*sent.get("kept", ())}
    items = [item.name for section in report.sections for item in section.items]
    return [name for name in (*report.levels, *items) if name not in kept]


async def _report(first: date | None, last: date, without: Collection[str] = ()) -> Report:
    plan = await SettingsReader().read()
    return await asyncio.to_thread(read, plan.tips, first, last, without)


def _dates(first: str, last: str) -> tuple[date | None, date]:
    today = clock.read().wall.date()
    begin, end = _day(first) if first else None, _day(last) if last else today
    if begin and begin > end:
        raise UsageError("from {first} to {last} there is no day", first=begin.isoformat(), last=end.isoformat())
    return begin, end


def _day(text: str) -> date:
    with suppress(ValueError):
        return date.fromisoformat(text)
    raise UsageError("{text!r} is no date", text=text[:40])


# --- what the page goes by --------------------------------------------------------------------------------------------


async def _shown(request: Request, sent: Filled | None) -> Response:
    now = clock.read().wall
    by: By = "month" if request.query_params.get("by") == "month" else "week"
    plan = await SettingsReader().read()
    data: dict[str, Any] = {"here": "checkin", "is_on": await asyncio.to_thread(offer.is_on), "problem": None}
    await asyncio.to_thread(offer.note)
    try:
        past = await asyncio.to_thread(_past, now.date(), by)
    except ReminderError as problem:
        return page(request, "checkin.html", data | {"problem": problem.said})
    given = sent or filled(past.today or past.before, is_todays=past.today is not None)
    data |= {
        "past": past,
        "by": by,
        "today": now.date().isoformat(),
        "is_yesterdays": past.before is not None and past.before.day == now.date() - timedelta(days=1),
        "filled": given,
        "noted": _noted(past, plan),
        "levels": writing.levels(past.chart) if past.chart else "",
        "figures": (("front", phrase("Front"), body.FRONT), ("back", phrase("Back"), body.BACK)),
        "areas": words.AREAS,
        "area_in_words": words.area_in_words,
        "courses": [(name.value, words.COURSES[name]) for name in Course],
        "feels": [(name, words.FEELS[name]) for name in FEELS],
        "signs": [(name, words.SIGNS[name]) for name in SIGNS],
        "see_a_doctor": words.SEE_A_DOCTOR,
        "source": words.SOURCE,
        "resting": [
            *((kind, phrase("Tips for {kind}", kind=kind_in_words(kind))) for kind in sorted(past.weights.resting)),
            *((tip.id, verbatim(tip.title)) for tip in plan.tips if tip.id in past.weights.worse),
        ],
        "tips": sorted((tip.title, tip.id) for tip in plan.tips),
        "worst": WORST,
        "longest": LONGEST,
    }
    return page(request, "checkin.html", data)


def _past(today: date, by: By) -> Past:
    """Raises CheckInsError."""
    path = paths.checkins_file()
    every = checkins.between(path)
    earlier = [it for it in every if it.day < today]
    return Past(
        days=len(every),
        since=every[0].day if every else None,
        today=next((it for it in every if it.day == today), None),
        before=earlier[-1] if earlier else None,
        chart=_chart(every, today, by),
        weights=weights(every, checkins.allowed(path)),
    )


def _chart(every: Sequence[CheckIn], today: date, by: By) -> Chart | None:
    shown = [it for it in every if today - it.day <= _SHOWN[by]]
    if not shown:
        return None
    sums: dict[str, int] = {}
    for checkin in shown:
        for area, level in checkin.hurting:
            sums[area] = sums.get(area, 0) + level
    first = shown[0].day
    worst = sorted(sums, key=lambda area: -sums[area])
    return chart.chart(shown, worst, first, today, by, breaks(first, today) or None)


def _noted(past: Past, plan: Plan) -> Phrase | None:
    """That something was told today, and what comes of it."""
    if not past.today:
        return None
    kinds = sorted(past.weights.doubled & {tip.about for tip in plan.tips})
    often = phrase("Tips for {kinds} now come more often.", kinds=listed(kind_in_words(kind) for kind in kinds))
    return sentences([phrase("Thank you, that is noted."), often if kinds else None])


async def _keep(request: Request, checkin: CheckIn) -> Response:
    try:
        await asyncio.to_thread(checkins.add, paths.checkins_file(), checkin)
    except ReminderError as problem:
        return _refused(request, problem)
    await _tell_the_program(request)
    return RedirectResponse("/checkin#noted", 303)


async def _tell_the_program(request: Request) -> None:
    """One that does not run reads it when it begins."""
    with suppress(ReminderError):
        await request.app.state.program.ask("reload")


def _refused(request: Request, problem: ReminderError) -> Response:
    request.app.state.said.tell(problem.said, is_bad=True)
    return RedirectResponse("/checkin", 303)


ROUTES = [
    Route("/checkin", show, methods=["GET"]),
    Route("/checkin", tell, methods=["POST"]),
    Route("/checkin/short", short, methods=["POST"]),
    Route("/checkin/switch", switch, methods=["POST"]),
    Route("/checkin/decline", decline, methods=["POST"]),
    Route("/checkin/allow", allow, methods=["POST"]),
    Route("/checkin/delete", ask, methods=["GET"]),
    Route("/checkin/delete", delete, methods=["POST"]),
    Route("/checkin/report", preview, methods=["GET"]),
    Route("/checkin/report", save, methods=["POST"]),
]
