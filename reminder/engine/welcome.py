"""The first run of a person begins with a welcome: what will happen, and when the first one comes.

the first start, once something can notify and nothing holds -> Greet, which is no showing and delays none
"""

from reminder.engine.polling import has_polled
from reminder.engine.status import coming
from reminder.engine.turn import Turn
from reminder.model.effects import Greet, OpenWindow, SwitchLoginOn
from reminder.model.events import Started
from reminder.model.showing import WELCOME, Choice, Withdraw
from reminder.model.state import Welcome


def begin(turn: Turn, started: Started) -> None:
    """What stands there from a run that was killed answers nobody any more."""
    withdraw(turn)
    if started.first:
        turn.set_delivery(welcome=Welcome())
    turn.set_run(offers_login=started.offers_login)


def greet(turn: Turn) -> None:
    """Once; one that would come after the first reminder is no longer wanted."""
    if not (welcome := turn.delivery.welcome):
        return
    if turn.showing or turn.delivery.shown:
        end(turn)
    elif not welcome.given and turn.run.notifier and not turn.holds and not turn.ready() and has_polled(turn):
        first = coming(turn.state, turn.plan, turn.now)
        every = next((r.every for r in turn.enabled() if first and r.name == first.reminder), None)
        turn.effects.append(Greet(every, first.at if first else None, turn.run.offers_login))
        turn.set_delivery(welcome=Welcome(given=True))


def choose(turn: Turn, choice: Choice, token: str) -> None:
    end(turn)
    match choice:
        case Choice.SETTINGS:
            turn.effects.append(OpenWindow(token, "settings"))
        case Choice.LOGIN:
            turn.effects.append(SwitchLoginOn())


def confirm(turn: Turn, handle: str) -> None:
    """The desktop has taken it."""
    if welcome := turn.delivery.welcome:
        turn.set_delivery(welcome=welcome._replace(handle=handle))


def fail(turn: Turn) -> None:
    """Nobody saw it."""
    if turn.delivery.welcome:
        turn.set_delivery(welcome=Welcome())


def withdraw(turn: Turn) -> None:
    """Where it may be on the screen; one that is still to come stays so."""
    if (welcome := turn.delivery.welcome) and welcome.given:
        turn.effects.append(Withdraw(WELCOME, welcome.handle))
        end(turn)


def end(turn: Turn) -> None:
    turn.set_delivery(welcome=None)
