"""What 400 days of check-ins beside 100,000 outcomes take: `python tests/bench/checkins.py [ROUNDS]`.

The page for the doctor is made of them as PDF and as HTML, by the command; the window's page of the check-in is painted
beside that of a person who has told of nothing and has no history, in turn, so that a busy machine is busy for both.
"""

import os
import sys
import tempfile
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from clients import seconds
from days import OUTCOMES, fill
from window import a_home, chromium, end_window, painted

from reminder.model.checkin import AREAS, FEELS, AreaPain, CheckIn, Course
from reminder.storage import checkins

DAYS = 400
REPORT_GOAL, PAGE_GOAL = 2.0, 1.5
"""Seconds for the command; times the page of a person who has told of nothing."""


def main(rounds: int) -> bool:
    """Print the figures; True where every goal is met."""
    made, seen = defaultdict[str, list[float]](list), defaultdict[int, list[float]](list)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with tempfile.TemporaryDirectory(dir="/tmp") as folder, a_home() as program, chromium() as browser:
        full = Path(folder, "history.db"), Path(folder, "checkins.db")
        fill(full[0], 1, tomorrow)
        tell(full[1])
        program.state.mkdir(parents=True)
        assert program("config", "set", "checkin.enabled", "true").code == 0
        for _ in range(rounds):
            for days in (0, DAYS):
                for path in full:
                    (program.state / path.name).unlink(missing_ok=True)
                    if days:
                        os.link(path, program.state / path.name)
                seen[days].append(painted(program, browser, [str(program.command), "open", "checkin"]))
                end_window()
            for ending in ("pdf", "html"):
                command = [str(program.command), "report", str(program.home / f"it.{ending}")]
                made[ending].append(seconds(command, program.environment))
    print(f"{sys.executable}, medians of {rounds} rounds; {DAYS} days of check-ins, {OUTCOMES:,} outcomes\n")
    for ending, times in made.items():
        print(f"the report as {ending:<5}{median(times) * 1000:6.0f} ms")
    full_page, empty_page = median(seen[DAYS]), median(seen[0])
    ratio = full_page / empty_page
    print(f"the page of the check-in {full_page * 1000:.0f} ms, empty {empty_page * 1000:.0f} ms, {ratio:.2f}")
    return all(median(times) < REPORT_GOAL for times in made.values()) and ratio < PAGE_GOAL


def tell(path: Path) -> None:
    """Of each day several areas, and something in words."""
    now = datetime.now(UTC)
    areas = [*AREAS]
    for back in range(DAYS):
        at = now - timedelta(days=back)
        pains = tuple(AreaPain(areas[(back * step) % len(areas)], (back + step) % 11) for step in (1, 5, 7))
        told = CheckIn(
            day=at.date(),
            at=at,
            areas=tuple({pain.area: pain for pain in pains}.values()),
            course=Course.CONSTANT,
            feels=FEELS[back % 3 : back % 3 + 2],
            words=f"as on day {back}",
            doing="exercises " * 20,
        )
        checkins.add(path, told)


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if sys.argv[1:] else 9) else 1)
