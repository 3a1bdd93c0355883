"""The command line as a test has it: what is typed, and what comes back."""

import io
from collections.abc import Awaitable, Callable
from typing import Any

Says, Tells, Complains = Callable[..., str], Callable[..., Any], Callable[[str, int], str]
Asks, Refused = Callable[..., Awaitable[str]], Callable[[str, int], Awaitable[str]]


class Terminal(io.StringIO):
    """Somebody sits before it."""

    def isatty(self) -> bool:
        return True


SitDown = Callable[..., Terminal]
