"""The icon of Windows and macOS: the program's side of it, and its process with a pystray that is real but unseen."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from support.fakes import a_plan
from support.running import Program, private_home, running
from support.waiting import LONG, until

from reminder.daemon.opening import Opening
from reminder.model.plan import Tray
from reminder.model.tray import Entry, Shape
from reminder.tray import companion
from reminder.tray.face import Face, Row
from reminder.tray.pictures import pictures

NOTHING = "nothing"
HEADLESS = Path(__file__).parents[1] / "support" / "headless_tray.py"
FACE = Face(Shape.FAR, "Next: posture at 13:50.", "", {entry: Row(entry.name, True) for entry in Entry})
ROWS = (
    "Show one now", "Done", "Snooze", "Skip", "Pause", "For 30 minutes", "For 1 hour", "For 2 hours", "Until tomorrow",
    "Resume", "Today", "Settings", "Quit",
)  # fmt: skip


class Seen:
    """What the process shows, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._file, self._presses = folder / "seen", folder / "presses"
        self._file.touch()
        self._presses.touch()

    def __getitem__(self, what: str) -> Any:
        *_, last, _ = self._file.read_text().split("\n")
        return json.loads(last)[what]

    @property
    def heading(self) -> str:
        return next(iter(self["rows"]))

    def shows(self, shape: Shape, heading: str) -> bool:
        """The picture of 32 pixels: its colours first, as pystray wants them, and then how opaque each is."""
        if not self._file.read_text().endswith("\n"):
            return False
        [argb] = [it.argb() for it in pictures(shape) if it.size == 32]
        rgba = b"".join(argb[at + 1 : at + 4] + argb[at : at + 1] for at in range(0, len(argb), 4))
        return bytes.fromhex(self["rgba"]) == rgba and self["visible"] and self.heading.startswith(heading)

    def press(self, row: str) -> None:
        with self._presses.open("a") as file:
            file.write(f"{row}\n")

    def forget(self) -> None:
        os.truncate(self._file, 0)


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seen]:
    """In a home, and where there is no bus."""
    folder = tmp_path / "seen-there"
    folder.mkdir()
    monkeypatch.setattr(companion, "PROCESS", (sys.executable, str(HEADLESS), str(folder)))
    monkeypatch.setattr(companion, "AGAIN", timedelta(seconds=0.05))
    if sys.platform == "linux":
        monkeypatch.setattr("reminder.system.bus.session_bus", lambda: None)
    with private_home(monkeypatch, tmp_path):
        yield Seen(folder)


@asynccontextmanager
async def showing(seen: Seen) -> AsyncIterator[Program]:
    async with running(a_plan(tray=Tray.AUTO)) as program:
        await until(lambda: seen.shows(Shape.FAR, "Next: posture "))
        yield program


@pytest.fixture
def program(seen: Seen, enter: Callable[..., Any]) -> Program:
    """Its icon is there."""
    return enter(showing(seen))


async def test_the_picture_the_tooltip_and_every_row_are_there(program: Program, seen: Seen) -> None:
    rows = seen["rows"]
    assert [row for row in rows if row != "- - - -"] == [seen["title"], *ROWS]
    assert seen["title"] == seen.heading
    assert [row for row in ("Show one now", "Pause", "Resume", "Done") if rows[row]] == ["Show one now", "Pause"]


async def test_its_menu_does_what_the_commands_do_and_shows_what_came_of_it(program: Program, seen: Seen) -> None:
    seen.press("For 1 hour")
    await until(lambda: seen.shows(Shape.PAUSED, "Paused by you, until "))
    assert seen["rows"]["Resume"]
    seen.press("Resume")
    await until(lambda: seen.shows(Shape.FAR, "Next: posture "))
    seen.press("Show one now")
    await until(lambda: seen.shows(Shape.DUE, "Next: posture "))
    last = (await program.status())["last"]
    assert seen["title"] == f"{last['title']}\n{last['text']}"
    seen.press("Done")
    await until(lambda: seen.shows(Shape.FAR, "Next: posture "))
    assert (await program.status())["last"]["outcome"] == "done"


async def test_a_click_opens_the_window_and_a_double_click_not_two(
    program: Program, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A click is the row that is marked as the first choice."""
    opened: list[str] = []
    monkeypatch.setattr(Opening, "open", lambda self, token, page: opened.append(page))
    for row in ("Today", "Today", "Settings"):
        seen.press(row)
    await until(lambda: opened == ["today", "settings"])


async def test_its_menu_ends_the_program_and_the_process_goes_with_it(program: Program, seen: Seen) -> None:
    seen.press("Quit")
    await program.ended


async def test_it_goes_and_comes_with_the_settings(program: Program, seen: Seen) -> None:
    for _ in range(2):
        for tray in (Tray.OFF, Tray.ON):
            program.change(tray=tray)
            await program.ask("reload")
        seen.forget()
        await until(lambda: seen.shows(Shape.FAR, "Next: posture "))
    assert await program.problems() == {}


async def test_one_that_is_killed_is_there_again(program: Program, seen: Seen) -> None:
    killed = seen["pid"]
    os.kill(killed, signal.SIGTERM)
    await until(lambda: seen["pid"] != killed and seen.shows(Shape.FAR, "Next: posture "))
    await until_told(program, NOTHING)


async def test_why_there_is_none_is_told_until_there_is_one(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    good = companion.PROCESS
    complains = "import sys; sys.exit('Traceback:\\n  OSError: there is no taskbar')"
    async with running(a_plan(tray=Tray.OFF)) as program:
        program.change(tray=Tray.AUTO)
        for bad, why in (
            ((sys.executable, "-c", complains), "the icon's process ended: OSError: there is no taskbar"),
            ((sys.executable, "-c", "exit(3)"), "the icon's process ended: it ended with 3"),
            (("/none",), "the icon's process cannot be started: "),
        ):
            monkeypatch.setattr(companion, "PROCESS", bad)
            await program.ask("reload")
            await until_told(program, why)
        monkeypatch.setattr(companion, "PROCESS", good)
        await until_told(program, NOTHING)
        assert seen.shows(Shape.FAR, "Next: posture ")


async def until_told(program: Program, why: str) -> None:
    async with asyncio.timeout(LONG):
        while not (await program.problems()).get("tray", NOTHING).startswith(why):
            pass


async def test_one_that_does_not_go_is_killed(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    stubborn = "import time; time.sleep(60)"
    monkeypatch.setattr(companion, "PROCESS", (sys.executable, "-c", stubborn))
    monkeypatch.setattr(companion, "GOES_WITHIN", timedelta(seconds=0.05))
    async with running(a_plan(tray=Tray.AUTO)) as program:
        assert await program.problems() == {}


def test_it_ends_with_its_program_however_that_ends(seen: Seen) -> None:
    """The kernel closes the pipe."""
    for said in (b"", msgspec.json.encode(FACE) + b"\n"):
        ended = subprocess.run(companion.PROCESS, input=said, capture_output=True, timeout=LONG)
        assert (ended.returncode, ended.stderr, ended.stdout.split()) == (0, b"", [b"shown"] * bool(said))
