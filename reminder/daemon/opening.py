"""What a press on a notification or on the icon begins: the window, or starting at every login.

open(token, page) ─▶ `reminder open`, in the session that is served ─▶ reaped ─▶ why nobody sees the window, or None
switch_login_on() ─▶ `reminder autostart on` ─▶ LoginSwitchedOn
"""

import asyncio
import json
import os
import subprocess
from collections.abc import Callable
from datetime import timedelta

from reminder.errors import ReminderError, Unavailable
from reminder.model.events import LoginSwitchedOn, Put
from reminder.model.plan import Problem
from reminder.phrase import Phrase, phrase, verbatim
from reminder.storage import paths
from reminder.system import clock, upgrade
from reminder.system.child import output
from reminder.system.tasks import Tasks

_WITHIN = timedelta(seconds=60)


class Opening:
    def __init__(self, note: Callable[[str, Problem | None], None], put: Put) -> None:
        """`note` hears which of the two fails; `put` gets what came of switching login on."""
        self._note = note
        self._put = put
        self._attempts = Tasks()

    def open(self, token: str, page: str) -> None:
        """Returns at once."""
        self._attempts.begin(self._open(token, page))

    def switch_login_on(self) -> None:
        """As a person does by a command; returns at once."""
        self._attempts.begin(self._switch_login_on())

    async def _switch_login_on(self) -> None:
        why = None
        try:
            await output(*upgrade.command(), "autostart", "on", "--json", packages=("reminder",), within=_WITHIN)
        except Unavailable as problem:
            why = phrase("starting at login cannot be switched on: {why}", why=problem.said)
        self._tell("login", why)
        self._put(LoginSwitchedOn(clock.read(), why))

    async def _open(self, token: str, page: str) -> None:
        """For as long as the command runs, which is that of a browser that does not go into the background.

        So it has no deadline, and nothing looks after it meanwhile, as `Child` would.
        """
        given = {"XDG_ACTIVATION_TOKEN": token, "DESKTOP_STARTUP_ID": token} if token else {}
        try:
            child = await asyncio.create_subprocess_exec(
                *(*upgrade.command(), "open", page, "--json"),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, **given},
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            self._tell("window", phrase("the window cannot be opened: {why}", why=error))
            return
        said, complaint = await child.communicate()
        self._tell("window", _why_not(child.returncode, said, complaint.decode(errors="replace").strip()))

    def _tell(self, part: str, why: Phrase | None) -> None:
        self._note(part, Problem(part, why) if why else None)


def offers_login() -> bool:
    """Whether nobody has said yes or no to it. Reads files, so it is asked at the start, by a run that may greet."""
    from reminder.autostart.login import choose

    try:
        return choose(state_dir=paths.state_dir()).status().never_asked
    except ReminderError:
        return False


def _why_not(code: int | None, said: bytes, complaint: str) -> Phrase | None:
    if code:
        why = verbatim(complaint.removeprefix("reminder: ")) if complaint else phrase("it ended with {code}", code=code)
        return phrase("the window cannot be opened: {why}", why=why)
    try:
        is_open = json.loads(said)["opened"]
    except (ValueError, TypeError, KeyError):  # as from another version, or with a line of something else before it
        why = phrase("reminder open gave no answer that is understood")
        return phrase("the window cannot be opened: {why}", why=why)
    if not is_open:
        return phrase("the window cannot be opened, as no browser was found; for its address: reminder open")
    return None
