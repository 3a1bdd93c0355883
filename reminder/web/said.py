"""What came of the last thing that was asked for, told on the page that is shown next."""

from typing import NamedTuple

from reminder.phrase import Phrase
from reminder.wording.language import Text


class Told(NamedTuple):
    text: Phrase | Text
    is_bad: bool = False


class Said:
    def __init__(self) -> None:
        self._last: Told | None = None

    def tell(self, text: Phrase | Text, is_bad: bool = False) -> None:
        self._last = Told(text, is_bad)

    def take(self) -> Told | None:
        """Once."""
        last, self._last = self._last, None
        return last
