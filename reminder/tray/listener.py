"""Hears what a person does at the icon, and tells the program.

clicked(), pressed() ─▶ a command, as the command line gives it, or WindowWanted
"""

from collections.abc import Callable
from datetime import timedelta

from reminder.control.messages import RequestLine
from reminder.model.events import IconChanged, Put, WindowWanted
from reminder.model.moment import Clock
from reminder.model.tray import Entry
from reminder.tray.face import COMMANDS, page

_DOUBLE = timedelta(seconds=1)
"""A double click comes as two calls or three, and means what a click means."""


class Listener:
    """`call` gives a command as the command line does."""

    def __init__(self, put: Put, clock: Clock, call: Callable[[RequestLine], None]) -> None:
        self._put = put
        self._clock = clock
        self._call = call
        self._opened: timedelta | None = None
        """When a click has opened the window."""
        self.asks_checkin = False
        """The open showing, by the status that the icon shows."""

    def changed(self, shown: bool) -> None:
        """There is a panel that shows the icon, or none any more."""
        self._put(IconChanged(self._clock(), shown))

    def clicked(self, token: str = "") -> None:
        """`token`: what lets the window come to the front."""
        now = self._clock().ticks
        if self._opened is None or now - self._opened > _DOUBLE:
            self._opened = now
            self._put(WindowWanted(self._clock(), "today", token))

    def pressed(self, entry: Entry, token: str = "") -> None:
        if its := page(entry, self.asks_checkin):
            self._put(WindowWanted(self._clock(), its, token))
        elif command := COMMANDS.get(entry):
            self._call(command)
