"""Problems of the settings, each shown to the person once by a notification that needs no answer.

plan.problems, what was shown before -> Warn, when nothing else is before the person, and never under a hold
"""

from collections.abc import Iterator

from reminder.engine.polling import has_polled
from reminder.engine.speaking import is_apart
from reminder.engine.turn import Turn
from reminder.model.effects import Warn
from reminder.model.plan import Problem
from reminder.model.state import EVERYTHING
from reminder.phrase import Phrase


def warn(turn: Turn) -> None:
    """Once per distinct problem; one that was mended in between is another."""
    present = frozenset(_key(problem) for problem in turn.plan.problems)
    told = present if EVERYTHING in turn.delivery.told else turn.delivery.told & present
    turn.set_delivery(told=told)
    quiet = not turn.holds and not turn.showing and not turn.ready()
    if (new := untold(turn)) and quiet and turn.run.notifier and is_apart(turn) and has_polled(turn):
        turn.effects.append(Warn(tuple(new)))
        turn.set_delivery(spoke=turn.now.ticks, spoke_before=turn.delivery.spoke, told_before=told, told=present)


def untold(turn: Turn) -> list[Problem]:
    """The problems that the person has had no notification about."""
    return [problem for problem in turn.plan.problems if _key(problem) not in turn.delivery.told]


def _key(problem: Problem) -> str:
    """Where it is, and the facts of it, whatever the words around them: those change with a version or a language."""
    return " ".join((problem.key, problem.file, *_facts(problem.text)))


def _facts(said: Phrase) -> Iterator[str]:
    for _, value in sorted(said.values.items()):
        if isinstance(value, Phrase):
            yield from _facts(value)
        else:
            yield str(value)
