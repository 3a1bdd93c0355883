"""What a person is asked at a terminal."""

from __future__ import annotations

import sys

from reminder.wording.language import word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reminder.phrase import Phrase


def somebody_is_there() -> bool:
    """To read what is asked, and to type the answer. What Windows begins without a console has no streams."""
    return all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout))


def answer_to(question: Phrase) -> str:
    """Raises EOFError where they leave."""
    return input(str(word(question))).strip()
