"""Which session the program serves, as the loop sees it: what it can ask, and what it is told.

start() ─▶ SessionOver, SessionCalls, ScreenFound        a knock ─▶ judge() ─▶ Verdict
"""

from enum import Enum, auto
from typing import NamedTuple

from reminder.phrase import Phrase
from reminder.system import session
from reminder.system.session import Session


class SessionOver(NamedTuple):
    """The person has left it for good."""

    why: Phrase


class SessionCalls(NamedTuple):
    """The person is at another one of theirs, which was served before or has asked to be."""

    session: Session
    is_sure: bool
    """The one that is served is over, or cannot be seen: there is no question which of them counts."""


class ScreenFound(NamedTuple):
    """It has another screen than before; what connects to one looks again."""


SessionNews = SessionOver | SessionCalls | ScreenFound


class Verdict(Enum):
    """What becomes of a start while the program runs."""

    SAME = auto()
    """It is of the session that is served, or of none that could be."""
    ANOTHER = auto()
    """It is of another one, and that is not the time to change."""
    ROOM = auto()
    """The program makes room for it."""


class Person(NamedTuple):
    """What the program knows of them beside."""

    is_reached: bool
    """Something on the screen notifies them, not only a terminal."""
    is_gone: bool
    """They are away, or the screen is locked."""


class Serving:
    """The session that is served: followed by nobody, where a login session takes its programs with it."""

    def __init__(self) -> None:
        self.session = session.here()

    def start(self) -> None:
        """Follow it."""

    async def stop(self) -> None:
        """Let go of everything."""

    def look(self) -> None:
        """Something of it was lost; perhaps it is over, or its screen is elsewhere now."""

    def seek(self) -> None:
        """The person is away from it: is one of the others that have called before them still?"""

    async def judge(self, newcomer: Session, person: Person) -> Verdict:
        """Whether a program of another session shall take the place of this one."""
        return Verdict.SAME
