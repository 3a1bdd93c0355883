"""What Unix has and Windows lacks: a test that asks for it is skipped there, and says why.

install() ─▶ in the place of each function that is missing, one that skips the test which calls it
why_not(test) ─▶ the reason, for tests whose names are listed here: what they are about is not to be had otherwise
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

_FUNCTIONS: tuple[tuple[Any, str, str], ...] = (
    (os, "mkfifo", "Windows has no pipes among its files"),
    (os, "getuid", "Windows has no numbers for users"),
    (os, "geteuid", "Windows has no numbers for users"),
    (os, "fork", "Windows has no fork"),
    (time, "tzset", "Windows takes no time zone from a variable"),
)


def install() -> None:
    """For the whole run."""
    if sys.platform != "win32":
        return
    for module, name, reason in _FUNCTIONS:
        if not hasattr(module, name):
            setattr(module, name, _skipping(reason))
    for name in ("symlink_to", "hardlink_to"):
        setattr(Path, name, _skipping("Windows lets few people make links"))


def _skipping(reason: str) -> Callable[..., NoReturn]:
    def skip(*_: object, **__: object) -> NoReturn:
        pytest.skip(reason)

    return skip
