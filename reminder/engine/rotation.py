"""Which tip comes next: first its kind, then one of that kind.

Pure: pool of tips, what was told before, the day -> a tip. A kind has as many turns in a cycle as its weight, and a new
cycle begins when none is left; the kinds of areas that a check-in told of have twice as many. A tip has a round: how
many times it has been its turn. Of a kind a tip of the lowest round is next, so none comes again before all of its kind
were shown, whatever reminder showed them; of these, those that are to come first do. The order is drawn anew every day.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

from reminder.model.plan import Tip

FIRST = frozenset({"stretch", "wrists", "neck"})
"""These come first at a fresh start, and twice as often as the others."""


class Told(NamedTuple):
    """What was told before."""

    rounds: Mapping[str, int]
    """By tip: its round."""
    turns: Mapping[str, int]
    """By kind: the turns that it has had in its cycle."""
    kind: str = ""
    """The last one's."""
    tip: str = ""
    """The last one."""
    doubled: frozenset[str] = frozenset()
    """The kinds that come twice as often."""


def pool(tips: Sequence[Tip], about: Sequence[str]) -> Sequence[Tip]:
    """The tips of the kinds in `about` (empty: of every kind); where there are none, all tips."""
    return [tip for tip in tips if tip.about in about] or tips


def choose(tips: Sequence[Tip], told: Told, day: date) -> Tip | None:
    """The next tip of the pool `tips`; None of an empty one. It is of another kind than the last one if it can be."""
    if not tips:
        return None
    kinds = _next_kinds(tips, told)
    lowest = {kind: min(told.rounds.get(tip.id, 0) for tip in _of(kind, tips)) for kind in kinds}
    turn = [tip for tip in tips if told.rounds.get(tip.id, 0) == lowest.get(tip.about)]
    fitting = [tip for tip in turn if tip.id != told.tip] or turn
    fitting = [tip for tip in fitting if tip.comes_first] or fitting
    return min(fitting, key=lambda tip: blake2b(f"{day} {tip.id}".encode(), digest_size=8).digest())


def after(tip: Tip, tips: Sequence[Tip], told: Told) -> Told:
    """What was told once `tip` of the pool `tips` is.

    It is level with the foremost of its kind at once: one that is new, or was hidden, does not come again and again.
    """
    of_kind = [told.rounds.get(other.id, 0) for other in _of(tip.about, tips)]
    left, weights = _left(tips, told), _weights(tips, told)
    turns = {kind: weight - left[kind] for kind, weight in weights.items()}
    return told._replace(
        rounds={**told.rounds, tip.id: max(min(of_kind) + 1, *of_kind)},
        turns={**told.turns, **turns, tip.about: turns[tip.about] + 1},
        kind=tip.about,
        tip=tip.id,
    )


def double(told: Told, kinds: frozenset[str]) -> Told:
    """From now on these come twice as often; one that did not before has all its turns before it in this cycle.

    The turns of one that did, and does no more, tell nothing of that.
    """
    told = told._replace(turns={it: n for it, n in told.turns.items() if it not in kinds - told.doubled}, doubled=kinds)
    return told._replace(turns={kind: min(number, _weight(kind, told)) for kind, number in told.turns.items()})


def _next_kinds(tips: Sequence[Tip], told: Told) -> Sequence[str]:
    """Those that the next tip can be of. Each of these rules is kept where it can be, the earlier ones first."""
    left = _left(tips, told)
    kinds = [kind for kind, number in left.items() if number]
    free = {kind: number for kind, number in left.items() if _waits_for_no_double(kind, left, told)}
    for fits in (
        lambda kind: kind != told.kind,
        lambda kind: any(tip.comes_first and tip.id not in told.rounds for tip in _of(kind, tips)),
        lambda kind: kind in FIRST and not any(tip.id in told.rounds for tip in _of(kind, tips)),
        lambda kind: _leaves_an_order(left, kind),
        lambda kind: kind in free,
        lambda kind: free == left or _leaves_an_order(free, kind),
        lambda kind: _weight(kind, told) != _weight(told.kind, told),  # the frequent ones spread over the day
    ):
        kinds = list(filter(fits, kinds)) or kinds
    return kinds


def _left(tips: Sequence[Tip], told: Told) -> Mapping[str, int]:
    """By kind of the pool: the turns left in the cycle; in a new one, where only the last kind would have any left.

    One that is doubled gets the turn that it lost by that in the new one.
    """
    weights = _weights(tips, told)
    left = {kind: max(weight - told.turns.get(kind, 0), 0) for kind, weight in weights.items()}
    goes_on = any(number and (kind != told.kind or len(left) == 1) for kind, number in left.items())
    lost = {kind: min(left[kind], 1) for kind in told.doubled & left.keys()}
    return left if goes_on else {kind: weight + lost.get(kind, 0) for kind, weight in weights.items()}


def _leaves_an_order(left: Mapping[str, int], kind: str) -> bool:
    """With one turn of `kind` taken out, the rest can still be told without two of a kind in a row."""
    rest = sum(left.values()) - 1
    return all(number - 1 <= rest // 2 if name == kind else number <= (rest + 1) // 2 for name, number in left.items())


def _waits_for_no_double(kind: str, left: Mapping[str, int], told: Told) -> bool:
    """One of the same weight that is doubled has had its two turns for each of this one's, wherever a cycle ends."""
    turn = _weight(kind, told) - left[kind] + 1
    return kind in told.doubled or all(
        _weight(other, told) - left[other] >= 2 * turn
        for other in told.doubled & left.keys()
        if (other in FIRST) == (kind in FIRST)
    )


def _weights(tips: Iterable[Tip], told: Told) -> Mapping[str, int]:
    return {tip.about: _weight(tip.about, told) for tip in tips}


def _weight(kind: str, told: Told) -> int:
    return (2 if kind in FIRST else 1) * (2 if kind in told.doubled else 1)


def _of(kind: str, tips: Sequence[Tip]) -> Sequence[Tip]:
    return [tip for tip in tips if tip.about == kind]
