"""A loop in a thread of its own: what has to go on there while a test, or a bench, waits for something else."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

AT_MOST = 10.0
"""Seconds."""


class Beside:
    """From when it is made until `close`."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        """Returns when that is done there."""
        asyncio.run_coroutine_threadsafe(work, self._loop).result(AT_MOST)

    def call(self, what: Callable[..., object], *arguments: object, after: float = 0) -> None:
        """Soon, or after so many seconds; this does not wait for it."""
        if after:
            self._loop.call_soon_threadsafe(self._loop.call_later, after, what, *arguments)
        else:
            self._loop.call_soon_threadsafe(what, *arguments)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
