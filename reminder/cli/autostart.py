"""`reminder autostart`: on, off, status; and what to add where the desktop starts nothing by itself."""

from __future__ import annotations

import sys
from typing import NamedTuple

from reminder.autostart.base import STATES, Registration, State, find_program
from reminder.autostart.login import Login, choose
from reminder.autostart.startup_files import Put
from reminder.cli import service
from reminder.cli.commands import Arguments
from reminder.cli.menu import add_once
from reminder.cli.result import Result, answer_to, mention, somebody_is_there
from reminder.errors import ReminderError, UsageError
from reminder.phrase import Phrase, phrase
from reminder.storage import paths
from reminder.wording.language import Text, lines

_AFTER_A_CRASH = {
    True: phrase("Once a login has started it, it is started again after a crash."),
    False: phrase("After a crash it stays away until the next login, or until: reminder start"),
    None: phrase("After a crash it is started again where systemd starts it, as under Plasma; else at the next login."),
}
_NOT_YET_MENDED = phrase(
    "After a crash it stays away until the next login; to have systemd start it again: reminder autostart on"
)


class _Advice(NamedTuple):
    """What to do about a login that starts nothing: `file` wants the `line`, and can have it if it is `writable`."""

    text: Phrase | None = None
    file: str = ""
    line: str = ""
    writable: bool = False


def autostart(args: Arguments) -> Result:
    """`on` registers it and starts it now; `off` leaves what runs alone."""
    if args.write and (args.what != "on" or sys.platform in ("win32", "darwin")):
        raise UsageError("--write goes with on, and is for Linux; leave it out")
    login = choose(args.systemd, state_dir=paths.state_dir(), look=True)
    if args.what == "on":
        program = find_program()
        login.enable(program)
        added = add_once(program)
        started = service.start(args)
        if args.write or _says_yes(login, args):
            _write(login)
        result = _told(login, lines(added, started.text))
        return result._replace(data={**result.data, "running": started.data})
    if args.what == "off":
        login.disable()
        if login.status().state is State.ON:
            return _told(login, phrase("That one is yours: take it out there."))
    return _told(login)


def _says_yes(login: Login, args: Arguments) -> bool:
    """Asks whether the desktop's own file is to get the line that it needs, if somebody is there to be asked."""
    advice = _advice(login, login.status())
    if not advice.writable or args.json or not somebody_is_there():
        return False
    own = phrase("{desktop} starts nothing at login that is not in its own file.", desktop=str(login.desktop))
    mention(lines(own, advice.text))
    try:
        return answer_to(phrase("Shall reminder add it now? [y/N] ")).lower() in ("y", "yes")
    except EOFError:
        return False


def _write(login: Login) -> None:
    """The line in the desktop's own file, unless the login starts the program without it."""
    status = login.status()
    if status.state is State.ON and (not login.desktop or login.desktop.starts_entries is not None):
        return
    if login.line is None:
        raise ReminderError("no line was added anywhere. {status}", status=_text(status))
    login.line.enable(find_program())


def _told(login: Login, more: Phrase | Text | None = None) -> Result:
    status = login.status()
    advice = _advice(login, status)
    crash = _AFTER_A_CRASH[status.mends] if status.state is State.ON else None
    if crash and status.mends is False and login.desktop and login.desktop.by_systemd:
        crash = _NOT_YET_MENDED
    data = {
        "state": status.state.value,
        "where": status.where,
        "detail": status.detail or "",
        "mends_crash": status.mends,
        "advice": advice.text or "",
        "add": {"file": advice.file, "line": advice.line} if advice.line else None,
    }
    return Result(lines(_text(status), advice.text, crash, more), data)


def _text(status: Registration) -> Phrase:
    state = STATES[status.state]
    if status.where:
        state = phrase("{state} ({where})", state=state, where=status.where)
    if status.detail and status.state is State.ON:
        return phrase("Start at login: {state}, {detail}.", state=state, detail=status.detail)
    if status.detail:
        return phrase("Start at login: {state}: {detail}.", state=state, detail=status.detail)
    return phrase("Start at login: {state}.", state=state)


def _advice(login: Login, status: Registration) -> _Advice:
    """Empty where nothing is to be done, or nothing is known."""
    desktop, line = login.desktop, login.line
    if status.state is not State.NOT_STARTED or desktop is None:
        return _Advice()
    name = str(desktop)
    if desktop.starts_entries:
        return _Advice(phrase("{desktop} starts autostart entries: reminder autostart on", desktop=name))
    if desktop.reaches_target:
        return _Advice(phrase("But this session reaches graphical-session.target: reminder autostart on --systemd"))
    if line is None:
        return _Advice(phrase("Have whatever starts {desktop} start this: reminder run", desktop=name))
    try:
        text = line.render(find_program())
    except ReminderError as problem:
        return _Advice(phrase("{problem}.", problem=problem.said))
    why = line.why_not_written()
    more = phrase("({why}.)", why=why) if why else phrase("This does it: reminder autostart on --write")
    place = _place(line.row.put, str(line.path))
    said = phrase("Add this line {place}:\n  {line}\n{more}", place=place, line=text, more=more)
    return _Advice(said, str(line.path), text, not why)


def _place(put: Put, file: str) -> Phrase:
    match put:
        case Put.LAST:
            return phrase("at the end of {file}", file=file)
        case Put.FIRST:
            return phrase("at the beginning of {file}", file=file)
        case Put.IN_SECTION:
            return phrase("below the line [autostart] of {file}", file=file)
        case Put.BY_HAND:
            return phrase("before the window manager itself in {file}", file=file)
