"""Input as the display of the session tells of it, whichever that is when it is asked: Wayland's, else X11's.

    open ─▶ a compositor where WAYLAND_DISPLAY says ─▶ it serves
                         └ none there, and DISPLAY is set ─▶ an X server, which serves unless it is Xwayland

A name of a compositor that is gone may stay in the environment, of tmux or systemd, beside the display of today.
"""

import os
from datetime import timedelta

from reminder.model.moment import Clock
from reminder.phrase import Phrase, phrase, several
from reminder.senses.input import IdleSource, InputListener


class ScreenIdle:
    """A source of input times."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._listener: InputListener | None = None
        self._serving: IdleSource | None = None

    @property
    def name(self) -> str:
        if self._serving:
            return self._serving.name
        return "Wayland" if os.environ.get("WAYLAND_DISPLAY") else "X11"

    @property
    def limit(self) -> Phrase | None:
        return self._serving.limit if self._serving else None

    def start(self, listener: InputListener) -> None:
        self._listener = listener

    async def open(self) -> Phrase | None:
        reasons = []
        if os.environ.get("WAYLAND_DISPLAY"):
            from reminder.senses.linux.wayland.idle import WaylandIdle

            why = await self._try(WaylandIdle(self._clock))
            if why is None or not os.environ.get("DISPLAY"):
                return why
            reasons.append(why)
        from reminder.senses.linux.x11.idle import X11Idle

        source = X11Idle(self._clock)
        why = await self._try(source)
        if why is None or not reasons:
            return why
        return several((*reasons, phrase("{source}: {why}", source=source.name, why=why)))

    def watch(self, after: timedelta | None) -> None:
        if self._serving:
            self._serving.watch(after)

    async def close(self) -> None:
        if self._serving:
            await self._serving.close()
            self._serving = None

    async def stop(self) -> None:
        await self.close()

    async def _try(self, source: IdleSource) -> Phrase | None:
        assert self._listener
        source.start(self._listener)
        why = await source.open()
        if why is None:
            self._serving = source
        return why
