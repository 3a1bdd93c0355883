"""A meeting, as far as camera, microphone and screen tell: a program uses them, and none that always does."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from reminder.model.senses import Reason
from reminder.senses.sensor import names

INTERPRETERS = frozenset(
    ("bash", "dash", "electron", "gjs", "gjs-console", "java", "node", "perl", "python", "ruby", "sh")
)
"""Their names tell nothing of what they run; without the version that may follow."""
_AT_MOST = 40
"""Characters of a name."""


class Program(NamedTuple):
    """A program, as those know it that deal with it."""

    binary: str
    """The name of its file; empty: it is not known."""
    application: str = ""
    """What it calls itself, if it does."""

    @property
    def name(self) -> str:
        """For the person; empty: it has none."""
        best = self.application if is_interpreter(self.binary) else self.binary
        return "".join(filter(str.isprintable, best or self.application or self.binary))[:_AT_MOST].strip()

    def is_one_of(self, programs: Collection[str]) -> bool:
        """By either name; `programs` are in lower case."""
        return self.binary.lower() in programs or self.application.lower() in programs


def meeting(programs: Iterable[Program], ignore: Collection[str]) -> Mapping[Reason, str]:
    """The hold that these are behind, if any is left without those in `ignore`."""
    left = [program.name for program in programs if not program.is_one_of(ignore)]
    return {Reason.MEETING: names(filter(None, left))} if left else {}


def is_interpreter(binary: str) -> bool:
    """What runs is a script."""
    return binary.lower().rstrip("0123456789.") in INTERPRETERS
