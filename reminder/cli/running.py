"""Commands that speak to the running program: a RequestLine goes out, a ResponseLine comes back and is put in words."""

from __future__ import annotations

import gc

from reminder.cli.result import Result, write
from reminder.control.client import ask, follow
from reminder.control.messages import RequestLine
from reminder.errors import NotRunning, ReminderError, UsageError
from reminder.phrase import phrase, verbatim
from reminder.wording.answers import in_words, line, status_in_words
from reminder.wording.answers import rest as said_of_rest
from reminder.wording.language import as_data, word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from reminder.cli.commands import Arguments
    from reminder.control.fields import Status
    from reminder.control.messages import ResponseLine
    from reminder.system.session import Session

_NOT_RUNNING = phrase("""\
reminder is not running.

  reminder start           begin now
  reminder autostart on    begin now, and at every login
  reminder --help          all the rest""")

_NOTHING_RUNS = {"running": False}


def say(args: Arguments) -> Result:
    """The command as it was typed; the running program reads its words."""
    answer = ask(RequestLine(args.command, tuple(getattr(args, "words", ()))))
    return Result(in_words(answer), {"kind": answer.kind, **answer.fields}, answer.exit_code)


def status(args: Arguments) -> Result:
    say = _in_a_line(args)
    try:
        if args.follow:
            return _follow(say)
        return _status(args.verbose) if args.format is None else Result(verbatim(say(current())))
    except NotRunning as problem:
        if args.format is not None:
            write(verbatim(say(None)))
            return Result(None, exit_code=problem.exit_code)
        if args.json:
            return Result(None, _NOTHING_RUNS, problem.exit_code)
        raise


def _in_a_line(args: Arguments) -> Callable[[Status | None], str]:
    """How each change is told; None: nothing runs."""
    if args.format is not None:
        from reminder.cli.bars import POLLS, form

        if args.json:
            raise UsageError("--format says in which form; leave --json out, or ask for: --format json")
        if args.follow and args.format == POLLS:
            raise UsageError("{bar} asks by itself, again and again; leave --follow out", bar=POLLS)
        return form(args.format)
    if args.json:
        return _as_json
    return _as_line


def _as_json(status: Status | None) -> str:
    import json

    return json.dumps(as_data(status or _NOTHING_RUNS))


def _as_line(status: Status | None) -> str:
    return str(word(line(status) if status else phrase("reminder is not running.")))


def overview(args: Arguments) -> Result:
    """`reminder` alone: the status, or how to begin."""
    try:
        return _status()
    except NotRunning:
        return Result(_NOT_RUNNING)


def current() -> Status:
    """What the running program says of itself; raises ReminderError where it cannot say."""
    return _status_in(ask(RequestLine("status")))


def rest(args: Arguments) -> Result:
    """For scripts, and for coding agents, that do not want to disturb a break or to go on without the person.

    A program of the version before knows of no breaks: by that there is none.
    """
    if not args.wait:
        return _rest(current().get("resting_since"), at_work=1)
    gc.enable()
    for answer in follow(RequestLine("status")):
        if not (since := _status_in(answer).get("resting_since")):
            return _rest(since, at_work=0)
    raise NotRunning("reminder has ended; start it with: reminder start")


def _rest(since: str | None, at_work: int) -> Result:
    return Result(said_of_rest(since), {"resting": bool(since), "since": since}, 0 if since else at_work)


def _status(verbose: bool = False) -> Result:
    status = current()
    return Result(status_in_words(status, is_elsewhere(status["session"]), verbose), status)


def is_elsewhere(served: Mapping[str, Any] | None) -> bool:
    """The running program serves another login than the one that this command is given in.

    A shell without a screen, as over ssh, is no login of its own.
    """
    from reminder.system.session import here

    ours = here()
    return isinstance(served, dict) and ours.has_screen and not ours.is_same(session_in(served))


def session_in(served: Mapping[str, Any]) -> Session:
    """What a status says of it."""
    from reminder.system.session import Session

    return Session(**{name: served.get(name) or "" for name in Session._fields})


def _follow(say: Callable[[Status | None], str]) -> Result:
    """One line per change, until either side ends; that the program did is the last line."""
    last = None
    gc.enable()
    for answer in follow(RequestLine("status")):
        said = say(_status_in(answer))
        if said != last:
            write(verbatim(said))
        last = said
    write(verbatim(say(None)))
    return Result(None, exit_code=NotRunning.exit_code)


def _status_in(answer: ResponseLine) -> Status:
    fields: Any = answer.fields
    if answer.kind != "status":
        raise ReminderError(fields["message"])
    status: Status = fields
    return status
