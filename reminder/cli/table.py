"""A table for people, no wider than their terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import StringIO
from shutil import get_terminal_size

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], numbers_from: int | None = None) -> str:
    """Columns from `numbers_from` on hold numbers and stand to the right."""
    drawn = Table(box=SIMPLE_HEAD, pad_edge=False)
    for at, head in enumerate(heads):
        drawn.add_column(head, justify="right" if numbers_from is not None and at >= numbers_from else "left")
    for row in rows:
        drawn.add_row(*(Text(str(cell)) for cell in row))
    screen = StringIO()
    Console(file=screen, width=get_terminal_size((100, 24)).columns, color_system=None).print(drawn)
    return "\n".join(line.rstrip() for line in screen.getvalue().splitlines()).strip("\n")
