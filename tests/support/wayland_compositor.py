"""A Wayland compositor without a screen: it has seats, windows and its own time, and misbehaves when told to."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from support.input_desks import at
from support.waiting import until

from reminder.model.moment import Moment

NOTIFIER, SEAT = "ext_idle_notifier_v1", "wl_seat"
WINDOWS = "zwlr_foreign_toplevel_manager_v1"
MAXIMIZED, ACTIVATED, FULL_SCREEN = 0, 2, 3
AT_ONCE = timedelta(seconds=0.1)
"""Time goes on by itself, too; but not by more than this."""

_SERVERS_OWN = 0xFF000000


@dataclass(eq=False)
class Notification:
    """One that a client has asked for."""

    client: "Client"
    id: int
    length: timedelta
    seat: int
    heeds_programs: bool
    counts_from: timedelta
    is_idle: bool = False

    def say(self, idle: bool) -> None:
        if idle != self.is_idle:
            self.is_idle = idle
            self.client.say(self.id, 0 if idle else 1)


@dataclass
class Client:
    """One connection."""

    writer: asyncio.StreamWriter
    kinds: dict[int, str] = field(default_factory=lambda: {1: "wl_display"})
    seats: dict[int, int] = field(default_factory=dict)
    registry: int = 0
    highest: int = 1

    def say(self, sender: int, event: int, *arguments: int | str | bytes) -> None:
        body = b"".join(map(written, arguments))
        self.writer.write(struct.pack("=II", sender, 8 + len(body) << 16 | event) + body)


class Compositor:
    """Offers `globals`, each an interface and its version, to whoever connects to `path`."""

    def __init__(self, path: Path, *globals: tuple[str, int]) -> None:
        self.path = path
        self.globals = dict(enumerate(globals, 1))
        self.now = timedelta(hours=1)
        self.windows: list[tuple[str | None, tuple[int, ...]]] = []
        self.notifications: list[Notification] = []
        self.clients: list[Client] = []
        self.connections = 0
        self.asked: list[tuple[str, int]] = []
        """What was asked of which kind of object, by number."""
        self.answers = True
        """Otherwise it takes what it is sent, and says nothing."""
        self.is_kwin = False
        """While the screen is kept awake it says nothing of input."""
        self.keeps_awake = False
        self.plain_first = True
        """Of two things said at once the plain notification's comes first."""
        self._server: asyncio.Server | None = None

    async def come(self) -> None:
        self._server = await asyncio.start_unix_server(self._serve, self.path)

    async def go(self) -> None:
        """As a crash would."""
        if self._server:
            self._server.close()
            self.path.unlink(missing_ok=True)
            self._server = None
        for client in self.clients:
            client.writer.transport.abort()
        self.notifications.clear()
        await until(lambda: not self.clients)

    def clock(self) -> Moment:
        return at(self.now)

    def lengths(self) -> list[tuple[float, bool]]:
        """Of the notifications there are, in seconds, and which heed programs; without those that come at once."""
        return sorted(
            (each.length.total_seconds(), each.heeds_programs) for each in self.notifications if each.length > AT_ONCE
        )

    # --- what happens there -------------------------------------------------------------------------------------------

    def let_pass(self, seconds: float) -> None:
        """Time goes by without input."""
        end = self.now + timedelta(seconds=seconds)
        while due := [each for each in self.notifications if self._is_due(each, end)]:
            each = min(due, key=lambda each: each.counts_from + each.length)
            self.now = max(self.now, each.counts_from + each.length)
            each.say(True)
        self.now = end

    def touch(self, seat: int = 0) -> None:
        """There is input."""
        for each in self._in_order():
            if each.seat == seat and not (each.heeds_programs and self.keeps_awake):
                each.say(False)
                each.counts_from = self.now
        self._say_what_comes_at_once()

    def keep_awake(self, awake: bool) -> None:
        """A program begins to keep the screen awake, or ends it."""
        self.keeps_awake = awake
        for each in self.notifications:
            if each.heeds_programs:
                each.counts_from = self.now
                if not self.is_kwin:
                    each.say(False)
        self._say_what_comes_at_once()

    def offer(self, interface: str, version: int) -> int:
        """From now on, also to those who are there already."""
        number = max(self.globals, default=0) + 1
        self.globals[number] = interface, version
        for client in self.clients:
            client.say(client.registry, 0, number, interface, version)
        return number

    def withdraw(self, number: int) -> None:
        del self.globals[number]
        for client in self.clients:
            client.say(client.registry, 1, number)

    def refuse(self, text: str) -> None:
        """An error, which ends a connection."""
        for client in self.clients:
            client.say(1, 0, 1, 3, text)

    def _is_due(self, each: Notification, end: timedelta) -> bool:
        return (
            not each.is_idle
            and not (each.heeds_programs and self.keeps_awake)
            and each.counts_from + each.length <= end
        )

    def _say_what_comes_at_once(self) -> None:
        for each in self._in_order():
            if each.length <= AT_ONCE and self._is_due(each, self.now + AT_ONCE):
                each.say(True)

    def _in_order(self) -> list[Notification]:
        return sorted(self.notifications, key=lambda each: each.heeds_programs is not self.plain_first)

    # --- what it is asked ---------------------------------------------------------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = Client(writer)
        self.clients.append(client)
        self.connections += 1
        try:
            while True:
                target, word = struct.unpack("=II", await reader.readexactly(8))
                body = await reader.readexactly((word >> 16) - 8)
                kind = client.kinds[target]
                self.asked.append((kind, word & 0xFFFF))
                if self.answers:
                    self._do(client, kind, target, word & 0xFFFF, body)
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            self.clients.remove(client)
            self.notifications = [each for each in self.notifications if each.client is not client]
            writer.close()

    def _do(self, client: Client, kind: str, target: int, request: int, body: bytes) -> None:
        match kind, request:
            case "wl_display", 0:
                (callback,) = struct.unpack("=I", body)
                self._create(client, callback, "wl_callback")
                client.say(callback, 0, 0)
                self._delete(client, callback)
            case "wl_display", 1:
                (client.registry,) = struct.unpack("=I", body)
                self._create(client, client.registry, "wl_registry")
                for number, (interface, version) in self.globals.items():
                    client.say(client.registry, 0, number, interface, version)
            case "wl_registry", 0:
                number, length = struct.unpack_from("=II", body)
                version, it = struct.unpack_from("=II", body, len(body) - 8)
                interface, offered = self.globals[number]
                assert body[8 : 7 + length].decode() == interface
                assert 0 < version <= offered
                self._create(client, it, interface)
                if interface == SEAT:
                    client.seats[it] = [each for each in self.globals if self.globals[each][0] == SEAT].index(number)
                if interface == WINDOWS:
                    self._show_windows(client, it)
            case "ext_idle_notifier_v1", (1 | 2):
                it, milliseconds, seat = struct.unpack("=III", body)
                self._create(client, it, "ext_idle_notification_v1")
                length = timedelta(milliseconds=milliseconds)
                notification = Notification(client, it, length, client.seats[seat], request == 1, self.now)
                self.notifications.append(notification)
                self._say_what_comes_at_once()
            case "ext_idle_notification_v1", 0:
                self.notifications = [
                    each for each in self.notifications if not (each.client is client and each.id == target)
                ]
                self._delete(client, target)
            case _:
                raise AssertionError(f"nobody may ask {request} of {kind}")

    def _create(self, client: Client, it: int, kind: str) -> None:
        """A real one insists on numbers without gaps, of which none is somebody's still."""
        assert it not in client.kinds
        assert it <= client.highest + 1
        client.highest = max(client.highest, it)
        client.kinds[it] = kind

    def _delete(self, client: Client, it: int) -> None:
        """Its number is free again; the client learns so."""
        del client.kinds[it]
        client.say(1, 1, it)

    def _show_windows(self, client: Client, manager: int) -> None:
        for place, (app_id, states) in enumerate(self.windows):
            window = _SERVERS_OWN + place
            client.say(manager, 0, window)
            client.say(window, 0, "A title that is nobody's business")
            if app_id is not None:
                client.say(window, 1, app_id)
            client.say(window, 4, struct.pack(f"={len(states)}I", *states))
            client.say(window, 5)


def written(argument: int | str | bytes) -> bytes:
    """As it goes over the wire."""
    if isinstance(argument, int):
        return struct.pack("=I", argument)
    data = argument if isinstance(argument, bytes) else argument.encode() + b"\0"
    return struct.pack("=I", len(data)) + data + bytes(-len(data) % 4)


@asynccontextmanager
async def composing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *globals: tuple[str, int]
) -> AsyncIterator[Compositor]:
    """A compositor that this process finds while the block runs."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    compositor = Compositor(folder / "wayland-7", *globals)
    await compositor.come()
    try:
        yield compositor
    finally:
        await compositor.go()
