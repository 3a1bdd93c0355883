"""A notification server in a thread of its own, so that a test may wait for a command meanwhile."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

from notification_server import Server, Shown


class Desk:
    """Remembers what it was asked to show, and presses buttons."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._server = Server()

    def come(self) -> None:
        self._do(self._server.come)

    def go(self) -> None:
        """As a crash would."""
        self._do(self._server.go)

    @property
    def tips(self) -> list[Shown]:
        """What it was asked to show, without what only warns."""
        return [shown for shown in self._server.shown if shown.actions]

    def press(self, key: str) -> None:
        """A person presses a button of what was shown last, once they see it."""
        self._loop.call_soon_threadsafe(self._loop.call_later, 0.05, self._server.press, self.tips[-1].id, key)

    def close(self) -> None:
        self.go()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, what: Callable[[], Coroutine[Any, Any, None]]) -> None:
        asyncio.run_coroutine_threadsafe(what(), self._loop).result(10)
