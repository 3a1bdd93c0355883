"""How long a command waits, beside a bare interpreter: `python tests/bench/clients.py [ROUNDS]`, with it installed.

A program of its own, in folders of its own and with a desktop that only remembers, is asked by real processes. Each
round runs every command once and `python -c pass` between them, so that a busy machine is busy for all of them alike.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median

GOAL = 4.0
"""Times a bare interpreter."""

BARE = "python -c pass"
COMMANDS = ("status", "now", "done", "now", "snooze 10m", "now", "skip", "pause 1h", "resume")
OTHERS = {
    "stats": 6.5,
    **dict.fromkeys(("preview", "tips", "config show"), 8.0),
    **dict.fromkeys(("every 30m", "every 31m"), 12.0),
    **dict.fromkeys(("config set snooze.limit 3", "config set snooze.limit 2"), 24.0),
}
"""What is given seldom, and the goal of each: most read the settings; what writes them has another value each time."""

_READY_WITHIN = 30.0


def main(rounds: int) -> bool:
    """Print the table; True where every command met the goal."""
    with a_running_program() as environment:
        took = measured(rounds, [*commands(), *commands(OTHERS)], environment)
    bare = median(took.pop(BARE))
    print(f"{sys.executable}, medians of {rounds} rounds\n")
    print(f"{'':44}{'ms':>8}{'times bare':>12}")
    print(f"{BARE:44}{bare * 1000:8.1f}{1:12.2f}")
    ratios = {name: median(times) / bare for name, times in took.items()}
    wanted = {**dict.fromkeys(COMMANDS, GOAL), **OTHERS}
    goals = {f"{program} {command}": goal for program in programs() for command, goal in wanted.items()}
    for name, ratio in ratios.items():
        print(f"{name:44}{ratio * bare * 1000:8.1f}{ratio:12.2f}  {'met' if ratio <= goals[name] else 'missed'}")
    return all(ratio <= goals[name] for name, ratio in ratios.items())


def measured(
    rounds: int, commands: list[tuple[str, list[str]]], environment: Mapping[str, str] | None = None
) -> dict[str, list[float]]:
    """Seconds, by name; those of `BARE` among them."""
    took: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for name, command in commands:
            took[BARE].append(seconds([sys.executable, "-c", "pass"], environment))
            took[name].append(seconds(command, environment))
    return took


def commands(wanted: Iterable[str] = COMMANDS) -> list[tuple[str, list[str]]]:
    """By name, in an order in which each of them has something to do."""
    called = programs().items()
    return [(f"{name} {command}", [*program, *command.split()]) for name, program in called for command in wanted]


def programs() -> dict[str, list[str]]:
    """The module, and the installed command, which begins with lines of whoever installed it."""
    installed = Path(sys.executable).with_name("reminder")
    command = {"reminder": [str(installed)]} if installed.exists() else {}
    return {"python -m reminder": [sys.executable, "-P", "-m", "reminder"], **command}


def seconds(arguments: list[str], environment: Mapping[str, str] | None = None) -> float:
    begin = time.perf_counter()
    subprocess.run(arguments, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


@contextmanager
def a_running_program() -> Iterator[dict[str, str]]:
    """The environment in which commands reach it; it ends with the block."""
    folders = ("XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "XDG_STATE_HOME", "TMPDIR")
    with tempfile.TemporaryDirectory(dir="/tmp") as home:
        environment = {**os.environ, **dict.fromkeys(folders, home)}
        with subprocess.Popen([sys.executable, __file__, "serve"], env=environment) as server:
            try:
                wait_for_an_answer(environment)
                yield environment
            finally:
                server.terminate()


def wait_for_an_answer(environment: dict[str, str]) -> None:
    status = [sys.executable, "-P", "-m", "reminder", "status"]
    deadline = time.monotonic() + _READY_WITHIN
    while subprocess.run(status, env=environment, capture_output=True).returncode:
        assert time.monotonic() < deadline, "the program does not answer"
        time.sleep(0.05)


def serve() -> None:
    """The running program, with a desktop that takes everything."""
    sys.path.append(str(Path(__file__).resolve().parents[1]))
    from support.memory_notifier import Memory

    from reminder.control.lock import Lock, acquire
    from reminder.daemon.wiring import wire
    from reminder.settings.reader import SettingsReader
    from reminder.settings.reading import packaged_plan

    async def run() -> None:
        daemon = wire(SettingsReader(), packaged_plan(), None, False, lambda put, clock: [Memory(put, clock)])
        lock = acquire()
        assert isinstance(lock, Lock)
        await daemon.run(lock)

    asyncio.run(run())


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        serve()
    else:
        sys.exit(0 if main(int(sys.argv[1]) if sys.argv[1:] else 20) else 1)
