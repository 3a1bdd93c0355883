"""What a person reads of a reason."""

from reminder.model.senses import Programs
from reminder.phrase import Phrase
from reminder.wording.language import word


def in_words(reason: Phrase | None) -> str:
    """In words; empty where there is none."""
    return str(word(reason)) if reason else ""


def named(programs: Programs) -> tuple[str, ...]:
    """Each in words."""
    return tuple(in_words(it) if isinstance(it, Phrase) else it for it in programs)
