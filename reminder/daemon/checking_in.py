"""The check-ins, as the running program has them: their weights for the engine, and what a button said.

checkins.db ─▶ weights() ─▶ Started, CheckedIn        CheckIn ─▶ take() ─▶ checkins.db ─▶ CheckedIn
"""

from collections.abc import Callable
from pathlib import Path

from reminder.model import checkin, effects
from reminder.model.checkin import Answer, TipWeights
from reminder.model.events import CheckedIn, Put
from reminder.model.moment import Clock
from reminder.model.plan import Problem
from reminder.storage import checkins
from reminder.storage.checkins import CheckInsError

PART = "check-ins"


class CheckingIn:
    """`note` hears what came of each attempt, and never what was told."""

    def __init__(self, path: Path, put: Put, clock: Clock, note: Callable[[str, Problem | None], None]) -> None:
        self._path = path
        self._put = put
        self._clock = clock
        self._note = note
        self._weights = TipWeights()
        self.problem: Problem | None = None
        """What came of reading them."""

    def weights(self) -> TipWeights:
        """As they are on disk; where that cannot be read as they were."""
        try:
            self._weights, self.problem = checkins.weights(self._path), None
        except CheckInsError as error:
            self.problem = self._problem(error)
        return self._weights

    def read(self) -> None:
        """Tell of what has changed since."""
        before = self._weights
        if self.weights() != before:
            self._put(CheckedIn(self._clock(), self._weights))
        self._note(PART, self.problem)

    def take(self, order: effects.CheckIn) -> None:
        """Write what the button said of the day."""
        day = order.at.date()
        try:
            if order.answer is Answer.NOTHING_HURTS:
                checkins.add(self._path, checkin.CheckIn(day=day, at=order.at))
            elif last := checkins.last(self._path, day):  # else it was deleted meanwhile
                checkins.add(self._path, checkin.as_before(last, order.at))
        except CheckInsError as error:
            self._note(PART, self._problem(error))
        else:
            self.read()

    def _problem(self, error: CheckInsError) -> Problem:
        return Problem(PART, error.said, str(self._path))
