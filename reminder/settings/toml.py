"""Reads TOML, the same of it with every Python, and says in words why a text is none.

text ─▶ tomllib ─▶ values
           └ refuses ─▶ UsageError: the line, the cause, and what to write where it is TOML 1.1

TOML 1.1 has more to write than 1.0. tomlkit reads it, tomllib only from Python 3.15 on (tomlkit 0.15.2, Python 3.14.10
and 3.15.2): a file that serves on one machine would be none on the next.
"""

import tomllib
from typing import Any

from reminder.errors import UsageError

_TABLE = "write what stands in { } on one line, without comments and a last comma"
_TIME = 'write a time in quotes, like "12:30"'
_OF_1_1 = {
    "Invalid initial character for a key": _TABLE,
    "Unclosed inline table": f"{_TABLE}, and a time in quotes",
    "Unclosed array": _TIME,
    "Expected newline or end of document": _TIME,
    "Unescaped": r"write \u001b in place of \e, and \u0041 in place of \x41",
}
"""How the complaint begins that tomllib has about it, and what to write."""

_LONG = 100_000
"""Letters; a longer text is not read a second time to find out what it is."""


def parse(text: str) -> dict[str, Any]:
    """What `text` says. Raises UsageError, whose words go on from the name of a file."""
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise UsageError("it is nested too deeply") from error
    except ValueError as error:
        raise UsageError(_newer(text, str(error)) or f"it is not valid TOML: {error}") from error


def _newer(text: str, complaint: str) -> str:
    """What to do about a text of TOML 1.1; empty where it is none of that either."""
    cure = next((cure for start, cure in _OF_1_1.items() if complaint.startswith(start)), "")
    if not cure or len(text) > _LONG:
        return ""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        tomlkit.parse(text)
    except (TOMLKitError, ValueError, RecursionError):
        return ""
    _, _, where = complaint.rpartition("(at ")
    return f"{where.partition(',')[0]} is TOML 1.1, which Python reads from 3.15 on only: {cure}"
