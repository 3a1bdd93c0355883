"""What check-ins change: which tips there are to choose from, and how often each kind comes.

CheckedIn ─▶ weigh() ─▶ the weights of this run ─▶ tips(), may_say() ─▶ speaking
"""

from collections.abc import Sequence

from reminder.engine import outcomes
from reminder.engine.rotation import Told, double
from reminder.engine.status import is_told
from reminder.engine.turn import Turn
from reminder.model.checkin import TipWeights
from reminder.model.plan import Tip
from reminder.model.showing import Outcome, Words


def weigh(turn: Turn, weights: TipWeights) -> None:
    """From now on. One that asks for what has been told by now is no longer in the way."""
    before = Told(turn.delivery.tip_rounds, turn.delivery.kind_turns, doubled=turn.run.weights.doubled)
    turn.set_delivery(kind_turns=double(before, weights.doubled).turns)
    turn.set_run(weights=weights)
    for r in turn.enabled():
        if is_told(r, turn.state, turn.now) and r.name in turn.state.countdowns:
            turn.set_countdown(r.name, due=None, snoozed=None)
            if turn.showing and turn.showing.reminder == r.name:
                outcomes.finish(turn, turn.showing, Outcome.DONE)


def tips(turn: Turn) -> Sequence[Tip]:
    """Without those that made it worse, and the kinds that rest."""
    weights = turn.run.weights
    return [tip for tip in turn.plan.tips if tip.id not in weights.worse and tip.about not in weights.resting]


def may_say(turn: Turn, words: Words) -> bool:
    """What is to be said again may be a tip that has made it worse since."""
    return not words.tip or words.tip not in {tip.id for tip in turn.plan.tips} - {tip.id for tip in tips(turn)}
