"""What the program costs, beside others: `python tests/bench/cost.py [MINUTES]`, with it installed; ten by default.

On a desktop without a screen (a bus of its own, Xvfb, openbox, dunst), every program below runs side by side for the
same minutes, while a person types and moves the mouse all the time; a program that is not installed is left out. Memory
and wake-ups (context switches) are of the whole process tree, from /proc. The lines of APScheduler and plyer are what
one would write in their stead; the peers are Debian's.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from desktop_fixtures import Bus, end, needed, x11_screen
from waiting import wait_until

TICK = os.sysconf("SC_CLK_TCK")
SETTLE = 20.0
"""Seconds after its start before a program is looked at."""
OURS, BARE, STACK, SCRIPT, WITH_SETTINGS = (
    "reminder",
    "python, asleep",
    "asyncio, APScheduler, dbus-fast, sqlite3, argparse",
    "ten lines of APScheduler and plyer",
    "the same with pydantic-settings",
)

_SCRIPT = """
from apscheduler.schedulers.background import BackgroundScheduler
from plyer import notification
import time
def remind():
    notification.notify(title="Sit up", message="Both feet down.", app_name="script")
scheduler = BackgroundScheduler()
scheduler.add_job(remind, "interval", minutes=20)
scheduler.start()
while True:
    time.sleep(1000)
"""
_SETTINGS = """
from pydantic_settings import BaseSettings
class Settings(BaseSettings):
    every: int = 20
settings = Settings()
"""
_STACK = "import asyncio, apscheduler.schedulers.asyncio, dbus_fast.aio, sqlite3, argparse, time; time.sleep(1e6)"

PEERS = {"Workrave": ["workrave"], "Safe Eyes": ["safeeyes"], "RSIBreak": ["rsibreak", "--nofork"]}


class Cost(NamedTuple):
    """Of a process and all below it. MB, wake-ups a minute, seconds of CPU an hour."""

    pss: float
    rss: float
    threads: int
    wakes: float
    cpu: float


class Reading(NamedTuple):
    """What the kernel has counted of one process tree by `at`."""

    at: float
    wakes: dict[int, int]
    cpu: dict[int, float]


def main(minutes: float) -> None:
    """Print the tables."""
    with a_desktop() as environment, a_person(environment):
        costs = measured(programs(), minutes, environment)
        bare, script = costs[BARE], costs[SCRIPT]
        print(f"{sys.executable}; {minutes:g} minutes side by side, a person at work\n")
        print(f"{'':52}{'PSS MB':>8}{'x script':>9}{'RSS MB':>8}{'threads':>8}{'wake-ups/min':>13}{'CPU s/h':>9}")
        for name, cost in costs.items():
            if not cost.pss:
                print(f"{name:52} ended by itself")
                continue
            print(
                f"{name:52}{cost.pss:8.1f}{cost.pss / script.pss:9.2f}{cost.rss:8.1f}{cost.threads:8}"
                f"{cost.wakes:13.2f}{cost.cpu:9.2f}"
            )
        print(f"\n{OURS} against {BARE}: {costs[OURS].pss / bare.pss:.2f} times the PSS")
        print_starts(environment)


def programs() -> dict[str, list[str]]:
    """Those that are installed, by name."""
    python = sys.executable
    found = {
        OURS: [str(Path(python).with_name("reminder")), "run"],
        BARE: [python, "-c", "import time; time.sleep(1e6)"],
        STACK: [python, "-c", _STACK],
        SCRIPT: [python, "-c", _SCRIPT],
        WITH_SETTINGS: [python, "-c", _SETTINGS + _SCRIPT],
    }
    return found | {name: command for name, command in PEERS.items() if shutil.which(command[0])}


def measured(commands: dict[str, list[str]], minutes: float, environment: dict[str, str]) -> dict[str, Cost]:
    """All of them at once."""
    with ExitStack() as stack:
        pids = {name: stack.enter_context(begun(command, environment)) for name, command in commands.items()}
        time.sleep(SETTLE)
        before = {name: read(pid) for name, pid in pids.items()}
        waited_until = time.monotonic() + minutes * 60
        while (left := waited_until - time.monotonic()) > 0:
            print(f"\r{left / 60:4.1f} minutes left", end="", file=sys.stderr, flush=True)
            time.sleep(min(left, 10))
        print("\r" + " " * 20 + "\r", end="", file=sys.stderr)
        return {name: cost(pid, before[name], read(pid)) for name, pid in pids.items()}


def cost(pid: int, before: Reading, after: Reading) -> Cost:
    """Of children that come and go meanwhile, what they have used counts, but not their wake-ups."""
    tree = tree_of(pid)
    seconds = after.at - before.at
    wakes = sum(count - before.wakes.get(pid, 0) for pid, count in after.wakes.items())
    cpu = sum(used - before.cpu.get(pid, 0) for pid, used in after.cpu.items())
    sizes = [memory(pid) for pid in tree]
    threads = sum(len(list(Path("/proc").glob(f"{pid}/task/*"))) for pid in tree)
    return Cost(
        sum(pss for pss, _ in sizes), sum(rss for _, rss in sizes), threads, wakes * 60 / seconds, cpu * 3600 / seconds
    )


def read(pid: int) -> Reading:
    tree = tree_of(pid)
    return Reading(time.monotonic(), {one: switches(one) for one in tree}, {one: cpu_seconds(one) for one in tree})


def tree_of(pid: int) -> list[int]:
    """The process and all below it."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    tree = [pid]
    for one in tree:
        tree += children.get(one, [])
    return tree


def switches(pid: int) -> int:
    """How often its threads were given the processor."""
    counts = 0
    for status in Path("/proc").glob(f"{pid}/task/*/status"):
        with suppress(OSError):  # it has just ended
            counts += sum(int(line.split()[1]) for line in status.read_text().splitlines() if "ctxt_switches" in line)
    return counts


def cpu_seconds(pid: int) -> float:
    """With those of its children that have ended."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(int(field) for field in fields[11:15]) / TICK
    return 0


def memory(pid: int) -> tuple[float, float]:
    """PSS and RSS in MB."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        kb = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:] if line.endswith("kB")}
        return kb["Pss"] / 1024, kb["Rss"] / 1024
    return 0, 0


def print_starts(environment: dict[str, str], rounds: int = 7) -> None:
    """From start to ready, and a command of the client, against what a bare interpreter takes."""
    python, ours = sys.executable, programs()[OURS][0]
    ready, imports, bare = [], [], []
    for _ in range(rounds):
        imports.append(timed(lambda: run([python, "-c", "import asyncio"], environment)))
        bare.append(timed(lambda: run([python, "-c", "pass"], environment)))
        ready.append(timed(lambda: run([ours, "start"], environment)))
        run([ours, "stop"], environment)
    print(f"\n{'medians of ' + str(rounds):52}{'ms':>8}{'times':>9}")
    print(f"{'python -c pass':52}{median(bare) * 1000:8.1f}")
    print(f"{'python -c import asyncio':52}{median(imports) * 1000:8.1f}{1:9.2f}")
    print(f"{'reminder start, until it answers':52}{median(ready) * 1000:8.1f}{median(ready) / median(imports):9.2f}")
    print("commands of the client: python tests/bench/clients.py")


def timed(what: Callable[[], object]) -> float:
    begin = time.perf_counter()
    what()
    return time.perf_counter() - begin


def run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)


@contextmanager
def begun(command: list[str], environment: dict[str, str]) -> Iterator[int]:
    """Its pid."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment, stdin=quiet, stdout=quiet, stderr=quiet)
    try:
        yield process.pid
    finally:
        end(process)


@contextmanager
def a_person(environment: dict[str, str]) -> Iterator[None]:
    """Who never stops: five movements of the mouse a second."""
    xdotool = needed("xdotool")
    moves = ["mousemove_relative", "1", "0", "sleep", "0.2", "mousemove_relative", "--", "-1", "0", "sleep", "0.2"]
    endless = subprocess.Popen(["sh", "-c", f"while :; do {xdotool} {' '.join(moves * 50)}; done"], env=environment)
    try:
        yield
    finally:
        end(endless)


@contextmanager
def a_desktop() -> Iterator[dict[str, str]]:
    """Its environment."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder, ExitStack() as stack:
        home = Path(folder)
        buses = {}
        for name in ("SESSION", "SYSTEM"):
            bus = Bus(home / name.lower())
            bus.start()
            stack.callback(bus.stop)
            buses[f"DBUS_{name}_BUS_ADDRESS"] = bus.address
        display = stack.enter_context(x11_screen(home / "xvfb.log"))
        places = "RUNTIME_DIR", "CONFIG_HOME", "STATE_HOME", "CACHE_HOME", "DATA_HOME"
        folders = {f"XDG_{name}": str(home / name.lower()) for name in places}
        for place in folders.values():
            Path(place).mkdir(mode=0o700)
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("WAYLAND", "XDG_", "DBUS_"))}
        environment = {**kept, **folders, **buses, "HOME": folder, "DISPLAY": display}
        stack.enter_context(begun([needed("openbox")], environment))
        stack.enter_context(begun([needed("dunst")], environment))
        session = buses["DBUS_SESSION_BUS_ADDRESS"]
        wait_until(lambda: owns(session, "org.freedesktop.Notifications"))
        yield environment


def owns(bus: str, name: str) -> bool:
    question = ["dbus-send", f"--bus={bus}", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"]
    asked = subprocess.run([*question, "org.freedesktop.DBus.GetNameOwner", f"string:{name}"], capture_output=True)
    return asked.returncode == 0


if __name__ == "__main__":
    main(float(sys.argv[1]) if sys.argv[1:] else 10)
