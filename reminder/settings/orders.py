"""What the settings' child that writes is told, and what it answers.

Apart from `edit`, so that whoever gives the order need not import what it takes to carry it out.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from msgspec import Struct

from reminder.model.plan import Problem
from reminder.phrase import Phrase


class Undo(NamedTuple):
    """What puts the file back as it was before a change."""

    content: bytes | None
    """None: there was no file."""
    version: str
    """Of the file as the change has left it."""


class Difference(NamedTuple):
    """A key that others have changed in the file, and that was to be changed otherwise."""

    key: str
    seen: Any
    """What the file said before; as in the others, None: nothing."""
    theirs: Any
    """What it says now."""
    yours: Any
    """What it was to say."""


class Order(Struct):
    """As for `edit.change`; with `back` for `edit.undo`, and for `own_tips.save_tip` or `remove_tip` with a tip."""

    changes: Mapping[str, Any] = {}
    expected: str | None = None
    seen: Mapping[str, Any] | None = None
    back: Undo | None = None
    tip: Mapping[str, str] | None = None
    tip_gone: str = ""
    renamed: Mapping[str, str] = {}


class Outcome(Struct):
    """One of these."""

    saved: bool = False
    undo: Undo | None = None
    """None: it already was so."""
    meanwhile: tuple[Difference, ...] | None = None
    refused: tuple[Problem, ...] = ()
    failed: Phrase | None = None
