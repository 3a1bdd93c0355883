"""Memory: imports what the program stands on without what that would bring along, and gives back what starting took.

`asyncio` loads OpenSSL for connections that are encrypted, `hashlib` for hashes that Python has itself, `msgspec`
`typing_extensions` for names that `typing` has too, and `shutil` every way to compress. Each does without where there
is none, so for this one moment there is none; `alarm` does the same for APScheduler. That spares a sixth of
the program's memory. Whoever needs these modules later can import them.
"""

import ctypes
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec

_HASHES = "_md5", "_sha1", *(("_sha2",) if sys.version_info >= (3, 12) else ("_sha256", "_sha512")), "_sha3", "_blake2"
"""What hashlib falls back to; some distributions leave them out."""


@contextmanager
def instead(stand_ins: Mapping[str, object]) -> Iterator[None]:
    """While the block runs, these are imported in the place of modules that are not loaded yet; None: there is none."""
    hidden = {name: stand_in for name, stand_in in stand_ins.items() if name not in sys.modules}
    sys.modules |= hidden  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


with instead(dict.fromkeys(("_ssl", "typing_extensions", "bz2", "lzma"))):
    import asyncio  # noqa: F401
    import shutil  # noqa: F401

    import msgspec  # noqa: F401

if all(map(find_spec, _HASHES)):
    with instead({"_hashlib": None}):
        import hashlib  # noqa: F401


def give_back() -> None:
    """What was freed goes back to the system, with a C library that can do that."""
    if sys.platform == "linux":
        with suppress(AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
