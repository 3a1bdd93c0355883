"""A table for people, no wider than their terminal; nothing is ever cut off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import StringIO
from shutil import get_terminal_size

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from reminder.cli.result import on_a_terminal
from reminder.phrase import Phrase, verbatim
from reminder.wording.language import word

_ENDLESS = 100_000
_NARROWEST = 12
"""Of a column that is folded, with the gap beside it."""


def table(heads: Sequence[Phrase], rows: Iterable[Sequence[object]], whole: int = 1) -> Phrase:
    """The first `whole` columns are never folded, however narrow the terminal."""
    cells = [[Text(str(cell)) for cell in row] for row in rows]
    drawn = Table(box=SIMPLE_HEAD, pad_edge=False)
    needed = 0
    for at, head in enumerate(str(word(head)) for head in heads):
        least = max(cell_len(head), *(row[at].cell_len for row in cells)) if at < whole and cells else None
        drawn.add_column(head, overflow="fold", min_width=least, no_wrap=least is not None)
        needed += least + 3 if least else _NARROWEST
    for row in cells:
        drawn.add_row(*row)
    screen = StringIO()
    width = max(get_terminal_size((100, 24)).columns, needed) if on_a_terminal() else _ENDLESS
    Console(file=screen, width=width, color_system=None).print(drawn)
    return verbatim("\n".join(line.rstrip() for line in screen.getvalue().splitlines()).strip("\n"))
