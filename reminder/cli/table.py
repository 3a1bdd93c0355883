"""A table for people, no wider than their terminal; nothing is ever cut off.

Where all of it fits, or no terminal is there, the columns are padded here: to import rich, which draws what has to be
folded, and to draw with it takes as long as the rest of the command.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from shutil import get_terminal_size

from rich.cells import cell_len

from reminder.cli.result import on_a_terminal
from reminder.phrase import Phrase, verbatim
from reminder.wording.language import word

_NARROWEST = 12
"""Of a column that is folded, with the gap beside it."""


def table(heads: Sequence[Phrase], rows: Iterable[Sequence[object]], whole: int = 1) -> Phrase:
    """The first `whole` columns are never folded, however narrow the terminal. Numbers stand to the right."""
    rows = [*rows]
    cells = [[str(word(head)) for head in heads], *([str(cell) for cell in row] for row in rows)]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    needed = sum(width + 3 for width in widths)
    columns = get_terminal_size((100, 24)).columns if whole < len(heads) and on_a_terminal() else needed
    if needed > columns or not all(cell.isprintable() for row in cells for cell in row):
        needed = sum(width + 3 for width in widths[:whole]) + _NARROWEST * (len(heads) - whole)
        return verbatim(_folded(cells, widths[:whole], max(columns, needed)))
    numbers = [isinstance(cell, int) for cell in rows[0]] if rows else [False] * len(heads)
    lines = ["   ".join(map(_padded, row, widths, numbers)).rstrip() for row in cells]
    return verbatim("\n".join(f" {line}" for line in (lines[0], "─" * (needed - 3), *lines[1:])))


def _padded(cell: str, width: int, is_number: bool) -> str:
    gap = " " * (width - cell_len(cell))
    return gap + cell if is_number else cell + gap


def _folded(cells: Sequence[Sequence[str]], whole: Sequence[int], width: int) -> str:
    """`whole` are the widths of the columns that are not folded."""
    from io import StringIO

    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    heads, *rows = ([*map(Text, row)] for row in cells)
    drawn = Table(box=SIMPLE_HEAD, pad_edge=False)
    for at, head in enumerate(heads):
        is_whole = at < len(whole)
        drawn.add_column(head, overflow="fold", min_width=whole[at] if is_whole else None, no_wrap=is_whole)
    for row in rows:
        drawn.add_row(*row)
    screen = StringIO()
    Console(file=screen, width=width, color_system=None).print(drawn)
    return "\n".join(line.rstrip() for line in screen.getvalue().splitlines()).strip("\n")
