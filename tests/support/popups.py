"""What a person does with the popups of real notification servers on a real, if invisible, screen: with the mouse."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.desktop_fixtures import needed

from reminder.model.showing import Button


@dataclass
class Desktop:
    """One that shows popups: its window class, how far each button is from the popup's lower right corner."""

    window: str
    buttons: dict[Button, tuple[int, int]]
    closes: tuple[int, str]
    """How far from the upper left corner which mouse button closes it."""
    choice: Path | None = None

    def click(self, answer: Button) -> None:
        """Press a button of the popup, if there is one."""
        if self.choice:
            self.choice.write_text({"done": "Done", "snooze": "Snooze", "skip": "Skip"}[answer])
        right, bottom = self.buttons[answer]
        for x, y, width, height in self.popups():
            _mouse(x + width - right, y + height - bottom, "1")

    def close(self) -> None:
        """Close the popup as a person does."""
        inset, button = self.closes
        for x, y, _, _ in self.popups():
            _mouse(x + inset, y + inset, button)

    def popups(self) -> list[tuple[int, int, int, int]]:
        """Place and size of each."""
        found = _xdotool("search", "--onlyvisible", "--class", self.window).split()
        shapes = [
            dict(line.split("=") for line in _xdotool("getwindowgeometry", "--shell", id).split()) for id in found
        ]
        return [(int(s["X"]), int(s["Y"]), int(s["WIDTH"]), int(s["HEIGHT"])) for s in shapes if s]


def _xdotool(*arguments: str) -> str:
    return subprocess.run([needed("xdotool"), *arguments], capture_output=True, text=True, check=False).stdout


def _mouse(x: int, y: int, button: str) -> None:
    _xdotool("mousemove", str(x), str(y), "click", button)


@pytest.fixture(params=["dunst", "xfce4_notifyd"])
def desktop(request: pytest.FixtureRequest) -> Desktop:
    """Each of the servers in turn."""
    server = request.getfixturevalue(request.param)
    if request.param == "dunst":
        return Desktop("Dunst", dict.fromkeys(Button, (50, 20)), closes=(10, "3"), choice=server)
    offsets = {Button.SKIP: (66, 31), Button.SNOOZE: (178, 31), Button.DONE: (290, 31)}
    return Desktop("Xfce4-notifyd", offsets, closes=(8, "1"))
