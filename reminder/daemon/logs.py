"""The log: lines for the file and for whoever watches, and what becomes of a file that cannot be written."""

import logging
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from reminder.phrase import Phrase, phrase
from reminder.storage.files import NO_WAITING
from reminder.wording.language import word

log = logging.getLogger("reminder")

_LOG_AT_MOST = 1_000_000
"""Bytes; a larger log is put aside, in place of the one before."""


def log_to(screen: TextIO | None, path: Path) -> "LogFile":
    """All that is logged, by libraries too, goes to the file and to the screen of whoever watches."""
    logging.raiseExceptions = False
    log.setLevel(logging.INFO)
    if screen is not None:
        watched = logging.StreamHandler(screen)
        watched.setFormatter(logging.Formatter("%(asctime)s  %(message)s", "%H:%M"))
        logging.getLogger().addHandler(watched)
    file = LogFile(path)
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    if why := file.why_not():
        log.warning(word(why))
    logging.getLogger().addHandler(file)
    return file


class LogFile(logging.FileHandler):
    """With the one before it, never much larger than twice `at_most` bytes. What stood in its way heals by itself.

    That of the standard library takes half a megabyte of memory to keep a log small.
    """

    def __init__(self, path: Path, at_most: int = _LOG_AT_MOST) -> None:
        super().__init__(path, encoding="utf-8", errors="backslashreplace", delay=True)
        self._path = path
        self._at_most = at_most
        self._why: Phrase | None = None
        self._begin()

    def why_not(self) -> Phrase | None:
        """Why nothing can be written, or None. Where there was a reason, this looks whether there still is."""
        if why := self._why:
            self.handle(
                log.makeRecord(log.name, logging.WARNING, "", 0, "lines are missing here: %s", (word(why),), None)
            )
        return self._why

    def emit(self, record: logging.LogRecord) -> None:
        self._begin()
        if self.stream is not None:
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        error = sys.exc_info()[1]
        if isinstance(error, OSError):
            self._fail(error)

    def _begin(self) -> None:
        """A file with room in it, also where what was there is deleted or moved away."""
        if self.stream is not None:
            try:
                found = self._path.stat()
                if found.st_size > self._at_most:
                    self.close()
                    self._path.replace(self._path.with_name(self._path.name + ".1"))
                elif not os.path.samestat(found, os.fstat(self.stream.fileno())):
                    self._drop()
            except OSError:
                self._drop()
        try:
            if self.stream is None:
                self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self.stream = self._open()
            self._why = None
        except OSError as error:
            self._fail(error)

    def _open(self) -> TextIOWrapper:
        """Without waiting for somebody who reads, where it is a pipe."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | NO_WAITING
        return os.fdopen(os.open(self._path, flags, 0o600), "a", encoding=self.encoding, errors=self.errors)

    def _fail(self, error: OSError) -> None:
        self._why = phrase(
            "the log cannot be written ({error}); see that the disk has room and {path} is a file that can be written",
            error=error,
            path=str(self._path),
        )
        self._drop()

    def _drop(self) -> None:
        """Close it; what was not written is lost."""
        with suppress(OSError):
            self.close()
