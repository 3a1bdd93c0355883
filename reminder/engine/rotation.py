"""Which tip comes next: first its kind, then one of that kind.

Pure: pool of tips, what was told before, the day -> a tip. A kind has as many turns in a cycle as its weight, and a new
cycle begins when none is left. A tip has a round: how many times it has been its turn. Of a kind a tip of the lowest
round is next, so none comes again before all of its kind were shown, whatever reminder showed them. The order is drawn
anew every day.
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
    return min(fitting, key=lambda tip: blake2b(f"{day} {tip.id}".encode(), digest_size=8).digest())


def after(tip: Tip, tips: Sequence[Tip], told: Told) -> Told:
    """What was told once `tip` of the pool `tips` is.

    It is level with the foremost of its kind at once: one that is new, or was hidden, does not come again and again.
    """
    of_kind = [told.rounds.get(other.id, 0) for other in _of(tip.about, tips)]
    left, weights = _left(tips, told), _weights(tips)
    turns = {kind: weight - left[kind] for kind, weight in weights.items()}
    return Told(
        rounds={**told.rounds, tip.id: max(min(of_kind) + 1, *of_kind)},
        turns={**told.turns, **turns, tip.about: turns[tip.about] + 1},
        kind=tip.about,
        tip=tip.id,
    )


def _next_kinds(tips: Sequence[Tip], told: Told) -> Sequence[str]:
    """Those that the next tip can be of. Each of these rules is kept where it can be, the earlier ones first."""
    left = _left(tips, told)
    kinds = [kind for kind, number in left.items() if number]
    for fits in (
        lambda kind: kind != told.kind,
        lambda kind: kind in FIRST and not any(tip.id in told.rounds for tip in _of(kind, tips)),
        lambda kind: _leaves_an_order(left, kind),
        lambda kind: _weight(kind) != _weight(told.kind),  # the frequent ones spread over the day
    ):
        kinds = list(filter(fits, kinds)) or kinds
    return kinds


def _left(tips: Sequence[Tip], told: Told) -> Mapping[str, int]:
    """By kind of the pool: the turns left in the cycle; in a new one, where only the last kind would have any left."""
    weights = _weights(tips)
    left = {kind: max(weight - told.turns.get(kind, 0), 0) for kind, weight in weights.items()}
    goes_on = any(number and (kind != told.kind or len(left) == 1) for kind, number in left.items())
    return left if goes_on else weights


def _leaves_an_order(left: Mapping[str, int], kind: str) -> bool:
    """With one turn of `kind` taken out, the rest can still be told without two of a kind in a row."""
    rest = sum(left.values()) - 1
    return all(number - 1 <= rest // 2 if name == kind else number <= (rest + 1) // 2 for name, number in left.items())


def _weights(tips: Iterable[Tip]) -> Mapping[str, int]:
    return {tip.about: _weight(tip.about) for tip in tips}


def _weight(kind: str) -> int:
    return 2 if kind in FIRST else 1


def _of(kind: str, tips: Sequence[Tip]) -> Sequence[Tip]:
    return [tip for tip in tips if tip.about == kind]
