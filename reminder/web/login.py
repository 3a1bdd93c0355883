"""The window goes with the login session that it was opened in.

    logind ─▶ the process that leads the session ─▶ it ends ─▶ end()

Where nobody knows it, the browser's own end is told from its pages.
"""

import sys
from collections.abc import Callable

from reminder.errors import Unavailable
from reminder.system import session


async def follow(end: Callable[[], None]) -> None:
    """From now on; returns when that is arranged, or cannot be."""
    if sys.platform != "linux":
        return  # there a session takes all of its programs with it
    from reminder.senses.linux.session.leader import Leader

    for id in filter(None, (session.here().id, "auto")):
        if pid := await _leader(id):
            Leader(end).follow(pid)
            return


async def _leader(id: str) -> int:
    """0: nobody knows. "auto" is the caller's session, or the one in which the user sits before a screen."""
    from reminder.system.child import output

    try:
        said = await output("loginctl", "show-session", id, "--property=Leader", "--value", packages=("systemd",))
    except Unavailable:
        return 0
    return int(said) if said.strip().isdecimal() else 0
