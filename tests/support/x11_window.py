"""A window manager and a window on a real X11 screen, for a test to fill it with."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from support.desktop_fixtures import needed, running

from reminder.senses.linux.x11.connection import Display

_CREATE_WINDOW, _MAP_WINDOW, _CHANGE_PROPERTY, _SEND_EVENT, _DESTROY_WINDOW = 1, 8, 18, 25, 4
_ATOM, _CARDINAL, _STRING, _WM_CLASS = 4, 6, 31, 67
_CLIENT_MESSAGE = 33
_FOR_THE_WINDOW_MANAGER = 0x180000


class Window:
    """One that has a class, or has none, and asks to fill the screen, or not."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self.id = display.create()
        place = struct.pack("=IIhhHHHHII", self.id, display.root, 0, 0, 200, 100, 0, 1, 0, 0)
        display.send(_CREATE_WINDOW, 0, place)

    async def show(self, kind: bytes = b"", full_screen: bool = False, process: int = 0) -> None:
        """Put it on the screen."""
        if kind:
            self._say(_WM_CLASS, _STRING, 8, kind)
        if full_screen:
            fills = await self._display.atom("_NET_WM_STATE_FULLSCREEN")
            self._say(await self._display.atom("_NET_WM_STATE"), _ATOM, 32, struct.pack("=I", fills))
        if process:
            self._say(await self._display.atom("_NET_WM_PID"), _CARDINAL, 32, struct.pack("=I", process))
        self._display.send(_MAP_WINDOW, 0, struct.pack("=I", self.id))

    async def fill_the_screen(self, fill: bool) -> None:
        """What a key like F11 does."""
        state = await self._display.atom("_NET_WM_STATE")
        self._ask(state, int(fill), await self._display.atom("_NET_WM_STATE_FULLSCREEN"))

    async def becomes_active(self) -> None:
        """Returns when it is."""
        active = await self._display.atom("_NET_ACTIVE_WINDOW")
        while self.id not in await self._display.numbers(self._display.root, active):
            self._ask(active, 2, 0)
            await asyncio.sleep(0.01)

    def destroy(self) -> None:
        self._display.send(_DESTROY_WINDOW, 0, struct.pack("=I", self.id))

    def say_of_root(self, atom: int, value: int) -> None:
        """What a window manager would."""
        what = struct.pack("=IIIBxxxI", self._display.root, atom, 33, 32, 1) + struct.pack("=I", value)
        self._display.send(_CHANGE_PROPERTY, 0, what)

    def _ask(self, what: int, *how: int) -> None:
        """Ask the window manager for something."""
        event = struct.pack("=BBHIIIIIII", _CLIENT_MESSAGE, 32, 0, self.id, what, *how, 0, 0, 0)
        self._display.send(_SEND_EVENT, 0, struct.pack("=II", self._display.root, _FOR_THE_WINDOW_MANAGER) + event)

    def _say(self, atom: int, kind: int, form: int, value: bytes) -> None:
        size = len(value) * 8 // form
        what = struct.pack("=IIIBxxxI", self.id, atom, kind, form, size) + value + bytes(-len(value) % 4)
        self._display.send(_CHANGE_PROPERTY, 0, what)


@asynccontextmanager
async def a_window_manager(folder: Path) -> AsyncIterator[Display]:
    """With a connection to put windows on its screen."""
    with running(needed("openbox"), "--sm-disable", log=folder / "openbox.log"):
        theirs = Display(gone=lambda why: None)
        await theirs.connect()
        while not await theirs.numbers(theirs.root, await theirs.atom("_NET_SUPPORTING_WM_CHECK")):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        first = Window(theirs)
        await first.show()
        await first.becomes_active()
        first.destroy()
        try:
            yield theirs
        finally:
            theirs.close()
