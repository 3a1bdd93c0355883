"""The page of today: what comes next or why nothing does, the day ahead, the day so far, and what can be done now.

status, plan, saved state, history ─▶ Situation, Today ─▶ today.html        a button ─▶ the running program ─▶ told
"""

import asyncio
import re
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reminder.control.messages import ResponseLine
from reminder.engine import schedule
from reminder.engine.day_ahead import day_ahead
from reminder.errors import ReminderError, UsageError
from reminder.model.moment import Moment
from reminder.model.plan import Plan
from reminder.phrase import Phrase, listed, phrase, verbatim
from reminder.settings.reader import SettingsReader
from reminder.settings.reading import known as settings_known
from reminder.storage import paths, state
from reminder.storage.checkins import known_weights
from reminder.system import clock
from reminder.web import child
from reminder.web.checkin import offer
from reminder.web.day import Today, drawn, today
from reminder.web.days import catalogue, read
from reminder.web.forms import form, one
from reminder.web.pages import page, sent_on
from reminder.web.said import Told
from reminder.web.situation import KINDS, Situation, situation
from reminder.wording.answers import in_words, senses
from reminder.wording.language import Text

if TYPE_CHECKING:
    from reminder.control import fields as f

_TIME = re.compile(r"\d\d:\d\d(:\d\d)?")
_ORDERS = ("now", "done", "snooze", "skip", "resume", "pause 30m", "pause 1h", "pause until tomorrow")


class Left(NamedTuple):
    """What the dial shows."""

    minutes: int
    part: int
    """In hundredths of the interval."""


class Last(NamedTuple):
    """The tip that was shown last."""

    tip: str
    title: str
    is_hidden: bool


class Each(NamedTuple):
    """One reminder."""

    name: str
    often: Phrase
    next: Phrase


async def show(request: Request) -> Response:
    look, plan = await asyncio.gather(request.app.state.program.look(), SettingsReader().read())
    status = look.status
    now = clock.read()
    day = await asyncio.to_thread(_day, status, plan, now)
    its = situation(look, plan)
    data = {
        "here": "today",
        "look": look,
        "situation": its,
        "left": _left(its, now.wall),
        "kinds": KINDS,
        "snooze_for": plan.snooze_for,
        "until": _until(status, now.wall),
        "day": day,
        "tips": {tip.id for tip in catalogue(plan, (entry.tip for entry in day.past))},
        "last": await asyncio.to_thread(_last_tip, status, plan),
        "each": _each(status, plan),
        "problems": [problem.text for problem in plan.problems],
        "sensed": list(senses(status["backends"]["presence"])) if status else [],
        "offers_checkin": await asyncio.to_thread(offer.is_due),
    }
    return page(request, "today.html", data)


async def act(request: Request) -> Response:
    """Ask the running program, or start it."""
    sent = await form(request)
    order, until = one(sent, "do"), one(sent, "until")
    try:
        return sent_on(request, "/today", *await _acted(request, order, until))
    except ReminderError as problem:
        return sent_on(request, "/today", problem.said, is_bad=True)


async def _acted(request: Request, order: str, until: str) -> Told:
    if order in ("start", "restart"):
        await asyncio.to_thread(_run, order)
        return Told(phrase("It runs."))
    if order.startswith("hide "):
        await asyncio.to_thread(_run, "tips", "hide", "--", order.removeprefix("hide "))
        return Told(phrase("That tip does not come again. Your settings have it among the hidden ones."))
    if order.startswith("unhide "):
        await asyncio.to_thread(_run, "tips", "unhide", "--", order.removeprefix("unhide "))
        return Told(phrase("That tip may come again."))
    if order == "pause until":
        if not _TIME.fullmatch(until):
            raise UsageError("Choose the time first until which you want quiet, like 14:00.")
        return Told(paused(await request.app.state.program.ask("pause", "until", until), clock.read().wall))
    if order not in _ORDERS:
        raise UsageError("{order!r} is nothing that this page can do", order=order)
    answer = await request.app.state.program.ask(*order.split())
    return Told(in_words(answer), is_bad=answer.exit_code != 0)


def paused(answer: ResponseLine, now: datetime) -> Phrase | Text:
    """What came of a time of day: one that is over today is meant for tomorrow, which may surprise."""
    until = answer.fields.get("until") if answer.kind == "paused" else None
    if until and datetime.fromisoformat(until).date() > now.date():
        return phrase("That time is over for today, so it is paused until {until:when}.", until=until)
    return in_words(answer)


def _run(*words: str) -> None:
    """A command that takes longer than the running program does. Raises ReminderError."""
    done = child.ended("reminder", *words)
    if done.code:
        raise ReminderError(verbatim(done.complaint))


def _last_tip(status: "f.Status | None", plan: Plan) -> Last | None:
    """If it is one that could come again, or could if it were not hidden."""
    last = status["last"] if status else None
    if not last or not last["tip"]:
        return None
    if last["tip"] in {tip.id for tip in plan.tips}:
        return Last(last["tip"], last["title"], is_hidden=False)
    reading = settings_known()
    is_hidden = reading is not None and last["tip"] in reading.values["tips"]["hide"]
    return Last(last["tip"], last["title"], is_hidden=True) if is_hidden else None


def _until(status: "f.Status | None", now: datetime) -> str:
    """When the pause ends that goes on, else what is offered."""
    for hold in status["holds"] if status else ():
        if hold["reason"] == "paused" and hold["until"]:
            return f"{datetime.fromisoformat(hold['until']):%H:%M}"
    return f"{now + timedelta(hours=2):%H}:00"


def _day(status: "f.Status | None", plan: Plan, now: Moment) -> Today:
    at, around = schedule.stamp(now.wall), schedule.day_around(plan.hours, now.wall)
    known = state.load(paths.state_file()).state if status else None
    try:
        behind, problem = read(plan, known, now.wall, weeks=1).day, None
    except ReminderError as error:
        behind, problem = None, error.said
    around = drawn(around, behind, at)
    ahead = day_ahead(plan, now, around.end, known, weights=known_weights(paths.checkins_file()))
    return today(at, around, ahead, behind, problem)


def _left(its: Situation, now: datetime) -> Left | None:
    if not its.at:
        return None
    seconds = max(0.0, (datetime.fromisoformat(its.at) - now).total_seconds())
    return Left(ceil(seconds / 60), min(100, round(100 * seconds / its.every)))


def _each(status: "f.Status | None", plan: Plan) -> list[Each]:
    standings = {standing["name"]: standing for standing in status["reminders"]} if status else {}
    found = []
    for rule in plan.reminders:
        often = phrase("at {times}", times=listed(f"{at:%H:%M}" for at in rule.at))
        if rule.every:
            often = phrase("every {length:short}", length=rule.every)
        standing = standings.get(rule.name)
        next = standing["next"] if standing else None
        coming = phrase("{at:when}", at=next["at"]) if next and next["at"] else phrase("waiting")
        found.append(Each(rule.name, often, coming if rule.enabled else phrase("off")))
    return found


ROUTES = [Route("/today", show, methods=["GET"]), Route("/today", act, methods=["POST"])]
