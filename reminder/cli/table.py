"""A table for people, no wider than their terminal; nothing is ever cut off."""

from __future__ import annotations

import sys

from reminder.phrase import Phrase, verbatim
from reminder.wording.language import word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_GAP = "   "
_NARROWEST = 9
"""Of a column that is folded."""
_COMBINING = "\u0300"
"""From this letter on some take two places on the screen, or none."""


def table(heads: Sequence[Phrase], rows: Iterable[Sequence[object]], whole: int = 1) -> Phrase:
    """The first `whole` columns are never folded, however narrow the terminal."""
    cells = [list(map(str, row)) for row in (map(word, heads), *rows)]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    if _on_a_terminal():
        _narrow(widths, whole)
    head, *body = (line for row in cells for line in _lines(row, widths))
    return verbatim("\n".join((head, " " + "─" * (sum(widths) + len(_GAP) * (len(widths) - 1)), *body)))


def _narrow(widths: list[int], whole: int) -> None:
    """Take from the widest of those that can be folded until all have room."""
    from shutil import get_terminal_size

    too_much = sum(widths) + len(_GAP) * len(widths) - get_terminal_size((100, 24)).columns
    for _ in range(too_much if whole < len(widths) else 0):
        widest = max(range(whole, len(widths)), key=widths.__getitem__)
        if widths[widest] <= _NARROWEST:
            break
        widths[widest] -= 1


def _lines(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """One row, on as many lines as its longest cell needs."""
    from itertools import zip_longest

    folded = [_folded(cell, width) for cell, width in zip(row, widths, strict=True)]
    for parts in zip_longest(*folded, fillvalue=""):
        line = _GAP.join(part + " " * (width - _width(part)) for part, width in zip(parts, widths, strict=True))
        yield f" {line}".rstrip()


def _folded(text: str, width: int) -> list[str]:
    if _width(text) <= width:
        return [text]
    if _is_plain(text):
        from textwrap import wrap

        return wrap(text, width, break_on_hyphens=False)
    from wcwidth import wrap as wrap_wide

    return wrap_wide(text, width, break_on_hyphens=False)


def _width(text: str) -> int:
    if _is_plain(text):
        return len(text)
    from wcwidth import width

    return width(text)


def _is_plain(text: str) -> bool:
    return max(text, default="") < _COMBINING


def _on_a_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()
