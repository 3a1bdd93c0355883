"""What the window's child for moving in is asked, and what it answers.

Apart from what it takes to answer, which the window does without.
"""

from typing import NamedTuple

from msgspec import Struct

from reminder.phrase import Phrase


class Wanted(Struct):
    """To be told what there is; with a peer, to take over these of its parts."""

    peer: str = ""
    parts: tuple[str, ...] = ()
    sent_as: str | None = None
    """The content type of what a browser has sent, which follows below this line: then it is about that alone."""
    export: bool = False
    """To save all that is the person's."""
    with_checkins: bool = False


class Row(NamedTuple):
    """One setting: as it is now, and as it is there."""

    what: Phrase
    now: Phrase
    then: Phrase


class ShownPart(Struct):
    name: str
    label: Phrase
    rows: tuple[Row, ...]


class Shown(Struct):
    """What one peer gives."""

    peer: str
    name: str
    version: str
    source: str
    parts: tuple[ShownPart, ...]
    left: tuple[tuple[str, Phrase], ...]
    """What is not taken over, by its name there."""
    problems: tuple[Phrase, ...]
    ending: tuple[Phrase, ...]


class Answer(Struct):
    shown: tuple[Shown, ...] = ()
    unasked: Phrase | None = None
    """Which could not be looked for."""
    told: tuple[Phrase, ...] = ()
    """What was taken over, and how to end the peer."""
    failed: Phrase | None = None
