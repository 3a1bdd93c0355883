import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support.desktop_fixtures import needed, running
from support.scripts import offer
from support.waiting import LONG

from reminder.cli.rivals import rivals
from reminder.wording.language import word

Breaks = Callable[[str], None]


class Processes:
    """A /proc of a test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / str(os.getpid())).mkdir(parents=True)

    def run(self, *command: str) -> Path:
        """One more process."""
        return self.add("".join(f"{word}\0" for word in command).encode())

    def add(self, cmdline: bytes) -> Path:
        process = self.folder / str(sum(path.name.isdecimal() for path in self.folder.glob("*")) + 1)
        process.mkdir(parents=True)
        (process / "cmdline").write_bytes(cmdline)
        return process


@pytest.fixture
def processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Processes:
    monkeypatch.setattr("reminder.senses.linux.processes.PROC", str(tmp_path / "proc"))
    return Processes(tmp_path / "proc")


@pytest.fixture
def breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Breaks:
    """What the program gsettings does when it is asked for the breaks of GNOME or MATE, as a shell script."""
    gnome, mate = "org.gnome.desktop.break-reminders selected-breaks", "org.mate.typing-break enabled"
    asked = f'test "$*" = "get {gnome}" || test "$*" = "get {mate}" || exit 2'
    return lambda does: offer(tmp_path / "bin", "gsettings", f"{asked}\n{does}", monkeypatch)


async def found() -> list[str]:
    return [str(word(rival)) for rival in await rivals()]


async def test_alone_there_is_no_rival(processes: Processes) -> None:
    assert await found() == []


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (("workrave",), "Workrave"),
        (("/usr/bin/python3", "/usr/bin/safeeyes"), "Safe Eyes"),
        (("python3.12", "-m", "safeeyes"), "Safe Eyes"),
        (("/usr/bin/rsibreak", "-qwindowtitle"), "RSIBreak"),
        (("/opt/Stretchly/stretchly", "--type=zygote"), "Stretchly"),
        (("/usr/bin/gnome-break-timer-daemon",), "GNOME Break Timer"),
        (("gnome-break-timer",), "GNOME Break Timer"),
        (("/usr/bin/entracte",), "Entracte"),
        (("/tmp/.mount_Pomateabc/pomatez", "--type=zygote"), "Pomatez"),
        (("/snap/pomatez/5/pomatez",), "Pomatez"),
        (("focus-timer", "--gapplication-service"), "Focus Timer"),
        (("/usr/bin/gnome-pomodoro",), "Focus Timer"),
    ],
)
async def test_one_that_runs_is_named(processes: Processes, command: tuple[str], name: str) -> None:
    processes.run(*command)
    assert await found() == [f"{name} runs; quit one of the two"]


async def test_several_are_each_named_once(processes: Processes) -> None:
    for program in ("workrave", "stretchly", "stretchly", "gnome-break-timer", "gnome-break-timer-daemon"):
        processes.run(program)
    names = [rival.partition(" runs")[0] for rival in await found()]
    assert names == ["GNOME Break Timer", "Stretchly", "Workrave"]


@pytest.mark.parametrize(
    "command",
    [
        ("/usr/bin/vim", "/home/me/workrave"),
        ("python3", "editor.py", "workrave"),
        ("gnome-break-timer-settings",),
        ("python3",),
    ],
)
async def test_what_only_has_such_a_word_is_no_rival(processes: Processes, command: tuple[str]) -> None:
    processes.run(*command)
    assert await found() == []


async def test_what_proc_may_hold_does_no_harm(processes: Processes) -> None:
    processes.add(b"")
    processes.add(b"\0")
    processes.add(b"\xff\xfe/\0\0\0")
    processes.add(b"/usr/bin/workrave")
    (processes.run("has just ended") / "cmdline").unlink()
    (processes.folder / "99").write_text("no directory")
    assert await found() == ["Workrave runs; quit one of the two"]


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else")
async def test_what_others_run_does_not_count(processes: Processes) -> None:
    os.chown(processes.run("workrave"), 65534, 65534)
    assert await found() == []


async def test_real_processes_are_found(tmp_path: Path) -> None:
    program, script = tmp_path / "workrave", tmp_path / "safeeyes"
    shutil.copy(needed("sleep"), program)
    script.write_text("import time\ntime.sleep(1000)\n")
    log = tmp_path / "log"
    with running(str(program), "1000", log=log), running(sys.executable, "-u", str(script), log=log):
        deadline = time.monotonic() + LONG
        while not {"Workrave runs; quit one of the two", "Safe Eyes runs; quit one of the two"} <= set(await found()):
            assert time.monotonic() < deadline, "not found"


@pytest.mark.parametrize(
    ("value", "names"), [("['eyesight', 'movement']", "eyesight, movement"), ("['movement']", "movement")]
)
async def test_the_breaks_of_gnome_itself(processes: Processes, breaks: Breaks, value: str, names: str) -> None:
    processes.run("/usr/bin/gnome-shell")
    breaks(f'echo "{value}"')
    advice = "switch them off in its settings under Wellbeing"
    assert await found() == [f"GNOME's own break reminders ({names}); {advice}"]


@pytest.mark.parametrize(
    "script",
    ["echo '@as []'", "echo 'No such schema' >&2; exit 1", "echo maybe", "exit 0"],
    ids=["none is on", "an older GNOME", "nonsense", "nothing"],
)
async def test_gnome_without_breaks_is_no_rival(processes: Processes, breaks: Breaks, script: str) -> None:
    processes.run("gnome-shell")
    breaks(script)
    assert await found() == []


@pytest.mark.parametrize("said", ["['eyesight']", "true"], ids=["GNOME", "MATE"])
async def test_the_breaks_of_a_desktop_do_not_count_where_it_does_not_run(
    processes: Processes, breaks: Breaks, said: str
) -> None:
    breaks(f'echo "{said}"')
    assert await found() == []


MATE = "MATE's own typing break; switch it off in its keyboard settings under Typing Break"


@pytest.mark.parametrize(
    ("script", "named"),
    [
        ("echo true", [MATE]),
        ("echo false", []),
        ("echo maybe", []),
        ("echo", []),
        ("echo 'No such schema' >&2; exit 1", []),
    ],
)
async def test_the_typing_break_of_mate(processes: Processes, breaks: Breaks, script: str, named: list[str]) -> None:
    processes.run("/usr/bin/mate-settings-daemon")
    breaks(script)
    assert await found() == named


async def test_the_typing_break_of_mate_that_runs_is_on(processes: Processes, breaks: Breaks) -> None:
    processes.run("mate-typing-monitor", "-n")
    breaks("exit 1")
    assert await found() == [MATE]
