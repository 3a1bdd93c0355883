"""What the running program does without, and who wants it can still have."""

import subprocess
import sys

LATER = """
import reminder.system.memory, reminder.system.alarm

import hashlib
assert len(hashlib.sha256(b"x").digest() + hashlib.md5(b"x").digest()) == 48
import ssl
assert ssl.create_default_context()
import bz2, lzma
for kind in bz2, lzma:
    assert kind.decompress(kind.compress(b"x")) == b"x"
import typing_extensions
import multiprocessing
assert multiprocessing.get_context()
import importlib.metadata
assert importlib.metadata.version("pytest") and importlib.metadata.entry_points()
"""


def test_whoever_needs_it_later_can_import_it() -> None:
    ended = subprocess.run([sys.executable, "-c", LATER], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
