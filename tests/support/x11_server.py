"""An X server without a screen: it has counters, alarms and its own time, and misbehaves when told to."""

import asyncio
import os
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from support.input_desks import at
from support.waiting import until

from reminder.model.moment import Moment

SYNC, SCREEN_SAVER = "SYNC", "MIT-SCREEN-SAVER"
OPCODES = {SYNC: 134, SCREEN_SAVER: 144, "XWAYLAND": 150}
FIRST_EVENT = 83
ROOT, SERVER_TIME, IDLE_TIME = 0x123, 0x41, 0x42
OVER, DESTROYED = 1, 2
ABOVE, BELOW = 2, 3
GREETING = struct.pack("=BxHHH", 1, 11, 0, 18) + struct.pack("=IIIIHHBB10x", 1, 0x200000, 0x1FFFFF, 0, 0, 99, 1, 0)
"""Of a server with one screen, but without that screen."""


@dataclass(eq=False)
class Alarm:
    """One that a client has set."""

    client: "Client"
    id: int
    value: int
    falls: bool
    is_over: bool = False
    """It comes once."""

    def mind(self, idle: int) -> None:
        """It comes as soon as it is so, also if it is so already."""
        if not self.is_over and (idle <= self.value if self.falls else idle >= self.value):
            self.is_over = True
            self.say(OVER)

    def say(self, state: int) -> None:
        zeros = 0, 0, 0, 0, 0
        self.client.say(struct.pack("=BBHIiIiIIBxxx", FIRST_EVENT + 1, 0, self.client.sent, self.id, *zeros, state))


@dataclass
class Client:
    """One connection."""

    writer: asyncio.StreamWriter
    sent: int = 0

    def say(self, message: bytes) -> None:
        self.writer.write(message)

    def reply(self, body: bytes, detail: int = 0) -> None:
        body += bytes(max(24 - len(body), -len(body) % 4))
        self.say(struct.pack("=BBHI", 1, detail, self.sent, (len(body) - 24) // 4) + body)

    def refuse(self) -> None:
        self.say(struct.pack("=BBH28x", 0, 8, self.sent))


@dataclass
class Server:
    """Tells how long nobody has touched it, to whoever connects to its display."""

    extensions: tuple[str, ...] = (SYNC, SCREEN_SAVER)
    has_counter: bool = True
    answers: bool = True
    """Otherwise it takes what it is sent, and says nothing."""
    refuses: frozenset[tuple[int, int]] = frozenset()
    """Requests, by their opcode and what follows it."""
    now: int = 3_600_000
    """Milliseconds."""
    touched: int = 3_600_000
    clients: list[Client] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)
    asked: list[tuple[int, int]] = field(default_factory=list)
    before_reading: list[int] = field(default_factory=list)
    """For how long nobody will have touched it since, when its counter is read next: somebody did, just before."""
    number: int = 0
    _server: asyncio.Server | None = None

    def __post_init__(self) -> None:
        self.number = 10_000 + os.getpid() % 40_000

    async def come(self) -> None:
        self._server = await asyncio.start_unix_server(self._serve, f"\0/tmp/.X11-unix/X{self.number}")

    async def go(self) -> None:
        """As a crash would."""
        if self._server:
            self._server.close()
            self._server = None
        for client in self.clients:
            client.writer.transport.abort()
        self.alarms.clear()
        await until(lambda: not self.clients)

    def clock(self) -> Moment:
        return at(timedelta(milliseconds=self.now))

    @property
    def idle(self) -> int:
        return self.now - self.touched

    def awaited(self) -> list[float]:
        """The seconds that alarms are set for."""
        return sorted(alarm.value / 1000 for alarm in self.alarms if not alarm.falls)

    # --- what happens there -------------------------------------------------------------------------------------------

    def let_pass(self, seconds: float) -> None:
        """Time goes by without input."""
        self.now += round(seconds * 1000)
        self._mind()

    def touch(self) -> None:
        """There is input."""
        self.touched = self.now
        self._mind()

    def _mind(self) -> None:
        for alarm in sorted(self.alarms, key=lambda alarm: alarm.value):
            alarm.mind(self.idle)

    # --- what it is asked ---------------------------------------------------------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = Client(writer)
        self.clients.append(client)
        try:
            name, secret = struct.unpack("=6xHHxx", await reader.readexactly(12))
            await reader.readexactly(name + -name % 4 + secret + -secret % 4)
            if self.answers:
                client.say(GREETING + struct.pack("=I36x", ROOT))
            while True:
                opcode, detail, size = struct.unpack("=BBH", await reader.readexactly(4))
                body = await reader.readexactly(size * 4 - 4)
                client.sent = client.sent + 1 & 0xFFFF
                self.asked.append((opcode, detail))
                if (opcode, detail) in self.refuses:
                    client.refuse()
                elif self.answers:
                    self._do(client, opcode, detail, body)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.clients.remove(client)
            self.alarms = [alarm for alarm in self.alarms if alarm.client is not client]
            writer.close()

    def _do(self, client: Client, opcode: int, detail: int, body: bytes) -> None:
        match opcode, detail:
            case 98, _:
                (size,) = struct.unpack_from("=H", body)
                name = body[4 : 4 + size].decode()
                has = name in self.extensions
                client.reply(struct.pack("=BBBB", has, OPCODES.get(name, 0) if has else 0, FIRST_EVENT, 0))
            case 134, 0:
                client.reply(b"\3\1")
            case 134, 1:
                counters = [_counter(SERVER_TIME, b"SERVERTIME")]
                if self.has_counter:
                    counters += _counter(0x40, b"DEVICEIDLETIME 2"), _counter(IDLE_TIME, b"IDLETIME")
                client.reply(struct.pack("=I20x", len(counters)) + b"".join(counters))
            case 134, 5:
                assert struct.unpack("=I", body) == (IDLE_TIME,)
                if self.before_reading:
                    self.touch()
                    self.let_pass(self.before_reading.pop() / 1000)
                client.reply(struct.pack("=iI", 0, self.idle))
            case 134, 8:
                id, what, counter, high, low, test, *step = struct.unpack("=IIIiIIiI", body)
                assert (what, counter, step) == (1 | 4 | 8 | 16, IDLE_TIME, [0, 0])
                assert id not in [alarm.id for alarm in self.alarms]
                assert test in (ABOVE, BELOW)
                self.alarms.append(Alarm(client, id, high << 32 | low, falls=test == BELOW))
                self.alarms[-1].mind(self.idle)
            case 134, 11:
                (id,) = struct.unpack("=I", body)
                [alarm] = [alarm for alarm in self.alarms if alarm.id == id]
                self.alarms.remove(alarm)
                alarm.say(DESTROYED)
            case 144, 1:
                assert struct.unpack("=I", body) == (ROOT,)
                client.reply(struct.pack("=III", 0, 0, self.idle))
            case _:
                client.refuse()


def _counter(id: int, name: bytes) -> bytes:
    counter = struct.pack("=IiIH", id, 0, 4, len(name)) + name
    return counter + bytes(-len(counter) % 4)


@asynccontextmanager
async def serving(monkeypatch: pytest.MonkeyPatch, server: Server) -> AsyncIterator[Server]:
    """This process finds the server while the block runs."""
    monkeypatch.setenv("DISPLAY", f":{server.number}")
    monkeypatch.setenv("XAUTHORITY", "/nowhere")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    await server.come()
    try:
        yield server
    finally:
        await server.go()


@dataclass
class Relay:
    """Between this process and an X server, by TCP; counts what the X server says."""

    path: str
    bytes: int = 0
    is_busy: int = 0
    """So many connections are open."""

    async def pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.is_busy += 1
        far_reader, far_writer = await asyncio.open_unix_connection(self.path)

        async def there() -> None:
            while data := await reader.read(65536):
                far_writer.write(data)
            far_writer.close()

        going = asyncio.create_task(there())
        while data := await far_reader.read(65536):
            self.bytes += len(data)
            writer.write(data)
        await going
        writer.close()
        self.is_busy -= 1


@asynccontextmanager
async def relaying(monkeypatch: pytest.MonkeyPatch, display: str) -> AsyncIterator[Relay]:
    """This process finds the X server by TCP while the block runs."""
    relay = Relay(f"/tmp/.X11-unix/X{display.removeprefix(':')}")
    server = await asyncio.start_server(relay.pass_on, "127.0.0.1", 0)
    monkeypatch.setenv("DISPLAY", f"127.0.0.1:{server.sockets[0].getsockname()[1] - 6000}")
    try:
        yield relay
    finally:
        server.close()
        await until(lambda: not relay.is_busy)
