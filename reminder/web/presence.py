"""Whether anybody looks at a page: each open page holds a stream, and without one the window closes after a while.

a request ─▶ stir() ─┐
a stream opens, ends ─┴▶ nobody for `_AFTER`, nor on the way ─▶ end() ─▶ `over`, and the streams are told
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from reminder.system.tasks import Timer

_AFTER = timedelta(minutes=1)
_WITHOUT_SCRIPT = timedelta(minutes=30)
"""A page that runs no script holds no stream, so nobody can know whether it is still looked at."""


class Presence:
    """Belongs to the loop that it is made in; nobody has come yet.

    `may_end` is asked when nobody has come for a while: somebody may be on the way.
    """

    def __init__(self, may_end: Callable[[], bool]) -> None:
        self._may_end = may_end
        self.over = asyncio.Event()
        self._streams: set[Callable[[], None]] = set()
        self._after = _AFTER
        self._timer = Timer()
        self.stir()

    def stir(self, without_script: bool = False) -> None:
        """Somebody looks at a page now."""
        if without_script:
            self._after = _WITHOUT_SCRIPT
        self._timer.cancel()
        if not self._streams and not self.over.is_set():
            self._timer.set(self._after, self._leave)

    @contextmanager
    def stream(self, over: Callable[[], None]) -> Iterator[None]:
        """While the block runs a page is open, and `over` tells it that the window ends."""
        self._streams.add(over)
        self._after = _AFTER
        self.stir()
        try:
            yield
        finally:
            self._streams.discard(over)
            self.stir()

    def _leave(self) -> None:
        if self._may_end():
            self.end()
        else:
            self.stir()

    def end(self) -> None:
        """The streams end, and the server."""
        self.over.set()
        for over in self._streams:
            over()
