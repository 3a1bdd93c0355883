"""What a person wants to know first, in a sentence that can be read from a metre away, with its reason and its end.

Look, plan ─▶ situation() ─▶ Situation ─▶ the head of the page of today
"""

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from reminder.model.plan import Plan
from reminder.phrase import Phrase, phrase, verbatim
from reminder.storage import pictures
from reminder.web.live import Look
from reminder.wording.answers import HOLDS, held

if TYPE_CHECKING:
    from reminder.control import fields as f

KINDS = ("stretch", "wrists", "neck", "shoulders", "back", "workspace", "move", "ease")
"""The kinds of tips that have a drawing."""
_GLYPHS = {"meeting": "mic", "do not disturb": "moon", "full screen": "screen", "app": "apps", "paused": "pause"}
"""The drawing for each hold; the moon for any other."""
_A_CLOCK_TELLS = timedelta(hours=12)
"""When one comes later than so, a time without its day could mislead."""


class Situation(NamedTuple):
    kind: str
    """What can be done: "waiting", "open", "asking", "paused", "closed", "stopped" or "silent"."""
    heading: Phrase
    why: Phrase
    more: Phrase | None = None
    glyph: str = ""
    """What the dial shows; empty: the time that is left."""
    at: str = ""
    """When the next one comes."""
    every: int = 0
    """Seconds; the whole dial."""
    about: tuple[str, ...] = ()
    """The kinds of tips to choose the next one from."""
    picture: str = ""
    """Of what the open one says to do, which the dial then makes room for."""


def situation(look: Look, plan: Plan) -> Situation:
    status = look.status
    if look.silent:
        more = phrase("Your settings and your days are all here.")
        return Situation("silent", phrase("reminder does not answer"), look.silent, more, "note")
    if status is None:
        return Situation(
            "stopped",
            phrase("reminder is not running"),
            phrase("No tip comes until it is started."),
            phrase("Your settings and your days are all here."),
            "play",
        )
    last = status["last"]
    if last and status["open"]:
        shown = phrase("On your screen since {at:clock}.", at=last["at"])
        if status["holds"]:
            hold = held(status["holds"][0])
            shown = phrase("On your screen since {at:clock}. Else it is quiet: {hold}.", at=last["at"], hold=hold)
        kind = next((tip.about for tip in plan.tips if tip.id == last["tip"]), "")
        glyph = kind if kind in KINDS else "stretch"
        picture = pictures.name(last["tip"] or "", kind)
        doing = "asking" if status.get("checkin") else "open"
        return Situation(doing, verbatim(last["title"]), verbatim(last["text"]), shown, glyph, picture=picture)
    if status["holds"]:
        return _quiet(status["holds"][0], status["next"], plan)
    notify = status["backends"]["notify"]
    if notify["name"] is None:
        why = phrase("Why: {why}", why=notify["why"]) if notify["why"] else phrase("Nothing here can show one.")
        return Situation("closed", phrase("No tip can be shown"), why, phrase("See: reminder doctor"), "note")
    return _coming(status, plan)


def _quiet(hold: "f.Hold", next: "f.Next | None", plan: Plan) -> Situation:
    glyph = _GLYPHS.get(hold["reason"], "moon")
    then = phrase("The next tip then comes {at:at}.", at=next["at"]) if next and next["at"] else None
    match hold["reason"]:
        case "paused" if hold["until"]:
            heading, why = phrase("Paused until {until:when}", until=hold["until"]), phrase("It ends by itself.")
            return Situation("paused", heading, why, then, glyph)
        case "paused":
            why = phrase("Since {since:when}, until you resume.", since=hold["since"])
            return Situation("paused", phrase("Paused"), why, None, glyph)
        case "outside hours" if hold["until"]:
            heading = phrase("Quiet until {until:when}", until=hold["until"])
            return Situation("closed", heading, phrase("These are not your working hours."), then, glyph)
        case "outside hours":
            why = phrase("Your settings have no working hours to come.")
            return Situation("closed", phrase("Quiet"), why, None, glyph)
        case "away" | "locked":
            return Situation("waiting", phrase("You are away"), phrase("The countdown waits for you."), None, glyph)
    heading = phrase("Quiet: {hold}", hold=HOLDS[hold["reason"]])
    if hold["reason"] == "app" and hold["detail"]:
        heading = phrase("Quiet: {name} is running", name=hold["detail"])
    more = phrase(
        "A tip that falls due meanwhile waits until it is over, for at most {length:long}.", length=plan.quiet.at_most
    )
    return Situation("waiting", heading, phrase("Detected: {hold}.", hold=held(hold)), more, glyph)


def _coming(status: "f.Status", plan: Plan) -> Situation:
    next = status["next"]
    if next is None:
        why = phrase("Switch one on in the settings.")
        return Situation("closed", phrase("No reminder is switched on"), why, None, "note")
    reminder = next["reminder"]
    rule = {rule.name: rule for rule in plan.reminders}.get(reminder)
    about = tuple(rule.about) if rule and not rule.title else ()
    if next["at"] is None or next["in_seconds"] is None:
        why = phrase("It comes at a pause in your typing.")
        return Situation("waiting", phrase("A tip is due"), why, None, "stretch", about=about)
    sees = status["backends"]["presence"].get("idle")
    why = phrase("It comes by itself.")
    if sees and sees["source"] and plan.wait_for_pause:
        why = phrase("At a pause in your typing.")
    every = rule.every.total_seconds() if rule and rule.every else 3600
    heading = phrase("Next tip at {at:clock}", at=next["at"])
    if next["in_seconds"] > _A_CLOCK_TELLS.total_seconds():
        heading = phrase("Next tip: {at:when}", at=next["at"])
    return Situation("waiting", heading, why, at=next["at"], every=round(every), about=about)
