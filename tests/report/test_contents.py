"""What the page for the doctor says, and what it leaves out."""

from datetime import date, timedelta

import pytest
from support.told import told

from reminder.model.checkin import AREAS, FEELS, SIGNS, Course
from reminder.report import body
from reminder.report.contents import QUESTIONS, Report, report
from reminder.report.writing import levels
from reminder.wording import body as words
from reminder.wording.language import strictly

FIRST, DAY = date(2026, 11, 2), timedelta(days=1)
TOLD = (
    told(FIRST, {"neck": 6, "left-wrist": 1}, course=Course.CONSTANT, feels=("dull",), doing="A cushion"),
    told(FIRST + DAY, better="walking", worse_tips=("nod",)),
    told(
        FIRST + 3 * DAY,
        {"neck": 3},
        feels=("dull", "sharp"),
        words="like a\nrope",
        doing="A cushion",
        signs=("at-night",),
    ),
)


def made(*without: str) -> Report:
    return report(TOLD, FIRST, FIRST + 6 * DAY, {FIRST: 12, FIRST + DAY: 8}, {"nod": "Nod"}, without)


def said(found: Report) -> dict[str, str]:
    return {item.name: strictly(item.said) for section in found.sections for item in section.items}


def test_says_what_was_told_in_the_order_in_which_a_doctor_asks() -> None:
    found = made()

    assert [section.name for section in found.sections] == [*QUESTIONS]
    assert said(found) == {
        "since.neck": "Neck: first told on 2 November 2026, last on 5 November 2026.",
        "since.left-wrist": "Left wrist: first told on 2 November 2026, last on 2 November 2026.",
        "areas.neck": "Neck: on 2 of 3 days that were told of.",
        "areas.left-wrist": "Left wrist: on 1 of 3 days that were told of.",
        "areas.none": "Nothing hurt on 1 day.",
        "course.constant": "Constant: on 1 day.",
        "level.neck": "Neck: 4 of 10 on average when it hurt, 6 at most, 3 the last time.",
        "level.left-wrist": "Left wrist: 1 of 10 on average when it hurt, 1 at most, 1 the last time.",
        "doing.1": "A cushion (2 days)",
        "doing.breaks": "Breaks from the screen: 10 on a day of work, on average.",
        "changes.better.1": "Better: walking (1 day)",
        "changes.tips": "Worse, with the exercises: Nod",
        "feels.sharp": "Sharp: on 1 day.",
        "feels.dull": "Dull: on 2 days.",
        "feels.1": "like a rope (1 day)",
        "signs.at-night": "Worse at night: told on 5 November 2026.",
    }


@pytest.mark.parametrize("name", [*QUESTIONS, *made().names])
def test_anything_that_it_names_can_be_struck_out_and_nothing_else_goes_with_it(name: str) -> None:
    left = said(made(name))
    gone = {item for item in said(made()) if name in (item, item.partition(".")[0], item.partition(".")[2])}

    assert gone
    assert left == {item: text for item, text in said(made()).items() if item not in gone}


def test_what_is_struck_out_is_not_drawn_either() -> None:
    def drawn(without: str) -> tuple[list[str], list[str]]:
        found = made(without)
        return [*found.levels], [line.area for line in found.chart.lines] if found.chart else []

    both = ["neck", "left-wrist"]
    assert drawn("") == (both, both)
    assert drawn("neck") == (["left-wrist"], ["left-wrist"])
    assert drawn("areas.neck") == (["left-wrist"], both)
    assert drawn("level.neck") == (both, ["left-wrist"])
    assert drawn("areas") == ([], both)
    assert drawn("level") == (both, [])


def test_a_day_without_pain_alone_is_told_of_too() -> None:
    found = report((told(FIRST),), FIRST, FIRST, {}, {})

    assert said(found) == {"areas.none": "Nothing hurt on 1 day."}
    assert found.chart is None
    assert levels(found.chart) == ""


def test_an_area_of_another_version_is_told_by_its_name() -> None:
    found = report((told(FIRST, {"left-ear": 2}),), FIRST, FIRST, {}, {})

    assert said(found)["areas.left-ear"] == "Left-ear: on 1 of 1 day that was told of."
    assert "left-ear" in levels(found.chart)


def test_where_more_hurts_than_fits_the_rest_is_named_but_for_what_is_struck_out() -> None:
    areas = {area: 10 - number // 3 for number, area in enumerate(AREAS)}
    for without in ((), ("right-foot",)):
        items = said(report([told(FIRST, areas)], FIRST, FIRST, {}, {}, without))
        assert len([name for name in items if name.startswith("areas.")]) == 9
        assert ("right foot" in items["areas.more"]) == (not without)


def test_each_text_is_told_once_and_a_long_one_in_part_and_no_more_of_them_than_fit() -> None:
    each = [told(FIRST + n * DAY, {"neck": 1}, words=f"{n} " * 500) for n in range(9)]
    found = said(report(each, FIRST, FIRST + 9 * DAY, {}, {}))

    texts = [text for name, text in found.items() if name.startswith("feels.")]
    assert [text[0] for text in texts] == ["8", "7", "6", "5"]
    assert all(len(text) < 320 and "… (1 day)" in text for text in texts)


def test_a_text_keeps_its_name_when_more_is_told_or_the_same_again() -> None:
    each = [told(FIRST + n * DAY, words=text) for n, text in enumerate(("stiff", "sore", "stiff", "numb"))]
    assert [*said(report(each[:3], FIRST, FIRST, {}, {}))] == ["areas.none", "feels.1", "feels.2"]
    assert [*said(report(each, FIRST, FIRST, {}, {}))] == ["areas.none", "feels.3", "feels.1", "feels.2"]


def test_every_area_is_drawn_and_has_its_words_and_so_has_all_that_can_be_told() -> None:
    assert {place.area for place in (*body.FRONT, *body.BACK)} == set(AREAS) == set(words.AREAS)
    assert set(words.FEELS) == set(FEELS)
    assert set(words.SIGNS) == set(SIGNS)
    assert set(words.COURSES) == set(Course)
