"""Whether anybody looks at a page: each open page holds a stream, and without one the window closes after a while.

a request ─▶ stir() ─┐
a stream opens, ends ─┴▶ nobody for `_AFTER` ─▶ `over` is set, and the streams end
"""

import asyncio
import contextlib
from collections.abc import Iterator
from datetime import timedelta

_AFTER = timedelta(minutes=1)
_WITHOUT_SCRIPT = timedelta(minutes=30)
"""A page that runs no script holds no stream, so nobody can know whether it is still looked at."""


class Presence:
    def __init__(self) -> None:
        self.over = asyncio.Event()
        self._streams = 0
        self._after = _AFTER
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Nobody has come yet. On the loop."""
        self.stir()

    def stir(self, without_script: bool = False) -> None:
        """Somebody looks at a page now."""
        if without_script:
            self._after = _WITHOUT_SCRIPT
        if self._timer:
            self._timer.cancel()
        if not self._streams:
            self._timer = asyncio.get_running_loop().call_later(self._after.total_seconds(), self.end)

    @contextlib.contextmanager
    def stream(self) -> Iterator[None]:
        """While the block runs a page is open."""
        self._streams += 1
        self._after = _AFTER
        self.stir()
        try:
            yield
        finally:
            self._streams -= 1
            self.stir()

    def end(self) -> None:
        """The streams end, and the server."""
        self.over.set()
