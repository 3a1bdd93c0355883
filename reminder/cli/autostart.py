"""`reminder autostart`: on, off, status; and what to add where the desktop starts nothing by itself."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import NamedTuple

from reminder.autostart.base import State, Status, find_program
from reminder.autostart.login import Login, choose
from reminder.cli import service
from reminder.cli.result import Result, mention
from reminder.errors import ReminderError, UsageError
from reminder.storage import paths

_AFTER_A_CRASH = {
    True: "Once a login has started it, it is started again after a crash.",
    False: "After a crash it stays away until the next login, or until: reminder start",
    None: "After a crash it is started again where systemd starts it, as under Plasma; else at the next login.",
}
_NOT_YET_MENDED = (
    "After a crash it stays away until the next login; to have systemd start it again: reminder autostart on"
)


class _Advice(NamedTuple):
    """What to do about a login that starts nothing: `file` wants the `line`, and can have it if it is `writable`."""

    text: str
    file: str = ""
    line: str = ""
    writable: bool = False


def autostart(args: Namespace) -> Result:
    """`on` registers it and starts it now; `off` leaves what runs alone."""
    if args.write and (args.what != "on" or sys.platform in ("win32", "darwin")):
        raise UsageError("--write goes with on, and is for Linux; leave it out")
    login = choose(args.systemd, state_dir=paths.state_dir(), look=True)
    if args.what == "on":
        login.enable(find_program())
        started = service.start(args)
        if args.write or _says_yes(login, args):
            _write(login)
        result = _told(login)
        return Result(f"{result.text}\n{started.text}", {**result.data, "running": started.data})
    if args.what == "off":
        login.disable()
        if login.status().state is State.ON:
            result = _told(login)
            return result._replace(text=f"{result.text}\nThat one is yours: take it out there.")
    return _told(login)


def _says_yes(login: Login, args: Namespace) -> bool:
    """Asks whether the desktop's own file is to get the line that it needs, if somebody is there to be asked."""
    advice = _advice(login, login.status())
    if not advice.writable or args.json or not all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        return False
    mention(f"{login.desktop} starts nothing at login that is not in its own file.\n{advice.text}")
    try:
        return input("Shall reminder add it now? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _write(login: Login) -> None:
    """The line in the desktop's own file, unless the login starts the program without it."""
    status = login.status()
    if status.state is State.ON and (not login.desktop or login.desktop.starts_entries is not None):
        return
    if login.line is None:
        raise ReminderError(f"no line was added anywhere. {_text(status)}")
    login.line.enable(find_program())


def _told(login: Login) -> Result:
    status = login.status()
    advice = _advice(login, status)
    crash = _AFTER_A_CRASH[status.mends] if status.state is State.ON else ""
    if crash and status.mends is False and login.desktop and login.desktop.by_systemd:
        crash = _NOT_YET_MENDED
    said = [_text(status), advice.text, crash]
    data = {
        "state": status.state.value,
        "where": status.where,
        "detail": status.detail,
        "mends_crash": status.mends,
        "advice": advice.text,
        "add": {"file": advice.file, "line": advice.line} if advice.line else None,
    }
    return Result("\n".join(filter(None, said)), data)


def _text(status: Status) -> str:
    where = f" ({status.where})" if status.where else ""
    sign = ", " if status.state is State.ON else ": "
    return f"Start at login: {status.state.value}{where}{sign + status.detail if status.detail else ''}."


def _advice(login: Login, status: Status) -> _Advice:
    """Empty where nothing is to be done, or nothing is known."""
    desktop, line = login.desktop, login.line
    if status.state is not State.NOT_STARTED or desktop is None:
        return _Advice("")
    if desktop.starts_entries:
        return _Advice(f"{desktop} starts autostart entries: reminder autostart on")
    if desktop.reaches_target:
        return _Advice("But this session reaches graphical-session.target: reminder autostart on --systemd")
    if line is None:
        return _Advice(f"Have whatever starts {desktop} start this: reminder run")
    try:
        text = line.render(find_program())
    except ReminderError as problem:
        return _Advice(f"{problem}.")
    why = line.why_not_written()
    more = f"({why}.)" if why else "This does it: reminder autostart on --write"
    return _Advice(f"Add this line {line.row.put.value} {line.path}:\n  {text}\n{more}", str(line.path), text, not why)
