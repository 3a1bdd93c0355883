"""Commands that begin and end the running program, which is `run` itself: what that imports it has all day."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from reminder import __version__
from reminder.cli.result import Result, mention, on_a_terminal
from reminder.control.client import ask
from reminder.control.messages import RequestLine
from reminder.errors import NotRunning, ReminderError, Unavailable, UsageError
from reminder.phrase import Phrase, phrase, sentences, verbatim
from reminder.system import upgrade
from reminder.wording.answers import as_phrase, coming, elsewhere, in_words
from reminder.wording.language import lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any

    from reminder.cli.commands import Arguments
    from reminder.control.fields import Status
    from reminder.control.lock import Holder, Lock

_READY_WITHIN = 30.0
_GONE_WITHIN = 5.0
_ANSWERS_WITHIN = 10.0
_LOOK_AGAIN = 0.005
"""Seconds."""


def run(args: Arguments) -> Result:
    """In the foreground, until it is told to end. A second one says who runs, and leaves."""
    from reminder.control.lock import Lock

    gc.enable()  # what it holds, it holds all day
    lock = _take_place()
    if not isinstance(lock, Lock):
        return _already_runs(lock, args.now)
    import reminder.system.lean  # noqa: F401 - before what imports msgspec
    from reminder.settings.reader import SettingsReader

    reader = SettingsReader(tuple(args.set))
    reader.start()  # its child reads while all the rest is imported
    from reminder.daemon.process import serve

    if sys.stdout is not None:
        runs = phrase("reminder {version} runs (pid {pid}); Ctrl+C ends it.", version=__version__, pid=os.getpid())
        mention(lines(runs, *((_login_hint(), *_import_hints()) if on_a_terminal() else ())))
    serve(lock, reader, sys.stdout, show_first=args.now)
    return Result(None)


def start(args: Arguments) -> Result:
    """In the background. Returns when it answers, not when a process exists."""
    from reminder.cli.running import current

    with suppress(NotRunning):
        if runs := _knock():
            status = current()
            said = phrase("reminder runs already (pid {pid}).", pid=status["pid"])
            return _running(status, said, _login_hint(), runs)
    with _complaints() as complaints:
        process = _begun(complaints)
        hint = _login_hint()  # takes a while, in which the program starts
        deadline = time.monotonic() + _READY_WITHIN
        while time.monotonic() < deadline:
            try:
                status = current()
                return _running(status, phrase("reminder runs (pid {pid}).", pid=status["pid"]), hint)
            except NotRunning:
                time.sleep(_LOOK_AGAIN)
            if process.poll() not in (None, 0):
                complaints.seek(0)
                if complaint := complaints.read().decode(errors="replace").strip().removeprefix("reminder: "):
                    raise ReminderError(verbatim(complaint))
                raise ReminderError("it ended at once, with {code}; see: reminder doctor", code=process.returncode)
    raise ReminderError("it was started (pid {pid}) but does not answer; see: reminder doctor", pid=process.pid)


def _begun(complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    from reminder.cli.open import begin_apart

    try:
        return begin_apart([*upgrade.command(), "run"], stdout=subprocess.DEVNULL, stderr=complaints)
    except OSError as error:
        raise ReminderError(
            "{program} cannot be started: {why}; install reminder with a Python that is yours to run",
            program=sys.executable,
            why=error,
        ) from error


def _complaints() -> IO[bytes]:
    """What takes the last words of a process that does not start; where there is no room for any, they are lost."""
    import tempfile

    try:
        return tempfile.TemporaryFile()
    except OSError:
        return Path(os.devnull).open("w+b")


def stop(args: Arguments) -> Result:
    """Ends the running program, even one that hangs, and returns when it is gone."""
    _end()
    return Result(phrase("reminder has ended."), {"stopped": True})


def restart(args: Arguments) -> Result:
    """The same as `start` where nothing runs."""
    with suppress(NotRunning):
        _end()
    return start(args)


def _running(status: Status, said: Phrase, hint: Phrase | None, runs: dict[str, Any] | None = None) -> Result:
    hints = _import_hints() if on_a_terminal() else []
    text = lines(sentences([said, _elsewhere(runs), coming(status["next"])]), hint, *hints)
    return Result(text, {"running": True, "pid": status["pid"], "next": status["next"]})


def _already_runs(runs: dict[str, Any], show: bool) -> Result:
    pid = runs["pid"]
    already = phrase("reminder runs already (pid {pid}).", pid=pid) if pid else phrase("reminder runs already.")
    text = sentences([already, _elsewhere(runs)])
    if not show:
        return Result(text)
    answer = ask(RequestLine("now"))
    return Result(lines(text, in_words(answer)), exit_code=answer.exit_code)


def _elsewhere(runs: dict[str, Any] | None) -> Phrase | None:
    return elsewhere(runs["session"]["name"]) if runs and not runs["same"] else None


def _take_place() -> Lock | dict[str, Any]:
    """The lock, once whoever has it has made room, or what they say who stay. One that begins or ends is waited for."""
    from reminder.control.lock import Lock, acquire

    deadline = time.monotonic() + _ANSWERS_WITHIN
    while not isinstance(found := acquire(), Lock):
        try:
            if found.is_displaced:
                _wait_for_end(patience=0)
            elif runs := _knock():
                return runs
        except ReminderError:
            if time.monotonic() > deadline:
                return {"pid": found.pid, "same": True}
            time.sleep(_LOOK_AGAIN)
    return found


def _knock() -> dict[str, Any] | None:
    """What the running program says that goes on; None: it has ended, to make room for one of this session.

    One of a version that does not know what a knock is makes room, too: it could not say which session it serves.
    Raises ReminderError, NotRunning among it.
    """
    from reminder.system.session import here

    answer = ask(RequestLine("knock", here().words))
    if answer.kind == "serves":
        return answer.fields
    if answer.kind == "makes room":
        _wait_for_end()
    elif answer.exit_code == UsageError.exit_code:
        _end()
    else:
        raise ReminderError(as_phrase(answer))
    return None


def _end() -> None:
    """Ask it to end, and see that it does."""
    try:
        ask(RequestLine("stop"))
    except NotRunning:
        if _holder() is None:
            raise
    except ReminderError:
        pass
    _wait_for_end()


def _wait_for_end(patience: float | None = None) -> None:
    """Until it is gone; after so long it is told by a signal, in the end by one that cannot be refused."""
    why: OSError | None = None
    for way in ("SIGTERM", "SIGKILL", ""):
        deadline, patience = time.monotonic() + (_GONE_WITHIN if patience is None else patience), None
        while (holder := _holder()) is not None and time.monotonic() < deadline:
            time.sleep(_LOOK_AGAIN)
        if holder is None:
            return
        if holder.pid and hasattr(signal, way):
            try:
                os.kill(holder.pid, getattr(signal, way))
            except OSError as error:  # of one that has just gone Windows says nearly anything
                why = error
    pid = str(holder.pid if holder else "unknown")
    if why:
        raise ReminderError(
            "it was told to end and still runs (pid {pid});"
            " end it as whoever started it, or as an administrator ({why})",
            pid=pid,
            why=why,
        )
    raise ReminderError("it was told to end and still runs (pid {pid})", pid=pid)


def _holder() -> Holder | None:
    """Who runs, listening or not."""
    from reminder.control.lock import Lock, acquire

    found = acquire()
    if isinstance(found, Lock):
        found.release()
        return None
    return found


def _login_hint() -> Phrase | None:
    """A line for whoever has not made up their mind about login yet."""
    from reminder.autostart.login import choose
    from reminder.storage import paths

    try:
        asked = not choose(state_dir=paths.state_dir()).status().never_asked
    except ReminderError:
        asked = True
    return None if asked else phrase("To start it at every login: reminder autostart on")


def _import_hints() -> list[Phrase]:
    """A line for each other reminder that runs, too."""
    if sys.platform == "linux":
        from reminder.cli.rivals import importable

        with suppress(Unavailable):
            return importable()
    return []
