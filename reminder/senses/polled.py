"""Senses of systems that push nothing but answer a call: Windows, macOS.

    answer() ─▶ ask(), in a thread ─▶ Seen ─▶ events
                                       └ locked: looked at again, until it is not

What is not looked at here is said, with what the person can do instead.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterable
from datetime import timedelta

from reminder.errors import Unavailable, said_by
from reminder.model.events import Put
from reminder.model.moment import Clock
from reminder.model.senses import Reason, SenseName
from reminder.phrase import Phrase
from reminder.senses.sensor import Seen, Sensor, names
from reminder.system.tasks import Timer
from reminder.system.thread import BlockingCall

AGAIN = timedelta(seconds=10)
"""So often a locked session is looked at."""


class PolledSensor(Sensor):
    polled = True

    def __init__(self, put: Put, clock: Clock) -> None:
        super().__init__(put, clock)
        self._call = BlockingCall()

    @abstractmethod
    def ask(self) -> Seen:
        """What is so now. Runs in a thread, and may take its time. Raises Unavailable or OSError."""

    async def look(self) -> Seen:
        try:
            return await self._call.ask(self.ask)
        except (TimeoutError, Unavailable):
            raise
        except OSError as error:
            raise Unavailable(said_by(error)) from error


class PolledLock(PolledSensor):
    """The lock.

    Nothing tells that it is over, and a reminder that is not due asks nothing: so a session that was seen locked is
    looked at every `again` until it is not. An unlocked one costs nothing.
    """

    name = SenseName.LOCK

    def __init__(
        self, put: Put, clock: Clock, source: str, is_locked: Callable[[], bool], again: timedelta = AGAIN
    ) -> None:
        """`is_locked` raises Unavailable or OSError."""
        super().__init__(put, clock)
        self._source = source
        self._is_locked = is_locked
        self._every = again
        self._was_locked = False
        """When it was last seen; a question that fails, as just after a sleep, is no reason to ask no more."""
        self._next = Timer()

    def ask(self) -> Seen:
        return Seen(self._source, {Reason.LOCKED: ""} if self._is_locked() else {})

    async def look(self) -> Seen:
        self._next.cancel()
        try:
            seen = await super().look()
            self._was_locked = bool(seen.holds)
            return seen
        finally:
            if self._was_locked:
                self._next.set(self._every, self.prompt)

    async def stop(self) -> None:
        await super().stop()
        self._next.cancel()


class PolledApps(PolledSensor):
    """Whether a program runs during which the person wants quiet."""

    name = SenseName.APPS

    def __init__(
        self, put: Put, clock: Clock, apps: Iterable[str], source: str, programs: Callable[[], Iterable[str]]
    ) -> None:
        """`apps`: names in lower case. `programs`: the names of what the person runs; raises OSError."""
        super().__init__(put, clock)
        self._apps = frozenset(apps)
        self._source = source
        self._programs = programs

    def ask(self) -> Seen:
        running = self._apps & {name.casefold() for name in self._programs()}
        return Seen(self._source, {Reason.APP: names(running)} if running else {})


class Unsensed(Sensor):
    """A sense that this system does not have, and what that means for the person."""

    def __init__(self, put: Put, clock: Clock, name: SenseName, why: Phrase) -> None:
        super().__init__(put, clock)
        self.name = name
        self._why = why

    async def look(self) -> Seen:
        raise Unavailable(self._why)
