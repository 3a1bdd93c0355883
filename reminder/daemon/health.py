"""Which parts fail: one that begins to, fails otherwise, or works again is an event, and more of the same is none.

what a part says after an attempt ─▶ note() ─▶ PartFailed, PartWorks ─▶ inbox
before the news ─▶ try_again() ─▶ those that fail, once more ─▶ the same events, at once
"""

from collections.abc import Callable
from datetime import timedelta

from reminder.control.messages import sendable
from reminder.daemon.saving import SavedState
from reminder.model.events import PartFailed, PartWorks, Put
from reminder.model.plan import Problem
from reminder.model.state import State
from reminder.phrase import Phrase
from reminder.storage.history import History
from reminder.storage.watch import FileWatch
from reminder.system import clock

_TRY_AGAIN = timedelta(seconds=1)


class Health:
    """Of the parts that write, and of the watch over the settings."""

    def __init__(
        self, put: Put, unlogged: Callable[[], Phrase | None], watch: FileWatch, history: History, saved: SavedState
    ) -> None:
        """`unlogged` says why there is no log, or nothing."""
        self._put = put
        self._unlogged = unlogged
        self._watch = watch
        self._history = history
        self._saved = saved
        self._failed: dict[str, Phrase] = {}
        self._tried_at = clock.read().ticks

    def note(self, part: str, problem: Problem | None) -> None:
        """What came of its last attempt."""
        for event in self._changed(part, problem and problem.text):
            self._put(event)

    def note_log(self) -> None:
        for event in self._changed("log", self._unlogged()):
            self._put(event)

    def try_again(self, state: State) -> list[PartFailed | PartWorks]:
        """What could not be written: who has made room, and asks for the status, hears that it helped.

        Not at each turn, since a locked history takes a moment. The watch over the files tries again by itself.
        """
        watch = self._watch.problem
        changed = self._changed("log", self._unlogged()) + self._changed("settings", watch and watch.text)
        now = clock.read().ticks
        if now - self._tried_at >= _TRY_AGAIN:
            self._tried_at = now
            if self._history.fails:
                unwritten = self._history.again()
                changed += self._changed("history", unwritten and unwritten.text)
            if self._saved.problem:
                unsaved = self._saved.save_all(state)
                changed += self._changed("state", unsaved and unsaved.text)
        return changed

    def _changed(self, part: str, why: Phrase | None) -> list[PartFailed | PartWorks]:
        why = why and sendable(why)
        if why == self._failed.get(part):
            return []
        if why:
            self._failed[part] = why
            return [PartFailed(clock.read(), part, why)]
        del self._failed[part]
        return [PartWorks(clock.read(), part)]
