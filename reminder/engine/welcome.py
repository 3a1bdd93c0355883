"""The first run of a person begins with a welcome: what will happen, and when the first one comes.

the first start, once something can notify and nothing holds -> Greet, which is no showing and delays none
"""

from reminder.engine.polling import has_polled
from reminder.engine.status import coming
from reminder.engine.turn import Turn
from reminder.model.effects import Greet, OpenWindow, SwitchLoginOn
from reminder.model.showing import Choice


def greet(turn: Turn) -> None:
    """Once; one that would come after the first reminder is no longer wanted."""
    if not turn.run.first or not turn.run.notifier:
        return
    if turn.showing or turn.delivery.shown:
        turn.set_run(first=False)
    elif not turn.holds and not turn.ready() and has_polled(turn):
        first = coming(turn.state, turn.plan, turn.now)
        every = next((r.every for r in turn.enabled() if first and r.name == first.reminder), None)
        turn.effects.append(Greet(every, first.at if first else None, turn.run.offers_login))
        turn.set_run(first=False)


def choose(turn: Turn, choice: Choice, token: str) -> None:
    match choice:
        case Choice.SETTINGS:
            turn.effects.append(OpenWindow(token, "settings"))
        case Choice.LOGIN:
            turn.effects.append(SwitchLoginOn())
