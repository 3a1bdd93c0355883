"""Whether a program fills the screen: a film, a game, slides.

    answer() ─▶ the compositor's windows, or the X server's ─▶ HoldBegan, HoldEnded

Under Wayland the X server is not asked: it knows only a part of the windows.
"""

import os

from reminder.model import Reason
from reminder.presence.base import Blind, Seen, Sensor


class FullScreen(Sensor):
    """One question to the display server."""

    name = "full screen"
    asked = True

    async def look(self) -> Seen:
        if os.environ.get("WAYLAND_DISPLAY"):
            from reminder.presence import wayland_windows

            source, program = "wlr-foreign-toplevel-management", await wayland_windows.full_screen_program()
        elif os.environ.get("DISPLAY"):
            from reminder.presence import x11_windows

            source, program = "X11", await x11_windows.full_screen_program()
        else:
            raise Blind("there is no display: neither WAYLAND_DISPLAY nor DISPLAY is set")
        return Seen(source, {} if program is None else {Reason.FULL_SCREEN: program})
