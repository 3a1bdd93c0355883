"""How long `reminder stats` takes over ten years, beside an empty history: `python tests/bench/stats.py [ROUNDS]`.

The history is written as the program writes it, every weekday with 24 notifications and three natural breaks. Each
round runs the installed command over the one and over the other, so that a busy machine is busy for both.
"""

import os
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from statistics import median

from clients import seconds

from reminder.model.activity import Activity
from reminder.model.effects import Record, RecordBreak, RecordSpan
from reminder.model.showing import Outcome, Showing, Words
from reminder.storage.history import History
from reminder.system import clock

GOAL = 2.0
"""Times the same over an empty history."""

COMMANDS = ("stats", "stats --json", "stats --days 365", "stats --days 3650", "stats --days 3650 --json", "stats --csv")
EVERY_ROW = "stats --days 3650 --csv"
"""It prints a line for each notification: shown beside the others, and no goal."""

DAYS, SHOWINGS = 3650, 24
_OPEN = clock_time(9)


def main(rounds: int) -> bool:
    """Print the table; True where every command met the goal."""
    with tempfile.TemporaryDirectory(dir="/tmp") as home:
        full, empty = Path(home, "full"), Path(home, "empty")
        rows = fill(full)
        took = measured(rounds, full, empty)
    print(f"{sys.executable}, {rows:,} notifications in ten years, medians of {rounds} rounds\n")
    print(f"{'':30}{'empty, ms':>12}{'ten years, ms':>15}{'ratio':>8}")
    ratios = {}
    for command in (*COMMANDS, EVERY_ROW):
        without, over = median(took[command, empty]), median(took[command, full])
        ratios[command] = over / without
        told = "" if command == EVERY_ROW else "met" if ratios[command] < GOAL else "missed"
        print(f"{command:30}{without * 1000:12.1f}{over * 1000:15.1f}{ratios[command]:8.2f}  {told}")
    return all(ratios[command] < GOAL for command in COMMANDS)


def measured(rounds: int, *histories: Path) -> dict[tuple[str, Path], list[float]]:
    """Seconds, by command and history."""
    installed = str(Path(sys.executable).with_name("reminder"))
    took: dict[tuple[str, Path], list[float]] = defaultdict(list)
    for _ in range(rounds):
        for command in (*COMMANDS, EVERY_ROW):
            for history in histories:
                environment = {**os.environ, "XDG_STATE_HOME": str(history)}
                took[command, history].append(seconds([installed, *command.split()], environment))
    return took


def fill(state: Path) -> int:
    """Ten years up to yesterday; returns how many notifications there were."""
    history = History(state / "reminder" / "history.db")
    chance, today, number = random.Random(1), clock.read().wall.date(), 0
    for back in range(DAYS, 0, -1):
        day = today - timedelta(days=back)
        if day.weekday() < 5:
            opens = datetime.combine(day, _OPEN).astimezone()
            number += SHOWINGS
            # A file that is opened once a day is filled in seconds; the program opens it for each.
            for entry in a_day(opens, chance):
                history._unwritten.add(entry)
            problem = history.record(RecordBreak(opens + timedelta(hours=3), opens + timedelta(hours=4)))
            assert problem is None, problem
    return number


def a_day(opens: datetime, chance: random.Random) -> Iterator[Record | RecordBreak | RecordSpan]:
    for n in range(SHOWINGS):
        at = opens + n * timedelta(minutes=20)
        words = Words("Let your shoulders drop", "Breathe out, and let them hang.", f"tip-{n}")
        id = int(at.timestamp() * 1000)
        showing = Showing(id=id, reminder="posture", words=words, lasts=timedelta(seconds=30), at=at, ticks=timedelta())
        yield Record(showing, chance.choice(list(Outcome)), at + timedelta(seconds=40))
        yield RecordSpan(chance.choice(list(Activity)), None, at, at + timedelta(minutes=20))
    for hour in (1, 6):
        yield RecordBreak(opens + timedelta(hours=hour), opens + timedelta(hours=hour, minutes=9))


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if sys.argv[1:] else 10) else 1)
