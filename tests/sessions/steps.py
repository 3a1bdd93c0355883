"""What every tried desktop has in common: one line per step with what was found, and the program's own commands."""

import json
import os
import signal
import subprocess
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

LOG = Path.home() / ".local/state/reminder/log/reminder.log"
TICK = os.sysconf("SC_CLK_TCK")
BUS, BUS_PATH = "org.freedesktop.DBus", "/org/freedesktop/DBus"

AS: list[str] = []
"""What stands before a command where the program belongs to another person than the one who tries it."""

_began = time.monotonic()
_given: Counter[str] = Counter()
"""The outcomes that the history has to know by now."""


class Failed(Exception):
    """The program or the desktop did not do what was expected of it."""


class Steps:
    """`picture` is taken of whatever made a step fail."""

    def __init__(self, picture: Callable[[str], None]) -> None:
        self._picture = picture
        self.failures = 0

    def __call__(self, what: str) -> Callable[[Callable[[], str]], None]:
        """Does the decorated step at once, and tells. The next one is tried even if it failed."""

        def try_it(act: Callable[[], str]) -> None:
            start = time.monotonic()
            sign = "FAIL"
            try:
                found, sign = act(), "ok  "
            except (Failed, subprocess.SubprocessError) as failure:
                found = str(failure)
            except Exception:
                found = traceback.format_exc()
            if sign == "FAIL":
                self.failures += 1
                with suppress(subprocess.SubprocessError):
                    self._picture(f"failed-{self.failures}")
            print(f"{start - _began:6.1f} s  {sign} {what} ({time.monotonic() - start:.1f} s): {found}")

        return try_it


def wait_for(look: Callable[[], object], what: str, seconds: float = 10) -> None:
    """Returns as soon as `look` says something true."""
    deadline = time.monotonic() + seconds
    while not look():
        if time.monotonic() > deadline:
            raise Failed(f"{what}: not within {seconds:g} s")
        time.sleep(0.05)


def expect(truth: object, otherwise: str) -> None:
    if not truth:
        raise Failed(otherwise)


def call(service: str, path: str, interface: str, member: str, *arguments: str) -> list[Any]:
    """The answer of `service` on the session bus; `arguments` begin with their signature."""
    command = ["busctl", f"--address={os.environ['DBUS_SESSION_BUS_ADDRESS']}", "--json=short", "call"]
    answer = subprocess.run(
        [*command, service, path, interface, member, *arguments], capture_output=True, check=True, timeout=20
    )
    data: list[Any] = json.loads(answer.stdout)["data"]
    return data


def is_on_the_bus(name: str) -> bool:
    """Somebody has this name; nobody is started for that."""
    return bool(call(BUS, BUS_PATH, BUS, "NameHasOwner", "s", name)[0])


def reminder(*words: str) -> str:
    """What the command prints."""
    answer = subprocess.run([*AS, "reminder", *words], capture_output=True, text=True, timeout=60, check=False)
    expect(
        answer.returncode == 0,
        f"reminder {' '.join(words)} exited {answer.returncode}: {answer.stdout}{answer.stderr}",
    )
    return answer.stdout.strip()


def now() -> str:
    """Shows a tip; its title."""
    return reminder("now").splitlines()[0].removeprefix("Shown: ").removesuffix(".")


def status() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(reminder("status", "--json"))
    return data


def doctor() -> dict[str, dict[str, Any]]:
    """Each finding by what it is about."""
    said = subprocess.run([*AS, "reminder", "doctor", "--json"], capture_output=True, timeout=60, check=False).stdout
    return {finding["about"]: finding for finding in json.loads(said)}


def expect_open() -> None:
    """Nobody has answered the last tip."""
    outcome = status()["last"]["outcome"]
    expect(outcome is None, f"the open tip counts as {outcome}")


def is_running() -> bool:
    return subprocess.run([*AS, "reminder", "status"], capture_output=True, check=False).returncode == 0


def kill_and_start() -> None:
    """The tip on the screen survives it, open."""
    os.kill(status()["pid"], signal.SIGKILL)
    wait_for(lambda: not is_running(), "the program is gone")
    reminder("start")
    expect_open()


def count(outcome: str) -> None:
    """One more of these, and none of any other, is in `stats` by now."""
    _given[outcome] += 1

    def counted() -> dict[str, int]:
        total = json.loads(reminder("stats", "--json"))["total"]
        return {name: number for name, number in total.items() if number and name != "shown"}

    try:
        wait_for(lambda: counted() == _given, "")
    except Failed:
        found = counted()
        _given.clear()
        _given.update(found)
        raise Failed(f"expected one more {outcome} in stats; there are {found}") from None


def effort(act: Callable[[], None]) -> tuple[float, int]:
    """Seconds of CPU that the program takes while that goes on, and how often it is woken."""
    pid = status()["pid"]
    time.sleep(1)  # until all is done that this asked for

    def so_far() -> tuple[float, int]:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        switches = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if "voluntary" in line]
        return (int(fields[11]) + int(fields[12])) / TICK, int(switches[0].split()[1])

    cpu, wakes = so_far()
    act()
    cpu_after, wakes_after = so_far()
    return cpu_after - cpu, wakes_after - wakes


def end(log: Path) -> str:
    """Stops the program and copies its log; nothing in it complains."""
    reminder("stop")
    lines = LOG.read_text().splitlines()
    log.write_text("\n".join(lines))
    complaints = [line for line in lines if " INFO " not in line]
    expect(not complaints, "\n".join(complaints))
    return f"nothing but the {len(lines)} lines of what happened"
