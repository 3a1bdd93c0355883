"""Standard output that takes any text, whatever coding it has: what the coding cannot hold is put in plainer letters.

A terminal has the coding of its locale, and Windows gives cp1252 to what is written into a file or a pipe. A strict
stream would end a command with a traceback there, though what was asked for is done already.
"""

from __future__ import annotations

import codecs
import sys
from io import TextIOWrapper

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

_NAME = "reminder.plainer"
_PLAINER = {"\u2500": "-", "\u2026": "...", "\u2013": "-", "\u2014": "-", "\u2018": "'", "\u2019": "'", "\u201c": '"'}
_PLAINER |= {"\u201d": '"', "\u201e": '"', "\u2192": "->"}
"""Lines of tables, and what titles are full of."""
_WIDE = ("utf-16", "utf-32")
"""Codings in which one byte is no letter."""


def take_any_text(*streams: TextIO | None) -> None:
    """Let these never refuse a text. One without a coding, or that is not there, needs nothing."""
    codecs.register_error(_NAME, _plainer)
    for stream in streams:
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=_NAME)


def _plainer(error: UnicodeError) -> tuple[str | bytes, int]:
    """For one letter that the coding lacks; a byte that was no text, as in the name of a file, goes out as it came."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letter = error.object[error.start]
    if "\udc80" <= letter <= "\udcff" and sys.platform != "win32" and not error.encoding.startswith(_WIDE):
        return bytes([ord(letter) - 0xDC00]), error.start + 1
    return _PLAINER.get(letter, "?"), error.start + 1
