"""Which tip comes next: the draw alone, over many rounds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.fakes import TIPS, a_tip

from reminder.engine.rotation import after, choose, pool
from reminder.model.plan import Tip

DAY = date(2026, 1, 5)


def play(tips: Sequence[Tip], number: int, rounds: Mapping[str, int] | None = None, day: date = DAY) -> list[Tip]:
    """So many tips of one day, one after another."""
    told: list[Tip] = []
    rounds = rounds or {}
    for _ in range(number):
        kind, last = (told[-1].about, told[-1].id) if told else ("", "")
        tip = choose(tips, rounds, kind, last, day)
        assert tip
        rounds = after(tip, tips, rounds)
        told.append(tip)
    return told


def of_kinds(numbers: Mapping[str, int]) -> list[Tip]:
    return [a_tip(f"{kind}-{n}", kind) for kind, number in numbers.items() for n in range(number)]


def some_order_avoids_neighbours(kinds: Sequence[str]) -> bool:
    """With the most frequent kind in every other place there is room for the rest between."""
    return max(Counter(kinds).values()) <= (len(kinds) + 1) // 2


def test_of_no_tips_there_is_no_next() -> None:
    assert choose((), {}, "", "", DAY) is None


@pytest.mark.parametrize(
    ("about", "kinds"),
    [((), {"neck", "wrists", "move", "back"}), (("neck",), {"neck"}), (("eyes",), {"neck", "wrists", "move", "back"})],
    ids=["every kind", "one kind", "none left of that kind"],
)
def test_the_pool_is_of_the_kinds_asked_for_else_of_all(about: tuple[str, ...], kinds: set[str]) -> None:
    assert {tip.about for tip in pool(TIPS, about)} == kinds


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(1, 4), min_size=1), st.dates())
def test_a_round_tells_every_tip_once(numbers: dict[str, int], day: date) -> None:
    tips = of_kinds(numbers)
    told = play(tips, 3 * len(tips), day=day)
    for begin in range(0, len(told), len(tips)):
        assert Counter(told[begin : begin + len(tips)]) == Counter(tips)


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(1, 6), min_size=1), st.dates())
def test_in_a_round_no_two_of_a_kind_follow_each_other_if_that_can_be_helped(
    numbers: dict[str, int], day: date
) -> None:
    tips = of_kinds(numbers)
    kinds = [tip.about for tip in play(tips, len(tips), day=day)]
    if some_order_avoids_neighbours(kinds):
        assert all(a != b for a, b in pairwise(kinds))


def test_the_last_of_a_round_and_the_first_of_the_next_differ_in_kind() -> None:
    told = play(TIPS, 10 * len(TIPS))
    assert all(a.about != b.about for a, b in pairwise(told))


def test_with_one_kind_the_same_tip_does_not_come_twice_in_a_row() -> None:
    told = play(of_kinds({"neck": 3}), 60)
    assert all(a != b for a, b in pairwise(told))


def test_a_single_tip_is_told_again_and_again() -> None:
    tips = of_kinds({"neck": 1})
    assert play(tips, 3) == tips * 3


def test_the_order_is_another_every_day() -> None:
    orders = {tuple(play(TIPS, len(TIPS), day=DAY + timedelta(days=n))) for n in range(20)}
    assert len(orders) == 20


def test_the_order_of_a_day_is_the_same_however_often_the_program_starts() -> None:
    assert play(TIPS, 30) == play(TIPS, 30)


@pytest.mark.parametrize("rounds", [1, 40], ids=["after a day", "after a year"])
@pytest.mark.parametrize("number", [1, 2, 7])
def test_new_tips_are_level_with_the_others_at_once(rounds: int, number: int) -> None:
    behind = {tip.id: rounds for tip in TIPS}
    mine = of_kinds({"mine": number})
    told = [tip.id for tip in play((*TIPS, *mine), len(TIPS) + 2 * number, behind)]
    assert max(Counter(told).values()) <= 2
    assert set(told) == {tip.id for tip in (*TIPS, *mine)}


def test_one_that_was_hidden_for_long_does_not_come_again_and_again() -> None:
    behind = {tip.id: 30 for tip in TIPS} | {TIPS[0].id: 3}
    told = play(TIPS, len(TIPS), behind)
    assert told[0] == TIPS[0]
    assert told.count(TIPS[0]) <= 2


@given(st.lists(st.sampled_from(["all", "neck", "move"]), max_size=80))
def test_reminders_with_different_kinds_share_what_was_told(order: list[str]) -> None:
    """A tip is repeated to a pool only after all of that pool were told since, whoever told them."""
    rounds: dict[str, int] = {}
    kind = last = ""
    told: Counter[str] = Counter()
    for name in order:
        of_pool = pool(TIPS, () if name == "all" else (name,))
        tip = choose(of_pool, rounds, kind, last, DAY)
        if told[tip.id]:
            assert all(told[other.id] for other in of_pool)
        told[tip.id] += 1
        rounds = after(tip, of_pool, rounds)
        kind, last = tip.about, tip.id
