"""What the running program does without, and who wants it can still have."""

import subprocess
import sys

import pytest


def told_by(script: str) -> str:
    """What a fresh interpreter prints."""
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize(
    "use",
    [
        "import ssl; print(bool(ssl.create_default_context()))",
        "import bz2; print(bz2.decompress(bz2.compress(b'x')) == b'x')",
        "import lzma; print(lzma.decompress(lzma.compress(b'x')) == b'x')",
        "import typing_extensions; print(True)",
        "import multiprocessing; print(multiprocessing.get_context() is not None)",
        "import importlib.metadata as m; print(bool(m.version('pytest') and m.entry_points()))",
        "import hashlib; print(len(hashlib.sha256(b'x').digest() + hashlib.md5(b'x').digest()) == 48)",
    ],
)
def test_whoever_needs_it_later_can_import_it(use: str) -> None:
    assert told_by(f"import reminder.system.memory, reminder.system.alarm; {use}") == "True"
