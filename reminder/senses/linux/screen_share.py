"""Who gets the picture of the screen, or of a window, through PipeWire: that is how it is shared under Wayland."""

import os
from collections.abc import Collection

from reminder.model.events import Put
from reminder.model.moment import Clock
from reminder.model.senses import SenseName
from reminder.phrase import phrase
from reminder.senses.linux import pipewire
from reminder.senses.meeting import meeting
from reminder.senses.sensor import Seen, Sensor

_X11 = phrase("a screen that is shared under X11 without PipeWire is not seen")


class ScreenShare(Sensor):
    """A program that gets such a picture; recording it counts as well. A camera's picture is another sense's."""

    name = SenseName.SCREEN_SHARING
    polled = True

    def __init__(self, put: Put, clock: Clock, ignore: Collection[str]) -> None:
        super().__init__(put, clock)
        self._ignore = ignore

    async def look(self) -> Seen:
        graph = await pipewire.ask()
        limit = None if os.environ.get("WAYLAND_DISPLAY") else _X11
        return Seen("PipeWire", meeting(graph.sharers(), self._ignore), limit)
