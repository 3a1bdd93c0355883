"""What the kernel counts of a process and all below it.

    watch = Watch(pid)      from here on
    watch.look()            a few times a second
    watch.cost()            up to here

Memory and threads are those of the end, from /proc. Wake-ups (context switches) and time on the processor are counted
by perf, which follows also a child that lives for a few milliseconds. Where perf may not look (it takes root, or a low
kernel.perf_event_paranoid), /proc has them, but for the wake-ups of children that came and went. How many of these
there were is seen at their parent, whose account of the page faults of its dead grows with each.
"""

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

_TICK = os.sysconf("SC_CLK_TCK")
_PERF = ["perf", "stat", "-x", ",", "-e", "context-switches,task-clock"]
_PARENT, _PAGE_FAULTS_OF_THE_DEAD, _TIME_OF_THE_DEAD = 1, 8, slice(13, 15)
"""Where they stand in /proc/PID/stat, counted from the letter for the state."""


class Cost(NamedTuple):
    """MB; wake-ups a minute, children that ended a minute, seconds of processor an hour."""

    pss: float
    rss: float
    threads: int
    wakes: float
    forks: float
    cpu: float


class Used(NamedTuple):
    """Wake-ups, and seconds of processor."""

    wakes: float = 0
    cpu: float = 0


class Watch:
    """Over a process and all below it."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._ended = 0
        self._page_faults = stat(pid)[_PAGE_FAULTS_OF_THE_DEAD]
        self._began = time.monotonic()
        self._before = used(pid)
        self._perf = perf(pid) if perf_may_look() else None

    def look(self) -> None:
        """See whether a child has ended; two of them between two looks count as one."""
        if (faults := stat(self._pid)[_PAGE_FAULTS_OF_THE_DEAD]) != self._page_faults:
            self._page_faults = faults
            self._ended += 1

    def cost(self) -> Cost:
        self.look()
        minutes = (time.monotonic() - self._began) / 60
        spent = counted(self._perf) if self._perf else self._spent()
        tree = tree_of(self._pid)
        sizes = [memory(pid) for pid in tree]
        return Cost(
            pss=sum(pss for pss, _ in sizes),
            rss=sum(rss for _, rss in sizes),
            threads=sum(len(threads(pid)) for pid in tree),
            wakes=spent.wakes / minutes,
            forks=self._ended / minutes,
            cpu=spent.cpu / minutes * 60,
        )

    def _spent(self) -> Used:
        after = used(self._pid)
        since = [(now, self._before.get(pid, Used())) for pid, now in after.items()]
        return Used(sum(now.wakes - then.wakes for now, then in since), sum(now.cpu - then.cpu for now, then in since))


@cache
def perf_may_look() -> bool:
    """Without leave it counts what happens outside the kernel, where nobody is woken, and marks that by ":u"."""
    if not shutil.which(_PERF[0]):
        return False
    tried = subprocess.run([*_PERF, "true"], capture_output=True, text=True)
    return tried.returncode == 0 and ":u" not in tried.stderr


def perf(pid: int) -> subprocess.Popen[str]:
    """It counts until it is interrupted."""
    whom = ",".join(map(str, tree_of(pid)))
    return subprocess.Popen([*_PERF, "-p", whom], stderr=subprocess.PIPE, text=True, env={**os.environ, "LC_ALL": "C"})


def counted(perf: subprocess.Popen[str]) -> Used:
    perf.send_signal(signal.SIGINT)
    _, table = perf.communicate()
    wakes, milliseconds = (number(line.split(",")[0]) for line in table.splitlines() if "," in line)
    return Used(wakes, milliseconds / 1000)


def number(text: str) -> float:
    """Of what has never run, perf says that it was not counted."""
    return 0 if text.startswith("<") else float(text)


def tree_of(pid: int) -> list[int]:
    """The process and all below it."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended
            children.setdefault(stat(int(folder.name))[_PARENT], []).append(int(folder.name))
    tree = [pid]
    for one in tree:
        tree += children.get(one, [])
    return tree


def used(pid: int) -> dict[int, Used]:
    """Since its start, by each of the tree, from /proc; that of the dead is with their parents."""
    found = {}
    for one in tree_of(pid):
        with suppress(OSError):
            of_the_dead = sum(stat(one)[_TIME_OF_THE_DEAD]) / _TICK
            own = [used_by(thread) for thread in threads(one)]
            found[one] = Used(sum(wakes for wakes, _ in own), of_the_dead + sum(cpu for _, cpu in own))
    return found


def used_by(thread: Path) -> Used:
    status = (thread / "status").read_text().splitlines()
    nanoseconds = int((thread / "schedstat").read_text().split()[0])
    return Used(sum(int(line.split()[1]) for line in status if "ctxt_switches" in line), nanoseconds / 1e9)


def threads(pid: int) -> list[Path]:
    return list(Path(f"/proc/{pid}/task").glob("*"))


def stat(pid: int) -> list[int]:
    """The numbers of /proc/PID/stat, with 0 for the letter they begin with. OSError: it has ended."""
    return [0, *map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1:])]


def memory(pid: int) -> tuple[float, float]:
    """PSS and RSS in MB."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        kb = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:] if line.endswith("kB")}
        return kb["Pss"] / 1024, kb["Rss"] / 1024
    return 0, 0
