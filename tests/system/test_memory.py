"""What the running program does without, and who wants it can still have."""

import subprocess
import sys

import pytest

HIDDEN = ("_ssl", "_hashlib", "bz2", "lzma", "typing_extensions")


def told_by(script: str) -> str:
    """What a fresh interpreter prints."""
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()


def test_the_program_is_loaded_without_what_it_does_not_need() -> None:
    script = (
        f"import sys, reminder.daemon.process, reminder.daemon.loop; print([n for n in {HIDDEN} if n in sys.modules])"
    )
    assert told_by(script) == "[]"


@pytest.mark.parametrize(
    "use",
    [
        "import ssl; print(bool(ssl.create_default_context()))",
        "import bz2; print(bz2.decompress(bz2.compress(b'x')) == b'x')",
        "import lzma; print(lzma.decompress(lzma.compress(b'x')) == b'x')",
        "import typing_extensions; print(True)",
        "import hashlib; print(len(hashlib.sha256(b'x').digest() + hashlib.md5(b'x').digest()) == 48)",
    ],
)
def test_whoever_needs_it_later_can_import_it(use: str) -> None:
    assert told_by(f"import reminder.system.memory; {use}") == "True"
