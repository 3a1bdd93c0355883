"""What another program prints, asked for with a deadline.

    output("pactl", "list", ...) ─▶ a child in a session of its own ─▶ what it printed, or why that is not to be had

A child that does not end in time, or prints without end, is killed along with its own children; it is reaped whatever
becomes of the question.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import cast

from reminder.errors import NoAnswer, Unavailable
from reminder.phrase import either, phrase, verbatim

WITHIN = timedelta(seconds=5)
AT_MOST = 16 * 1024 * 1024
"""Bytes. The longest answer that any of them has a reason to give is a tenth of it."""

_NO_MORE = 1.0
"""Seconds: not even a kill ends one that waits for a dead disk."""


class Missing(Unavailable):
    """The program is not installed."""


class Failed(Unavailable):
    """It ended with an error, having said so."""


async def output(
    program: str,
    *arguments: str,
    packages: Sequence[str],
    environment: Mapping[str, str] | None = None,
    within: timedelta = WITHIN,
) -> str:
    """All that it prints, in English where it speaks a language. Raises Unavailable; any of `packages` has it."""
    answer = _Answer()
    try:
        transport, _ = await asyncio.get_running_loop().subprocess_exec(
            lambda: answer,
            *(program, *arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "LC_ALL": "C", **(environment or {})},
            start_new_session=True,
        )
    except FileNotFoundError:
        raise Missing(
            "the program {program} is missing; install the package {package}", program=program, package=either(packages)
        ) from None
    except OSError as error:
        raise Unavailable("the program {program} does not start: {why}", program=program, why=error) from None
    try:
        async with asyncio.timeout(within.total_seconds()):
            await answer.ended.wait()
    except TimeoutError:
        raise NoAnswer("the program {program} does not answer", program=program) from None
    finally:
        await _end(transport, answer)
    if answer.is_endless:
        raise Unavailable("the program {program} talks without end", program=program)
    if code := transport.get_returncode():
        complaint = answer.complaint.decode(errors="replace").strip().partition("\n")[0]
        why = verbatim(complaint) if complaint else phrase("it ended with {code}", code=code)
        raise Failed("{program} says: {why}", program=program, why=why)
    return answer.printed.decode(errors="replace")


class _Answer(asyncio.SubprocessProtocol):
    """Gathers it."""

    def __init__(self) -> None:
        self.printed = bytearray()
        self.complaint = bytearray()
        self.is_endless = False
        self.ended = asyncio.Event()
        """It is reaped, and nothing more can be printed."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._child = cast(asyncio.SubprocessTransport, transport)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        said = self.printed if fd == 1 else self.complaint
        if len(said) < AT_MOST:
            said += data
        elif not self.is_endless:
            self.is_endless = True
            _kill(self._child)

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended.set()


async def _end(child: asyncio.SubprocessTransport, answer: _Answer) -> None:
    """It has ended, or is made to. A grandchild that left its session may live on, and what it prints is lost."""
    _kill(child)
    child.close()
    with suppress(TimeoutError):
        async with asyncio.timeout(_NO_MORE):
            await answer.ended.wait()


def _kill(child: asyncio.SubprocessTransport) -> None:
    """With its children. As long as it is not reaped its number is nobody else's."""
    if child.get_returncode() is None and sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.get_pid(), signal.SIGKILL)
