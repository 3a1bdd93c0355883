"""The program that fills the screen under X11, as the window manager tells it.

    connect ─▶ is there a window manager that tells ─▶ the active window, if it is full-screen ─▶ its program's name

A connection of its own for each question, which lasts for some milliseconds. Only the first screen of a display that
has several, each with a desktop of its own, is looked at; nearly all have one, on all the monitors.
"""

import asyncio
from pathlib import Path

from reminder.errors import Unavailable
from reminder.senses.linux.x11.connection import Display, Refused
from reminder.senses.sensor import plain_name

_WM_CLASS = 67
_NAMES = "_NET_SUPPORTING_WM_CHECK", "_NET_ACTIVE_WINDOW", "_NET_WM_STATE", "_NET_WM_STATE_FULLSCREEN", "_NET_WM_PID"


async def full_screen_program() -> str | None:
    """The program whose window is active and fills the screen; "": no name; None: none does. Raises Unavailable."""
    display = Display(gone=lambda why: None)
    await display.connect()
    try:
        return await _ask(display)
    finally:
        display.close()


async def _ask(display: Display) -> str | None:
    check, active, state, full_screen, process = await asyncio.gather(*map(display.atom, _NAMES))
    managers, windows = await asyncio.gather(
        display.numbers(display.root, check), display.numbers(display.root, active)
    )
    if not managers or not await _manages(display, managers[0], check):
        raise Unavailable("no window manager tells which window is active")
    if not windows or not windows[0]:
        return None
    try:
        states, kind, processes = await asyncio.gather(
            display.numbers(windows[0], state),
            display.text(windows[0], _WM_CLASS),
            display.numbers(windows[0], process),
        )
    except Refused:
        return None
    if full_screen not in states:
        return None
    return plain_name(kind.rstrip("\0").rpartition("\0")[2]) or _process_name(processes)


async def _manages(display: Display, window: int, check: int) -> bool:
    """Whether that is its window still; what a window manager that is gone has said stays."""
    try:
        return window in await display.numbers(window, check)
    except Refused:
        return False


def _process_name(processes: tuple[int, ...]) -> str:
    try:
        return plain_name(Path(f"/proc/{processes[0]}/comm").read_text(errors="replace").strip())
    except (IndexError, OSError):
        return ""
