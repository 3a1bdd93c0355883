"""Imports what the commands stand on too without what that would bring along; to be imported before it.

`msgspec` loads `typing_extensions` for names that `typing` has too, `shutil` every way to compress, `hashlib` OpenSSL
for hashes that Python has itself. Each does without where there is none, so for this one moment there is none. Whoever
needs these modules later can import them.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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


with instead(dict.fromkeys(("typing_extensions", "bz2", "lzma"))):
    import shutil  # noqa: F401

    import msgspec  # noqa: F401

if all(map(find_spec, _HASHES)):
    with instead({"_hashlib": None}):
        import hashlib  # noqa: F401
