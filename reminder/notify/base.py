"""What every way to put a notification before the person has in common.

Note ─▶ BackEnd.show() ─▶ Posted, PostFailed or PostLapsed, then Pressed and Closed ─▶ put()
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import timedelta

from reminder.errors import ExpectedFailure, said_by
from reminder.model.checkin import Answer
from reminder.model.events import Answered, Chosen, Posted, PostFailed, PostLapsed, Pressed, Put
from reminder.model.moment import Clock
from reminder.model.plan import Notify
from reminder.model.showing import WELCOME, Button, Choice
from reminder.phrase import Phrase, phrase
from reminder.system.tasks import Tasks
from reminder.wording.notifications import Note

log = logging.getLogger(__name__)

DEADLINE = timedelta(seconds=5)
"""A desktop that has not answered by then is not waited for; a later answer still counts."""
GIVE_UP = timedelta(seconds=60)
"""A program that posts and has not ended by then is ended."""


def lacks_sound(name: str) -> Phrase:
    """For the person, where that is so."""
    return phrase("{name} plays no sounds, so notify.sound is not heard", name=name)


class BackEnd(ABC):
    """One way to put a notification before the person; all its methods belong to the loop, and none blocks it.

    It tells by `NotifierReady` and `NotifierLost` when what `why_not` says may have changed.
    """

    name: str
    plays_sounds = False
    passing = False
    """This process ends soon, and what it posts is to stay."""

    def __init__(self, put: Put, clock: Clock) -> None:
        self._put = put
        self._clock = clock

    @abstractmethod
    async def why_not(self) -> Phrase | None:
        """Why it cannot serve now, or None; asked before `start` as well."""

    @abstractmethod
    def show(self, note: Note) -> None:
        """Put `note` in place of the one before; the outcome comes as an event."""

    def start(self) -> None:  # noqa: B027
        """Begin to watch."""

    def withdraw(self, id: int, handle: str) -> None:  # noqa: B027
        """Take this showing off the screen, even one that has not got there yet, or that an earlier run left there.

        `handle` is its own, or that of the one before, which may still be there.
        """

    def adopt(self, id: int, handle: str) -> None:  # noqa: B027
        """A showing of an earlier run may still be on the screen."""

    def lacks(self, notify: Notify) -> Sequence[Phrase]:
        """What of the settings cannot be done where it posts, as far as is known by now; each for the person."""
        return () if self.plays_sounds or not notify.sound else (lacks_sound(self.name),)

    async def serves(self) -> Sequence[Phrase]:
        """What it posts by, and what the person should know of that; afterwards `lacks` knows all."""
        return ()

    async def stop(self) -> None:  # noqa: B027
        """Let go of everything; what is on the screen stays there."""

    def _put_press(self, id: int, key: str, token: str = "") -> None:
        """Of the button with this key; another is none of ours. `token`: what lets a window come to the front."""
        if key in set(Button):
            self._put(Pressed(self._clock(), id, Button(key)))
        elif key in set(Answer):
            self._put(Answered(self._clock(), id, Answer(key), token))
        elif key in set(Choice) and id == WELCOME:
            self._put(Chosen(self._clock(), Choice(key), token))


class NotPostedError(ExpectedFailure):
    """The desktop refused; the message is for the person."""


class Poster(BackEnd):
    """A back end whose desktop is asked by one call that may take its time."""

    def __init__(self, put: Put, clock: Clock, deadline: timedelta = DEADLINE) -> None:
        super().__init__(put, clock)
        self._deadline = deadline
        self._tasks = Tasks()

    @abstractmethod
    async def post(self, note: Note) -> str:
        """Post it and return its handle, however long that takes; raise NotPostedError where it was not seen."""

    def show(self, note: Note) -> None:
        self._tasks.begin(self._show(note))

    async def _show(self, note: Note) -> None:
        lapse = asyncio.get_running_loop().call_later(
            self._deadline.total_seconds(), lambda: self._put(PostLapsed(self._clock(), note.id))
        )
        try:
            handle = await self.post(note)
        except (NotPostedError, OSError) as refusal:
            self._put(PostFailed(self._clock(), note.id, said_by(refusal)))
        except Exception as bug:
            log.exception("a bug: %s could not post a notification", self.name)
            self._put(PostFailed(self._clock(), note.id, phrase("a bug: {bug}", bug=repr(bug))))
        else:
            self._put(Posted(self._clock(), note.id, handle))
        finally:
            lapse.cancel()

    async def stop(self) -> None:
        await self._tasks.stop()
