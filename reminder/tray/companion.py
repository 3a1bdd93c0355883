"""The icon where there is no bus, on Windows and macOS: shown by a process of its own, as macOS wants a main thread.

    Companion ─▶ `python -m reminder.tray` ─▶ IconChanged ─▶ … ─▶ show() ─▶ a Face, as one line of JSON ─▶ the icon
    a press there ─▶ one line, the number of its row ─▶ Listener

Both go through the pipes of the process, which ends once its standard input does: so it does not outlive this program,
however that ends. If it ends by itself, as where the desktop's panel is not there yet, it is begun again, with
exponential back-off.
"""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from importlib.util import find_spec

import msgspec

from reminder.control import fields as f
from reminder.errors import in_words
from reminder.model.plan import Tray
from reminder.model.tray import Entry
from reminder.phrase import Phrase, phrase, verbatim
from reminder.system.tasks import Tasks, Timer
from reminder.tray.base import SHOWN
from reminder.tray.face import Face, face
from reminder.tray.listener import Listener

AGAIN, AGAIN_AT_MOST = timedelta(seconds=2), timedelta(minutes=10)
"""The back-off, which is doubled each time; and the time after which it begins anew."""
GOES_WITHIN = timedelta(seconds=3)
"""Once it is told to."""
PROCESS = (sys.executable, "-P", "-m", "reminder.tray")


async def why_not() -> Phrase | None:
    """Why there is no icon on this system; None: there can be one."""
    return None if find_spec("pystray") else phrase("the package {package} is missing", package="pystray")


class Companion:
    """Its methods belong to the loop and return at once. `tell` hears why there is no icon, or None."""

    def __init__(self, wanted: Tray, listener: Listener, tell: Callable[[Phrase | None], None]) -> None:
        self._wanted = wanted
        self._listener = listener
        self._tell = tell
        self._again = AGAIN
        self._process: asyncio.subprocess.Process | None = None
        self._face: Face | None = None
        """What the process was told last."""
        self._goes = False
        """The process was told to."""
        self._complaint = ""
        self._why: Phrase | None = None
        """What the program was told last."""
        self._life = Tasks()
        self._next = Timer()
        """When it is begun again, or killed."""

    @property
    def shown(self) -> bool:
        return self._process is not None and not self._goes

    def start(self) -> None:
        self.configure(self._wanted)

    def configure(self, wanted: Tray) -> None:
        was_shown, self._wanted = self.shown, wanted
        if wanted is Tray.OFF:
            self._leave()
        elif not self._life:
            self._begin()
        if was_shown is not self.shown:
            self._listener.changed(self.shown)

    def show(self, status: f.Status, snooze: timedelta | None) -> None:
        self._listener.asks_checkin = status.get("checkin", False)
        now = face(status, snooze)
        if self.shown and self._process and self._process.stdin and now != self._face:
            self._face = now
            self._process.stdin.write(msgspec.json.encode(now) + b"\n")

    async def stop(self) -> None:
        self._wanted = Tray.OFF
        self._leave()
        while self._life:
            await self._life.any()

    def _begin(self) -> None:
        self._next.cancel()
        self._life.begin(self._live())

    def _leave(self) -> None:
        self._again = AGAIN
        self._next.cancel()
        if self._process and self._process.stdin:
            self._goes = True
            self._process.stdin.close()
            self._next.set(GOES_WITHIN, self._process.kill)

    async def _live(self) -> None:
        """One life of the process. Wanted again while it goes, it begins another."""
        began = asyncio.get_running_loop().time()
        why = await self._why_it_ended()
        self._next.cancel()
        self._note(why)
        if self._wanted is Tray.OFF:
            return
        if why is None:
            self._begin()
            return
        if asyncio.get_running_loop().time() - began > AGAIN_AT_MOST.total_seconds():
            self._again = AGAIN
        self._next.set(self._again, self._begin)
        self._again = min(2 * self._again, AGAIN_AT_MOST)

    async def _why_it_ended(self) -> Phrase | None:
        """None: it was told to."""
        try:
            process = await asyncio.create_subprocess_exec(
                *PROCESS,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            return phrase("the icon's process cannot be started: {why}", why=in_words(error))
        assert process.stdout
        self._process, self._face, self._goes, self._complaint = process, None, False, ""
        if self._wanted is Tray.OFF:
            self._leave()
        else:
            self._listener.changed(True)
        async for line in process.stdout:
            self._take(line.decode(errors="replace").strip())
        code = await process.wait()
        was_shown, self._process = self.shown, None
        if was_shown:
            self._listener.changed(False)
        if self._goes:
            return None
        why = verbatim(self._complaint) if self._complaint else phrase("it ended with {code}", code=code)
        return phrase("the icon's process ended: {why}", why=why)

    def _take(self, line: str) -> None:
        """A press, or what it has to say: the last line of that is why it ended."""
        if line == SHOWN:
            self._note(None)
        elif not line.isdecimal():
            self._complaint = line or self._complaint
        elif int(line) == Entry.TODAY:  # what a click on the icon means, too
            self._listener.clicked()
        elif int(line) in tuple(Entry):
            self._listener.pressed(Entry(int(line)))

    def _note(self, why: Phrase | None) -> None:
        if why != self._why:
            self._why = why
            self._tell(why)
