"""Gets the plan from a child process, so that the running program never loads what it takes to read settings.

start() ─▶ `python -m reminder.settings` ─▶ a Reading as JSON, kept in plan.json ─▶ read() ─▶ Plan
                 └ cannot start, fails, hangs ─▶ the last plan, else the kept one, else the packaged one, and a Problem

No child is needed where nothing has changed since the cached reading, as at most starts and after `reminder every`.
Where a file has lost all that it said it is read once more: somebody may just be writing it, and then it serves as it
was before. What takes long to import is imported once the child runs.
"""

import logging
import os
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from reminder.errors import NoAnswer, Unavailable, in_words
from reminder.model.plan import Plan, Problem
from reminder.phrase import Phrase, phrase, verbatim
from reminder.settings.reading import UNREAD, Reading, cached_reading, circumstances, decode, keep, known, packaged_plan
from reminder.system.child import Child
from reminder.wording.language import word

if TYPE_CHECKING:
    import asyncio

log = logging.getLogger(__name__)

AGAIN, AGAIN_AT_MOST = timedelta(seconds=2), timedelta(minutes=10)
"""What could not be read is read again after this time, and after twice as long each time: the cause may be gone."""

_CHECK = phrase("try `reminder config check`")
_BEGIN_ANEW = phrase(
    "the program or its Python was replaced while it ran: run `reminder restart`, and where that fails, install it anew"
)
_GONE = (FileNotFoundError, NotADirectoryError, PermissionError)
"""Where the child is not there any more; then it is of no use to check the settings."""
_UNFIT = ("ModuleNotFoundError:", "ImportError:")
"""How a child ends that another version of Python runs."""

MOMENT = timedelta(seconds=1)
"""So long a file that says nothing any more has to stay as it is before that is believed."""
_MOMENTS = 10
"""So many at most."""

_BEGIN_IN = Path(__file__).resolve().parents[2]
"""There the child finds the same package; the directory that the program began in may be gone."""


class SettingsReader:
    """Reads the plan, as often as it is asked to. `flags` are "KEY=VALUE" from the command line."""

    def __init__(self, flags: Sequence[str] = (), deadline: timedelta = timedelta(seconds=10)) -> None:
        self.again: timedelta | None = None
        """How soon to read once more, since the last reading failed; None: it did not."""
        self.flags = flags
        self._deadline = deadline
        self._failure = ""
        self._cure = _CHECK
        """What to do about a reading that failed."""
        self._child: Child | None = None
        self._last: Plan | None = None
        self._files: Sequence[str] = ()
        """What the last reading was of."""
        self._began_in: tuple[str, ...] = ()
        """The circumstances in which the child began to read."""
        self._unchanged: Plan | None = None
        """What a child would say, where `start` knows it."""
        self._turn: asyncio.Lock | None = None

    def start(self) -> None:
        """Let the child begin, if one is needed, while the caller has other things to do; `read` waits for it."""
        self._unchanged = self._known(self.flags)
        if self._unchanged is None:
            self._begin()

    def _known(self, flags: Sequence[str]) -> Plan | None:
        """What a child would say, where that is known."""
        reading = known(flags)
        if last := reading or cached_reading():
            self._files = last.files
        return reading.plan if reading else None

    def _begin(self) -> None:
        self._cure = _CHECK
        self._began_in = circumstances(self.flags, self._files)
        try:
            self._child = Child(sys.executable, "-m", "reminder.settings", *self.flags, cwd=_BEGIN_IN)
        except OSError as error:
            self._failure = error.strerror or str(error)
            if isinstance(error, _GONE):
                self._cure = _BEGIN_ANEW

    async def read(self) -> Plan:
        """What the settings say now. Never raises for what a user or the machine does: that is in `Plan.problems`."""
        import asyncio

        from reminder.system.thread import in_a_thread

        self._turn = self._turn or asyncio.Lock()
        async with self._turn:  # of two at once, the one who asked last gets what was read last
            plan, self._unchanged = self._unchanged, None
            if plan is None and self._child is None:
                plan = await in_a_thread(self._known, self.flags)
            if plan:
                self._last, self.again = plan, None
                return plan
            reading = await self._read()
            for _ in range(_MOMENTS):
                if isinstance(reading, Plan) or not has_lost(reading, cached_reading()):
                    break
                began_in = self._began_in
                await self._wait_a_moment()
                reading = await self._read()
                if self._began_in == began_in:
                    break
            return reading if isinstance(reading, Plan) else await in_a_thread(self._keep, reading)

    async def _wait_a_moment(self) -> None:
        import asyncio

        await asyncio.sleep(MOMENT.total_seconds())

    async def _read(self) -> Reading | Plan:
        """What a child says, or what serves instead."""
        if self._child is None:
            self._begin()
        child, self._child = self._child, None
        if child is None:
            why = phrase("{program} cannot be started: {why}", program=sys.executable, why=self._failure)
            log.error(word(why))
            return self._instead(phrase("the reader could not be started: {why}", why=self._failure))
        try:
            ended = await child.ended(self._deadline)
        except NoAnswer:
            seconds = f"{self._deadline.total_seconds():g}"
            return self._instead(phrase("the reader was not ready after {seconds} seconds", seconds=seconds))
        except Unavailable as failure:
            return self._instead(failure.said)
        last = ended.complaint.rpartition("\n")[2]
        if last:
            if last.startswith(_UNFIT):
                self._cure = _BEGIN_ANEW
            log.error(word(phrase("the reader of the settings said: {complaint}", complaint=ended.complaint)))
        try:
            return decode(ended.printed)
        except msgspec.DecodeError:
            why = verbatim(last) if last else phrase("it ended with {code}", code=ended.code)
            return self._instead(phrase("the reader failed: {why}", why=why))

    def _keep(self, reading: Reading) -> Plan:
        self._last, self._files, self.again = reading.plan, reading.files, None
        try:
            keep(reading, self._began_in, self.flags, one_writer=True)
        except OSError as error:
            log.warning(word(phrase("the settings cannot be kept for later: {why}", why=in_words(error))))
        return self._last

    def _instead(self, why: Phrase) -> Plan:
        self.again = min(2 * self.again, AGAIN_AT_MOST) if self.again else AGAIN
        if plan := self._last:
            serves = phrase("those that were read before serve")
        elif kept := cached_reading():
            plan, serves = kept.plan, phrase("those that were last read serve")
        else:
            plan, serves = packaged_plan(), phrase("the defaults serve")
        said = phrase(
            "the settings could not be read, so {serves}: {why}; {cure}", serves=serves, why=why, cure=self._cure
        )
        return replace(plan, problems=(*plan.problems, Problem(UNREAD, said)))


def has_lost(reading: Reading, before: Reading | None) -> bool:
    """Whether a file that said something before, and well, says nothing now: it may be away for a moment only."""
    if before is None:
        return False
    spoke, speak = ({origin for origin in it.origins.values() if origin in it.files} for it in (before, reading))
    named, old = ({problem.file for problem in it.plan.problems} for it in (reading, before))
    away = {file for file in named - old if file and not os.path.lexists(file)}
    return bool(spoke - speak - named or away)
