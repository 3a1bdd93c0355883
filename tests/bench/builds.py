"""This build beside another one: `python tests/bench/builds.py PYTHON [--minutes M] [--rounds N]`.

PYTHON is the interpreter of another environment in which the program is installed, as of the commit before a change.
Both run on one desktop without a screen (`desktop`), each in a home of its own, idle beside a person at the mouse; then
each is started and asked in turn. Every figure of this build is told as a ratio to that of the other. Without PYTHON's
being another, the ratios are how noisy the machine is. Of each command the least processor time is told as well, which
other work on the machine changes little; of a start it is not, since the program itself goes on.
"""

import argparse
import os
import resource
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from shutil import rmtree
from statistics import median
from typing import NamedTuple

import clients
from cost import idle
from desktop import a_desktop, a_person, running
from support.waiting import wait_until

THIS, OTHER = "this build", "the other"
_SOUND = {"PIPEWIRE_RUNTIME_DIR": "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH": "XDG_RUNTIME_DIR"}
"""Both hear the same sound server, which is where the desktop put it."""


class Build(NamedTuple):
    """An installed program, and the environment of the person who has it."""

    python: str
    environment: dict[str, str]

    def command(self, *words: str) -> list[str]:
        return [str(Path(self.python).with_name("reminder")), *words]

    def does(self, *words: str) -> float:
        """Seconds."""
        return clients.seconds(self.command(*words), self.environment)

    def computes(self, *words: str) -> tuple[float, float]:
        """Seconds, and those of the processor."""
        before = children_computed()
        return self.does(*words), children_computed() - before

    def answers(self) -> bool:
        return not subprocess.run(self.command("status"), env=self.environment, capture_output=True).returncode


def main(python: str, minutes: float, rounds: int) -> None:
    with a_desktop() as desktop:
        builds = {
            THIS: Build(sys.executable, person(desktop.home / "a")),
            OTHER: Build(python, person(desktop.home / "b")),
        }
        for build in builds.values():
            build.does("start")
            build.does("stop")
        with a_person(), ExitStack() as stack:
            processes = {}
            for name, build in builds.items():
                words = "env", *(f"{key}={value}" for key, value in build.environment.items()), *build.command("run")
                processes[name] = stack.enter_context(running(*words, log=desktop.home / f"{name}.log"))
                wait_until(build.answers)
            costs = idle(processes, minutes)
            commands = *clients.COMMANDS, *clients.OTHERS
            asked = {command: in_turn(builds, command.split(), rounds) for command in commands}
        started = {how: starts(builds, rounds, before) for how, before in STARTS.items()}
    print(
        f"Idle for {minutes:g} minutes beside a person at work, then medians of {rounds}: {sys.executable}, {python}\n"
    )
    print(f"{'':32}{THIS:>12}{OTHER:>12}{'ratio':>8}")
    for figure in ("pss", "rss", "wakes", "cpu"):
        tell(figure, *(getattr(costs[name], figure) for name in builds))
    for how, took in started.items():
        tell(f"{how}, ms", *(median(took[name]) * 1000 for name in builds))
    for command, took in asked.items():
        tell(f"{command}, ms", *(median(wall for wall, _ in took[name]) * 1000 for name in builds))
    for command, took in asked.items():
        tell(f"{command}, CPU ms", *(min(cpu for _, cpu in took[name]) * 1000 for name in builds))


def starts(
    builds: Mapping[str, Build], rounds: int, before: Callable[[Mapping[str, str], int], object]
) -> dict[str, list[float]]:
    """Seconds; `before` gets the environment and the number of the round."""
    took: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds):
        for name, build in builds.items():
            before(build.environment, number)
            took[name].append(build.does("start"))
            build.does("stop")
    return took


def forget(environment: Mapping[str, str], number: int) -> None:
    """Whatever the program keeps, and what the commands before have set."""
    for folder in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        rmtree(Path(environment[folder], "reminder"), ignore_errors=True)


def edit(environment: Mapping[str, str], number: int) -> None:
    """As with an editor."""
    file = Path(environment["XDG_CONFIG_HOME"], "reminder", "config.toml")
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"[snooze]\nlimit = {number % 2 + 1}\n")


STARTS: Mapping[str, Callable[[Mapping[str, str], int], object]] = {
    "start": lambda environment, number: None,
    "first start": forget,
    "start after a change": edit,
}


def person(home: Path) -> dict[str, str]:
    """The environment of somebody who lives in `home`, on this desktop."""
    folders = {name: home / name for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    folders |= {"HOME": home, "XDG_CONFIG_DIRS": home / "site", "XDG_RUNTIME_DIR": home / "run"}
    for folder in folders.values():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    shared = {name: os.environ[of] for name, of in _SOUND.items() if of in os.environ}
    return {**os.environ, **shared, **{name: str(folder) for name, folder in folders.items()}}


def in_turn(builds: Mapping[str, Build], words: Sequence[str], rounds: int) -> dict[str, list[tuple[float, float]]]:
    """What each `computes`; what answers a tip first gets one."""
    took: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for _ in range(rounds):
        for name, build in builds.items():
            if words[0] in ("done", "snooze", "skip"):
                build.does("now")
            took[name].append(build.computes(*words))
    return took


def children_computed() -> float:
    """Seconds of the processor that all children have taken that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def tell(figure: str, this: float, other: float) -> None:
    print(f"{figure:32}{this:12.1f}{other:12.1f}{this / other if other else 1:8.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="This build of the program beside another one.")
    parser.add_argument("python", help="the interpreter of an environment that has the other one installed")
    parser.add_argument("--minutes", type=float, default=5, help="how long both are idle (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=15, help="how often each starts, and each command is given")
    chosen = parser.parse_args()
    main(chosen.python, chosen.minutes, chosen.rounds)
