"""The signals that the running program listens to.

SIGINT, SIGTERM, SIGQUIT, ... ─▶ end(why)
SIGHUP ─▶ end(why) where it was started in a terminal, since that is gone then; else read_anew()

One that was ignored at birth stays ignored: that is how `nohup` protects a program from the end of its terminal, and a
shell those in its background from Ctrl+C. But not SIGTERM, by which a machine says that it goes down: who does not
listen is killed. SIGPIPE Python ignores by itself.
"""

import logging
import os
import signal
import sys
from asyncio import AbstractEventLoop
from collections.abc import Callable

from reminder.phrase import Phrase, phrase

log = logging.getLogger("reminder")


def listen(loop: AbstractEventLoop, end: Callable[[Phrase], None], read_anew: Callable[[], None]) -> None:
    """From now until the loop is closed; both are called in the loop."""
    if sys.platform == "win32":
        for number in (signal.SIGINT, signal.SIGBREAK):
            signal.signal(number, lambda number, _: loop.call_soon_threadsafe(end, _told_by(number)))
        return
    for number in _ending():
        if number == signal.SIGTERM or not _is_ignored(number):
            loop.add_signal_handler(number, end, _told_by(number))
    if _is_ignored(signal.SIGHUP):
        return
    if _has_terminal():
        loop.add_signal_handler(signal.SIGHUP, end, phrase("its terminal was closed (SIGHUP)"))
    else:
        loop.add_signal_handler(signal.SIGHUP, _read_anew, read_anew)


def _ending() -> list[signal.Signals]:
    """All that end a program which does not listen, but for those that tell of a bug in it and those of a terminal."""
    names = "INT", "TERM", "QUIT", "USR1", "USR2", "ALRM", "VTALRM", "PROF", "XCPU", "IO", "PWR", "STKFLT"
    return [found for name in names if (found := getattr(signal, f"SIG{name}", None))]


def _read_anew(read: Callable[[], None]) -> None:
    log.info("SIGHUP: the settings are read anew")
    read()


def _told_by(number: int) -> Phrase:
    return phrase("told by {signal}", signal=signal.Signals(number).name)


def _is_ignored(number: int) -> bool:
    return signal.getsignal(number) is signal.SIG_IGN


def _has_terminal() -> bool:
    """One of its own, whose end ends it: /dev/tty can be opened by nobody else."""
    if sys.platform == "win32":
        raise NotImplementedError
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True
