"""The icon in a process of its own, by pystray; `companion` begins it and speaks to it.

    a Face, one line on standard input ─▶ picture, tooltip, menu
    a press ─▶ the number of its row, one line on standard output

pystray has the main thread, and a second one, in which the lines are read. There the icon is changed on Windows; macOS
wants that in the main one.
"""

import sys
from collections.abc import Iterable, Iterator
from functools import partial
from threading import Lock, main_thread
from time import sleep
from typing import Any

import msgspec
from PIL import Image
from pystray import Icon, Menu, MenuItem

from reminder.model.tray import MENU, PAUSES, Entry, Shape
from reminder.tray.base import SHOWN
from reminder.tray.face import Face
from reminder.tray.open_menu import OpenMenu
from reminder.tray.pictures import pictures

SIZE = 32
"""Of the picture: Windows loads it so, and macOS scales it to its menu bar."""
LONGEST = 127
"""Units of UTF-16 that Windows takes for a tooltip."""
LOOK_EVERY = 0.1
"""Seconds, while a change waits until the menu is closed."""


def main() -> None:
    if first := sys.stdin.buffer.readline():
        Shown(_face(first)).run()


class Shown:
    """The icon, as the last face has it."""

    def __init__(self, face: Face) -> None:
        self._face = face
        self._icon = Icon("reminder", _image(face.shape), _tooltip(face), Menu(*self._items(MENU)))
        self._menu = OpenMenu()
        self._update_menu, self._updating = self._icon.update_menu, Lock()
        self._icon.update_menu = self._update

    def run(self) -> None:
        """Until standard input ends."""
        if sys.platform == "darwin":
            from AppKit import NSApplication, NSApplicationActivationPolicyAccessory

            NSApplication.sharedApplication().setActivationPolicy_(NSApplicationActivationPolicyAccessory)
        self._icon.run(self._follow)

    def _follow(self, icon: Any) -> None:
        try:
            _in_its_thread(self._come)
            for line in sys.stdin.buffer:
                _in_its_thread(self._show, _face(line))
        finally:
            _in_its_thread(icon.stop)

    def _come(self) -> None:
        self._icon.visible = True
        _say(SHOWN)

    def _show(self, now: Face) -> None:
        before, self._face = self._face, now
        if now.shape != before.shape:
            self._icon.icon = _image(now.shape)
        self._icon.title = _tooltip(now)
        if now.rows != before.rows:
            if sys.platform == "win32":
                while self._menu.is_there(main_thread().native_id or 0):
                    sleep(LOOK_EVERY)
            self._icon.update_menu()

    def _update(self) -> None:
        """pystray does so after each press, in the other thread, and what is older must not come last."""
        with self._updating:
            self._update_menu()

    def _items(self, entries: Iterable[Entry | None]) -> Iterator[Any]:
        for entry in entries:
            if entry is None:
                yield Menu.SEPARATOR
                continue
            does = Menu(*self._items(PAUSES)) if entry is Entry.PAUSE else partial(_press, entry)
            label, enabled = partial(self._label, entry), partial(self._is_enabled, entry)
            yield MenuItem(label, does, default=entry is Entry.TODAY, enabled=enabled)

    def _label(self, entry: Entry, _: object) -> str:
        """On Windows an ampersand would mark the next letter."""
        label = self._face.rows[entry].label
        return label.replace("&", "&&") if sys.platform == "win32" else label

    def _is_enabled(self, entry: Entry, _: object) -> bool:
        return self._face.rows[entry].enabled


def _face(line: bytes) -> Face:
    return msgspec.json.decode(line, type=Face)


def _image(shape: Shape) -> Image.Image:
    """Raises OSError."""
    [picture] = [it for it in pictures(shape) if it.size == SIZE]
    return Image.frombytes("RGBA", (SIZE, SIZE), picture.argb(), "raw", "ARGB")


def _tooltip(face: Face) -> str:
    whole = f"{face.title}\n{face.text}".strip().encode("utf-16-le")
    return whole[: 2 * LONGEST].decode("utf-16-le", "ignore")


def _press(entry: Entry, *_: object) -> None:
    _say(str(entry.value))


def _say(line: str) -> None:
    print(line, flush=True)


if sys.platform == "darwin":
    from PyObjCTools.AppHelper import callAfter as _in_its_thread
else:

    def _in_its_thread(act: Any, *given: object) -> None:
        act(*given)


if __name__ == "__main__":
    main()
