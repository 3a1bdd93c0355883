"""Runs the person's own commands when something has happened, and tells of those that fail.

RunHooks ─▶ run() ─▶ those that wait, a bounded number ─▶ two at once, each in a thread, with a deadline ─▶ log
                          └ dropped: a warning              └ fails, is late, does not start: a Problem, until it works

Nothing waits for them: `run` returns at once, and what blocks (a program on a disk that is away, say) blocks a thread.
"""

import logging
import os
import shlex
from asyncio import timeout
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from reminder.control.messages import sendable
from reminder.errors import NoAnswer, Unavailable
from reminder.model.effects import RunHooks
from reminder.model.plan import Command, Happening, Plan, Problem
from reminder.phrase import Phrase, phrase
from reminder.settings.values import HOOKS, one_line
from reminder.system.child import Child
from reminder.system.tasks import Tasks
from reminder.system.thread import BlockingCall
from reminder.wording.language import word

log = logging.getLogger("reminder")

WITHIN = timedelta(seconds=10)
AT_ONCE, WAITING = 2, 30
_AT_THE_END = timedelta(seconds=1)
"""So long the program waits for them when it ends."""
_TO_START = timedelta(seconds=2)
"""After the time that it has: one whose program lies on a disk that is away does not even start."""
_KEPT = 2000
"""Bytes of what one prints."""


class _Job(NamedTuple):
    what: Happening
    command: Command
    environment: Mapping[str, str]


class _Run:
    """One job, in the thread that it is given to."""

    def __init__(self, job: _Job, within: timedelta) -> None:
        self._job = job
        self._within = within
        self._child: Child | None = None

    def __call__(self) -> tuple[int, str]:
        program, *arguments = self._job.command
        home = Path(os.path.expanduser("~"))  # noqa: PTH111 - never raises
        program = os.path.expanduser(program)  # noqa: PTH111
        self._child = Child(program, *arguments, environment=self._job.environment, cwd=home)
        ended = self._child.end_alone(self._within, _KEPT)
        return ended.code, ended.printed

    def give_up(self) -> None:
        if self._child:
            self._child.give_up()


class Hooks:
    """The commands of one plan."""

    def __init__(self, note: Callable[[str, Problem | None], None], within: timedelta = WITHIN) -> None:
        self._note = note
        self._within = within
        self._commands: Mapping[str, tuple[Command, ...]] = {}
        self._waiting: deque[_Job] = deque()
        self._tasks = Tasks()
        self.running = 0
        """How many work through what waits."""
        self._failing: dict[tuple[str, Command], Phrase] = {}
        self._dropped = 0

    def configure(self, plan: Plan) -> None:
        """What is not in the plan any more does not fail any more."""
        self._commands = plan.hooks
        for what, command in [*self._failing]:
            if command not in plan.hooks.get(what, ()):
                self._judge(what, command, None)

    def run(self, order: RunHooks) -> None:
        """All the commands for it, once each."""
        what, environment = order.what, variables(order)
        for command in self._commands.get(what, ()):
            if len(self._waiting) < WAITING:
                self._waiting.append(_Job(what, command, environment))
            else:
                self._dropped += 1
                log.warning(word(phrase("{hook}: dropped, as too many wait", hook=_named(what, command))))
                self._tell_dropped()
        while self._waiting and self.running < AT_ONCE:
            self.running += 1
            self._tasks.begin(self._work())

    async def stop(self) -> None:
        """Those that still wait get a moment; then all are ended."""
        with suppress(TimeoutError):
            async with timeout(_AT_THE_END.total_seconds()):
                while self._tasks:
                    await self._tasks.any()
        if self._waiting:
            log.warning(word(phrase("hooks: {count} dropped at the end", count=len(self._waiting))))
            self._waiting.clear()
        await self._tasks.stop()

    async def _work(self) -> None:
        """One after the other, as long as some wait."""
        thread = BlockingCall(self._within + _TO_START)
        try:
            while self._waiting:
                job = self._waiting.popleft()
                self._judge(job.what, job.command, await self._run(job, thread))
                if self._dropped and not self._waiting:
                    self._dropped = 0
                    self._tell_dropped()
        finally:
            self.running -= 1

    async def _run(self, job: _Job, thread: BlockingCall) -> Phrase | None:
        """Why it failed."""
        run = _Run(job, self._within)
        try:
            code, printed = await thread.ask(run)
        except NoAnswer:
            return phrase("it was ended, as it took longer than {within:duration}", within=self._within)
        except Unavailable as problem:
            return problem.said
        except (OSError, ValueError) as error:
            return phrase("it does not start: {why}", why=str(error))
        finally:
            run.give_up()
        if printed := one_line(printed.strip()):
            hook = _named(job.what, job.command)
            log.info(word(phrase("{hook} printed: {printed}", hook=hook, printed=printed)))
        return phrase("it ended with {code}", code=code) if code else None

    def _judge(self, what: str, command: Command, why: Phrase | None) -> None:
        """The happening fails as long as one of its commands does."""
        if why:
            self._failing[what, command] = phrase("{hook}: {why}", hook=_named(what, command), why=why)
        else:
            self._failing.pop((what, command), None)
        fails = next((its for (of, _), its in self._failing.items() if of == what), None)
        part = f"{HOOKS}.{what}"
        self._note(part, Problem(part, sendable(fails)) if fails else None)

    def _tell_dropped(self) -> None:
        dropped = phrase("too many wait to be run, so that some are dropped")
        self._note(HOOKS, Problem(HOOKS, dropped) if self._dropped else None)


def variables(order: RunHooks) -> dict[str, str]:
    """What a command is told; config/default.toml documents it for good."""
    told: dict[str, object] = {"": order.what, "_AT": _written(order.at)}
    if showing := order.showing:
        words = showing.words
        told |= {"_REMINDER": showing.reminder, "_TITLE": words.title, "_TEXT": words.text, "_TIP": words.tip}
        told |= {"_LASTS": round(showing.lasts.total_seconds()), "_OUTCOME": order.outcome}
    if order.began:
        told["_BEGAN"] = _written(order.began)
    told["_HOLDS"] = ",".join(order.reasons)
    return {f"REMINDER_EVENT{name}": str(value) for name, value in told.items() if value not in ("", None)}


def _written(when: datetime) -> str:
    return when.isoformat(timespec="seconds")


def _named(what: str, command: Command) -> str:
    """The program alone: its arguments may be nobody's business."""
    return f"{what} ({one_line(shlex.join(command[:1]))})"
