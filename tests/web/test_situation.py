"""The one sentence at the head of the page of today."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from msgspec.structs import replace
from support.fakes import POSTURE, a_plan, minutes
from support.tellings import FACTS, HOLD, NEXT, NOW, QUIET, SHOWN, ZOOM, a_status

from reminder.control.api import response
from reminder.model.requests import Next
from reminder.model.senses import Hold, Reason
from reminder.phrase import phrase, verbatim
from reminder.web.live import Look
from reminder.web.situation import situation
from reminder.wording.language import word


@pytest.fixture(autouse=True)
def half_past_one() -> Iterator[None]:
    with time_machine.travel(NOW.wall, tick=False):
        yield


PLAN = a_plan(replace(POSTURE, about=("neck", "wrists")), wait_for_pause=minutes(2))


TOMORROW = Next(reminder="posture", at=NOW.wall.replace(day=6, hour=9, minute=20), in_=minutes(20 * 60 - 10))


def said(**changes: Any) -> tuple[str, ...]:
    """What can be done, and the words."""
    fields: Any = response(a_status(**{"holds": (), "last": None} | changes), FACTS, ()).fields
    its = situation(Look(fields), PLAN)
    return (its.kind, *(str(word(words)) for words in (its.heading, its.why, its.more) if words))


def test_says_that_nothing_runs() -> None:
    its = situation(Look(), PLAN)
    assert (its.kind, str(word(its.heading))) == ("stopped", "reminder is not running")


def test_says_that_it_does_not_answer() -> None:
    its = situation(Look(silent=phrase("It hangs; run: reminder restart")), PLAN)
    assert (its.kind, str(word(its.heading))) == ("silent", "reminder does not answer")
    assert str(word(its.why)) == "It hangs; run: reminder restart"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ("waiting", "Next tip at 13:40", "At a pause in your typing.")),
        ({"next": TOMORROW}, ("waiting", "Next tip: tomorrow 09:20", "At a pause in your typing.")),
        ({"senses": ()}, ("waiting", "Next tip at 13:40", "It comes by itself.")),
        (
            {"last": SHOWN._replace(outcome=None), "open": True, "holds": (ZOOM,)},
            (
                "open",
                "Sit up",
                "Both feet down.",
                "On your screen since 13:20."
                " Else it is quiet: you seem to be in a meeting (zoom, camera), since 13:00.",
            ),
        ),
        (
            {"last": SHOWN._replace(outcome=None), "open": True, "checkin": True},
            ("asking", "Sit up", "Both feet down.", "On your screen since 13:20."),
        ),
        (
            {"holds": (HOLD,)},
            ("paused", "Paused until 14:00", "It ends by itself.", "The next tip then comes at 13:40."),
        ),
        ({"holds": (replace(HOLD, until=None),)}, ("paused", "Paused", "Since 13:00, until you resume.")),
        (
            {"holds": (replace(ZOOM, reason=Reason.APP, detail="obs"),)},
            (
                "waiting",
                "Quiet: obs is running",
                "Detected: a program you named is running (obs), since 13:00.",
                "A tip that falls due meanwhile waits until it is over, for at most 2 hours.",
            ),
        ),
        (
            {"holds": (ZOOM,)},
            (
                "waiting",
                "Quiet: you seem to be in a meeting",
                "Detected: you seem to be in a meeting (zoom, camera), since 13:00.",
                "A tip that falls due meanwhile waits until it is over, for at most 2 hours.",
            ),
        ),
        (
            {"holds": (Hold(reason=Reason.OUTSIDE_HOURS, since=HOLD.since, until=HOLD.until),), "next": None},
            ("closed", "Quiet until 14:00", "These are not your working hours."),
        ),
        (
            {"holds": (Hold(reason=Reason.OUTSIDE_HOURS, since=HOLD.since),)},
            ("closed", "Quiet", "Your settings have no working hours to come."),
        ),
        (
            {"holds": (Hold(reason=Reason.LOCKED, since=HOLD.since), QUIET)},
            ("waiting", "You are away", "The countdown waits for you."),
        ),
        (
            {"notifier": "", "notifier_why": verbatim("no bus")},
            ("closed", "No tip can be shown", "Why: no bus", "See: reminder doctor"),
        ),
        ({"next": None}, ("closed", "No reminder is switched on", "Switch one on in the settings.")),
        (
            {"next": replace(NEXT, at=None, in_=None)},
            ("waiting", "A tip is due", "It comes at a pause in your typing."),
        ),
    ],
)
def test_says_what_comes_or_why_nothing_does(changes: dict[str, Any], words: tuple[str, ...]) -> None:
    assert said(**changes) == words


def test_the_kinds_are_those_of_the_reminder_that_is_next() -> None:
    fields: Any = response(a_status(holds=(), last=None), FACTS, ()).fields
    assert situation(Look(fields), PLAN).about == ("neck", "wrists")
    assert situation(Look(fields), a_plan()).about == ()
