"""The program that fills the screen under a Wayland compositor that tells of windows, as wlroots' and Hyprland do.

    connect ─▶ every window there is, with its states ─▶ the active one, if it is full-screen ─▶ its program's name

A connection of its own for each question: while it lasts the compositor tells of every change of every window's title.
"""

from typing import NamedTuple

from reminder.errors import Unavailable
from reminder.senses.linux.connection import read_number
from reminder.senses.linux.wayland.connection import Compositor, read_array, read_text
from reminder.senses.sensor import plain_name

MANAGER = "zwlr_foreign_toplevel_manager_v1"
_TELLS_FULL_SCREEN = 2
"""From this version on."""
_TOPLEVEL = 0
_APP_ID, _STATE = 1, 4
_ACTIVATED, _FULL_SCREEN = 2, 3


class _Window(NamedTuple):
    program: str = ""
    states: frozenset[int] = frozenset()


async def full_screen_program() -> str | None:
    """The program whose window is active and fills the screen; "": no name; None: none does. Raises Unavailable."""
    compositor = Compositor(gone=lambda why: None)
    await compositor.connect()
    try:
        windows = _listen(compositor)
        await compositor.answer()
    finally:
        compositor.close()
    for window in windows.values():
        if {_ACTIVATED, _FULL_SCREEN} <= window.states:
            return window.program
    return None


def _listen(compositor: Compositor) -> dict[int, _Window]:
    """The windows; they are all there once the compositor has answered."""
    windows: dict[int, _Window] = {}

    def hear_manager(event: int, body: bytes) -> None:
        if event == _TOPLEVEL:
            window = read_number(body)
            windows[window] = _Window()
            compositor.adopt(window, lambda event, body: hear_window(window, event, body))

    def hear_window(window: int, event: int, body: bytes) -> None:
        if event == _APP_ID:
            text, _ = read_text(body)
            windows[window] = windows[window]._replace(program=plain_name(text))
        elif event == _STATE:
            states, _ = read_array(body)
            numbers = frozenset(memoryview(states).cast("I"))
            windows[window] = windows[window]._replace(states=numbers)

    offered = compositor.find(MANAGER)
    if not offered or compositor.offers[offered[0]].version < _TELLS_FULL_SCREEN:
        raise Unavailable(
            "the compositor tells nobody of other programs' windows: it has no {interface}", interface=MANAGER
        )
    compositor.bind(offered[0], _TELLS_FULL_SCREEN, hear_manager)
    return windows
