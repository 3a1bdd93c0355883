"""Disks that are full, small or read-only, for as long as a block runs."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOM = 100
"""Bytes that a file may still have."""


@contextmanager
def full_disk() -> Iterator[None]:
    """Files cannot grow beyond `ROOM`; root heeds this too. It holds for what pytest prints as well: keep it short."""
    resource = pytest.importorskip("resource", reason="what a process may write is limited on Unix only")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """Something lies over `folder`; the test is skipped where that is not allowed."""
    done = subprocess.run(["mount", *options, folder], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def small_disk(folder: Path, bytes: int = 1_000_000) -> Iterator[None]:
    """`folder` is a disk of its own."""
    with mounted(folder, "-t", "tmpfs", "-o", f"size={bytes},mode=700", "tmpfs"):
        yield


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """What is in `folder` can be read, and no more, for whoever opens it from now on."""
    with mounted(folder, "--bind", str(folder)):
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
        yield


def fill(folder: Path) -> Path:
    """Take the last byte of the disk that `folder` is on; returns the file that takes it."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65536, 1024, 1):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue
    assert shutil.disk_usage(folder).free == 0
    return ballast
