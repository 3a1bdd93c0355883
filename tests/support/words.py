"""What a person reads."""

from reminder.model.plan import Problem
from reminder.model.senses import Programs
from reminder.phrase import Phrase, plainly
from reminder.wording.language import word


def in_words(reason: Phrase | None) -> str:
    """In words; empty where there is none."""
    return str(word(reason)) if reason else ""


def named(programs: Programs) -> tuple[str, ...]:
    """Each in words."""
    return tuple(in_words(it) if isinstance(it, Phrase) else it for it in programs)


def told(problem: Problem | None) -> str:
    """The text of a problem, which there is."""
    return plainly(problem.text)
