"""From a process to the running program: the log, the settings, the loop; and the successor after an upgrade."""

# isort: off
from reminder import lean  # before all that it makes lean

# isort: on
import asyncio
import logging
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from reminder import paths
from reminder.control.lock import Lock, acquire
from reminder.errors import ReminderError, Unmet
from reminder.planning import Planner

_LOG_AT_MOST = 1_000_000
"""Bytes; a larger log is put aside, in place of the one before."""

_STARTED = 5.0
"""Seconds after which all that starting takes is done."""

log = logging.getLogger("reminder")


def serve(lock: Lock, flags: tuple[str, ...], screen: TextIO | None, show_first: bool) -> None:
    """Run until it is stopped. After an upgrade the installed program takes the place of this one."""
    unlogged = log_to(screen, paths.log_file())
    planner = Planner(flags)
    planner.start()
    from reminder.daemon import Ending, wire

    async def run() -> Ending:
        asyncio.get_running_loop().set_task_factory(telling_task)
        asyncio.get_running_loop().call_later(_STARTED, lean.give_back)
        plan = await planner.read()
        log.setLevel(plan.log_level.upper())
        try:
            return await wire(planner, plan, _terminal(screen), show_first, unlogged=unlogged).run(lock)
        except ReminderError:
            raise
        except Exception:
            log.exception("a bug ended the program")
            raise

    while asyncio.run(run()) is Ending.REPLACED:
        lock.release()
        arguments = [argument for flag in flags for argument in ("--set", flag)]
        try:
            os.execv(sys.executable, [sys.executable, "-P", "-m", "reminder", "run", *arguments])
        except OSError as error:
            log.error("the installed version cannot be started (%s: %s)", sys.executable, error.strerror)
        again = acquire()
        if not isinstance(again, Lock):
            return
        log.warning("this version goes on")
        lock, show_first = again, False


def telling_task(loop: asyncio.AbstractEventLoop, work: Any, **options: Any) -> asyncio.Task[Any]:
    """A task that a bug ends is told of at once, not when it is forgotten: some live as long as the program."""
    task: asyncio.Task[Any] = asyncio.Task(work, loop=loop, **options)
    task.add_done_callback(_tell)
    return task


def _tell(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and (bug := task.exception()) and not isinstance(bug, ReminderError | Unmet):
        log.error("a bug ended %s", task.get_coro(), exc_info=bug)


def _terminal(screen: TextIO | None) -> TextIO | None:
    """The screen, if somebody sits before it."""
    return screen if screen is not None and screen.isatty() else None


def log_to(screen: TextIO | None, path: Path) -> str:
    """All that is logged, by libraries too, goes to the file and to the screen of whoever watches.

    Returns why the file cannot be written, or nothing.
    """
    logging.raiseExceptions = False
    log.setLevel(logging.INFO)
    if screen is not None:
        watched = logging.StreamHandler(screen)
        watched.setFormatter(logging.Formatter("%(asctime)s  %(message)s", "%H:%M"))
        logging.getLogger().addHandler(watched)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = LogFile(path)
    except OSError as error:
        why = f"the log cannot be written to {path} ({error.strerror})"
        log.warning("%s", why)
        return why
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.getLogger().addHandler(handler)
    return ""


class LogFile(logging.FileHandler):
    """With the one before it, never much larger than twice `at_most` bytes.

    That of the standard library takes half a megabyte of memory to do the same.
    """

    def __init__(self, path: Path, at_most: int = _LOG_AT_MOST) -> None:
        super().__init__(path, encoding="utf-8", errors="backslashreplace")
        self._path = path
        self._at_most = at_most

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError):
            if self._path.stat().st_size > self._at_most:
                self.close()
                self._path.replace(self._path.with_name(self._path.name + ".1"))
        with suppress(OSError):  # it cannot be opened anew: a line of a log is no reason to end
            super().emit(record)
