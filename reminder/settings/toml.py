"""Reads TOML, the same of it with every Python, and says in words why a text is none.

text ─▶ tomllib ─▶ values
           └ refuses ─▶ UsageError: the line, the cause, and what to write where it is TOML 1.1

TOML 1.1 has more to write than 1.0. tomlkit reads it, tomllib only from Python 3.15 on (tomlkit 0.15.2, Python 3.14.10
and 3.15.2): a file that serves on one machine would be none on the next.
"""

import tomllib
from pathlib import Path
from typing import Any

from reminder.errors import UsageError
from reminder.phrase import Phrase, phrase
from reminder.storage import files

_TABLE = phrase("write what stands in {braces} on one line, without comments and a last comma", braces="{ }")
_TIME = phrase('write a time in quotes, like "12:30"')
_OF_1_1 = {
    "Invalid initial character for a key": _TABLE,
    "Unclosed inline table": phrase("{table}, and a time in quotes", table=_TABLE),
    "Unclosed array": _TIME,
    "Expected newline or end of document": _TIME,
    "Unescaped": phrase(r"write \u001b in place of \e, and \u0041 in place of \x41"),
}
"""How the complaint begins that tomllib has about it, and what to write."""

_LONG = 100_000
"""Letters; a longer text is not read a second time to find out what it is."""


def read(path: Path) -> dict[str, Any]:
    """What the file says. Raises UsageError for whatever can be wrong with it, in words as `parse`."""
    try:
        return parse(files.read(path).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UsageError("line {line} is not UTF-8 text", line=line) from error
    except ValueError as error:  # as where its name is none
        raise UsageError("it cannot be read: {why}", why=str(error)) from error
    except OSError as error:
        raise UsageError("it cannot be read: {why}", why=error) from error


def parse(text: str) -> dict[str, Any]:
    """What `text` says. Raises UsageError, whose words go on from the name of a file."""
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise UsageError("it is nested too deeply") from error
    except ValueError as error:
        complaint = str(error)
        said = _newer(text, complaint) or phrase("it is not valid TOML: {complaint}", complaint=complaint)
        raise UsageError(said) from error


def _newer(text: str, complaint: str) -> Phrase | None:
    """What to do about a text of TOML 1.1; None where it is none of that either."""
    cure = next((cure for start, cure in _OF_1_1.items() if complaint.startswith(start)), None)
    if not cure or len(text) > _LONG:
        return None
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        tomlkit.parse(text)
    except (TOMLKitError, ValueError, RecursionError):
        return None
    _, _, where = complaint.rpartition("(at ")
    line = where.partition(",")[0]
    return phrase("{line} is TOML 1.1, which Python reads from 3.15 on only: {cure}", line=line, cure=cure)
