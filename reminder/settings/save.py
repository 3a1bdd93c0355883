"""The settings' child that writes: an Order on its standard input, what came of it as JSON on its standard output.

Order ─▶ edit.change(), edit.undo(), own_tips.save_tip() or remove_tip() ─▶ Outcome
"""

# isort: off
from reminder.system import lean  # noqa: F401 - before what imports msgspec

# isort: on
import sys

import msgspec

from reminder.errors import ReminderError
from reminder.settings.edit import Changed, ChangedMeanwhile, Refused, change, undo
from reminder.settings.orders import Order, Outcome
from reminder.settings.own_tips import remove_tip, save_tip


def carried_out(order: Order) -> Outcome:
    try:
        done = _done(order)
    except Refused as error:
        return Outcome(refused=error.problems)
    except ReminderError as error:
        return Outcome(failed=error.said)
    match done:
        case Changed():
            return Outcome(saved=True, undo=done.undo)
        case ChangedMeanwhile():
            return Outcome(meanwhile=done.differences)


def _done(order: Order) -> Changed | ChangedMeanwhile:
    if order.back:
        return undo(order.back)
    if order.tip:
        return save_tip(order.tip)
    if order.tip_gone:
        return remove_tip(order.tip_gone)
    return change(order.changes, order.expected, order.seen, order.renamed)


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(carried_out(msgspec.json.decode(sys.stdin.buffer.read(), type=Order))))
