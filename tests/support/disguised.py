"""A program that others see under the command line that its arguments are, and does nothing."""

import ctypes
import signal
import sys
from pathlib import Path

_START, _END = 47, 48
"""Where the kernel says, in /proc/self/stat, in which memory the command line lies."""


def disguise(words: list[str]) -> None:
    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    start, end = (int(fields[place - 2]) for place in (_START, _END))
    line = "\0".join(words).encode() + b"\0"
    ctypes.memmove(start, line.ljust(end - start, b"\0"), end - start)


if __name__ == "__main__":
    disguise(sys.argv[1:])
    signal.pause()
