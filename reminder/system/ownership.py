"""Whether a file is the word of whoever runs this machine, root or an administrator, and of nobody else."""

import os
import shlex
import stat
import sys
from pathlib import Path

from reminder.phrase import Phrase, phrase, several

_ROOT = 0
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
"""With an access control list the bits of the group are what that allows at most (acl(5))."""


def why_anybodys(path: Path) -> Phrase | None:
    """Why others may have written this file, or have put it in its place, and what to do; None where nobody could.

    Windows tells the owners alone: what others may write there stays untold.
    """
    if sys.platform == "win32":
        from reminder.system.windows_owner import why_untrusted

        return why_untrusted(path)
    try:
        real = path.resolve()
        for place in (path.parent, real.parent, real):
            found, name = place.stat(), shlex.quote(str(place))
            if found.st_uid != _ROOT:
                return _for_root(phrase("{file} is not root's", file=str(place)), f"chown root {name}")
            if found.st_mode & _OTHERS_WRITE:
                return _for_root(phrase("others than root may write {file}", file=str(place)), f"chmod go-w {name}")
    except (OSError, RuntimeError) as error:  # the latter: links in a circle, with older Pythons
        return _nobody_knows(error)
    return None


def why_others(path: Path) -> Phrase | None:
    """Why others than the person, or root, may have written this file, and what to do; None where nobody could.

    A group's write bit is let pass: many systems give each person a group of their own. Windows keeps the homes apart.
    """
    if sys.platform == "win32":
        return None
    try:
        real = path.resolve()
        for place in (path.parent, real.parent, real):
            found, name = place.stat(), shlex.quote(str(place))
            if found.st_uid not in (_ROOT, os.geteuid()):
                return phrase("{file} is not yours", file=str(place))
            if found.st_mode & stat.S_IWOTH:
                return phrase("everybody may write {file}; run: chmod o-w {name}", file=str(place), name=name)
    except (OSError, RuntimeError) as error:  # the latter: links in a circle, with older Pythons
        return _nobody_knows(error)
    return None


def _nobody_knows(error: Exception) -> Phrase:
    return phrase("nobody knows whose it is ({why})", why=str(error))


def _for_root(why: Phrase, command: str) -> Phrase:
    return several((why, phrase("to let it count, run as root: {command}", command=command)))
