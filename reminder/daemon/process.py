"""From a process to the running program: the log, the settings, the loop; and the successor after an upgrade."""

# isort: off
from reminder.system import memory  # before all that it makes lean

# isort: on
import asyncio
import logging
import os
import sys
from typing import Any, TextIO

from reminder.control.lock import Lock, acquire
from reminder.daemon.logs import log_to
from reminder.errors import ExpectedFailure, ReminderError
from reminder.phrase import phrase
from reminder.settings.reader import SettingsReader
from reminder.storage import paths
from reminder.system import upgrade
from reminder.wording.language import word

_STARTED = 5.0
"""Seconds after which all that starting takes is done."""

log = logging.getLogger("reminder")


def serve(lock: Lock, reader: SettingsReader, screen: TextIO | None, show_first: bool) -> None:
    """Run until it is stopped. After an upgrade the installed program takes the place of this one."""
    file = log_to(screen, paths.log_file())
    from reminder.daemon.news import Ending
    from reminder.daemon.wiring import wire

    async def run() -> Ending:
        loop = asyncio.get_running_loop()
        loop.set_task_factory(telling_task)
        loop.set_exception_handler(tell_of_bugs)
        loop.call_later(_STARTED, memory.give_back)
        plan = await reader.read()
        log.setLevel(plan.log_level.upper())
        try:
            return await wire(reader, plan, _terminal(screen), show_first, unlogged=file.why_not).run(lock)
        except ReminderError as problem:
            log.error(word(phrase("ends: {why}", why=problem.said)))
            raise
        except Exception:
            log.exception("a bug ended the program")
            raise

    while asyncio.run(run()) is Ending.REPLACED:
        lock.release()
        arguments = [argument for flag in reader.flags for argument in ("--set", flag)]
        command = upgrade.command()
        try:
            _become([*command, "run", *arguments])
            return
        except OSError as error:
            gone = phrase("the installed version cannot be started ({program}: {why})", program=command[0], why=error)
            log.error(word(gone))
        again = acquire()
        if not isinstance(again, Lock):
            return
        log.warning(word(phrase("this version goes on")))
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
    if not task.cancelled() and (bug := task.exception()) and not isinstance(bug, ReminderError | ExpectedFailure):
        log.error("a bug ended %s", task.get_coro(), exc_info=bug)


def _terminal(screen: TextIO | None) -> TextIO | None:
    """The screen, if somebody sits before it."""
    return screen if screen is not None and screen.isatty() else None
