"""Memory: imports what the program stands on without what that would bring along, and gives back what starting took.

`asyncio` loads OpenSSL for connections that are encrypted, `hashlib` for hashes that Python has itself, `msgspec`
`typing_extensions` for names that `typing` has too, and `shutil` and `zipfile` every way to compress. Each does without
where there is none, so for this one moment there is none: that spares a tenth of the program's memory. Whoever needs
these modules later can import them.
"""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec

_HASHES = "_md5", "_sha1", *(("_sha2",) if sys.version_info >= (3, 12) else ("_sha256", "_sha512")), "_sha3", "_blake2"
"""What hashlib falls back to; some distributions leave them out."""


@contextmanager
def without(*names: str) -> Iterator[None]:
    """While the block runs, importing any of these modules that is not loaded yet fails as if it were not installed."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules |= dict.fromkeys(hidden)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


with without("_ssl", "typing_extensions", "bz2", "lzma"):
    import asyncio  # noqa: F401
    import shutil  # noqa: F401
    import zipfile  # noqa: F401

    import msgspec  # noqa: F401

if all(map(find_spec, _HASHES)):
    with without("_hashlib"):
        import hashlib  # noqa: F401


def give_back() -> None:
    """What was freed goes back to the system, with a C library that can do that."""
    if sys.platform == "linux":
        with suppress(AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
