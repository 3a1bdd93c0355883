"""A day in percent of a picture's width."""

import re
from datetime import UTC, datetime
from typing import Any

from reminder.web.band import Block, Mark, Piece, Point, around, draw
from reminder.web.pages import environment
from reminder.wording.days import OUTCOMES


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-26T{clock}").replace(tzinfo=UTC)


DAY = at("00:00"), at("23:59:59")


def test_pieces_marks_and_hours_have_their_places() -> None:
    drawing = draw(
        [Piece("work", at("08:00"), at("10:30"))], [Mark("done", at("09:00"))], at("08:00"), at("18:00"), at("13:00")
    )
    assert drawing.blocks == (Block("work", 0, 25),)
    assert drawing.marks == (Point("done", 10),)
    assert drawing.hours[:2] == (Point("8", 0), Point("9", 10))
    assert (len(drawing.hours), drawing.now) == (11, 50)


def test_what_reaches_out_is_cut_off_and_what_lies_outside_is_left_out() -> None:
    pieces = [Piece("rest", at("06:00"), at("09:00")), Piece("work", at("05:00"), at("07:00"))]
    drawing = draw(pieces, [Mark("done", at("07:00"))], at("08:00"), at("18:00"), at("20:00"))
    assert drawing == draw([Piece("rest", at("08:00"), at("09:00"))], [], at("08:00"), at("18:00"))


def test_the_picture_begins_and_ends_at_whole_hours() -> None:
    assert around([at("08:20"), at("17:40")], DAY) == (at("08:00"), at("18:00"))
    assert around([at("09:00"), at("18:00")], DAY) == (at("09:00"), at("18:00"))


def test_a_short_day_is_drawn_as_one_of_eight_hours_that_stays_within_its_day() -> None:
    assert around([at("10:20")], DAY) == (at("10:00"), at("18:00"))
    begin, end = around([at("22:20")], DAY)
    assert (end, round((end - begin).total_seconds() / 3600)) == (DAY[1], 8)
    assert around([], DAY) == (at("08:00"), at("16:00"))


def test_hours_are_told_by_the_clock_that_was_seen_then() -> None:
    """Who has flown on has other midnights by now."""
    midnights = [datetime.fromisoformat(f"2026-11-{day}T00:00+11:00") for day in (26, 27)]
    begin, end = around([at("08:00"), at("12:30")], (midnights[0], midnights[1]))
    assert [hour.kind for hour in draw([], [], begin, end).hours] == ["5", "6", "7", "8", "9", "10", "11", "12", "13"]


def test_each_outcome_has_a_sign_of_its_own_shape() -> None:
    template: Any = environment().get_template("band.html").module
    signs = [" ".join(template.sign(outcome).split()) for outcome in (*OUTCOMES, "come", "fixed")]
    assert len(set(signs)) == len(signs)
    assert all(re.search("<(circle|path|rect)", sign) for sign in signs)


def test_a_tip_that_the_settings_have_is_a_link_to_them() -> None:
    template: Any = environment().get_template("band.html").module
    assert (
        template.titled("Chin & tuck", "chin", {"chin"})
        == '<a class="plainly" href="/settings#tip-chin">Chin &amp; tuck</a>'
    )
    assert template.titled("Chin & tuck", "gone", {"chin"}) == "Chin &amp; tuck"
