"""What a person tells by the form of the check-in."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from support.told import told as a_checkin

from reminder.model.checkin import LONGEST, AreaPain, CheckIn, Course, as_before
from reminder.web.checkin.told import Filled, filled, nothing_hurts, told
from reminder.wording.language import strictly

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
FORM: dict[str, list[str]] = {
    "area": ["left-wrist", "neck"],
    "level-neck": ["4"],
    "level-left-wrist": ["10"],
    "level-head": ["9"],
    "course": ["comes-and-goes"],
    "feels": ["dull", "sharp"],
    "words": [" like a rope "],
    "better": ["walking"],
    "doing": ["a cushion"],
    "signs": ["at-night"],
    "worse-tip": ["nod"],
}


def test_tells_of_the_areas_that_are_chosen_and_of_no_other() -> None:
    assert told(FORM, NOW) == CheckIn(
        day=date(2026, 11, 28),
        at=NOW,
        areas=(AreaPain("neck", 4), AreaPain("left-wrist", 10)),
        course=Course.COMES_AND_GOES,
        feels=("sharp", "dull"),
        words="like a rope",
        better="walking",
        doing="a cushion",
        signs=("at-night",),
        worse_tips=("nod",),
    )


@pytest.mark.parametrize("level", [[], [""], ["11"], ["-1"], ["4.5"], ["٤"], ["x" * 9999]])
def test_asks_how_much_it_hurts_where_that_is_not_said_and_keeps_the_rest(level: list[str]) -> None:
    found = told({**FORM, "level-neck": level}, NOW)

    assert isinstance(found, Filled)
    assert found.problem
    assert strictly(found.problem) == "Neck: how much does it hurt, from 0 to 10?"
    assert found.levels == {"neck": None, "left-wrist": 10}
    assert found.texts["doing"] == "a cushion"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({}, {}),
        ({"area": ["tail"], "level-tail": ["3"]}, {}),
        ({"course": ["always"], "feels": ["cold"], "signs": ["none"]}, {}),
        ({"words": ["x" * 9999]}, {"words": "x" * LONGEST}),
        ({"doing": [" two\r\nlines\x1b[2J\x9b "]}, {"doing": "two lines [2J"}),
    ],
)
def test_leaves_out_what_no_page_of_ours_sends(sent: dict[str, list[str]], kept: dict[str, Any]) -> None:
    assert told(sent, NOW) == CheckIn(day=NOW.date(), at=NOW, **kept)


def test_as_before_is_all_of_it_but_what_was_told_once() -> None:
    last = a_checkin(date(2026, 11, 20), {"neck": 3}, doing="a cushion", signs=("weeks",), worse_tips=("nod",))

    assert as_before(last, NOW) == CheckIn(day=NOW.date(), at=NOW, areas=(AreaPain("neck", 3),), doing="a cushion")
    assert nothing_hurts(NOW) == CheckIn(day=NOW.date(), at=NOW)


def test_the_form_has_what_was_told_today_and_of_earlier_days_what_seldom_changes() -> None:
    last = a_checkin(NOW.date(), {"neck": 3}, doing="a cushion", course=Course.CONSTANT, worse_tips=("nod",))

    assert filled(last, is_todays=True) == Filled(
        {"neck": 3}, "constant", (), {"words": "", "better": "", "worse": "", "doing": "a cushion"}, (), "nod"
    )
    earlier = filled(last, is_todays=False)
    assert (earlier.levels, earlier.course, earlier.worse_tip) == ({}, "", "")
    assert earlier.texts["doing"] == "a cushion"
    assert filled(None, is_todays=False).texts["doing"] == ""
