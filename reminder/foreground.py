"""From a process to the running program: the log, the settings, the loop; and the successor after an upgrade."""

import asyncio
import logging
import os
import sys
from typing import TextIO

from reminder import paths
from reminder.control.lock import Lock
from reminder.errors import ReminderError
from reminder.planning import Planner

_LOG_AT_MOST = 1_000_000
"""Bytes; a larger log is put aside at the start, in place of the one before."""


def serve(lock: Lock, flags: tuple[str, ...], screen: TextIO | None, show_first: bool) -> None:
    """Run until it is stopped. After an upgrade the installed program takes the place of this one."""
    planner = Planner(flags)
    planner.start()
    from reminder.daemon import Ending, wire

    async def run() -> Ending:
        plan = await planner.read()
        _log_to(screen, plan.log_level)
        try:
            return await wire(planner, plan, _terminal(screen), show_first).run(lock)
        except ReminderError:
            raise
        except Exception:
            logging.getLogger("reminder").exception("a bug ended the program")
            raise

    if asyncio.run(run()) is Ending.REPLACED:
        lock.release()
        arguments = [argument for flag in flags for argument in ("--set", flag)]
        os.execv(sys.executable, [sys.executable, "-P", "-m", "reminder", "run", *arguments])


def _terminal(screen: TextIO | None) -> TextIO | None:
    """The screen, if somebody sits before it."""
    return screen if screen is not None and screen.isatty() else None


def _log_to(screen: TextIO | None, level: str) -> None:
    """The log goes to its file, and to the screen of whoever watches; where neither can be written, nowhere."""
    log = logging.getLogger("reminder")
    log.setLevel(level.upper())
    log.propagate = False
    if screen is not None:
        handler: logging.Handler = logging.StreamHandler(screen)
        handler.setFormatter(logging.Formatter("%(asctime)s  %(message)s", "%H:%M"))
        log.addHandler(handler)
    path = paths.log_file()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _LOG_AT_MOST:
            path.replace(path.with_name(path.name + ".1"))
        handler = logging.FileHandler(path, encoding="utf-8")
    except OSError as error:
        log.warning("the log cannot be written to %s (%s)", path, error.strerror)
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    logging.raiseExceptions = False
