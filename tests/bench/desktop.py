"""A desktop without a screen, for programs to be idle on. The bench lives there itself: its environment is changed.

Two buses, Xvfb, openbox, dunst and a tray; logind, so that its locks and sleep can be sensed; PipeWire and dconf where
they are installed. It has no accessibility bus and nobody draws the icons in the tray, which spares the peers work.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1]))
from dbus_fast import Message, MessageType, Variant
from support.beside import Beside
from support.bus_service import Answer, Service
from support.desktop_fixtures import NOTIFICATIONS, Bus, needed, running, x11_screen
from support.logind_stand_in import Logind, Session
from support.sound_servers import pipewire
from support.waiting import wait_until

_SPARED = {"NO_AT_BRIDGE": "1", "QT_XCB_GL_INTEGRATION": "none"}
_DCONF = "ca.desrt.dconf", "/usr/libexec/dconf-service"


class Tray(Service):
    """Where icons go. It sees a program come: with an icon of its own, or with a name on the session's bus."""

    names = ("org.kde.StatusNotifierWatcher",)

    def __init__(self) -> None:
        super().__init__()
        self.sees_one = threading.Event()

    async def come(self) -> None:
        await super().come()
        self.bus.add_message_handler(self._notice)
        told = "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged'"
        await self.bus.call(
            Message(
                destination="org.freedesktop.DBus",
                path="/org/freedesktop/DBus",
                interface="org.freedesktop.DBus",
                member="AddMatch",
                signature="s",
                body=[told],
            )
        )

    def truth(self, call: Message) -> Answer:
        match call.member, call.body:
            case "RegisterStatusNotifierItem", _:
                self.sees_one.set()
                return ("",)
            case "GetAll", _:
                return "a{sv}", self._properties()
            case "Get", [_, name] if name in self._properties():
                return "v", self._properties()[name]
        return None

    def _properties(self) -> dict[str, Variant]:
        return {
            "IsStatusNotifierHostRegistered": Variant("b", True),
            "ProtocolVersion": Variant("i", 0),
            "RegisteredStatusNotifierItems": Variant("as", []),
        }

    def _notice(self, message: Message) -> None:
        if message.message_type is MessageType.SIGNAL and message.member == "NameOwnerChanged":
            name, _, comes = message.body
            if comes and not name.startswith((":", _DCONF[0])):
                self.sees_one.set()


class Desktop(NamedTuple):
    """`home`: the person's, and where logs may go."""

    home: Path
    tray: Tray


@contextmanager
def a_desktop() -> Iterator[Desktop]:
    """Everything that begins within the block begins on it."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder, pytest.MonkeyPatch.context() as environment:
        home = Path(folder)
        (runtime := home / "run").mkdir(mode=0o700)
        with ExitStack() as stack:
            with suppress(pytest.skip.Exception):  # it is not installed
                stack.enter_context(pipewire(home, environment, runtime=runtime))
            for name in os.environ:
                if name.startswith(("DBUS_", "WAYLAND", "XDG_")):
                    environment.delenv(name)
            environment.setenv("HOME", folder)
            environment.setenv("XDG_RUNTIME_DIR", str(runtime))
            for name, value in _SPARED.items():
                environment.setenv(name, value)
            session, system = Bus(home / "session"), Bus(home / "system")
            if Path(_DCONF[1]).exists():
                session.offer(_DCONF[1], _DCONF[0])
            for name, bus in ("SESSION", session), ("SYSTEM", system):
                environment.setenv(f"DBUS_{name}_BUS_ADDRESS", bus.address)
                bus.start()
                stack.callback(bus.stop)
            environment.setenv("DISPLAY", stack.enter_context(x11_screen(home / "xvfb.log", "-extension", "GLX")))
            for program in ("openbox", "dunst"):
                stack.enter_context(running(needed(program), log=home / f"{program}.log"))
            stack.enter_context(serving(tray := Tray(), Logind(system.address, Session("1", type="x11"))))
            wait_until(lambda: session.owns(NOTIFICATIONS))
            yield Desktop(home, tray)


@contextmanager
def serving(*services: Service) -> Iterator[None]:
    """In a thread of their own."""
    beside = Beside()
    try:
        for service in services:
            beside.do(service.come())
        yield
    finally:
        for service in services:
            beside.do(service.go())
        beside.close()


@contextmanager
def a_person() -> Iterator[None]:
    """Who never stops: five movements of the mouse a second, in a corner where no window is."""
    moves = ["mousemove_relative", "1", "0", "sleep", "0.2", "mousemove_relative", "--", "-1", "0", "sleep", "0.2"]
    endless = f"while :; do {needed('xdotool')} mousemove 1270 790 {' '.join(moves * 50)}; done"
    moving = subprocess.Popen(["sh", "-c", endless], start_new_session=True)
    try:
        yield
    finally:
        os.killpg(moving.pid, signal.SIGTERM)
        moving.wait()
