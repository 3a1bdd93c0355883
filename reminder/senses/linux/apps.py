"""Programs during which the person wants quiet: any process of theirs that goes by a name they gave.

It is asked for when a reminder is due, since nothing tells a program without privileges that another one starts.
"""

import os
from collections.abc import Collection

from reminder.model.events import Put
from reminder.model.moment import Clock
from reminder.model.senses import Reason, SenseName
from reminder.senses.linux import processes
from reminder.senses.sensor import Seen, Sensor, names


class Apps(Sensor):
    """The names that the settings give, compared without regard to case. What this program itself starts is none."""

    name = SenseName.APPS
    polled = True

    def __init__(self, put: Put, clock: Clock, names: Collection[str]) -> None:
        super().__init__(put, clock)
        self._wanted = {name.lower(): name for name in names}

    async def look(self) -> Seen:
        found: set[str] = set()
        for number in processes.own():
            known = self._wanted.keys() & processes.names(number)
            if known - found and not processes.descends(number, os.getpid()):
                found |= known
        return Seen("/proc", {Reason.APP: names(self._wanted[name] for name in found)} if found else {})
