"""What another program prints, asked for with a deadline.

    Child("systemctl", ...) ─▶ end() ─▶ Ended: its exit code and what it printed
                            └▶ await ended() ─▶ the same, while the loop goes on
    await output("pactl", ...) ─▶ what it printed, or why that is not to be had, for the person

A child has a session of its own. One that does not end in time, or prints without end, is killed along with its own
children; it is reaped whatever becomes of the question. Commands wait for one without importing asyncio.
"""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import IO, NamedTuple

from reminder.errors import NoAnswer, Unavailable
from reminder.phrase import either, phrase, verbatim

WITHIN = timedelta(seconds=5)
AT_MOST = 16 * 1024 * 1024
"""Bytes. The longest output that any of them has a reason to give is a tenth of it."""

_NO_MORE = 1.0
"""Seconds: not even a kill ends one that waits for a dead disk."""
_AT_A_TIME = 64 * 1024
_LOOK_EVERY = 0.05
"""Seconds, in which it does not print more than the machine can hold."""


class Missing(Unavailable):
    """The program is not installed."""


class Failed(Unavailable):
    """It ended with an error, having said so."""


class Ended(NamedTuple):
    """What became of it."""

    code: int
    """Its exit code; below 0 the signal that ended it."""
    printed: str
    complaint: str
    """What it printed on its standard error, without the space around."""


class Child:
    """One that has begun; whoever began it waits for its end, in any thread."""

    def __init__(
        self,
        *command: str,
        environment: Mapping[str, str | None] | None = None,
        cwd: Path | None = None,
        given: bytes | None = None,
    ) -> None:
        """Raises OSError where it does not start. It is without a variable that is None; `given` is what it reads."""
        variables = {**os.environ, **(environment or {})}
        self._process = subprocess.Popen(
            command,
            bufsize=0,  # so that `end` finds all that `line` leaves
            stdin=subprocess.DEVNULL if given is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env={name: text for name, text in variables.items() if text is not None},
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._program = command[0]
        self._given_up = False
        pipe, self._process.stdin = self._process.stdin, None
        if pipe and given is not None:
            Thread(target=_give, args=(pipe, given), daemon=True).start()

    def line(self) -> str:
        """The next one that it prints, however long that takes, for whoever cannot wait for the end."""
        assert self._process.stdout
        return self._process.stdout.readline().decode(errors="replace")

    def end(self, within: timedelta = WITHIN) -> Ended:
        """Waits for it, and for what it printed. Raises NoAnswer, else Unavailable where it prints without end."""
        ends = time.monotonic() + within.total_seconds()
        try:
            while (said := self._said(min(ends - time.monotonic(), _LOOK_EVERY))) is None:
                if self._given_up or time.monotonic() > ends:
                    raise self._no_answer()
        finally:
            self._let_go()
        printed, complaint = (it.decode(errors="replace") for it in said)
        return Ended(self._process.returncode, printed, complaint.strip())

    def end_alone(self, within: timedelta, most: int) -> Ended:
        """`end` of one that may leave others behind, which go on, and may print without end.

        Of what is printed by then the first `most` bytes are kept, both outputs in one. Raises NoAnswer.
        """
        if sys.platform == "win32":  # where pipes cannot be waited for together
            code, printed, complaint = self.end(within)
            return Ended(code, f"{printed}{complaint}"[:most], "")
        ends, kept = time.monotonic() + within.total_seconds(), b""
        try:
            with selectors.DefaultSelector() as pipes:
                for pipe in filter(None, (self._process.stdout, self._process.stderr)):
                    pipes.register(pipe, selectors.EVENT_READ)
                while pipes.get_map():
                    has_ended = self._process.poll() is not None
                    ready = pipes.select(0 if has_ended else max(0, min(ends - time.monotonic(), _LOOK_EVERY)))
                    for key, _ in ready:
                        said = os.read(key.fd, _AT_A_TIME)
                        kept += said[: most - len(kept)]
                        if not said:
                            pipes.unregister(key.fileobj)
                    if has_ended and (not ready or len(kept) == most):
                        break
                    if self._given_up or time.monotonic() > ends:
                        raise self._no_answer()
            try:
                self._process.wait(max(0, ends - time.monotonic()))
            except subprocess.TimeoutExpired:
                raise self._no_answer() from None
        finally:
            self._let_go()
        return Ended(self._process.returncode, kept.decode(errors="replace"), "")

    async def ended(self, within: timedelta = WITHIN) -> Ended:
        """`end`, in a thread; where nobody waits for it any more, it is killed."""
        from reminder.system.thread import in_a_thread

        return await in_a_thread(self.end, within, self.give_up)

    def give_up(self) -> None:
        """Whoever waits for it in another thread waits no longer."""
        self._given_up = True
        self._kill()

    def _said(self, within: float) -> tuple[bytes, bytes] | None:
        """All that it has printed, by the time it has ended; None: it goes on."""
        try:
            return self._process.communicate(timeout=max(0, within))
        except subprocess.TimeoutExpired as late:
            if len(late.output or b"") + len(late.stderr or b"") > AT_MOST:
                raise Unavailable("the program {program} talks without end", program=self._program) from None
            return None

    def _no_answer(self) -> NoAnswer:
        return NoAnswer("the program {program} does not answer", program=self._program)

    def _let_go(self) -> None:
        """It has ended, or is made to. A grandchild that left its session may live on, and what it prints is lost."""
        self._kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_NO_MORE)
        for pipe in filter(None, (self._process.stdout, self._process.stderr)):
            pipe.close()

    def _kill(self) -> None:
        """With its children. As long as it is not reaped its number is nobody else's."""
        if self._process.returncode is not None:
            return
        if sys.platform == "win32":
            self._process.kill()
        else:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


def _give(pipe: IO[bytes], given: bytes) -> None:
    """In a thread: of what is longer than a pipe, `communicate` gives no more once it timed out (CPython 3.11)."""
    left = memoryview(given)
    with suppress(OSError), pipe:  # it may end without reading all of it
        while left:
            left = left[pipe.write(left) :]


async def output(
    program: str,
    *arguments: str,
    packages: Sequence[str],
    environment: Mapping[str, str] | None = None,
    within: timedelta = WITHIN,
) -> str:
    """All that it prints, in English where it speaks a language. Raises Unavailable; any of `packages` has it."""
    try:
        child = Child(program, *arguments, environment={"LC_ALL": "C", **(environment or {})})
    except FileNotFoundError:
        raise Missing(
            "the program {program} is missing; install the package {package}", program=program, package=either(packages)
        ) from None
    except OSError as error:
        raise Unavailable("the program {program} does not start: {why}", program=program, why=error) from None
    ended = await child.ended(within)
    if ended.code:
        complaint = ended.complaint.partition("\n")[0]
        why = verbatim(complaint) if complaint else phrase("it ended with {code}", code=ended.code)
        raise Failed("{program} says: {why}", program=program, why=why)
    return ended.printed
