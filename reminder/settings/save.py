"""The settings' child that writes: an Order on its standard input, what came of it as JSON on its standard output.

Order ─▶ edit.change(), or edit.undo() ─▶ Outcome
"""

# isort: off
from reminder.system import lean  # noqa: F401 - before what imports msgspec

# isort: on
import sys
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from reminder.errors import ReminderError
from reminder.model.plan import Problem
from reminder.phrase import Phrase
from reminder.settings.edit import Changed, ChangedMeanwhile, Difference, Refused, Undo, change, undo


class Order(Struct):
    """As for `edit.change`; with `back` alone, for `edit.undo`."""

    changes: Mapping[str, Any] = {}
    expected: str | None = None
    seen: Mapping[str, Any] | None = None
    back: Undo | None = None


class Outcome(Struct):
    """One of these."""

    saved: bool = False
    undo: Undo | None = None
    """None: it already was so."""
    meanwhile: tuple[Difference, ...] | None = None
    refused: tuple[Problem, ...] = ()
    failed: Phrase | None = None


def carried_out(order: Order) -> Outcome:
    try:
        done = undo(order.back) if order.back else change(order.changes, order.expected, order.seen)
    except Refused as error:
        return Outcome(refused=error.problems)
    except ReminderError as error:
        return Outcome(failed=error.said)
    match done:
        case Changed():
            return Outcome(saved=True, undo=done.undo)
        case ChangedMeanwhile():
            return Outcome(meanwhile=done.differences)


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(carried_out(msgspec.json.decode(sys.stdin.buffer.read(), type=Order))))
