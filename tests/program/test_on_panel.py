"""The icon of the installed program on a real panel, on a real, if invisible, screen: seen, and worked by the mouse."""

import mmap
import struct
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from support.desktop_fixtures import needed, running, x11_screen
from support.program import Program
from support.waiting import wait_until

pytestmark = pytest.mark.desktop

HEIGHT = 30
"""Of the panel, at the top of the screen."""
PANEL = f"""<?xml version="1.0" encoding="UTF-8"?><channel name="xfce4-panel" version="1.0">
<property name="configver" type="int" value="2"/>
<property name="panels" type="array"><value type="int" value="1"/>
 <property name="panel-1" type="empty"><property name="position" type="string" value="p=6;x=0;y=0"/>
  <property name="length" type="uint" value="100"/><property name="size" type="uint" value="{HEIGHT}"/>
  <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
 </property></property>
<property name="plugins" type="empty"><property name="plugin-1" type="string" value="systray"/></property></channel>"""
CALM, GREY = (0x1B, 0x80, 0x7A), (0x6C, 0x6C, 0x6C)
"""Ink, as `reminder/tray/pictures.py` has it."""
NEAR_ENOUGH = 24
"""Of a colour, in each of its three parts: the panel scales what it is given."""
LEAST = 12
"""Pixels."""
SOON = 2.0
"""Seconds after which a click is tried again: it goes astray while a menu is still being drawn."""

Colour = tuple[int, int, int]
Pixels = frozenset[tuple[int, int]]


class Screen:
    """What is on it: Xvfb keeps its pixels in a file, as `xwd` writes them."""

    def __init__(self, file: Path) -> None:
        with file.open("rb") as open_file:
            self._file = mmap.mmap(open_file.fileno(), 0, access=mmap.ACCESS_READ)
        header = struct.unpack(">25I", self._file[:100])
        self._width, self._height, self._row = header[4], header[5], header[12]
        self._begin = header[0] + 12 * header[19]

    def close(self) -> None:
        self._file.close()

    def inked(self, colour: Colour) -> Pixels:
        """Where the panel has this colour."""
        rows = ((y, self._line(y)) for y in range(HEIGHT))
        return frozenset(
            (x, y)
            for y, line in rows
            for x in range(self._width)
            if all(abs(line[4 * x + 2 - part] - wanted) < NEAR_ENOUGH for part, wanted in enumerate(colour))
        )

    @property
    def has_menu(self) -> bool:
        """Below the panel there is something: nothing else draws there."""
        return any(any(self._line(y)) for y in range(2 * HEIGHT, self._height // 2, HEIGHT // 2))

    def _line(self, y: int) -> bytes:
        """Four bytes a pixel: blue, green, red, and one more."""
        return self._file[self._begin + y * self._row :][: self._row]


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    with x11_screen(tmp_path / "xvfb.log", "-fbdir", str(tmp_path)) as name:
        monkeypatch.setenv("DISPLAY", name)
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        screen = Screen(tmp_path / "Xvfb_screen0")
        yield screen
        screen.close()


def panel(folder: Path) -> AbstractContextManager[object]:
    return running(needed("xfce4-panel"), "--disable-wm-check", log=folder / "panel.log")


def shown(screen: Screen, colour: Colour) -> Pixels:
    """The shape of the icon, once all of it is there."""
    seen: list[Pixels] = [frozenset()]

    def is_whole() -> bool:
        seen.append(screen.inked(colour))
        return len(seen[-1]) > LEAST and seen[-1] == seen[-2]

    wait_until(is_whole)
    return seen[-1]


def pause_by_the_menu(program: Program, screen: Screen, icon: Pixels) -> None:
    """A click on the icon opens the menu; in it down to Pause, and into what is below that."""
    x, y = (sum(places) // len(icon) for places in zip(*icon, strict=True))

    def paused() -> bool:
        xdotool("mousemove", str(x), str(y), "click", "3")
        try:
            wait_until(lambda: screen.has_menu, SOON)
            xdotool("key", "Down", "Down", "Right", "Return")
            wait_until(lambda: program.holds.keys() == {"paused"}, SOON)
        except AssertionError:
            xdotool("key", "Escape", "Escape")
            return False
        return True

    wait_until(paused)


def xdotool(*words: str) -> None:
    subprocess.run([needed("xdotool"), *words], check=True)


def test_a_panel_shows_how_it_is_has_its_menu_and_gets_it_again(
    started: Program, screen: Screen, xfconf: Path, tmp_path: Path
) -> None:
    (xfconf / "xfce4-panel.xml").write_text(PANEL)
    with panel(tmp_path):
        far = shown(screen, CALM)
        pause_by_the_menu(started, screen, far)
        paused = shown(screen, GREY)
        assert (paused == far, screen.inked(CALM)) == (False, frozenset())
    wait_until(lambda: not screen.inked(GREY))
    with panel(tmp_path):
        wait_until(lambda: screen.inked(GREY) == paused)
        started.ask("resume")
        wait_until(lambda: screen.inked(CALM) == far)
