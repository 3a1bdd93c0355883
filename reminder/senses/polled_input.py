"""Knowing the time without input where one can only ask for it: by asking at the moments that matter.

An idle time of `i` now cannot reach `after` before `after - i` from now, so that is when to ask next. It finds every
absence of `after` to the second, with at most one question per `after` while the person works. While they are away it
asks every `AWAY`, to see them come back.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from reminder.errors import Unavailable, said_by
from reminder.model.moment import Clock
from reminder.senses.input import InputListener
from reminder.senses.sensor import a_bug

log = logging.getLogger(__name__)

AWAY = timedelta(seconds=10)
_LEAST = timedelta(milliseconds=50)

Question = Callable[[], Awaitable[timedelta]]
"""How long there has been no input. Raises OSError or Unavailable where it cannot be asked."""


class InputPolling:
    """Asks `question` as rarely as it can, and tells `listener` of going idle and coming back, or that it is lost."""

    def __init__(self, question: Question, clock: Clock, listener: InputListener) -> None:
        self._question = question
        self._clock = clock
        self._listener = listener
        self._idle_since: timedelta | None = None
        """As it was told."""
        self._task: asyncio.Task[None] | None = None

    def watch(self, after: timedelta | None) -> None:
        """Tell once there was no input for so long; None: ask nothing, and of a return when it is asked again."""
        self.stop()
        if after is not None:
            self._task = asyncio.create_task(self._ask(after))

    def stop(self) -> None:
        """Ask nothing more."""
        if self._task:
            self._task.cancel()
            self._task = None

    async def _ask(self, after: timedelta) -> None:
        while True:
            try:
                idle = await self._question()
            except (OSError, Unavailable) as error:
                self._listener.lost(said_by(error))
                return
            except Exception as bug:
                log.exception("a bug: the time without input could not be asked for")
                self._listener.lost(a_bug(bug))
                return
            since = self._clock().ticks - idle
            if self._idle_since is not None and since > self._idle_since + timedelta(seconds=1):
                self._idle_since = None
                self._listener.active()
            if self._idle_since is None and idle >= after:
                self._idle_since = since
                self._listener.idle(since)
            await asyncio.sleep((AWAY if self._idle_since is not None else max(after - idle, _LEAST)).total_seconds())
