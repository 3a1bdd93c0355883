"""Where the running program stands, as it has saved it."""

from __future__ import annotations

from reminder.control.client import ask
from reminder.control.messages import RequestLine
from reminder.errors import NotRunning

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reminder.model.state import State


def known_state(timeout: float = 8.0) -> State | None:
    """None where none runs; `timeout` in seconds. Raises ReminderError where it keeps silent."""
    try:
        ask(RequestLine("status"), timeout)
    except NotRunning:
        return None
    from reminder.storage import paths, state

    return state.load(paths.state_file()).state
