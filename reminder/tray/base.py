"""What shows the icon: fed with each status, it tells what the person chose there.

a status ─▶ show() ─▶ a face ─▶ the panel        a press ─▶ a command, as the command line gives it, or WindowWanted
"""

from datetime import timedelta
from typing import Protocol

from reminder.control import fields as f
from reminder.model.plan import Tray

SHOWN = "shown"
"""What the process of `companion` says once its icon is there; every other line is a press."""


class TrayIcon(Protocol):
    """Its methods belong to the loop and return at once."""

    @property
    def shown(self) -> bool:
        """There is a panel for it, and it is to be told every status."""

    def start(self) -> None: ...

    def configure(self, wanted: Tray) -> None: ...

    def show(self, status: f.Status, snooze: timedelta | None) -> None:
        """`snooze`: for how long the open one can be put off; None: it cannot."""

    async def stop(self) -> None: ...
