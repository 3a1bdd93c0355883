"""What a session hangs on that logind does not know: its screen.

    hold() ─▶ the screen is there ─▶ it goes ─▶ lost() ─▶ it is back within a while, or over()

What was never there cannot be lost. A session that is a bus and nothing else is never known to be over.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from reminder.senses.linux.connection import Connection
from reminder.senses.linux.session import reach
from reminder.system.session import Session

PATIENCE = timedelta(seconds=8)
"""So long a screen may be gone; one that crashed and is begun again is back by then."""
_LOOK_AGAIN = timedelta(seconds=0.5)


class Lifeline:
    """A connection to that screen, for as long as it is wanted."""

    def __init__(self, lost: Callable[[], None], over: Callable[[], None]) -> None:
        """`lost`: it may be elsewhere by now; `over`: it has not come back."""
        self._lost = lost
        self._over = over
        self._task: asyncio.Task[None] | None = None
        self._to: Session | None = None
        self._line: Connection | None = None

    def hold(self, session: Session | None, was_there: bool = False) -> None:
        """Hold on to the screen of this one from now on; None: to none. `was_there`: it has just been seen."""
        is_followed = self._task is not None and not self._task.done()
        if session == self._to and (is_followed or not was_there):
            return
        self._to = session
        if self._task:
            self._task.cancel()
            self._task = self._line = None
        if session and session.has_screen:
            self._task = asyncio.create_task(self._follow(session, was_there))

    async def stop(self) -> None:
        task = self._task
        self.hold(None)
        if task:
            await asyncio.gather(task, return_exceptions=True)

    async def _follow(self, session: Session, was_there: bool) -> None:
        loop = asyncio.get_running_loop()
        cut = asyncio.Event()
        self._line = line = await reach.hold(session, lambda why: cut.set())
        try:
            while line or was_there:
                if line:
                    await cut.wait()
                    cut.clear()
                was_there = False
                self._lost()
                self._line, line, give_up = None, None, loop.time() + PATIENCE.total_seconds()
                while not line and loop.time() < give_up:
                    await asyncio.sleep(_LOOK_AGAIN.total_seconds())
                    self._line = line = await reach.hold(session, lambda why: cut.set())
                if not line:
                    self._over()
        finally:
            if line:
                line.close()
