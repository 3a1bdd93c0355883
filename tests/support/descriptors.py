"""File descriptors that have run out, for as long as a block runs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def no_file_descriptors() -> Iterator[None]:
    """This process has all that it may have."""
    resource = pytest.importorskip("resource", reason="what a process may have is limited on Unix only")
    taken = [os.dup(0)]
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64 + taken[0], before[1]))
    try:
        while True:
            try:
                taken.append(os.dup(0))
            except OSError:
                break
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
        for descriptor in taken:
            os.close(descriptor)
