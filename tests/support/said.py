"""What a phrase says, for a test to compare."""

from reminder.phrase import Phrase
from reminder.wording.language import word


def said(it: Phrase | None) -> str:
    """In English; empty: nothing is said."""
    return str(word(it)) if it else ""
