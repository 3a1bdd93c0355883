"""Input as the display of the session tells of it, whichever that is when it is asked: Wayland's, else X11's.

    open ─▶ a compositor where WAYLAND_DISPLAY says ─▶ it serves
                         └ none there, and DISPLAY is set ─▶ an X server, which serves unless it is Xwayland

A name of a compositor that is gone may stay in the environment, of tmux or systemd, beside the display of today.
"""

import os
from datetime import timedelta

from reminder.model.moment import Clock
from reminder.phrase import Phrase, phrase, several
from reminder.senses.input import IdleSource


class ScreenIdle(IdleSource):
    """The one of them that serves."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._serving: IdleSource | None = None
        self.name = _wanted()

    async def open(self) -> Phrase | None:
        self.name = _wanted()
        of_wayland = None
        if os.environ.get("WAYLAND_DISPLAY"):
            from reminder.senses.linux.wayland.idle import WaylandIdle

            of_wayland = await self._try(WaylandIdle(self._clock))
            if of_wayland is None or not os.environ.get("DISPLAY"):
                return of_wayland
        from reminder.senses.linux.x11.idle import X11Idle

        source = X11Idle(self._clock)
        why = await self._try(source)
        if why is None or of_wayland is None:
            return why
        return several((of_wayland, phrase("{source}: {why}", source=source.name, why=why)))

    def watch(self, after: timedelta | None) -> None:
        if self._serving:
            self._serving.watch(after)

    async def close(self) -> None:
        if self._serving:
            await self._serving.close()
            self._serving = None

    async def _try(self, source: IdleSource) -> Phrase | None:
        source.start(self._listener)
        why = await source.open()
        if why is None:
            self._serving, self.name, self.limit = source, source.name, source.limit
        return why


def _wanted() -> str:
    return "Wayland" if os.environ.get("WAYLAND_DISPLAY") else "X11"
