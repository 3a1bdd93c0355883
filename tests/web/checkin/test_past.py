"""What was told before, as the page shows it."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from support.fakes import a_plan, a_tip
from support.told import told

from reminder.model.checkin import CheckIn
from reminder.storage import checkins, paths
from reminder.web.checkin.past import noted, past
from reminder.wording.language import strictly

TODAY, DAY = date(2026, 11, 28), timedelta(days=1)


@pytest.fixture(autouse=True)
def state_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "state_dir", lambda: tmp_path)


def add(*each: CheckIn) -> None:
    for checkin in each:
        checkins.add(paths.checkins_file(), checkin)


def test_of_nothing_there_is_no_picture() -> None:
    found = past(TODAY, "week")

    assert (found.days, found.since, found.today, found.before, found.chart) == (0, None, None, None, None)


def test_weeks_show_half_a_year_and_months_two_years() -> None:
    each = [told(TODAY - n * DAY, {"neck": 3}) for n in (0, 100, 400, 800)]
    add(*each)
    weeks, months = past(TODAY, "week"), past(TODAY, "month")

    assert (weeks.days, weeks.since, weeks.today, weeks.before) == (4, each[3].day, each[0], each[1])
    assert weeks.chart
    assert months.chart
    assert weeks.chart.buckets[0].begin == each[1].day - each[1].day.weekday() * DAY
    assert months.chart.buckets[0].begin == each[2].day.replace(day=1)


def test_a_day_that_is_still_to_come_by_a_clock_that_was_set_back_is_in_nobodys_way() -> None:
    add(told(TODAY, {"neck": 3}), told(TODAY + 40 * DAY, {"head": 9}))
    found = past(TODAY, "week")

    assert found.chart
    assert [line.area for line in found.chart.lines] == ["neck"]


def test_says_what_comes_of_what_was_told_today() -> None:
    plan = a_plan(tips=(a_tip("a", "neck"), a_tip("b", "wrists")))
    assert noted(past(TODAY, "week"), plan) is None

    add(told(TODAY, {"neck": 3, "left-knee": 2}))
    said = noted(past(TODAY, "week"), plan)
    assert said
    assert strictly(said) == "Thank you, that is noted. Tips for neck now come more often."

    add(told(TODAY, {"neck": 3}, signs=("fever",)))
    said = noted(past(TODAY, "week"), plan)
    assert said
    assert strictly(said) == "Thank you, that is noted."
