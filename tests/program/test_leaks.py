"""Thousands of reminders on a real bus and in a real history: the program is no larger after them than before."""

import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from support.desk import Desk
from support.program import Program
from support.trials import HowMany, Tally
from support.waiting import wait_until

pytestmark = [pytest.mark.desktop, pytest.mark.proof]

MORE_KB = 1_280
"""Memory that may come in addition: an arena of Python's allocator, which is 1 MiB since Python 3.10, and what else is
taken at a time. It is no more than 150 bytes a reminder in the long form, and 4.4 kB in the short one."""
LOG_AT_MOST = 1_001_000
"""Bytes, in each of its two files."""
READ_SETTINGS_EVERY = 50
"""Reminders."""

END_LATER = ("closed in the moment in which it came", "timed out", "nobody looks")
"""What is answered so stays open until the next one comes."""


class Size(NamedTuple):
    """What the running program holds."""

    memory_kb: int
    """Its own, that it shares with nobody and that no file can give back."""
    descriptors: int
    state: int
    """Bytes in the file of its state."""


def size(program: Program) -> Size:
    process = Path("/proc", str(program.pid))
    lines = (process / "smaps_rollup").read_text().splitlines()[1:]
    kinds = dict(line.split(":") for line in lines)
    return Size(
        int(kinds["Anonymous"].split()[0]),
        len(list((process / "fd").iterdir())),
        (program.state / "state.json").stat().st_size,
    )


def ways_to_answer(program: Program, desk: Desk) -> dict[str, tuple[str, Callable[[], object]]]:
    """Every way that a showing can end without time going by, and its outcome."""
    return {
        "button Done": ("done", lambda: desk.press_at_once("done")),
        "button Skip": ("skipped", lambda: desk.press_at_once("skip")),
        "button Snooze": ("snoozed", lambda: desk.press_at_once("snooze")),
        "closed in the moment in which it came": ("ignored", lambda: desk.take_off(2)),
        "timed out": ("ignored", lambda: desk.take_off(1)),
        "done": ("done", lambda: program.ask("done")),
        "skip": ("skipped", lambda: program.ask("skip")),
        "snooze 1h": ("snoozed", lambda: program.ask("snooze 1h")),
        "nobody looks": ("ignored", lambda: None),
    }


def test_thousands_of_reminders_leave_nothing_behind(
    program: Program, desk: Desk, how_many: HowMany, tally: Tally
) -> None:
    program.start()
    ways = list(ways_to_answer(program, desk).items())
    first, count = how_many(300, 1_000), how_many(600, 10_000)
    outcomes: Counter[str] = Counter()
    sizes = []
    for number in range(1, count + 1):
        how, (outcome, answer) = ways[number % len(ways)]
        assert program.ask("now").kind == "shown"
        answer()
        if how not in END_LATER:
            wait_until(lambda: not program.ask("status").fields["open"])
        outcomes[outcome] += 1
        if number % READ_SETTINGS_EVERY == 0:
            program.ask("reload")
        if number in (first, count):
            sizes.append(size(program))
    before, after = sizes
    story = f"after {first}: {before}, after {count}: {after}"

    assert after.memory_kb <= before.memory_kb + MORE_KB, story
    wait_until(lambda: size(program).descriptors <= before.descriptors)
    assert after.state <= before.state + 1_000, story
    assert all(log.stat().st_size <= LOG_AT_MOST for log in program.state.rglob("reminder.log*"))
    assert len(desk.tips) == count
    assert program.ask("stop").exit_code == 0
    wait_until(lambda: not program.runs)
    with closing(sqlite3.connect(program.state / "history.db")) as db:
        assert dict(db.execute("SELECT outcome, count(*) FROM outcomes GROUP BY outcome")) == outcomes
    tally["reminders"] = count
    tally[f"kB more at the end than after the first {first:,}"] = after.memory_kb - before.memory_kb
