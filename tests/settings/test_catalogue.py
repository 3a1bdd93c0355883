"""The catalogue that ships: its form, its balance, and that it carries all the advice of the article it rests on."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from textwrap import wrap

import pytest

CATALOGUE = Path(__file__).parents[2] / "config" / "tips.toml"
TIPS: list[dict[str, str]] = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["tips"]
TIP_BY_ID = {tip["id"]: tip for tip in TIPS}

KINDS = {"stretch", "wrists", "neck", "shoulders", "back", "workspace", "move", "ease"}
PREVENTING = "AMPS article, Preventing and Living with Amplified Musculoskeletal Pain Syndrome (AMPS)"
POSTURE = "AMPS article, Posture Tips"
COPING = "AMPS article, Coping with Musculoskeletal Pain"
OTHER_SOURCES = ("OSHA, ", "HSE, ", "NIOSH, ", "NHS, ", "CCOHS, ", "Cal/OSHA, ", "Cornell University ")

ADVICE = {
    "warm up before exercising": (PREVENTING, ["choose-a-warm-up"]),
    "stretch before workouts": (PREVENTING, ["stretch-before-workout"]),
    "stretch between long bouts of sitting": (PREVENTING, ["stretch-like-a-cat"]),
    "break from any constant posture every 20 minutes": (PREVENTING, ["change-every-20-minutes"]),
    "notice muscles that become stiff": (PREVENTING, ["find-the-stiff-spot"]),
    "listen to your body, stop what is painful": (PREVENTING, ["swap-what-hurts"]),
    "tend to an injury early": (PREVENTING, ["tend-to-it-early"]),
    "back straight": (POSTURE, ["grow-taller"]),
    "shoulders relaxed": (POSTURE, ["let-shoulders-sink"]),
    "careful with twisting": (POSTURE, ["turn-the-chair"]),
    "careful with bending": (POSTURE, ["bend-with-care"]),
    "work straight in front of the body": (POSTURE, ["face-your-work"]),
    "a workspace without stretch or strain": (POSTURE, ["bring-it-closer"]),
    "wrists neutral": (POSTURE, ["wrists-in-line"]),
    "wrists at most 15 degrees in any direction": (POSTURE, ["wrists-15-degrees"]),
    "no neck bent toward the computer": (POSTURE, ["head-over-shoulders"]),
    "no neck bent toward the smartphone": (POSTURE, ["lift-the-phone"]),
    "not sitting long in one position": (POSTURE, ["sit-a-new-way"]),
    "not standing long in one position": (POSTURE, ["rest-from-standing"]),
    "rest for muscles held in one position": (POSTURE, ["let-the-mouse-go"]),
    "frequent breaks": (POSTURE, ["walk-to-the-window"]),
    "better blood circulation": (POSTURE, ["lift-the-heels", "shake-it-loose"]),
    "no more work than you can handle": (COPING, ["lighten-the-list"]),
    "say no": (COPING, ["keep-a-kind-no-ready"]),
    "avoid other sources of stress": (COPING, ["step-back-from-stress"]),
    "yoga": (COPING, ["breathe-like-yoga"]),
    "meditation": (COPING, ["count-ten-breaths"]),
    "time for joy": (COPING, ["plan-a-small-joy"]),
    "a positive mood": (COPING, ["recall-a-good-moment"]),
}

SCARES = {"must", "should", "never", "wrong", "danger", "damage", "cure", "heal", "prevent"}


def ids(tips: Iterable[dict[str, str]]) -> list[str]:
    return [tip["id"] for tip in tips]


def test_a_tip_has_its_five_fields_as_plain_text_on_one_line() -> None:
    assert {tuple(tip) for tip in TIPS} == {("id", "about", "title", "text", "source")}
    values = [value for tip in TIPS for value in tip.values()]
    assert [value for value in values if not value.strip() == value != "" or not value.isprintable()] == []
    assert [value for value in values if set("<>&") & set(value)] == []


def test_an_id_is_lower_case_words_joined_by_hyphens() -> None:
    assert [id_ for id_ in TIP_BY_ID if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_)] == []


def test_a_title_is_a_short_phrase_without_a_full_stop() -> None:
    assert ids(tip for tip in TIPS if len(tip["title"]) > 40 or tip["title"].endswith(".")) == []


def test_no_tip_is_cut_on_the_narrowest_popup() -> None:
    """mako 1.11's, as it comes: five lines of 26 letters beside the picture; dunst and fnott have more room."""
    lines = {tip["id"]: len(wrap(tip["title"], 26)) + len(wrap(tip["text"], 26)) for tip in TIPS}
    assert [id_ for id_, number in lines.items() if number > 5] == []


def test_a_text_fits_a_notification_and_ends_with_a_full_stop() -> None:
    assert ids(tip for tip in TIPS if len(tip["text"]) > 120 or not tip["text"].endswith(".")) == []


def test_a_tip_neither_orders_nor_scares_nor_promises() -> None:
    words = {tip["id"]: re.findall(r"[a-z]+", f"{tip['title']} {tip['text']}".lower()) for tip in TIPS}
    assert [id_ for id_, used in words.items() if SCARES & set(used)] == []


def test_a_tip_names_a_section_of_the_article_or_another_public_source() -> None:
    others = [tip for tip in TIPS if tip["source"] not in {PREVENTING, POSTURE, COPING}]
    assert ids(tip for tip in others if not tip["source"].startswith(OTHER_SOURCES)) == []


@pytest.mark.parametrize("field", ["id", "title", "text"])
def test_no_two_tips_are_alike(field: str) -> None:
    times = Counter(tip[field].casefold() for tip in TIPS)
    assert [value for value, count in times.items() if count > 1] == []


def test_the_catalogue_lasts_for_days_and_no_kind_crowds_out_another() -> None:
    count_by_kind = Counter(tip["about"] for tip in TIPS)
    assert set(count_by_kind) == KINDS
    assert 48 <= len(TIPS) <= 56
    assert min(count_by_kind.values()) >= 5
    assert max(count_by_kind.values()) <= 9


def test_the_articles_advice_is_carried() -> None:
    carried = {advice: {TIP_BY_ID[id_]["source"] for id_ in tips} for advice, (_, tips) in ADVICE.items()}
    assert carried == {advice: {section} for advice, (section, _) in ADVICE.items()}


def test_a_tip_credited_to_the_article_carries_some_advice_of_it() -> None:
    carrying = {id_ for _, ids in ADVICE.values() for id_ in ids}
    assert {tip["id"] for tip in TIPS if tip["source"].startswith("AMPS article")} == carrying


@pytest.mark.parametrize(
    ("id_", "figure"),
    [("change-every-20-minutes", "20 minutes"), ("wrists-15-degrees", "15 degrees")],
    ids=["20 minutes", "15 degrees"],
)
def test_the_articles_two_figures_are_told(id_: str, figure: str) -> None:
    assert figure in TIP_BY_ID[id_]["text"]
