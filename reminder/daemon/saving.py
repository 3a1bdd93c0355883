"""What of the state is on disk, and when: a restart goes on from there.

State ─▶ save() ─▶ all of it, a heartbeat, or nothing ─▶ a problem, or None
"""

from datetime import timedelta

from msgspec.structs import replace

from reminder.engine.restart import HEARTBEAT_EVERY
from reminder.model.plan import Problem
from reminder.model.state import Heartbeat, Run, State
from reminder.storage import paths, state
from reminder.system import clock


class SavedState:
    def __init__(self) -> None:
        self.problem: Problem | None = None
        """Why the last attempt failed."""
        self._last_saved: State | None = None
        """None: not all of it that matters."""
        self._at = clock.read().ticks

    def save(self, now: State) -> Problem | None:
        """What a restart needs is saved at once; of the mere time, a heartbeat every `HEARTBEAT_EVERY`."""
        if _lasting(now) != self._last_saved or now.heartbeat.ended:
            return self.save_all(now)
        if self.next_heartbeat() <= timedelta():
            self._at = clock.read().ticks
            if state.write_heartbeat(now, paths.state_file()):  # as where the directory is gone
                return self.save_all(now)
        return self.problem

    def save_all(self, now: State) -> Problem | None:
        """Whatever is on disk."""
        self.problem = state.save(now, paths.state_file())
        self._last_saved = None if self.problem else _lasting(now)
        self._at = clock.read().ticks
        return self.problem

    def next_heartbeat(self) -> timedelta:
        """How long it is until word is to be left."""
        return self._at + HEARTBEAT_EVERY - clock.read().ticks


def _lasting(now: State) -> State:
    """What of it does not change by the mere passing of time."""
    return replace(now, heartbeat=Heartbeat(), run=Run())
