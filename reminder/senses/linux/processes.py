"""What /proc tells of the processes of the person: what they are called, and who has a file open.

One that has privileges of its own, as some compositors do, is the system's to /proc and so is not among them.
"""

import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from reminder.errors import Unavailable
from reminder.senses.meeting import Program, is_interpreter

PROC = "/proc"

_CODE = ("-c", "-e", "--eval")
"""What follows is no file."""


def own() -> Iterator[int]:
    """The numbers of the processes that this user runs. Raises Unavailable."""
    try:
        numbers = [int(name) for name in os.listdir(PROC) if name.isdigit()]  # noqa: PTH208 - quicker, as all here
        user = _user(os.getpid())
    except OSError as error:
        raise Unavailable("the processes are not to be seen in /proc: {why}", why=error) from None
    for number in numbers:
        with suppress(OSError):  # it has just ended
            if _user(number) == user:
                yield number


def openers(files: Collection[str]) -> list[int]:
    """Those that have one of these open; by their real paths. Raises Unavailable."""
    return [number for number in own() if any(file in files for file in _open_files(number))]


def program(number: int) -> Program:
    """What this process runs; nameless if it has just ended."""
    words = _words(number)
    file = ""
    with suppress(OSError):
        file = _last(os.readlink(f"{PROC}/{number}/exe").removesuffix(" (deleted)"))  # noqa: PTH115
    return Program(file or _last(words[0]), _script(words) or _own_name(number))


def names(number: int) -> set[str]:
    """What it goes by, in lower case: its own name, that of its file, of its script; also as a program for Windows."""
    words = _words(number)
    if words == [""]:
        return set()  # the kernel's own, or one that has ended already
    known = {name.lower() for name in (_own_name(number), _last(words[0]), _script(words)) if name}
    return known | {name.removesuffix(ending) for name in known for ending in (".exe", ".bin")}


def descends(number: int, ancestor: int) -> bool:
    """It is `ancestor`, or was started by it or its descendants."""
    while number > 1:
        if number == ancestor:
            return True
        try:
            stat = Path(PROC, str(number), "stat").read_bytes()
        except OSError:
            return False
        number = int(stat[stat.rindex(b")") + 1 :].split()[1])
    return False


def _user(number: int) -> int:
    return os.stat(f"{PROC}/{number}").st_uid  # noqa: PTH116


def _open_files(number: int) -> Iterator[str]:
    folder = f"{PROC}/{number}/fd"
    with suppress(OSError):  # it has just ended, or nobody may look into it
        for name in os.listdir(folder):  # noqa: PTH208 - there are ten thousand of them
            with suppress(FileNotFoundError):
                yield os.readlink(f"{folder}/{name}")  # noqa: PTH115


def _words(number: int) -> list[str]:
    """Its command line. Chromium's processes write theirs anew, in one word."""
    line = b""
    with suppress(OSError):
        line = Path(PROC, str(number), "cmdline").read_bytes()
    words = [os.fsdecode(word) for word in line.rstrip(b"\0").split(b"\0")]
    return words if len(words) > 1 else [words[0].partition(" -")[0]]


def _own_name(number: int) -> str:
    """Cut off after 15 characters by the kernel."""
    with suppress(OSError):
        return os.fsdecode(Path(PROC, str(number), "comm").read_bytes()).rstrip("\n")
    return ""


def _script(words: list[str]) -> str:
    """The file that an interpreter runs; empty: there is none."""
    if not is_interpreter(_last(words[0])):
        return ""
    for word in words[1:]:
        if word in _CODE:
            return ""
        if not word.startswith("-"):
            return _last(word)
    return ""


def _last(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2]
