"""Sane Break's settings and the days it recorded."""

from datetime import timedelta
from pathlib import Path

import pytest
from support.peers import database, lost, sample, wrong

from reminder.model.activity import Activity
from reminder.model.senses import Reason
from reminder.model.showing import Outcome
from reminder.moving import sane_break
from reminder.moving.found import LONG, SHORT, Home, PeerBreak, TipText
from reminder.settings.kinds import as_written


def test_every_fourth_break_is_long_and_the_programs_and_words_come_along() -> None:
    found = sane_break.read(sample("SaneBreak.ini"), "SaneBreak.ini")
    assert found.settings == {
        "reminders.posture.every": "25m",
        "reminders.posture.lasts": "25s",
        "reminders.posture.enabled": True,
        "reminders.break.every": "1h40m",
        "reminders.break.lasts": "4m",
        "reminders.break.enabled": True,
        "timing.natural_break": "6m",
        "quiet.apps": ["zoom", "obs"],
        "timing.passive": "work",
    }
    assert found.tips == (
        TipText("", "Look far away, then blink"),
        TipText("", "Hände öffnen, Hände schließen"),
        TipText("", "Zwei Treppen hinauf"),
    )
    assert found.login is True
    assert not found.problems
    assert lost(found).keys() == {
        "max-minute-ratio",
        "focus/big-enabled, focus/small-every",
        "bell/start",
        "theme/background",
    }


def test_a_file_has_only_what_was_changed() -> None:
    data = b"[break]\nbig-enabled=false\nauto-screen-lock=60\n"
    assert sane_break.knows(data)
    found = sane_break.read(data, "")
    assert found.settings == {
        "reminders.posture.every": "20m",
        "reminders.posture.lasts": "20s",
        "reminders.posture.enabled": True,
        "reminders.break.every": "1h",
        "reminders.break.lasts": "1m",
        "reminders.break.enabled": False,
        "timing.natural_break": "5m",
    }
    assert "break/auto-screen-lock" in lost(found)
    assert found.login is False


def at(moment: PeerBreak) -> timedelta:
    return moment.answered - moment.at


def test_its_breaks_are_outcomes_and_its_spans_what_the_person_did() -> None:
    found = sane_break.read(sample("sane-break-spans.sql"), "sane-break.db")
    assert not found.problems
    assert [(its.reminder, its.outcome, at(its)) for its in found.breaks] == [
        (SHORT, Outcome.DONE, timedelta(seconds=25)),
        (LONG, Outcome.SNOOZED, timedelta()),
        (LONG, Outcome.DONE, timedelta(minutes=4)),
        (LONG, Outcome.SKIPPED, timedelta()),
    ]
    assert found.breaks[0].at.timestamp() == 1795767783
    assert [(its.kind, its.ended - its.began) for its in found.spans] == [
        (Activity.AT_WORK, timedelta(minutes=25)),
        (Activity.AWAY, timedelta(seconds=25)),
        (Activity.AT_WORK, timedelta(minutes=16, seconds=32)),
        (Activity.ASLEEP, timedelta(minutes=20, seconds=12)),
        (Activity.AWAY, timedelta(minutes=4)),
    ]


TABLES = """
    CREATE TABLE events (id INTEGER PRIMARY KEY, created_at TIMESTAMP, type TEXT, data TEXT);
    CREATE TABLE spans (id INTEGER PRIMARY KEY, type TEXT, started_at TIMESTAMP, ended_at TIMESTAMP, data TEXT);
"""


def span(kind: str, data: str, ended: str = "2026-11-27T09:30:00Z") -> str:
    return f"INSERT INTO spans VALUES (NULL, '{kind}', '2026-11-27 09:00:00', '{ended}', '{data}');"


def test_a_break_that_was_broken_off_was_skipped() -> None:
    found = sane_break.read(database(TABLES + span("break", '{"type":"big","normal-exit":false}')), "")
    assert [(its.reminder, its.outcome) for its in found.breaks] == [(LONG, Outcome.SKIPPED)]


def test_a_pause_for_a_program_is_told_from_another() -> None:
    script = TABLES + span("paused", '{"reasons":["app-open"]}') + span("meeting", "{}") + span("paused", "{}")
    found = sane_break.read(database(script), "")
    assert [(its.kind, its.reason) for its in found.spans] == [
        (Activity.HELD, Reason.APP),
        (Activity.HELD, Reason.MEETING),
        (Activity.PAUSED, None),
    ]


def test_what_makes_no_sense_there_is_told_and_the_rest_read() -> None:
    script = TABLES + span("normal", "{}") + span("normal", "[") + span("away", "{}", ended="late") + span("new", "{}")
    found = sane_break.read(database(script), "")
    assert len(found.spans) == 1
    assert "2 of its entries" in wrong(found)[0]
    assert len(wrong(sane_break.read(database(TABLES)[:6000], ""))) >= 1


def test_qt_keeps_it_in_the_same_folder_on_macos() -> None:
    first = next(sane_break.places(Home("darwin", Path("/h"), {})))
    assert first.path == Path("/h/.config/SaneBreak/SaneBreak.ini")


@pytest.mark.parametrize("number", [-4, 999_999_999_999_999_999])
def test_a_number_that_makes_no_sense_is_told(number: int) -> None:
    found = sane_break.read(f"[break]\nsmall-every=1500\nbig-after={number}\n".encode(), "")
    assert wrong(found) == [f"break/big-after is {as_written(number)} there, which makes no sense; it was left out"]
    assert "reminders.break.every" not in found.settings
