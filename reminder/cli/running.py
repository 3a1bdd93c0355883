"""Commands that speak to the running program: a RequestLine goes out, a ResponseLine comes back and is put in words."""

from __future__ import annotations

from reminder.cli.result import Result, write
from reminder.control.client import ask, follow
from reminder.control.messages import RequestLine
from reminder.errors import NotRunning, ReminderError
from reminder.phrase import phrase, verbatim
from reminder.wording.answers import in_words, status_in_words
from reminder.wording.answers import rest as said_of_rest
from reminder.wording.language import as_data

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
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
    try:
        return _follow(args.json) if args.follow else _status(args.verbose)
    except NotRunning as problem:
        if args.json:
            return Result(None, _NOTHING_RUNS, problem.exit_code)
        raise


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


def _follow(as_json: bool) -> Result:
    """One line per change, until either side ends; that the program did is the last line."""
    import json

    from reminder.wording.answers import line

    last = None
    for answer in follow(RequestLine("status")):
        status = _status_in(answer)
        said = verbatim(json.dumps(as_data(status))) if as_json else line(status)
        if said != last:
            write(said)
        last = said
    write(verbatim(json.dumps(_NOTHING_RUNS)) if as_json else phrase("reminder is not running."))
    return Result(None, exit_code=NotRunning.exit_code)


def _status_in(answer: ResponseLine) -> Status:
    fields: Any = answer.fields
    if answer.kind != "status":
        raise ReminderError(fields["message"])
    status: Status = fields
    return status
