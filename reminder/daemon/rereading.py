"""The settings, read anew beside everything else: when a file has changed, when told to, and after a failure.

read() ─▶ the child ─▶ NewPlan ─▶ inbox          read_later() ─▶ FilesChanged ─▶ inbox
"""

import logging
from collections.abc import Callable
from functools import partial

from reminder.control.server import Send
from reminder.daemon.clients import bug
from reminder.daemon.news import FilesChanged, NewPlan, News
from reminder.settings.reader import SettingsReader
from reminder.system.tasks import Tasks, Timer

log = logging.getLogger("reminder")


class Rereading:
    """Its methods return at once."""

    def __init__(self, reader: SettingsReader, put: Callable[[News], None]) -> None:
        self._reader = reader
        self._put = put
        self._tasks = Tasks()
        self._again = Timer()

    @property
    def goes_on(self) -> bool:
        """The settings are being read."""
        return bool(self._tasks)

    def read(self, reply: Send | None = None) -> None:
        """`reply` wants to know what came of it."""
        self._tasks.begin(self._read(reply))

    def read_later(self) -> None:
        """What could not be read is read again in a while."""
        self._again.cancel()
        if again := self._reader.again:
            self._again.set(again, partial(self._put, FilesChanged()))

    async def stop(self) -> None:
        self._again.cancel()
        await self._tasks.stop()

    async def _read(self, reply: Send | None) -> None:
        try:
            plan = await self._reader.read()
        except Exception:
            log.exception("a bug: the settings could not be read")
            if reply:
                reply(bug())
        else:
            self._put(NewPlan(plan, reply))
