"""What the page for the doctor would say, to strike out of it, and to save the rest.

dates ─▶ Report ─▶ checkin_report.html ─▶ what has no tick any more ─▶ `python -m reminder.report` ─▶ a file
"""

import asyncio
import json
from collections.abc import Collection
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reminder.errors import ReminderError, UsageError
from reminder.phrase import phrase
from reminder.report import writing
from reminder.report.contents import Report
from reminder.report.reading import read
from reminder.settings.reader import SettingsReader
from reminder.storage import paths
from reminder.system import clock
from reminder.web import child
from reminder.web.forms import Form, form, one
from reminder.web.pages import page, sent_on
from reminder.wording.body import area_in_words

_WITHIN = timedelta(seconds=30)


async def preview(request: Request) -> Response:
    """All that it would say, to strike out of it."""
    asked = request.query_params
    try:
        first, last = _dates(asked.get("first", ""), asked.get("last", ""))
        found = await _report(first, last)
    except ReminderError as problem:
        return sent_on(request, "/checkin", problem.said, is_bad=True)
    return page(request, "checkin_report.html", _previewed(found, ()))


async def save(request: Request) -> Response:
    sent = await form(request)
    try:
        first, last = _dates(one(sent, "first"), one(sent, "last"))
        found = await _report(first, last)
        without = _struck(found, sent)
        path = await asyncio.to_thread(_saved, first, last, without, one(sent, "as"))
    except ReminderError as problem:
        return sent_on(request, "/checkin/report", problem.said, is_bad=True)
    request.app.state.said.tell(phrase("Saved as {path}, for you alone to read.", path=path))
    drawn = await _report(first, last, without)
    return page(request, "checkin_report.html", _previewed(found, without) | {"levels": writing.levels(drawn.chart)})


def _previewed(report: Report, without: Collection[str]) -> dict[str, Any]:
    return {
        "here": "checkin",
        "report": report,
        "without": without,
        "told": writing.told(report),
        "area_in_words": area_in_words,
        "levels": writing.levels(report.chart),
        "has_pdf": writing.has_pdf(),
        "folder": str(paths.downloads()),
    }


def _struck(report: Report, sent: Form) -> list[str]:
    """What had a tick, and has none any more."""
    kept = {*sent.get("kept", ())}
    return [name for name in report.parts if name not in kept]


def _saved(first: date | None, last: date, without: Collection[str], ending: str) -> str:
    """The file, made by a child that ends: to lay out a PDF takes more memory than the whole window.

    What is struck out is nobody's business, so it is no argument of a command. Raises ReminderError.
    """
    begin = first.isoformat() if first else None
    given = {"first": begin, "last": last.isoformat(), "without": [*without], "ending": f".{ending}"}
    return child.printed("reminder.report", given=json.dumps(given).encode(), within=_WITHIN).rstrip("\n")


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


ROUTES = [
    Route("/checkin/report", preview, methods=["GET"]),
    Route("/checkin/report", save, methods=["POST"]),
]
