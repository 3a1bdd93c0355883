"""The page of the history: a day, the weeks around it, what became of the tips, and what can be done with all of it.

settings, saved state, history ─▶ Behind ─▶ History ─▶ history.html       ?day=…  ?month=…  ?all
delete a day or all: asked once, then POST ─▶ storage/clearing.py       download ─▶ what `stats --csv` and `--json` say
"""

import asyncio
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from itertools import chain
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from reminder.engine.spans import going_on
from reminder.errors import NotRunning, ReminderError, UsageError
from reminder.model.plan import Plan
from reminder.model.state import State
from reminder.phrase import counted, phrase
from reminder.settings.reader import SettingsReader
from reminder.settings.reading import known as settings_known
from reminder.storage import paths, state
from reminder.storage.clearing import clear, clear_day
from reminder.storage.days import Empty
from reminder.storage.stats import as_csv, as_data, rows, summary
from reminder.system import clock
from reminder.web.behind import end_of_month, history, last_day
from reminder.web.days import catalogue, read
from reminder.web.forms import form, one
from reminder.web.live import Look
from reminder.web.pages import page, sent_on
from reminder.web.settings import saving
from reminder.web.situation import KINDS

_AT_ONCE = 28
"""Days of rows that are in memory at a time while they are sent."""
_LONGEST = 36500
_YEARS = range(1971, 9000)
"""Those of which there can be days, and days around them."""


class Known(NamedTuple):
    """What the page goes by, beside the history."""

    look: Look
    plan: Plan
    state: State | None
    """Where the running program stands."""


async def show(request: Request) -> Response:
    known, now = await _known(request), clock.read().wall
    asked = request.query_params
    try:
        if "month" in asked:
            month = _day(asked["month"]).replace(day=1)
            behind = await asyncio.to_thread(read, known.plan, known.state, now, end_of_month(month))
            return RedirectResponse(f"/history?day={last_day(behind, month)}", 303)
        day = _day(asked["day"]) if "day" in asked else None
        behind = await asyncio.to_thread(read, known.plan, known.state, now, day)
    except UsageError as problem:
        return _refused(request, problem)
    except ReminderError as problem:
        return page(request, "history_empty.html", {"here": "history", "empty": "unread", "problem": problem.said})
    next = known.look.status["next"] if known.look.status else None
    records = known.plan.history_retention is not None
    tips = catalogue(known.plan, (it.tip for it in behind.tips))
    data = {
        "here": "history",
        "empty": behind.empty if behind.empty in (Empty.NOT_RECORDED, Empty.NOTHING_YET) else "",
        "problem": None,
        "records": records,
        "is_fixed": not records and await asyncio.to_thread(_is_fixed),
        "keep": known.plan.history_retention,
        "look": known.look,
        "runs": known.look.runs,
        "next": next["at"] if next else None,
        "kinds": KINDS,
        "history": history(behind, tips, everything="all" in asked),
        "tips": {tip.id for tip in tips},
    }
    return page(request, "history_empty.html" if data["empty"] else "history.html", data)


async def ask(request: Request) -> Response:
    """Whether it is to be deleted; a page that runs script shows this in a dialog."""
    known = await _known(request)
    try:
        day = _day(request.query_params["day"]) if "day" in request.query_params else None
        behind = await asyncio.to_thread(read, known.plan, known.state, clock.read().wall, day)
    except ReminderError as problem:
        return _refused(request, problem)
    since = behind.since.isoformat() if behind.since else ""
    data = {"day": day.isoformat() if day else "", "rows": len(behind.day.rows), "since": since}
    return page(request, "history_ask.html", {"here": "history", **data})


async def delete(request: Request) -> Response:
    sent = await form(request)
    try:
        if one(sent, "what") == "all":
            await asyncio.to_thread(clear, paths.history_file())
            return sent_on(request, "/history", phrase("All days are deleted."))
        day, known = _day(one(sent, "day")), await _known(request)
        now, its = clock.read().wall, going_on(known.state) if known.state else None
        number = await asyncio.to_thread(clear_day, paths.history_file(), day, now, its)
        deleted = counted(
            "{at:long_date} is deleted, with {count} tip.",
            "{at:long_date} is deleted, with {count} tips.",
            number,
            at=day.isoformat(),
        )
        return sent_on(request, f"/history?day={day}", deleted)
    except ReminderError as problem:
        return _refused(request, problem)


async def keep(request: Request) -> Response:
    """Record from now on."""
    try:
        await asyncio.to_thread(saving.set_value, "history.enabled", True)
        request.app.state.said.tell(phrase("From now on a history is kept."))
        await request.app.state.program.ask("reload")
    except NotRunning:
        pass
    except ReminderError as problem:
        return _refused(request, problem)
    return sent_on(request, "/history")


async def download(request: Request) -> Response:
    """The same as `reminder stats --csv` and `--json`, of those of the chosen days that have anything."""
    asked, today = request.query_params, clock.read().wall.date()
    ending, kind = ("json", "application/json") if asked.get("as") == "json" else ("csv", "text/csv; charset=utf-8")
    try:
        first, last = (_day(asked.get(name, "")) for name in ("first", "last"))
        last = min(last, today)
        days = (last - first).days + 1
        if not 1 <= days <= _LONGEST:
            raise UsageError("from {first} to {last} there is no day", first=first.isoformat(), last=last.isoformat())
        if ending == "json":
            found = await asyncio.to_thread(summary, paths.history_file(), days, last)
            found = found._replace(days=tuple(day for day in found.days if any(day[1])))
            sent: Iterator[str] = iter((json.dumps(as_data(found), indent=2), "\n"))
        else:
            sent = await asyncio.to_thread(_begun, _csv(first, last))
    except ReminderError as problem:
        return _refused(request, problem)
    name = f"reminder-{first}-{last}.{ending}"
    return StreamingResponse(sent, headers={"Content-Disposition": f"attachment; filename={name}"}, media_type=kind)


def _csv(first: date, last: date) -> Iterator[str]:
    while first <= last:
        until = min(last, first + timedelta(days=_AT_ONCE - 1))
        yield as_csv(rows(paths.history_file(), (until - first).days + 1, until), heads=False)
        first = until + timedelta(days=1)


def _begun(parts: Iterator[str]) -> Iterator[str]:
    """Whether it can be read at all is known before anything is sent."""
    return chain((as_csv(()), next(parts)), parts)


# --- what the page goes by --------------------------------------------------------------------------------------------


def _refused(request: Request, problem: ReminderError) -> Response:
    return sent_on(request, "/history", problem.said, is_bad=True)


async def _known(request: Request) -> Known:
    look, plan = await asyncio.gather(request.app.state.program.look(), SettingsReader().read())
    return Known(look, plan, state.load(paths.state_file()).state if look.status else None)


def _is_fixed() -> bool:
    """An organisation has it that no history is kept."""
    reading = settings_known()
    return reading is not None and "history.enabled" in reading.locked


def _day(text: str) -> date:
    with suppress(ValueError):
        day = date.fromisoformat(text)
        if day.year in _YEARS:
            return day
    raise UsageError("{text!r} is no date", text=text[:40])


ROUTES = [
    Route("/history", show, methods=["GET"]),
    Route("/history/delete", ask, methods=["GET"]),
    Route("/history/delete", delete, methods=["POST"]),
    Route("/history/keep", keep, methods=["POST"]),
    Route("/history/download", download, methods=["GET"]),
]
