"""Whether what a login starts can be started: the program is there, and so is whatever runs it.

A command, or the path of a program -> the reason why not, or nothing
"""

import os
import re
import shlex
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from reminder.autostart.base import ENV
from reminder.phrase import Phrase, phrase

_WORD = re.compile(r'"((?:\\.|[^"\\])*)"|(\S+)')
_HEAD = 1024
"""Bytes; the kernel reads 256 of a script to know what runs it, and pip's way round that limit takes a few more."""
_VERSIONED = re.compile(r"python3\.\d+")


def why_broken(command: str) -> Phrase | None:
    """Why the program that `command`, quoted as `base.quote` does it, names cannot be started; None if it can."""
    words = [re.sub(r"\\(.)", r"\1", found[1]) if found[2] is None else found[2] for found in _WORD.finditer(command)]
    if words[:1] == [ENV]:
        words = [word for word in words[1:] if "=" not in word]
    if not words:
        return phrase("it names no program")
    return why_not(words[0].replace("%%", "%"))


def why_not(program: str) -> Phrase | None:
    """Why `program`, a path or a name that is looked for, cannot be started; None if it can."""
    if os.path.isabs(program):  # noqa: PTH117
        path = Path(program)
        if path.is_symlink() and not path.exists():
            target = str(path.readlink())
            return phrase("{program} leads to {target}, which is not there", program=program, target=target)
        if not path.is_file():
            return phrase("{program} is not there", program=program)
        if not os.access(path, os.X_OK):
            return phrase("{program} may not be executed; see its permissions", program=program)
        return _why_not_run(path)
    found = shutil.which(program)
    return _why_not_run(Path(found)) if found else phrase("{program} is not there", program=program)


def _why_not_run(path: Path) -> Phrase | None:
    interpreter = _interpreter(path)
    if interpreter is None:
        return None
    if not (shutil.which(interpreter) if os.sep not in interpreter else os.access(interpreter, os.X_OK)):
        return phrase(
            "{path} is run by {interpreter}, which is gone; install reminder again",
            path=str(path),
            interpreter=interpreter,
        )
    if lost := _lost_packages(Path(interpreter)):
        return phrase(
            "{path} is run by {interpreter}, which is now {version} and lacks reminder; install reminder again",
            path=str(path),
            interpreter=interpreter,
            version=lost,
        )
    return None


def _interpreter(path: Path) -> str | None:
    """What runs the script at `path`; None for what is no script.

    Where the path of the interpreter has a space or is long, pip and uv begin with `/bin/sh` and name it after `exec`.
    """
    if sys.platform == "win32":
        return None
    try:
        with path.open("rb") as file:
            lines = file.read(_HEAD).decode(errors="surrogateescape").splitlines()
    except OSError:
        return None
    if not lines or not lines[0].startswith("#!"):
        return None
    words = lines[0].removeprefix("#!").split()
    if len(lines) > 1 and lines[1].startswith("'''exec' "):
        with suppress(ValueError):
            words = shlex.split(lines[1].removeprefix("'''exec' "))
    if words[:1] == [ENV]:
        words = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
    return words[0] if words else None


def _lost_packages(interpreter: Path) -> str:
    """The version of Python that the environment's link leads to, if it has packages for others only."""
    environment = interpreter.parent.parent
    version = interpreter.resolve().name
    if not (environment / "pyvenv.cfg").is_file() or not _VERSIONED.fullmatch(version):
        return ""
    folders = [folder.name for folder in (environment / "lib").glob("python3.*")]
    return version.replace("python", "Python ") if folders and version not in folders else ""
