"""What the window costs: `python tests/bench/window.py [--rounds N] [--seconds S]`, with it installed.

From the command to the first painted page, in a Chromium that runs already, in turn with a server of one page that is
begun and painted the same way (`hello`); then, with one page open and the program running, its memory, and what it does
in `S` seconds in which nothing happens. Exits with 1 where a goal is missed.

the command ─▶ its server, and BROWSER, which passes the address on ─▶ the page in Chromium ─▶ when it was painted
"""

import argparse
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

sys.path.append(str(Path(__file__).resolve().parents[1]))
from playwright.sync_api import Browser
from processes import memory, used
from support.browser import chromium
from support.program import Program
from support.waiting import wait_until

from reminder.control import window

HELLO = [sys.executable, str(Path(__file__).with_name("hello.py"))]
SETTINGS = "reminder open settings"
COMMANDS = ("reminder open today", "reminder open history", SETTINGS)
TIMES, MEGABYTES, WAKES_A_MINUTE = 1.5, 45.0, 1.0
"""The goals: the page of the settings beside the bare one, memory with a page open, and what it does meanwhile."""
WITHIN = 20.0
"""Seconds in which a command must have sent the browser somewhere; one that failed never does."""
SETTLE = 6.0
"""Seconds until all that opening takes is done, and the server has let go of the connections that only asked."""
PAINTED = """async () => {
    while (!performance.getEntriesByType("paint").length) await new Promise(requestAnimationFrame);
    return performance.timeOrigin + performance.getEntriesByType("paint")[0].startTime;
}"""
"""Milliseconds since 1970."""


def main(rounds: int, seconds: float) -> bool:
    """Print the figures; True where every goal is met."""
    took: dict[str, list[float]] = {}
    with a_home() as program, chromium() as browser:
        ours = {command: [str(program.command), *command.split()[1:]] for command in COMMANDS}
        for _ in range(rounds):
            for name, command in {"a page that says hello": HELLO, **ours}.items():
                took.setdefault(name, []).append(painted(program, browser, command))
                end_window()
        assert program("open").code == 0
        once_more = [painted(program, browser, ours[SETTINGS]) for _ in range(rounds)]
        pss, wakes, cpu = at_rest(program, browser, seconds)
    hello = median(took["a page that says hello"])
    for name, times in {**took, "the same, once more": once_more}.items():
        print(f"{name:<24} {median(times) * 1000:5.0f} ms  {median(times) / hello:.2f}")
    print(f"with a page open: {pss:.1f} MB (PSS), {wakes:.1f} wakes and {cpu * 1000:.1f} ms of processor a minute")
    return median(took[SETTINGS]) / hello <= TIMES and pss < MEGABYTES and wakes <= WAKES_A_MINUTE


@contextmanager
def a_home() -> Iterator[Program]:
    """Of a person whose browser passes on where it is sent."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        home, runtime = Path(folder), Path(folder) / "runtime"
        runtime.mkdir(mode=0o700)
        os.environ |= {"XDG_RUNTIME_DIR": str(runtime), "XDG_STATE_HOME": str(home / "state")}
        os.mkfifo(home / "address")
        browser = home / "browser"
        browser.write_text(f'#!/bin/sh\n[ -z "$PASSES_ON" ] || echo "$1" >{home}/address\n')
        browser.chmod(0o755)
        program = Program(home, runtime, {"BROWSER": str(browser)})
        try:
            yield program
        finally:
            program.end()


def painted(program: Program, browser: Browser, command: list[str]) -> float:
    """Seconds from the command's beginning until the first of its page was seen."""
    environment = program.environment | {"PASSES_ON": "yes"}
    with browser.new_page() as page:
        passed_on = os.open(program.home / "address", os.O_RDONLY | os.O_NONBLOCK)
        begin = time.time()
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            page.goto(address(passed_on, process), wait_until="commit")
            at: float = page.evaluate(PAINTED)
            said, _ = process.communicate()
        if command is HELLO:
            os.kill(int(said), signal.SIGKILL)
        return at / 1000 - begin


def address(passed_on: int, process: subprocess.Popen[str]) -> str:
    """What the browser was sent to. Ends the measuring where the command sends it nowhere."""
    try:
        if not select.select([passed_on], [], [], WITHIN)[0]:
            process.kill()
            sys.exit(f"{process.args} opened no page within {WITHIN:.0f} s")
        return os.read(passed_on, 1000).decode().strip()
    finally:
        os.close(passed_on)


def end_window() -> None:
    if place := window.find():
        os.kill(place.pid, signal.SIGKILL)
        wait_until(lambda: window.find() is None)


def at_rest(program: Program, browser: Browser, seconds: float) -> tuple[float, float, float]:
    """Megabytes, then wake-ups and seconds of processor a minute."""
    assert program("start").code == 0
    with browser.new_page() as page:
        place = window.find()
        page.goto(place.address("today"), wait_until="load")
        time.sleep(min(SETTLE, seconds))
        before = used(place.pid)[place.pid]
        time.sleep(seconds)
        after = used(place.pid)[place.pid]
        minutes = seconds / 60
        return memory(place.pid)[0], (after.wakes - before.wakes) / minutes, (after.cpu - before.cpu) / minutes


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=20.0)
    given = parser.parse_args()
    sys.exit(not main(given.rounds, given.seconds))
