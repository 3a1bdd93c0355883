"""How long the days behind and the day ahead take to be read: `python tests/bench/days.py [ROUNDS]`.

Histories of one year and of ten, each year with 100,000 outcomes and 50,000 spans, stand beside an empty one. Each
round starts a process over each that reads what the page of the history shows, and reads it once more within one
process, so that a busy machine is busy for all of them. The day ahead is played with the defaults, office hours and an
interval of 20 and of 5 minutes.
"""

import random
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from clients import seconds
from msgspec.structs import replace
from year import a_plan

from reminder.engine.day_ahead import day_ahead
from reminder.engine.schedule import midnight
from reminder.engine.simulate import World
from reminder.model.activity import Activity
from reminder.model.showing import Outcome
from reminder.storage.database import migrate, milliseconds, text
from reminder.storage.days import look

GOALS = {1: 1.5, 10: 2.5}
"""By years: times the same process over an empty history."""
AHEAD_GOAL = 0.020
"""Seconds of the processor, for a usual plan."""

OUTCOMES, SPANS, TIPS = 100_000, 50_000, 60
"""A year."""
HOME = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 26, 18, tzinfo=HOME)
_DAY = timedelta(days=1)
_READ = """import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from reminder.storage.days import look

look(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]).astimezone(ZoneInfo(sys.argv[3])))
"""


def main(rounds: int) -> bool:
    """Print both tables; True where every goal is met."""
    print(f"{sys.executable}, medians of {rounds} rounds\n")
    return all([behind(rounds), ahead(rounds)])


def behind(rounds: int) -> bool:
    processes, reads = defaultdict[int, list[float]](list), defaultdict[int, list[float]](list)
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        histories = {years: Path(folder, f"{years}.db") for years in (0, *GOALS)}
        rows = {years: fill(path, years) for years, path in histories.items()}
        for _ in range(rounds):
            for years, path in histories.items():
                processes[years].append(seconds([sys.executable, "-c", _READ, str(path), NOW.isoformat(), HOME.key]))
                begin = time.perf_counter()
                look(path, NOW)
                reads[years].append(time.perf_counter() - begin)
    print(f"{'history':>9}{'rows':>12}{'read, ms':>11}{'process, ms':>13}{'ratio':>8}")
    ratios = {years: median(processes[years]) / median(processes[0]) for years in histories}
    for years, ratio in ratios.items():
        told = "" if years not in GOALS else "met" if ratio < GOALS[years] else "missed"
        read, process = (1000 * median(took[years]) for took in (reads, processes))
        print(f"{f'{years} years':>9}{rows[years]:12,}{read:11.1f}{process:13.1f}{ratio:8.2f}  {told}")
    return all(ratios[years] < goal for years, goal in GOALS.items())


def ahead(rounds: int) -> bool:
    plan = a_plan()
    world = World(plan, NOW.replace(hour=8).astimezone(UTC), HOME, sees_input=False)
    world.start()
    world.advance_to(NOW.replace(hour=9, minute=30))
    print(f"\n{'the day ahead':>22}{'notifications':>15}{'CPU, ms':>9}")
    met = True
    for every in (20, 5):
        changed = replace(plan, reminders=(replace(plan.reminders[0], every=timedelta(minutes=every)),))
        took = []
        for _ in range(10 * rounds):
            begin = time.process_time()
            coming = day_ahead(changed, world.now, midnight(world.now.wall), world.state, before=plan).coming
            took.append(time.process_time() - begin)
        met &= every != 20 or median(took) < AHEAD_GOAL
        told = ("met" if median(took) < AHEAD_GOAL else "missed") if every == 20 else ""
        print(f"{f'every {every} minutes':>22}{len(coming):15}{median(took) * 1000:9.1f}  {told}")
    return met


def fill(path: Path, years: int, now: datetime = NOW) -> int:
    """So many years up to yesterday; returns how many rows there are."""
    days = [now.replace(hour=8) - back * _DAY for back in range(365 * years, 0, -1)]
    chance = random.Random(1)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        migrate(db, 0)
        with db:
            for table, a_year, row in (("outcomes", OUTCOMES, _outcome), ("spans", SPANS, _span)):
                number = -(-a_year // 365)
                moments = [day + n * timedelta(hours=10) / number for day in days for n in range(number)]
                rows = [row(at, timedelta(hours=10) / number, chance) for at in moments]
                if rows:
                    names = ", ".join(rows[0])
                    db.executemany(f"INSERT INTO {table} ({names}) VALUES (:{names.replace(', ', ', :')})", rows)
        return int(db.execute("SELECT (SELECT count(*) FROM outcomes) + (SELECT count(*) FROM spans)").fetchone()[0])


def _outcome(at: datetime, length: timedelta, chance: random.Random) -> dict[str, object]:
    return {
        "showing": milliseconds(at),
        "reminder": "posture",
        "tip": f"tip-{chance.randrange(TIPS)}",
        "title": "Let your shoulders drop",
        "day": at.date().isoformat(),
        "at": text(at),
        "at_ms": milliseconds(at),
        "answered": text(at + length / 2),
        "outcome": chance.choice(list(Outcome)),
        "waited_s": 2.0,
        "snoozes": 0,
    }


def _span(at: datetime, length: timedelta, chance: random.Random) -> dict[str, object]:
    return {
        "began_ms": milliseconds(at),
        "ended_ms": milliseconds(at + length),
        "kind": chance.choice(list(Activity)),
        "reason": "",
        "began": text(at),
        "ended": text(at + length),
    }


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if sys.argv[1:] else 10) else 1)
