"""A notifier that only remembers what it was shown: for tests, and for trying out faults."""

from reminder.model.checkin import Answer
from reminder.model.events import (
    Answered,
    Closed,
    NotifierLost,
    NotifierReady,
    Posted,
    PostFailed,
    PostLapsed,
    Pressed,
    Put,
)
from reminder.model.moment import Clock
from reminder.model.showing import Button
from reminder.notify.base import BackEnd
from reminder.phrase import Phrase, verbatim
from reminder.wording.notifications import Note


class Memory(BackEnd):
    """Answers as `fault` tells: "" takes everything, "hangs" says nothing in time, anything else is a refusal."""

    def __init__(self, put: Put, clock: Clock, name: str = "memory") -> None:
        super().__init__(put, clock)
        self.name = name
        self.plays_sounds = True
        self.why: str | None = None
        self.fault = ""
        self.shown: list[Note] = []
        self.withdrawn: list[int] = []
        self.adopted: list[tuple[int, str]] = []

    async def why_not(self) -> Phrase | None:
        return verbatim(self.why) if self.why else None

    def show(self, note: Note) -> None:
        if self.fault == "hangs":
            self._put(PostLapsed(self._clock(), note.id))
        elif self.fault:
            self._put(PostFailed(self._clock(), note.id, verbatim(self.fault)))
        else:
            self.shown.append(note)
            self._put(Posted(self._clock(), note.id, f"{self.name}/{len(self.shown)}"))

    def withdraw(self, id: int, handle: str) -> None:
        self.withdrawn.append(id)

    def adopt(self, id: int, handle: str) -> None:
        self.adopted.append((id, handle))

    def press(self, answer: Button) -> None:
        """The person presses a button of the last one."""
        self._put(Pressed(self._clock(), self.shown[-1].id, answer))

    def answer(self, answer: Answer) -> None:
        """The same of one that asks for a check-in."""
        self._put(Answered(self._clock(), self.shown[-1].id, answer))

    def close(self, by_person: bool) -> None:
        """The last one leaves the screen."""
        self._put(Closed(self._clock(), self.shown[-1].id, by_person))

    def go(self, why: str) -> None:
        """It cannot serve any more."""
        self.why = why
        self._put(NotifierLost(self._clock(), verbatim(why)))

    def come(self) -> None:
        """It serves again."""
        self.why = None
        self._put(NotifierReady(self._clock(), self.name))
