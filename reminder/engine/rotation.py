"""Which tip comes next.

Pure: pool of tips, what was shown before, the day -> a tip. Every tip has a round: how many times it has been its turn.
A tip of the lowest round in the pool is next, so none comes again before all of them were shown, whatever reminder
showed them. The order is drawn anew every day.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import blake2b

from reminder.model.plan import Tip


def pool(tips: Sequence[Tip], about: Sequence[str]) -> Sequence[Tip]:
    """The tips of the kinds in `about` (empty: of every kind); where there are none, all tips."""
    return [tip for tip in tips if tip.about in about] or tips


def choose(tips: Sequence[Tip], rounds: Mapping[str, int], last_kind: str, last_tip: str, day: date) -> Tip | None:
    """The next tip of the pool `tips`; None of an empty one.

    It is of another kind than the last one if that can be helped, now and for the rest of the round.
    """
    if not tips:
        return None
    lowest = min(rounds.get(tip.id, 0) for tip in tips)
    turn = [tip for tip in tips if rounds.get(tip.id, 0) == lowest]
    left = Counter(tip.about for tip in turn)
    orderly = {kind for kind in left if kind != last_kind and _leaves_an_order(left, kind)}
    fitting = (
        [tip for tip in turn if tip.about in orderly]
        or [tip for tip in turn if tip.about != last_kind]
        or [tip for tip in turn if tip.id != last_tip]
        or turn
    )
    return min(fitting, key=lambda tip: blake2b(f"{day} {tip.id}".encode(), digest_size=8).digest())


def after(tip: Tip, tips: Sequence[Tip], rounds: Mapping[str, int]) -> dict[str, int]:
    """The rounds once `tip` of the pool `tips` was shown.

    It is level with the foremost at once: one that is new, or had been hidden, does not come again and again.
    """
    of_pool = [rounds.get(other.id, 0) for other in tips]
    return {**rounds, tip.id: max(min(of_pool) + 1, *of_pool)}


def _leaves_an_order(left: Mapping[str, int], kind: str) -> bool:
    """With one tip of `kind` taken out, the rest can still be shown without two of a kind in a row."""
    rest = sum(left.values()) - 1
    return all(number - 1 <= rest // 2 if name == kind else number <= (rest + 1) // 2 for name, number in left.items())
