"""What the program costs, beside others: `python tests/bench/cost.py [--minutes M] [--rounds N]`, with it installed.

On a desktop without a screen (`desktop`) all `programs` run side by side for the same minutes, at their defaults, while
a person moves the mouse and no reminder falls due. Then ours is asked for the reminders of a working day, and commands
are given to those that take some; of ours the slowest counts (`clients` has them all). At last each is started by
itself, a few times in turn. `processes` tells what is counted, `starts` when one is ready, and `table` what the goals
are. Exits with 1 where one is missed.
"""

import argparse
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from statistics import median

import clients
import starts
from desktop import Desktop, a_desktop, a_person, running
from processes import Cost, Watch, perf_may_look, used
from programs import IMPORT, OURS, PROGRAMS, REMINDER, SCRIPT, START, Program
from table import Measured, all_met, table

from reminder.control.client import ask
from reminder.control.messages import RequestLine

SETTLE = 20.0
"""Seconds after its start before a program is looked at; less, where it is looked at for less."""
LOOK_EVERY = 0.2
"""Seconds."""
A_DAY = 24
"""Reminders in eight hours."""


def main(minutes: float, rounds: int) -> bool:
    """Print the table; True where every goal is met."""
    programs = {name: program for name, program in PROGRAMS.items() if shutil.which(program.command[0])}
    silent = dict.fromkeys(PROGRAMS.keys() - programs, "is not installed")
    with a_desktop() as desktop:
        with a_person(), all_begun(programs, desktop) as processes:
            with suppress(TimeoutError):  # What has ended says why below.
                programs[OURS].ready(processes[OURS], desktop)
            costs = idle(processes, minutes)
            silent |= {name: last_words(name, desktop) for name in programs.keys() - costs}
            for name in silent.keys() & {OURS, SCRIPT}:
                sys.exit(f"{name} {silent[name]}")
            programs = {name: programs[name] for name in costs}
            senses = senses_of_ours()
            reminders = reminded(processes[OURS].pid)
            slowest, asked = commanded(programs, rounds)
        measured = Measured(costs, started(programs, rounds, desktop), asked, silent)
    print(f"Idle for {minutes:g} minutes beside a person at work, then medians of {rounds}; {sys.executable}")
    print(f"senses: {senses}")
    print(f"peers: {versions()}")
    print(f"CPU: {A_DAY} reminders, shown and done, take {reminders:.2f} s more")
    print(f"wakes: {'with' if perf_may_look() else 'without'} those of children that came and went")
    print(f"command: of ours the slowest, {slowest}")
    print(f"import, pass: {measured.ready[IMPORT] * 1000:.1f} ms, {asked[clients.BARE] * 1000:.1f} ms\n")
    print(table(measured))
    return all_met(measured)


@contextmanager
def all_begun(programs: Mapping[str, Program], desktop: Desktop) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(running(*program.command, log=desktop.home / name))
            for name, program in programs.items()
        }


def idle(processes: Mapping[str, subprocess.Popen[bytes]], minutes: float) -> dict[str, Cost]:
    """Of those that are still there at the end."""
    print(f"{minutes:g} minutes and some, for which the machine is best left alone", file=sys.stderr)
    time.sleep(min(SETTLE, minutes * 60))
    watches = {name: Watch(process.pid) for name, process in processes.items() if process.poll() is None}
    ends = time.monotonic() + minutes * 60
    while time.monotonic() < ends:
        time.sleep(LOOK_EVERY)
        for watch in watches.values():
            watch.look()
    costs = {name: watch.cost() for name, watch in watches.items()}
    return {name: cost for name, cost in costs.items() if processes[name].poll() is None}


def last_words(name: str, desktop: Desktop) -> str:
    said = (desktop.home / name).read_text(errors="replace").splitlines()
    return "has ended: " + next((line for line in reversed(said) if line.strip()), "without a word")


def senses_of_ours() -> str:
    """Those that the desktop allows: where it lacks one, less is measured than a full desktop would take."""
    senses = ask(RequestLine("status")).fields["backends"]["presence"]
    return ", ".join(sorted(name for name, sense in senses.items() if sense["source"]))


def reminded(pid: int) -> float:
    """Seconds of processor that the reminders of a working day take, each of them shown and acknowledged."""
    before = used(pid)[pid].cpu
    for _ in range(A_DAY):
        for command in ("now", "done"):
            ask(RequestLine(command))
    return used(pid)[pid].cpu - before


def versions() -> str:
    """Debian's, of the peers that are installed."""
    names = [program.command[0] for program in PROGRAMS.values() if "/" not in program.command[0]]
    query = ["dpkg-query", "--show", "--showformat", "${Package} ${Version}\\n", *names]
    with suppress(FileNotFoundError):
        return ", ".join(subprocess.run(query, capture_output=True, text=True, check=False).stdout.splitlines())
    return "not from Debian"


def commanded(programs: Mapping[str, Program], rounds: int) -> tuple[str, dict[str, float]]:
    """The slowest command of ours, and the seconds of each program."""
    ours = clients.commands()
    theirs = [(name, program.asked) for name, program in programs.items() if program.asked]
    took = {name: median(times) for name, times in clients.measured(rounds, [*ours, *theirs]).items()}
    slowest = max((name for name, _ in ours), key=lambda name: took[name])
    return slowest, took | {OURS: took[slowest]}


def started(programs: Mapping[str, Program], rounds: int, desktop: Desktop) -> dict[str, float]:
    """Seconds, of those that were ready in time; of the command that starts ours, too."""
    took: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        took[IMPORT].append(clients.seconds([sys.executable, "-c", IMPORT]))
        for name, program in programs.items():
            with suppress(TimeoutError):
                once = starts.seconds(program.command, program.ready, desktop)
                took[name].append(once)
        took[START].append(clients.seconds([REMINDER, "start"]))
        clients.seconds([REMINDER, "stop"])
    return {name: median(times) for name, times in took.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="What the program costs, beside others.")
    parser.add_argument("--minutes", type=float, default=10, help="how long they are idle (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=10, help="how often each starts, and each command is given")
    chosen = parser.parse_args()
    sys.exit(0 if main(chosen.minutes, chosen.rounds) else 1)
