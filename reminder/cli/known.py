"""Where the running program stands, as it has saved it."""

from __future__ import annotations

from reminder.control.client import ask
from reminder.control.messages import RequestLine
from reminder.errors import NotRunning
from reminder.model.state import State
from reminder.storage import paths, state


def known_state() -> State | None:
    """None where none runs."""
    try:
        ask(RequestLine("status"))
    except NotRunning:
        return None
    return state.load(paths.state_file()).state
