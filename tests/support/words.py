"""What a person reads of a reason."""

from reminder.phrase import Phrase
from reminder.wording.language import word


def in_words(reason: Phrase | None) -> str:
    """In words; empty where there is none."""
    return str(word(reason)) if reason else ""
