"""The tip printed on the terminal, where there is no desktop."""

from typing import TextIO

from reminder.model.events import Posted, PostFailed, Put
from reminder.model.moment import Clock
from reminder.model.plan import NotifierName
from reminder.notify.base import BackEnd
from reminder.phrase import Phrase, phrase
from reminder.wording.notifications import Note


class Terminal(BackEnd):
    """Prints on `stream`; None: nobody reads what is printed."""

    name = NotifierName.TERMINAL.value

    def __init__(self, put: Put, clock: Clock, stream: TextIO | None) -> None:
        super().__init__(put, clock)
        self._stream = stream

    async def why_not(self) -> Phrase | None:
        return None if self._stream else phrase("the program does not run on a terminal")

    def show(self, note: Note) -> None:
        now = self._clock()
        text = "\n       ".join((f"{now.wall:%H:%M}  {note.title}", *note.body.splitlines()))
        coding = getattr(self._stream, "encoding", None) or "utf-8"
        try:
            print(text.encode(coding, "replace").decode(coding), file=self._stream, flush=True)
        except (OSError, ValueError) as error:
            self._stream = None
            self._put(PostFailed(now, note.id, phrase("the terminal is gone: {error}", error=str(error))))
        else:
            self._put(Posted(now, note.id))
