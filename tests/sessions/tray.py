"""What a person does with the icon on one panel, step by step, each with what was found; run by tray.sh.

tray.py PICTURES PANEL. The icon is found on the screen by its colour, and its menu by what a click changes there.
Exits 1 if a step failed; later steps are tried all the same.
"""

import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import browser
from panel_desks import DESKS, LEFT, RIGHT
from steps import Steps, doctor, end, expect, reminder, status, wait_for

pictures, name = Path(sys.argv[1]), sys.argv[2]
desk = DESKS[name]
CALM, DUE = (0x1B, 0x80, 0x7A), (0xC8, 0x4E, 0x1A)
NEAR_ENOUGH = 24
"""Of a colour, in each of its three parts: panels scale what they are given."""
LEAST = 12
"""Pixels."""
NOW = 0.16
"""Where "Show one now" is in the menu, as a part of its height."""
MOST = 0.5
"""Of the place of a menu: so much is new where one came."""
WIDTH, WIDE = 1280, 60
"""Of the screen, and what is as wide as a menu."""
PANELS = (range(36), range(750, 800))
"""Rows of the screen."""


class Box(NamedTuple):
    left: int
    top: int
    right: int
    bottom: int

    @property
    def middle(self) -> tuple[int, int]:
        return (self.left + self.right) // 2, (self.top + self.bottom) // 2


menu: Box | None = None
"""Where it came, the first time."""


def screen() -> bytes:
    """Three bytes a pixel."""
    convert = ["convert", "ppm:-", "-depth", "8", "rgb:-"]
    return subprocess.run(convert, input=desk.look(), capture_output=True, check=True).stdout


def icon(colour: tuple[int, int, int]) -> Box | None:
    """Where that colour is on a panel, in whose right half all of them have icons."""
    pixels = screen()
    found = [
        (x, y)
        for rows in PANELS
        for y in rows
        for x in range(WIDTH // 2, WIDTH)
        if all(
            abs(part - wanted) < NEAR_ENOUGH
            for part, wanted in zip(pixels[3 * (y * WIDTH + x) : 3 * (y * WIDTH + x) + 3], colour, strict=True)
        )
    ]
    if len(found) < LEAST:
        return None
    xs, ys = zip(*found, strict=True)
    return Box(min(xs), min(ys), max(xs) + 1, max(ys) + 1)


def changed(before: bytes, after: bytes) -> Box | None:
    """Where something as wide as a menu came."""
    found: dict[int, list[int]] = {}
    for y in range(len(before) // 3 // WIDTH):
        one, other = (seen[3 * y * WIDTH : 3 * (y + 1) * WIDTH] for seen in (before, after))
        if one != other:
            found[y] = [x for x in range(WIDTH) if one[3 * x : 3 * x + 3] != other[3 * x : 3 * x + 3]]
    rows = {y: xs for y, xs in found.items() if len(xs) > WIDE}
    if not rows:
        return None
    return Box(min(map(min, rows.values())), min(rows), max(map(max, rows.values())), max(rows))


def share(box: Box, before: bytes, after: bytes) -> float:
    """How much of what is there is new."""
    places = [3 * (y * WIDTH + x) for y in range(box.top, box.bottom) for x in range(box.left, box.right)]
    return sum(before[at : at + 3] != after[at : at + 3] for at in places) / len(places)


def picture(what: str) -> None:
    (pictures / f"{what}.ppm").write_bytes(desk.look())
    subprocess.run(["convert", f"{what}.ppm", f"{what}.png"], cwd=pictures, check=True)
    (pictures / f"{what}.ppm").unlink()


def seen(colour: tuple[int, int, int], within: float = 3) -> Box:
    wait_for(lambda: icon(colour), f"an icon of the colour {colour}", within)
    found = icon(colour)
    assert found
    return found


step = Steps(picture)
pictures.mkdir(parents=True, exist_ok=True)


@step("the panel comes up")
def _() -> str:
    desk.begin(pictures)
    picture("empty")
    return desk.label


@step("the icon is there")
def _() -> str:
    browser.stand_in()
    reminder("start")
    found = doctor()["icon on the panel"]
    expect(found["works"], f"{found}")
    box = seen(CALM)
    picture("far")
    for command in ("now", "done"):  # the welcome goes with that, and not while a menu is looked for
        reminder(command)
    return f"{box.right - box.left} by {box.bottom - box.top} pixels"


@step("a pause is seen, and its end")
def _() -> str:
    reminder("pause", "1h")
    try:
        wait_for(lambda: not icon(CALM), "the icon of before is gone", 2)
        picture("paused")
    finally:
        reminder("resume")
    seen(CALM)
    return "by another shape"


@step("a pointer on it is told when the next one comes")
def _() -> str:
    x, y = seen(CALM).middle
    desk.point(x, y)
    time.sleep(1.5)
    picture("tooltip")
    desk.move_away()
    time.sleep(0.5)
    return "look at the picture"


@step("the menu shows one")
def _() -> str:
    global menu
    x, y = seen(CALM).middle
    before = screen()
    desk.press_mouse(x, y, RIGHT)
    time.sleep(1.2)
    menu = changed(before, screen())
    picture("menu")
    expect(menu, "no menu came")
    assert menu
    desk.press_mouse(menu.left + 60, round(menu.top + NOW * (menu.bottom - menu.top)), LEFT)
    wait_for(lambda: status()["open"], "a tip is open", 3)
    desk.move_away()
    seen(DUE)
    picture("due")
    return f"a menu of {menu.right - menu.left} by {menu.bottom - menu.top} pixels"


@step("of an open one the menu has the buttons")
def _() -> str:
    x, y = seen(DUE).middle
    before = screen()
    desk.press_mouse(x, y, RIGHT)
    time.sleep(1.2)
    picture("menu-open")
    new = share(menu, before, screen()) if menu else 0
    expect(new > MOST, f"{new:.0%} is new where the menu was before")
    desk.close_menu()
    time.sleep(0.5)
    reminder("done")
    seen(CALM)
    return "look at the picture"


@step("a click opens the window, once")
def _() -> str:
    x, y = seen(CALM).middle
    desk.press_mouse(x, y, LEFT, 2)
    wait_for(browser.opened, "a browser was begun", 15)
    time.sleep(2)
    opened = browser.opened()
    expect(len(opened) == 1 and "page=today" in opened[0][1], f"it was opened so: {opened}")
    desk.close_menu()
    return f"a double click; token: {opened[0][0] or 'none'}"


@step("a panel that goes and comes has it again")
def _() -> str:
    desk.leave()
    time.sleep(1)
    desk.come_back()
    seen(CALM, 15)
    picture("again")
    return "registered anew"


@step("it goes and comes with the settings")
def _() -> str:
    reminder("config", "set", "tray.enabled", "false")
    wait_for(lambda: not icon(CALM), "the icon is gone", 5)
    picture("off")
    reminder("config", "set", "tray.enabled", "auto")
    seen(CALM, 5)
    picture("on")
    return "without a restart"


@step("reminder stop")
def _() -> str:
    said = end(pictures / "reminder.log")
    wait_for(lambda: not icon(CALM), "the icon is gone", 3)
    return said


desk.end()
sys.exit(step.failures > 0)
