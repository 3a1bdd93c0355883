"""From a process to the running program: the log, the settings, the loop; and the successor after an upgrade."""

# isort: off
from reminder.system import memory  # before all that it makes lean

# isort: on
import asyncio
import logging
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

from reminder.control.lock import Lock, acquire
from reminder.errors import ReminderError, Unmet
from reminder.settings.reader import Planner
from reminder.storage import paths
from reminder.storage.files import NO_WAITING
from reminder.system import upgrade

_LOG_AT_MOST = 1_000_000
"""Bytes; a larger log is put aside, in place of the one before."""

_STARTED = 5.0
"""Seconds after which all that starting takes is done."""

log = logging.getLogger("reminder")


def serve(lock: Lock, flags: tuple[str, ...], screen: TextIO | None, show_first: bool) -> None:
    """Run until it is stopped. After an upgrade the installed program takes the place of this one."""
    file = log_to(screen, paths.log_file())
    planner = Planner(flags)
    planner.start()
    from reminder.daemon import Ending, wire

    async def run() -> Ending:
        loop = asyncio.get_running_loop()
        loop.set_task_factory(telling_task)
        loop.set_exception_handler(tell_of_bugs)
        loop.call_later(_STARTED, memory.give_back)
        plan = await planner.read()
        log.setLevel(plan.log_level.upper())
        try:
            return await wire(planner, plan, _terminal(screen), show_first, unlogged=file.why_not).run(lock)
        except ReminderError as problem:
            log.error("ends: %s", problem)
            raise
        except Exception:
            log.exception("a bug ended the program")
            raise

    while asyncio.run(run()) is Ending.REPLACED:
        lock.release()
        arguments = [argument for flag in flags for argument in ("--set", flag)]
        command = upgrade.command()
        try:
            _become([*command, "run", *arguments])
            return
        except OSError as error:
            log.error("the installed version cannot be started (%s: %s)", command[0], error.strerror)
        again = acquire()
        if not isinstance(again, Lock):
            return
        log.warning("this version goes on")
        lock, show_first = again, False


def _become(command: list[str]) -> None:
    """Returns on Windows alone, where the successor is another process, and this one has to end. Raises OSError.

    There `os.execv` would tear each argument apart at its spaces, the path of the interpreter too
    (python/cpython#143328).
    """
    if sys.platform == "win32":
        import subprocess

        subprocess.Popen(command, close_fds=False)  # it goes on writing where this one writes
        return
    os.execv(command[0], command)


def telling_task(loop: asyncio.AbstractEventLoop, work: Any, **options: Any) -> asyncio.Task[Any]:
    """A task that a bug ends is told of at once, not when it is forgotten: some live as long as the program."""
    task: asyncio.Task[Any] = asyncio.Task(work, loop=loop, **options)
    task.add_done_callback(_tell)
    return task


def tell_of_bugs(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A connection that broke while something was sent over it is none, and whoever has it tells of it anyway."""
    if not isinstance(context.get("exception"), ConnectionError):
        loop.default_exception_handler(context)


def _tell(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and (bug := task.exception()) and not isinstance(bug, ReminderError | Unmet):
        log.error("a bug ended %s", task.get_coro(), exc_info=bug)


def _terminal(screen: TextIO | None) -> TextIO | None:
    """The screen, if somebody sits before it."""
    return screen if screen is not None and screen.isatty() else None


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
        log.warning("%s", why)
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
        self._why = ""
        self._begin()

    def why_not(self) -> str:
        """Why nothing can be written, or nothing. Where there was a reason, this looks whether there still is."""
        if self._why:
            self.handle(
                log.makeRecord(log.name, logging.WARNING, "", 0, "lines are missing here: %s", (self._why,), None)
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
            self._why = ""
        except OSError as error:
            self._fail(error)

    def _open(self) -> TextIOWrapper:
        """Without waiting for somebody who reads, where it is a pipe."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | NO_WAITING
        return os.fdopen(os.open(self._path, flags, 0o600), "a", encoding=self.encoding, errors=self.errors)

    def _fail(self, error: OSError) -> None:
        self._why = (
            f"the log cannot be written ({error.strerror});"
            f" see that the disk has room and {self._path} is a file that can be written"
        )
        self._drop()

    def _drop(self) -> None:
        """Close it; what was not written is lost."""
        with suppress(OSError):
            self.close()
