"""What the icon shows and offers, from a status."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from msgspec.structs import replace
from support.fakes import a_plan, minutes
from support.tellings import FACTS, HOLD, NOW, SHOWN, ZOOM, a_status, local

from reminder.control.api import request, response
from reminder.model.plan import Plan
from reminder.model.requests import Next, ReminderStatus, Status
from reminder.model.senses import Reason
from reminder.model.tray import MENU, PAUSES, Entry, Shape
from reminder.tray.face import COMMANDS, PAGES, Face, Row, face, page

SNOOZE = minutes(5)


@pytest.fixture(autouse=True)
def half_past_one() -> Iterator[None]:
    with time_machine.travel(NOW.wall, tick=False):
        yield


def coming(left: timedelta, **changes: Any) -> Status:
    """Free to speak, with the next one so far off."""
    next = Next(reminder="posture", at=NOW.wall + left, in_=left)
    its = ReminderStatus(name="posture", enabled=True, every=minutes(20), at=(), next=next, **changes)
    return a_status(next=next, reminders=(its,), holds=())


def faced(status: Status, snooze: timedelta | None = SNOOZE) -> Face:
    fields: Any = response(status, FACTS, ()).fields
    return face(fields, snooze)


@pytest.mark.parametrize(
    ("status", "shape"),
    [
        (coming(minutes(20)), Shape.FAR),
        (coming(minutes(13.4)), Shape.FAR),
        (coming(minutes(13.3)), Shape.NEARER),
        (coming(minutes(6.7)), Shape.NEARER),
        (coming(minutes(6.6)), Shape.NEAR),
        (coming(minutes(0.1)), Shape.NEAR),
        (coming(minutes(1), waiting=True), Shape.DUE),
        (replace(coming(minutes(20)), open=True), Shape.DUE),
        (replace(coming(minutes(1)), next=Next(reminder="posture", at=None)), Shape.DUE),
        (replace(coming(minutes(1)), holds=(ZOOM,)), Shape.HELD),
        (replace(coming(minutes(1)), holds=(ZOOM, HOLD)), Shape.PAUSED),
        (replace(coming(minutes(1)), next=None), Shape.HELD),
    ],
)
def test_the_shape_says_how_near_the_break_is_or_that_it_is_quiet(status: Status, shape: Shape) -> None:
    assert faced(status).shape is shape


@pytest.mark.parametrize(
    ("status", "heading"),
    [
        (coming(minutes(20)), "Next: posture at 13:50."),
        (replace(coming(minutes(20)), holds=(HOLD,)), "Paused by you, until 14:00."),
        (replace(coming(minutes(20)), holds=(ZOOM,)), "You seem to be in a meeting (zoom, camera), since 13:00."),
        (replace(coming(minutes(20)), next=None), "No reminder is enabled."),
    ],
)
def test_the_heading_says_what_comes_next_or_why_not_in_the_words_of_a_status(status: Status, heading: str) -> None:
    seen = faced(status)
    assert (seen.heading, seen.title, seen.text) == (heading, heading, "")
    assert not seen.rows[Entry.HEADING].enabled


def test_a_pointer_on_it_is_told_the_open_tip() -> None:
    seen = faced(replace(coming(minutes(20)), open=True, last=SHOWN._replace(outcome=None)))
    assert (seen.title, seen.text) == ("Sit up", "Both feet down.")


def enabled(seen: Face) -> set[Entry]:
    return {entry for entry, row in seen.rows.items() if row.enabled}


ALWAYS = {*Entry} - {Entry.HEADING, Entry.DONE, Entry.SNOOZE, Entry.SKIP, Entry.RESUME}


@pytest.mark.parametrize(
    ("status", "snooze", "more"),
    [
        (coming(minutes(20)), None, set()),
        (replace(coming(minutes(20)), open=True), SNOOZE, {Entry.DONE, Entry.SNOOZE, Entry.SKIP}),
        (replace(coming(minutes(20)), open=True), None, {Entry.DONE, Entry.SKIP}),
        (replace(coming(minutes(20)), holds=(HOLD,)), None, {Entry.RESUME}),
    ],
    ids=["free", "open", "snoozed enough", "paused"],
)
def test_a_row_is_enabled_while_it_can_do_something(status: Status, snooze: timedelta | None, more: set[Entry]) -> None:
    assert enabled(faced(status, snooze)) == ALWAYS | more


def test_snooze_says_for_how_long_where_it_can_be_pressed() -> None:
    seen = replace(coming(minutes(20)), open=True)
    labels = [faced(seen, snooze).rows[Entry.SNOOZE].label for snooze in (SNOOZE, None)]
    assert labels == ["Snooze 5 min", "Snooze"]


def test_where_a_check_in_is_asked_for_a_row_leads_to_it_and_none_says_done() -> None:
    asks = replace(coming(minutes(20)), open=True, checkin=True)
    assert faced(asks).rows[Entry.DONE] == Row("Tell how you are", enabled=True)
    assert {page(entry, asks_checkin=True) for entry in Entry} - {
        page(entry, asks_checkin=False) for entry in Entry
    } == {"checkin"}


def test_every_row_is_in_the_menu_once_and_does_something_but_the_heading_and_what_unfolds() -> None:
    assert sorted([*filter(None, MENU), *PAUSES]) == sorted(Entry)
    assert COMMANDS.keys() | PAGES.keys() == {*Entry} - {Entry.HEADING, Entry.PAUSE}


def test_every_command_of_the_menu_is_one_of_the_command_line() -> None:
    plan: Plan = a_plan()
    asked = [request(line, plan, NOW) for entry, line in COMMANDS.items() if entry is not Entry.QUIT]
    assert len(asked) == len(COMMANDS) - 1


def test_only_a_pause_counts_as_one() -> None:
    away = replace(HOLD, reason=Reason.AWAY, since=local(13), until=None)
    assert Entry.RESUME not in enabled(faced(replace(coming(minutes(1)), holds=(away,))))
