"""What a platform gives to sense with: what Linux, Windows and macOS each fill."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from reminder.model.events import Put
from reminder.model.plan import Plan
from reminder.model.senses import SenseName
from reminder.phrase import Phrase, phrase
from reminder.senses.input import IdleSource
from reminder.senses.sensor import Sensor
from reminder.senses.serving import Serving, SessionNews


class Offer(NamedTuple):
    """A sense that this platform has, beside that of input."""

    name: SenseName
    make: Callable[[], Sensor]
    wanted: bool = True
    switch: str | Phrase = ""
    """The option that says whether it is wanted, or what is so where it is not."""
    options: tuple[str, ...] = ()
    """What else of the settings it depends on: it is made anew when that changes."""


def of_apps(apps: tuple[str, ...], make: Callable[[], Sensor]) -> Offer:
    """That of the programs which the person named."""
    return Offer(SenseName.APPS, make, bool(apps), phrase("quiet.apps is empty"), apps)


class Platform:
    """What there is to sense with: on this one nothing."""

    def idle(self) -> Sequence[IdleSource]:
        """The sources of input, the best first."""
        return ()

    def offers(self, plan: Plan, put: Put) -> Iterable[Offer]:
        """The other senses."""
        return ()

    def serving(self, tell: Callable[[SessionNews], None]) -> Serving:
        """The session that the program belongs to."""
        return Serving()

    def start(self) -> None:
        """Open what the senses share."""

    async def stop(self) -> None:
        """Close it."""
