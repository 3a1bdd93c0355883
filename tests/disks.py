"""A disk that is full, for as long as a block runs."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

ROOM = 100
"""Bytes that a file may still have."""


@contextmanager
def full_disk() -> Iterator[None]:
    """Files cannot grow beyond `ROOM`; root heeds this too. It holds for what pytest prints as well: keep it short."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
