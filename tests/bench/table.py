"""The table: a row for each program, and below ours how it stands to the goals.

Times are in milliseconds. What is headed "times" is the figure before it as a ratio to that of the ten-line script, of
`import asyncio`, or of `python -c pass`.
"""

from collections.abc import Mapping
from typing import NamedTuple

import clients
from processes import Cost
from programs import IMPORT, NOTES, OURS, PROGRAMS, SCRIPT, START
from starts import WITHIN

WORKING_HOURS = 8

Cell = float | str | None
"""None: there is no such figure."""


class Row(NamedTuple):
    """From left to right."""

    pss: Cell = None
    pss_times: Cell = None
    rss: Cell = None
    threads: Cell = None
    wakes: Cell = None
    forks: Cell = None
    cpu: Cell = None
    cpu_a_day: Cell = None
    ready: Cell = None
    ready_times: Cell = None
    asked: Cell = None
    asked_times: Cell = None


DIGITS = (1, 2, 1, 0, 1, 1, 2, 2, 0, 2, 0, 2)
HEAD = (
    Row("PSS", "times", "RSS", "threads", "wakes", "forks", "CPU s", "CPU s", "ready", "times", "command", "times"),
    Row("MB", "script", "MB", "", "a min", "a min", "an hour", "in 8 h", "ms", "import", "ms", "pass"),
)
AT_MOST = Row(pss_times=1.35, wakes=1, cpu_a_day=1, ready_times=4, asked_times=clients.GOAL)


class Measured(NamedTuple):
    """By program, `ready` and `asked` in seconds. `silent`: why there are no costs."""

    costs: Mapping[str, Cost]
    ready: Mapping[str, float]
    asked: Mapping[str, float]
    silent: Mapping[str, str]


def table(measured: Measured) -> str:
    lines = [line("", head) for head in HEAD]
    for name in PROGRAMS:
        lines.append(
            f"{name:24} {measured.silent[name]}" if name in measured.silent else line(name, row(name, measured))
        )
        if name == OURS:
            ready, times = beside(measured.ready, START, IMPORT)
            lines.append(line(f"  by: {START}", Row(ready=ready, ready_times=times)))
            lines.append(line("  goal: at most", AT_MOST, blank=""))
            lines.append(line("", verdicts(row(OURS, measured)), blank=""))
    return "\n".join((*lines, NOTES))


def all_met(measured: Measured) -> bool:
    return "missed" not in verdicts(row(OURS, measured))


def row(name: str, measured: Measured) -> Row:
    pss, rss, threads, wakes, forks, cpu = measured.costs[name]
    times, day = pss / measured.costs[SCRIPT].pss, cpu * WORKING_HOURS
    begins = beside(measured.ready, name, IMPORT) if name in measured.ready else (f"> {WITHIN:g} s", None)
    answers = beside(measured.asked, name, clients.BARE) if name in measured.asked else (None, None)
    return Row(pss, times, rss, threads, wakes, forks, cpu, day, *begins, *answers)


def beside(seconds: Mapping[str, float], name: str, other: str) -> tuple[float, float]:
    """In milliseconds, and as a ratio to the other."""
    return seconds[name] * 1000, seconds[name] / seconds[other]


def verdicts(ours: Row) -> Row:
    def verdict(figure: Cell, goal: Cell) -> Cell:
        if goal is None:
            return None
        return "met" if isinstance(figure, float) and isinstance(goal, int | float) and figure <= goal else "missed"

    return Row(*map(verdict, ours, AT_MOST))


def line(name: str, row: Row, blank: str = "-") -> str:
    def text(cell: Cell, digits: int) -> str:
        return blank if cell is None else cell if isinstance(cell, str) else f"{cell:.{digits}f}"

    return f"{name:24}" + "".join(f" {text(cell, digits):>7}" for cell, digits in zip(row, DIGITS, strict=True))
