"""How soon the page of the history is painted: `python tests/bench/history.py [ROUNDS]`, with the program installed.

Histories of one year and of ten, as in `days`, up to today, so that the day that is shown is one of 274 notifications,
stand beside an empty one. Each round opens each of them, from the command to the first paint in a Chromium that runs
already, and then goes to the page once more within the open window, so that a busy machine is busy for all of them.
"""

import os
import sys
import tempfile
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from days import GOALS, fill
from playwright.sync_api import Browser
from window import PAINTED, a_home, chromium, end_window, painted

from reminder.control import window


def main(rounds: int) -> bool:
    """Print the table; True where every goal is met."""
    opened, gone_to = defaultdict[int, list[float]](list), defaultdict[int, list[float]](list)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with tempfile.TemporaryDirectory(dir="/tmp") as folder, a_home() as program, chromium() as browser:
        histories = {years: Path(folder, f"{years}.db") for years in (0, *GOALS)}
        for years, path in histories.items():
            fill(path, years, tomorrow)
        program.state.mkdir(parents=True)
        for _ in range(rounds):
            for years, path in histories.items():
                (program.state / "history.db").unlink(missing_ok=True)
                os.link(path, program.state / "history.db")
                opened[years].append(painted(program, browser, [str(program.command), "open", "history"]))
                gone_to[years].append(painted_again(browser))
                end_window()
    print(f"{sys.executable}, medians of {rounds} rounds\n")
    print(f"{'history':>9}{'opened, ms':>12}{'ratio':>8}{'gone to, ms':>19}{'ratio':>8}")
    ratios = {years: median(times) / median(opened[0]) for years, times in opened.items()}
    for years, ratio in ratios.items():
        told = "" if years not in GOALS else "met" if ratio < GOALS[years] else "missed"
        again = median(gone_to[years])
        opening = f"{f'{years} years':>9}{median(opened[years]) * 1000:12.0f}{ratio:8.2f}  {told:7}"
        print(f"{opening}{again:10.0f}{again / median(gone_to[0]):8.2f}")
    return all(ratios[years] < goal for years, goal in GOALS.items())


def painted_again(browser: Browser) -> float:
    """Milliseconds from going to the page until it was seen, in a window that is open."""
    with browser.new_page() as page:
        place = window.find()
        assert place
        page.goto(place.address("history"), wait_until="load")
        page.goto(page.url, wait_until="load")
        begin: float = page.evaluate("performance.timeOrigin")
        at: float = page.evaluate(PAINTED)
        return at - begin


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if sys.argv[1:] else 9) else 1)
