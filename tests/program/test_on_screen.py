"""Real notification servers on a real screen: what a person presses there comes back."""

import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest
from support.desktop_fixtures import needed
from support.program import Program, moment
from support.waiting import wait_until

from reminder.engine.outcomes import AT_ONCE

pytestmark = pytest.mark.desktop

LEFT, RIGHT = "1", "3"
KEYS = {"Done": "done", "Snooze": "snoozed", "Skip": "skipped"}


class Popup(NamedTuple):
    """Where one is on the screen."""

    x: int
    y: int
    width: int
    height: int


class Screen(Protocol):
    """What a person does with a popup of one notification server."""

    def popup(self) -> Popup | None: ...

    def press(self, label: str) -> None: ...

    def dismiss(self) -> None: ...


class Dunst(NamedTuple):
    """Its buttons are in a menu, which takes what the file `choice` says."""

    choice: Path

    def popup(self) -> Popup | None:
        return _popup("Dunst")

    def press(self, label: str) -> None:
        self.choice.write_text(label)
        if popup := self.popup():
            _click(popup.x + popup.width // 2, popup.y + popup.height // 2, LEFT)

    def dismiss(self) -> None:
        if popup := self.popup():
            _click(popup.x + popup.width // 2, popup.y + popup.height // 2, RIGHT)


class Xfce(NamedTuple):
    """Its buttons are in the lower right corner, all of one width."""

    def popup(self) -> Popup | None:
        return _popup("xfce4-notifyd")

    def press(self, label: str) -> None:
        from_the_right = {"Done": 291, "Snooze": 179, "Skip": 67}[label]
        if popup := self.popup():
            _click(popup.x + popup.width - from_the_right, popup.y + popup.height - 31, LEFT)

    def dismiss(self) -> None:
        if popup := self.popup():
            _click(popup.x + popup.width // 2, popup.y + 30, LEFT)


def _popup(name: str) -> Popup | None:
    """The window of this name; its size tells it from those that a server keeps for itself."""
    found = _xdotool("search", "--onlyvisible", "--name", f"^{name}$")
    for window in found.split():
        lines = _xdotool("getwindowgeometry", "--shell", window).splitlines()
        place = dict(line.split("=") for line in lines)
        if place and int(place["WIDTH"]) > 100:
            return Popup(*(int(place[key]) for key in ("X", "Y", "WIDTH", "HEIGHT")))
    return None


def _click(x: int, y: int, button: str) -> None:
    _xdotool("mousemove", str(x), str(y), "click", button)


def _xdotool(*words: str) -> str:
    """What it prints; nothing where a window has just gone."""
    done = subprocess.run([needed("xdotool"), *words], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else ""


@pytest.fixture(params=["dunst", "xfce4_notifyd"])
def screen(request: pytest.FixtureRequest, program: Program, display: str) -> Screen:
    served = request.getfixturevalue(request.param)
    return Dunst(served) if request.param == "dunst" else Xfce()


def _until_answered(program: Program, act: Callable[[], None]) -> None:
    """A click goes astray while a popup is still being drawn, so a person clicks again."""

    def answered() -> bool:
        act()
        try:
            wait_until(lambda: not program.status["open"], 1)
        except AssertionError:
            return False
        return True

    wait_until(answered)


def test_what_is_pressed_on_the_screen_comes_back_as_an_outcome(program: Program, screen: Screen) -> None:
    assert program("start").code == 0
    titles = program.titles()
    for label, outcome in KEYS.items():
        shown = program.data("now")
        assert shown["title"] in titles
        wait_until(screen.popup)
        _until_answered(program, lambda label=label: screen.press(label))  # type: ignore[misc]
        assert program.status["last"]["outcome"] == outcome
        wait_until(lambda: not screen.popup())
        if label == "Snooze":
            comes_back = moment(program.standing()["snoozed_until"]) - moment(program.status["last"]["at"])
            assert timedelta(minutes=5) <= comes_back < timedelta(minutes=6)
    program("now")
    wait_until(screen.popup)
    time.sleep(AT_ONCE.total_seconds())  # nobody is as quick as a server that shows nothing
    _until_answered(program, screen.dismiss)
    assert program.total == {
        "shown": 4,
        "done": 1,
        "observed": 0,
        "snoozed": 1,
        "skipped": 1,
        "dismissed": 1,
        "ignored": 0,
        "natural": 0,
    }


def test_tips_come_to_the_screen_at_the_interval_set(program: Program, screen: Screen) -> None:
    program.write('[reminders.posture]\nevery = "2m"\n')
    titles = program.titles()
    with program.sped_up():
        ats = []
        for _ in range(2):
            wait_until(lambda: program.status["open"])
            wait_until(screen.popup)
            last = program.status["last"]
            assert last["title"] in titles
            ats.append(moment(last["at"]))
            _until_answered(program, lambda: screen.press("Done"))
    first, second = ats
    assert abs(second - first - timedelta(minutes=2)) <= timedelta(seconds=5)
