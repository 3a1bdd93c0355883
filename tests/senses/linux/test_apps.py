"""Programs that the person named, as real processes that go by those names in every way that there is."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support import disguised
from support.desktop_fixtures import needed, running
from support.holding import until_told
from support.sensed import Heard
from support.waiting import wait_until

from reminder.model.events import HoldBegan
from reminder.model.senses import Reason
from reminder.senses.linux import processes
from reminder.senses.linux.apps import Apps
from reminder.system.clock import read as clock

MEET, FILM = (f"x-{kind}{os.getpid()}" for kind in ("meet", "film"))
"""Names that nobody else has on this machine."""


@contextmanager
def stranger(*command: str) -> Iterator[int]:
    """The number of a process that is no child of ours: the person's, as others are."""
    shell = '"$@" >/dev/null 2>&1 </dev/null & echo $!'
    started = subprocess.run([needed("sh"), "-c", shell, "sh", *command], stdout=subprocess.PIPE, check=True)
    number = int(started.stdout)
    try:
        yield number
    finally:
        os.kill(number, signal.SIGKILL)


@contextmanager
def shown_as(*words: str) -> Iterator[None]:
    """A process whose command line these words are."""
    with stranger(sys.executable, "-SIE", disguised.__file__, *words) as number:
        line = Path(f"/proc/{number}/cmdline")
        wait_until(lambda: line.read_bytes().startswith(words[0].encode()))
        yield


@pytest.fixture
def named(tmp_path: Path) -> Callable[[str], str]:
    """Makes a program of this name, which does nothing."""

    def make(name: str) -> str:
        shutil.copy(needed("sleep"), tmp_path / name)
        return str(tmp_path / name)

    return make


def apps(*names: str) -> tuple[Apps, Heard]:
    told = Heard()
    return Apps(told.append, clock, names), told


async def test_a_program_that_runs_is_named_until_it_ends(named: Callable[[str], str]) -> None:
    sensor, told = apps(MEET, FILM, "x-idle")
    await until_told(sensor, told, None)
    assert (told.found.sense.source, told.found.sense.polled) == ("/proc", True)
    with stranger(named(MEET), "60"):
        await until_told(sensor, told, MEET)
        with stranger(named(FILM), "60"):
            await until_told(sensor, told, f"{FILM}, {MEET}")
        await until_told(sensor, told, MEET)
    await until_told(sensor, told, None)
    assert {event.reason for event in told if isinstance(event, HoldBegan)} == {Reason.APP}


@pytest.mark.parametrize("file", [MEET.title(), f"{MEET}.bin", f"{MEET.upper()}.exe"], ids=["case", "bin", "exe"])
async def test_neither_case_nor_ending_matters(named: Callable[[str], str], file: str) -> None:
    sensor, told = apps(MEET.title())
    with stranger(named(file), "60"):
        await until_told(sensor, told, MEET.title())


@pytest.mark.parametrize("file", [f"{MEET}.real", f"{MEET}ing", f"not-{MEET}"], ids=["real", "longer", "another"])
async def test_it_is_that_name_and_no_other(named: Callable[[str], str], file: str) -> None:
    sensor, told = apps(MEET, file)
    with stranger(named(file), "60"):
        await until_told(sensor, told, file)


ways = {
    "by its file": (f"/opt/x-meet/{MEET}", "--quiet"),
    "by a line that it wrote itself": (f"/opt/{MEET} --type=renderer --file=/x-other",),
    "as a program for Windows": (f"C:\\Programs\\{MEET.title()}.exe", "/s"),
    "as a script of Python": ("/usr/bin/python3.11", "-sP", f"/usr/bin/{MEET}", "/x-other"),
    "as a module of Python": ("python3", "-m", MEET),
    "as a folder of Electron": ("/usr/lib/electron28/electron", "--no-sandbox", f"/opt/{MEET}/"),
    "as a script of the shell": ("/bin/sh", f"/usr/bin/{MEET}"),
}


@pytest.mark.parametrize("words", ways.values(), ids=ways.keys())
async def test_it_goes_by_its_name_however_it_was_started(words: tuple[str, ...]) -> None:
    sensor, told = apps(MEET, "x-other")
    with shown_as(*words):
        await until_told(sensor, told, MEET)
    await until_told(sensor, told, None)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("/usr/bin/editor", f"/home/{MEET}"), id="a file that something else works on"),
        pytest.param((f"/usr/bin/browser --profile=/home/{MEET}",), id="a folder in a line that it wrote itself"),
        pytest.param(("python3", "-c", MEET), id="code"),
        pytest.param(("bash", "--login"), id="a shell"),
        pytest.param((MEET, "1"), id="this one is it"),
    ],
)
async def test_what_a_program_deals_with_is_not_its_name(words: tuple[str, ...]) -> None:
    sensor, told = apps(MEET, "--login")
    with shown_as(*words):
        await until_told(sensor, told, MEET if words[0] == MEET else None)


@pytest.fixture
def our_name() -> Iterator[str]:
    """What this process goes by meanwhile."""
    file = Path("/proc/self/comm")
    before = file.read_text()
    file.write_text(f"x-ours{os.getpid()}")
    yield file.read_text().strip()
    file.write_text(before)


async def test_neither_this_program_nor_what_it_starts_is_one(
    named: Callable[[str], str], our_name: str, tmp_path: Path
) -> None:
    sensor, told = apps(MEET, our_name)
    script = f"{named(MEET)} 60 & echo; wait"
    with running(needed("bash"), "-c", script, log=tmp_path / "log") as child:
        wait_until((tmp_path / "log").read_text)
        await until_told(sensor, told, None)
        with stranger(named(FILM), "60") as number:
            assert not processes.descends(number, os.getpid())
        (grandchild,) = [number for number in processes.own() if processes.descends(number, child.pid)][1:]
        assert processes.names(grandchild) == {MEET}
        os.kill(grandchild, signal.SIGKILL)


def test_one_that_has_ended_but_is_still_in_the_list_is_none(named: Callable[[str], str]) -> None:
    ended = subprocess.Popen([named(MEET), "0"])
    wait_until(lambda: ") Z " in Path(f"/proc/{ended.pid}/stat").read_text())
    assert processes.names(ended.pid) == set()
    ended.wait()
    assert processes.names(ended.pid) == set()
    assert processes.program(ended.pid).name == ""
    assert not processes.descends(ended.pid, os.getpid())


async def test_processes_that_come_and_go_meanwhile_do_no_harm(tmp_path: Path) -> None:
    sensor, told = apps(MEET)
    with running(needed("sh"), "-c", "while :; do /bin/true; done", log=tmp_path / "log"):
        for _ in range(15):
            await sensor.answer()
    assert [type(event).__name__ for event in told] == ["SenseFound"]


async def test_without_proc_it_is_blind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "PROC", str(tmp_path / "proc"))
    sensor, told = apps(MEET)
    await sensor.answer()
    assert told.why == "the processes are not to be seen in /proc: No such file or directory"
