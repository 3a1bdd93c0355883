"""Mice for Wayland compositors: sway knows zwlr_virtual_pointer_manager_v1, KWin org_kde_kwin_fake_input.

One is plugged in as long as the object lives: a program that is clicked on needs a moment to take notice of a mouse.
"""

import time

from wayland_line import Line, fixed

LEFT, RIGHT = 0x110, 0x111


class Mouse:
    """sway's."""

    def __init__(self, width: int, height: int) -> None:
        self._size = width, height
        self._line = Line()
        manager = self._line.bind("zwlr_virtual_pointer_manager_v1")
        self._pointer = self._line.create()
        self._line.send(manager, 0, 0, self._pointer)

    def click(self, x: int, y: int, button: int = LEFT) -> None:
        """At a person's pace."""
        self.move(x, y)
        for pressed in (1, 0):
            self._do(2, button, pressed)

    def move(self, x: int, y: int) -> None:
        for nearby in (x + 5, x):
            self._do(1, nearby, y, *self._size)

    def _do(self, request: int, *numbers: int) -> None:
        when = time.monotonic_ns() // 1_000_000 % 2**32
        self._line.send(self._pointer, request, when, *numbers)
        self._line.send(self._pointer, 4)
        time.sleep(0.15)


class FakeInput:
    """KWin's; only for a KWin that was started with KWIN_WAYLAND_NO_PERMISSION_CHECKS=1."""

    def __init__(self) -> None:
        self._line = Line()
        self._input = self._line.bind("org_kde_kwin_fake_input", 4)
        self._line.send(self._input, 0, "reminder", "a try")

    def move(self, x: int, y: int) -> None:
        for nearby in (x + 5, x):
            self._line.send(self._input, 9, fixed(nearby), fixed(y))
            self._line.answer()
            time.sleep(0.15)

    def click(self, x: int, y: int, button: int = LEFT) -> None:
        """At a person's pace."""
        self.move(x, y)
        for pressed in (1, 0):
            self._line.send(self._input, 2, button, pressed)
            self._line.answer()
            time.sleep(0.15)

    def type(self, *keys: int) -> None:
        """One key or several at once, by the kernel's numbers."""
        for pressed in (1, 0):
            for key in keys[:: 1 if pressed else -1]:
                self._line.send(self._input, 10, key, pressed)
                self._line.answer()
                time.sleep(0.05)
