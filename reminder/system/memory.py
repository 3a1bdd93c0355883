"""Memory: imports what the program stands on without what that would bring along, and gives back what starting took.

`asyncio` loads OpenSSL for connections that are encrypted. It does without, as what `lean` and `alarm` import does: it
spares a sixth of the program's memory.
"""

import sys
from contextlib import suppress

from reminder.system.lean import instead

with instead({"_ssl": None}):
    import asyncio  # noqa: F401


def give_back() -> None:
    """What was freed goes back to the system, with a C library that can do that."""
    if sys.platform == "linux":
        import ctypes

        with suppress(AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
