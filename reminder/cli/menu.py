"""`reminder menu`: on, off, status; and what a click there does, for somebody who sees no terminal."""

from __future__ import annotations

import sys

from reminder.autostart.base import Program, find_program
from reminder.autostart.menu import STATES, Listed, Menu, Standing, here
from reminder.cli import service
from reminder.cli.commands import Arguments, run
from reminder.cli.result import Result
from reminder.errors import ReminderError, UsageError
from reminder.phrase import Phrase, listed, phrase
from reminder.wording.language import Text, lines, sentence

_CLICKS = {"open": "open today", "settings": "open settings", "now": "now", "pause": "pause 1h"}
"""What each is as a command."""
_NO_BROWSER = phrase("The window cannot be opened, as no browser was found; for its address: reminder open")


def on(args: Arguments) -> Result:
    menu = _menu()
    menu.enable(find_program())
    return _told(menu)


def off(args: Arguments) -> Result:
    menu = _menu()
    menu.disable()
    told = _told(menu)
    if menu.status(None).state is Listed.INSTALLED:
        stays = phrase("It goes when the program is uninstalled.")
        return told._replace(text=lines(told.text, stays))
    return told


def status(args: Arguments) -> Result:
    return _told(_menu())


def click(args: Arguments) -> Result:
    """The window opens even where the program does not start: what keeps it from that may be mended there."""
    from reminder.cli.parser import parse

    command = parse(_CLICKS[args.action].split())
    try:
        try:
            service.start(args)
        except ReminderError as problem:
            if command.command != "open":
                raise
            _tell(sentence(problem.said))
        result = run(command)
    except ReminderError as problem:
        _tell(sentence(problem.said))
        raise
    if command.command == "open" and not result.data["opened"]:
        _tell(lines(_NO_BROWSER))
    elif result.exit_code or command.command == "pause":
        _tell(lines(result.text))
    return result


def _tell(text: Text) -> None:
    import asyncio

    from reminder.notify.telling import tell

    asyncio.run(tell(str(text)))


def add_once(program: Program) -> Phrase | None:
    """As `autostart on` does, for whoever has said neither yes nor no: what to say of it, if there is anything."""
    if sys.platform in ("win32", "darwin"):
        return None
    menu = here()
    state = menu.status(program).state
    is_new = state is Listed.OFF and not menu.is_settled
    if not is_new and state is not Listed.STALE:
        return None
    try:
        menu.enable(program)
    except ReminderError as problem:
        return phrase("{problem}.", problem=problem.said)
    return phrase("It is in the application menu, too; to take it out there: reminder menu off") if is_new else None


def standing() -> Standing:
    return here().status(_program())


def _menu() -> Menu:
    if sys.platform in ("win32", "darwin"):
        raise UsageError("menu is for Linux; here the window is opened by: reminder open")
    return here()


def _program() -> Program | None:
    try:
        return find_program()
    except ReminderError:
        return None


def _told(menu: Menu) -> Result:
    found = menu.status(_program())
    state, where = STATES[found.state], str(found.where)
    if found.why:
        text = phrase("Application menu: {state} ({where}): {why}.", state=state, where=where, why=found.why)
    else:
        text = phrase("Application menu: {state} ({where}).", state=state, where=where)
    others = [str(path) for path in found.others]
    left = phrase("Left alone, not written by reminder: {others}.", others=listed(others)) if others else None
    data = {"state": found.state.value, "where": where, "detail": found.why or "", "not_ours": others}
    return Result(lines(text, left), data)
