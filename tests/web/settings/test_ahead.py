"""The day ahead with settings that are not saved: the engine's own, told in a sentence and drawn."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.fakes import Desk
from support.pages import based

from reminder.engine.day_ahead import day_ahead
from reminder.engine.schedule import midnight
from reminder.model.moment import Moment
from reminder.settings.nested import nested, overlay
from reminder.settings.plan import make_plan
from reminder.settings.values import WEEKDAYS
from reminder.web.settings.ahead import ahead
from reminder.wording.language import strictly

THURSDAY = datetime(2026, 11, 26, 11, 7, tzinfo=UTC)
NOW = Moment(timedelta(hours=1), timedelta(hours=1), THURSDAY)
OFFICE = {f"hours.{day}": ["09:00-12:00", "13:00-17:30"] for day in ("mon", "tue", "wed", "thu", "fri")}

FRIDAY = "you would not hear from me any more today, but 21 times on Friday, 27 November, first at 09:20"


def said(changed: Mapping[str, Any], own: Mapping[str, Any] | None = None) -> str:
    return strictly(ahead(based(own), changed, NOW).words)


def test_tells_of_what_is_left_of_the_hours_of_today() -> None:
    assert said({}, OFFICE) == "you would hear from me 15 more times today, first at 11:27"
    assert (
        said({"reminders.posture.every": "30m"}, OFFICE) == "you would hear from me 9 more times today, first at 11:37"
    )
    assert said({"hours.thu": ["16:00-17:00"]}, OFFICE) == "you would hear from me 2 more times today, first at 16:20"
    assert said({"hours.thu": ["09:00-11:00"]}, OFFICE) == FRIDAY


def test_goes_on_from_where_the_program_stands() -> None:
    base = based(OFFICE)
    desk = Desk(make_plan(base.reading.values, base.tips), sees_input=False)
    desk.until("11:07")
    to_come = day_ahead(desk.plan, desk.now, midnight(desk.now.wall), desk.state).coming
    words = strictly(ahead(base, {}, desk.now, desk.state).words)
    assert words == f"you would hear from me {len(to_come)} more times today, first at 11:20"
    desk.pause(timedelta(hours=3))
    assert "first at 14:" in strictly(ahead(base, {}, desk.now, desk.state).words)


def test_tells_of_what_is_left_of_a_day_that_has_none() -> None:
    assert said({"reminders.posture.every": "6h"}) == "you would hear from me 2 more times today, first at 17:07"
    assert said({"reminders.posture.every": "12h"}) == "you would hear from me once more today, at 23:07"


def test_tells_of_silence() -> None:
    assert said({"reminders.posture.enabled": False}, OFFICE) == "you would not hear from me any more today"
    assert said({f"hours.{day}": [] for day in WEEKDAYS}) == "you would not hear from me any more today"


def test_on_a_day_off_it_tells_of_the_next_day_with_work() -> None:
    assert said({"hours.thu": []}, OFFICE) == FRIDAY
    assert said({"hours.off": ["2026-11-26"]}, OFFICE) == FRIDAY
    sunday = {"hours.thu": [], "hours.fri": [], "hours.sat": [], "reminders.posture.every": "12h"}
    assert (
        said(sunday, OFFICE) == "you would not hear from me any more today, but once on Sunday, 29 November, at 12:00"
    )


def test_what_is_taken_out_is_as_it_would_be_without() -> None:
    own = {**OFFICE, "reminders.posture.every": "2h", "reminders.tea.at": ["15:10"]}
    assert said({"reminders.posture.every": None}, own) == "you would hear from me 16 more times today, first at 11:27"
    assert (
        said({"reminders.tea": None, "reminders.posture.enabled": False}, own)
        == "you would not hear from me any more today"
    )


def test_draws_it_and_changes_nothing_of_what_it_is_made_from() -> None:
    base = based({**OFFICE, "reminders.tea.at": ["15:10"]})
    before = deepcopy(base.reading.values)
    drawing = ahead(base, {"reminders.tea": None, "hours.mon": None, "quiet.apps": ["obs"]}, NOW).drawing
    assert base.reading.values == before
    assert [block.kind for block in drawing.blocks] == ["plan", "plan"]
    assert len(drawing.marks) == 15


@pytest.mark.parametrize("every", ["5m", "20m", "50m", "2h"])
def test_comes_when_the_engine_says_with_all_tips_and_a_timely_end_of_each(every: str) -> None:
    """What it leaves out for speed changes nothing of when one comes."""
    base = based(OFFICE)
    values = overlay(base.reading.values, nested(("reminders", "posture", "every"), every))
    morning = NOW._replace(wall=THURSDAY.replace(hour=9, minute=0))
    coming = day_ahead(
        make_plan(values, base.tips), morning, THURSDAY.replace(hour=0, minute=0) + timedelta(days=1)
    ).coming
    first, last = coming[0].at, coming[-1].at
    drawing = ahead(base, {"reminders.posture.every": every}, morning).drawing
    assert len(drawing.marks) == len(coming)
    width = (last - first) / timedelta(minutes=510)
    assert drawing.marks[-1].x - drawing.marks[0].x == pytest.approx(100 * width * 510 / 540, abs=0.05)
