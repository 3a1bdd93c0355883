"""Which tip comes next: the draw alone, over many rounds."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from support.fakes import TIPS, a_tip

from reminder.engine.rotation import FIRST, Told, after, choose, pool
from reminder.model.plan import Tip

DAY = date(2026, 1, 5)
FRESH = Told({}, {})
OTHERS = {"shoulders", "back", "workspace", "move", "ease"}


def play(tips: Sequence[Tip], number: int, told: Told = FRESH, day: date = DAY) -> list[Tip]:
    """So many tips of one day, one after another."""
    tips_told: list[Tip] = []
    for _ in range(number):
        tip = choose(tips, told, day)
        assert tip
        told = after(tip, tips, told)
        tips_told.append(tip)
    return tips_told


def of_kinds(numbers: Mapping[str, int]) -> list[Tip]:
    return [a_tip(f"{kind}-{n}", kind) for kind, number in numbers.items() for n in range(number)]


EVERY_KIND = of_kinds(dict.fromkeys(sorted(FIRST | OTHERS), 7))
kinds = st.sampled_from(["stretch", "neck", "move", "back", "mine"])


def test_of_no_tips_there_is_no_next() -> None:
    assert choose((), FRESH, DAY) is None


@pytest.mark.parametrize(
    ("about", "kinds"),
    [((), {"neck", "wrists", "move", "back"}), (("neck",), {"neck"}), (("eyes",), {"neck", "wrists", "move", "back"})],
    ids=["every kind", "one kind", "none left of that kind"],
)
def test_the_pool_is_of_the_kinds_asked_for_else_of_all(about: tuple[str, ...], kinds: set[str]) -> None:
    assert {tip.about for tip in pool(TIPS, about)} == kinds


@given(st.dates())
def test_a_fresh_start_tells_of_stretch_wrists_and_neck_first(day: date) -> None:
    first = play(EVERY_KIND, 3, day=day)
    assert {tip.about for tip in first} == FIRST


@given(st.dates(), st.integers(0, 30))
def test_what_is_to_come_first_does_in_each_round_and_soon_where_it_is_new(day: date, before: int) -> None:
    own = [replace(a_tip(f"own-{n}", kind), comes_first=True) for n, kind in enumerate(("neck", "neck", "mine"))]
    tips, told = [*EVERY_KIND, *own], FRESH
    for tip in play(EVERY_KIND, before, day=day):
        told = after(tip, EVERY_KIND, told)
    a_cycle_and_a_bit = 17
    assert {tip.id for tip in play(tips, a_cycle_and_a_bit, told, day)} >= {tip.id for tip in own}

    for tip in play(tips, 60, told, day):
        waiting = [told.rounds.get(it.id, 0) for it in own if it.about == tip.about and it.id != told.tip]
        assert tip.comes_first or all(number > told.rounds.get(tip.id, 0) for number in waiting)
        told = after(tip, tips, told)


def test_which_of_these_is_the_first_is_drawn_by_the_day() -> None:
    firsts = [play(EVERY_KIND, 1, day=DAY + timedelta(days=n))[0].about for n in range(30)]
    assert set(firsts) == FIRST


@pytest.mark.parametrize("number", [21, 22, 24, 27, 48])
def test_stretch_wrists_and_neck_are_more_than_half_of_every_day(number: int) -> None:
    """A day of eight hours has 24 tips."""
    told = play(EVERY_KIND, 60 * number)
    for begin in range(0, len(told), number):
        kinds = Counter(tip.about for tip in told[begin : begin + number])
        assert sum(kinds[kind] for kind in FIRST) > number / 2


def test_in_the_long_run_these_come_twice_as_often_as_the_others() -> None:
    kinds = Counter(tip.about for tip in play(EVERY_KIND, 11 * 40))
    assert kinds == dict.fromkeys(FIRST, 80) | dict.fromkeys(OTHERS, 40)


@given(st.dictionaries(kinds, st.integers(1, 4), min_size=1), st.dates())
def test_of_a_kind_none_comes_again_before_all_were_told(numbers: dict[str, int], day: date) -> None:
    tips = of_kinds(numbers)
    told: defaultdict[str, list[Tip]] = defaultdict(list)
    for tip in play(tips, 5 * len(tips), day=day):
        told[tip.about].append(tip)
    for kind, its in told.items():
        for begin in range(0, len(its), numbers[kind]):
            of_round = its[begin : begin + numbers[kind]]
            assert len(set(of_round)) == len(of_round)


@given(st.dictionaries(kinds, st.integers(1, 6), min_size=2), st.dates())
def test_no_two_of_a_kind_follow_each_other_where_there_is_another_kind(numbers: dict[str, int], day: date) -> None:
    told = play(of_kinds(numbers), 40, day=day)
    assert all(a.about != b.about for a, b in pairwise(told))
    assert {tip.about for tip in told} == set(numbers)


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
@pytest.mark.parametrize("kind", ["mine", "neck"])
@pytest.mark.parametrize("number", [1, 2, 7])
def test_new_tips_are_level_with_the_others_at_once(rounds: int, kind: str, number: int) -> None:
    behind = FRESH._replace(rounds={tip.id: rounds for tip in TIPS})
    mine = [a_tip(f"mine-{n}", kind) for n in range(number)]
    told = Counter(tip.id for tip in play((*TIPS, *mine), 100, behind) if tip.about == kind)
    of_kind = [told[tip.id] for tip in (*TIPS, *mine) if tip.about == kind]
    assert min(of_kind) > 0
    assert max(of_kind) - min(of_kind) <= 2


def test_one_that_was_hidden_for_long_does_not_come_again_and_again() -> None:
    behind = FRESH._replace(rounds={tip.id: 30 for tip in TIPS} | {TIPS[0].id: 3})
    told = play(TIPS, len(TIPS), behind)
    of_kind = [tip for tip in told if tip.about == TIPS[0].about]
    assert of_kind[0] == TIPS[0]
    assert told.count(TIPS[0]) <= 2


@given(st.lists(st.sampled_from(["all", "neck", "move"]), max_size=80))
def test_reminders_with_different_kinds_share_what_was_told(order: list[str]) -> None:
    """A tip is repeated only after all of its kind were told since, whoever told them."""
    told = FRESH
    often: Counter[str] = Counter()
    for name in order:
        of_pool = pool(TIPS, () if name == "all" else (name,))
        tip = choose(of_pool, told, DAY)
        assert tip
        if often[tip.id]:
            assert all(often[other.id] for other in TIPS if other.about == tip.about)
        often[tip.id] += 1
        told = after(tip, of_pool, told)
