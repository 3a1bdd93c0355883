"""When a reminder comes: after an interval, or at fixed times."""

from reminder.phrase import Phrase, phrase

TIMES = {"every": phrase("an interval"), "at": phrase("fixed times")}
"""A reminder has one of the two, and then has this; who sets one of them takes back the other."""


def other_times(name: str) -> list[tuple[str, Phrase]]:
    """Of `TIMES` those that a reminder cannot have beside this option."""
    return [(other, has) for other, has in TIMES.items() if name in TIMES and other != name]
