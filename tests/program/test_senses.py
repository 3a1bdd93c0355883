"""The installed program on a real X11 screen with a real hand at the mouse: it speaks when the person can listen.

These wait for seconds that really pass: the screen has a clock of its own, and no test can move it.
"""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.desk import Desk
from support.desktop_fixtures import needed, running
from support.program import Program, moment
from support.sound_servers import pulseaudio, recording
from support.waiting import wait_until
from support.x11_window import Window, a_window_manager

pytestmark = pytest.mark.desktop

AWAY = 10
"""Seconds without input that count as an absence; fewer the settings do not allow."""
SETTINGS = f"""
[timing]
natural_break = "{AWAY}s"
pause_is = "2s"
wait_for_pause = "{{wait}}"

[reminders.posture]
every = "20m"
lasts = "{AWAY}s"
"""


@pytest.fixture(autouse=True)
def log_without_errors(alone: Program) -> Iterator[None]:
    """What the senses meet is no bug, whatever becomes of it."""
    yield
    assert " ERROR " not in alone.log


@pytest.fixture
def on_x11(program: Program, display: str, desk: Desk) -> Program:
    program.environment["DISPLAY"] = display
    program.write(SETTINGS.format(wait="30s"))
    return program


def nudge(display: str) -> None:
    """A movement of the mouse."""
    environment = {"DISPLAY": display, "PATH": "/usr/bin:/bin"}
    for x in ("1", "-1"):
        move = [needed("xdotool"), "mousemove_relative", "--", x, "0"]
        subprocess.run(move, env=environment, check=True)


@contextmanager
def typing(display: str) -> Iterator[None]:
    """Without end: ten keys a second."""
    keys = ["xdotool", *["key", "--delay", "0", "a", "sleep", "0.1"] * 600]
    with running(*keys, log=Path("/dev/null")):
        yield


def presence(program: Program, name: str) -> dict[str, Any]:
    sense: dict[str, Any] = program.status["backends"]["presence"][name]
    return sense


def test_an_absence_begins_the_countdown_again_and_is_a_natural_break(on_x11: Program, display: str) -> None:
    assert on_x11("start").code == 0
    assert presence(on_x11, "idle")["source"] == "X11 (SYNC)"
    nudge(display)
    left = time.monotonic()
    wait_until(lambda: "away" in on_x11.holds, AWAY + 5)
    assert time.monotonic() - left > AWAY - 1
    nudge(display)
    wait_until(lambda: not on_x11.holds)
    assert on_x11.status["next"]["in_seconds"] >= 20 * 60 - 3
    assert on_x11.total["natural"] == 1


def test_what_is_due_waits_for_a_pause_in_typing(on_x11: Program, display: str, desk: Desk) -> None:
    assert on_x11("start").code == 0
    on_x11.let_be_due()
    with typing(display):
        assert on_x11("start").code == 0
        wait_until(lambda: on_x11.standing()["waiting"])
        time.sleep(3)
        assert desk.tips == []
    stopped = time.monotonic()
    wait_until(lambda: desk.tips)
    assert time.monotonic() - stopped > 1.5


def test_typing_without_end_is_spoken_into_after_the_time_it_waits(on_x11: Program, display: str, desk: Desk) -> None:
    on_x11.write(SETTINGS.format(wait="4s"))
    assert on_x11("start").code == 0
    on_x11.let_be_due()
    with typing(display):
        assert on_x11("start").code == 0
        wait_until(lambda: desk.tips)
        wait_until(lambda: on_x11.status["last"])
        status = on_x11.status
        assert moment(status["last"]["at"]) - moment(status["since"]) > timedelta(seconds=2.5)


@pytest.fixture
def lecture(tmp_path: Path) -> str:
    """The path of a program that runs for a minute."""
    return shutil.copy(needed("sleep"), tmp_path / "a-lecture")


async def test_a_named_program_a_full_screen_and_a_recording_hold_and_what_was_kept_comes_once(
    on_x11: Program, desk: Desk, lecture: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_x11.write('quiet.apps = ["A-Lecture"]')
    assert on_x11("start").code == 0
    on_x11.let_be_due()
    async with a_window_manager(tmp_path) as screen:
        window = Window(screen)
        with (
            pulseaudio(on_x11.home, monkeypatch, runtime=on_x11.runtime),
            recording(on_x11.home),
            running(lecture, "60", log=Path("/dev/null")),
        ):
            assert on_x11("start").code == 0
            await window.show(b"slides\0Slides\0", full_screen=True)
            await window.becomes_active()
            wait_until(lambda: on_x11.holds.keys() == {"app", "full screen", "meeting"})
            found = {reason: (hold["detail"], hold["source"]) for reason, hold in on_x11.holds.items()}
            assert found["app"] == ("a-lecture", "apps")
            assert found["meeting"] == ("zoom", "microphone")
            assert found["full screen"][0] == "slides"
            said = on_x11("status").out
            assert "a program you named is running (a-lecture)" in said
            assert "you seem to be in a meeting (zoom, microphone)" in said
            wait_until(lambda: on_x11.standing()["kept"])
            await window.fill_the_screen(False)
            wait_until(lambda: on_x11.holds.keys() == {"app", "meeting"})
            assert desk.tips == []
        wait_until(lambda: desk.tips, 20)
    assert len(desk.tips) == 1
    assert on_x11.standing()["kept"] is False
    assert on_x11.holds == {}


def test_dunst_that_is_paused_holds_and_lets_go(program: Program, display: str, dunst: Path) -> None:
    program.environment["DISPLAY"] = display
    assert program("start").code == 0
    assert presence(program, "do not disturb")["source"] == "dunst"
    subprocess.run([needed("dunstctl"), "set-paused", "true"], check=True)
    wait_until(lambda: "do not disturb" in program.holds)
    subprocess.run([needed("dunstctl"), "set-paused", "false"], check=True)
    wait_until(lambda: not program.holds)
