"""A message bus of D-Bus, and the way to it: one connection, shared by all who need it, which comes back by itself.

    connect ─▶ who owns a name ─▶ call(), listen(), serve() ─▶ nobody owns any ─▶ and from the beginning

Every message is handed on in the order in which it comes, without a task between, so that a listener can tell what was
said before the answer to its own question from what was said after.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from dbus_fast import Message, MessageFlag, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.errors import AuthError
from dbus_fast.service import ServiceInterface
from msgspec import Struct

from reminder.errors import ExpectedFailure
from reminder.phrase import Phrase, phrase, verbatim
from reminder.system import session

DAEMON = "org.freedesktop.DBus"
DAEMON_PATH = "/org/freedesktop/DBus"
PROPERTIES = "org.freedesktop.DBus.Properties"
RETRY = timedelta(seconds=1)
RETRY_AT_MOST = timedelta(seconds=60)
DEADLINE = timedelta(seconds=5)
"""For an answer. A connection that lasted longer was a good one, and the next is tried soon."""

NO_REPLY = "org.freedesktop.DBus.Error.NoReply"
DISCONNECTED = "org.freedesktop.DBus.Error.Disconnected"

_STARTING = phrase("it is just starting")
_DO_NOT_QUEUE = 4
_QUIET = MessageFlag.NO_REPLY_EXPECTED | MessageFlag.NO_AUTOSTART


class BusError(ExpectedFailure):
    """A call got an error for its answer, or none at all; `name` is D-Bus's own for it."""

    def __init__(self, name: str, said: Phrase) -> None:
        super().__init__(said)
        self.name = name


class _Rule(Struct, frozen=True):
    """Which signals somebody listens to; empty: whatever it is."""

    interface: str
    member: str
    path: str
    heard: Callable[[Message], None]
    more: str = ""
    """Further conditions, as the bus spells them; they only save waking up."""

    def __str__(self) -> str:
        parts = {"interface": self.interface, "member": self.member, "path": self.path}
        return "type='signal'" + "".join(f",{key}='{value}'" for key, value in parts.items() if value) + self.more

    def fits(self, message: Message) -> bool:
        return (
            self.interface == message.interface
            and self.member in ("", message.member)
            and self.path in ("", message.path)
        )


class _Served(NamedTuple):
    """What others can call, and the name under which they find it; empty: none but the connection's own."""

    path: str
    interfaces: tuple[ServiceInterface, ...]
    name: str


class Bus:
    """The session's bus or the system's. What `follow`, `listen` and `serve` ask for outlives every connection."""

    def __init__(self, name: str, address: Callable[[], str], deadline: timedelta = DEADLINE) -> None:
        """`name` is said of it: "session bus". `address` raises OSError where there is none."""
        self.name = name
        self.why: Phrase | None = _STARTING
        """Why nobody can be called; None: they can."""
        self.id = ""
        """The bus's own, of which there is no second; known before anything that is asked of it."""
        self._address = address
        self._deadline = deadline
        self._users = 0
        """How many have started it and not stopped it."""
        self._task: asyncio.Task[None] | None = None
        self._looked = asyncio.Event()
        """It is known whether there is a bus."""
        self._bus: MessageBus | None = None
        self._answers: dict[int, Callable[[Message], None]] = {}
        self._calls: set[asyncio.Future[Message]] = set()
        self._rules: list[_Rule] = []
        self._served: list[_Served] = []
        self._followed: dict[str, list[Callable[[str], None]]] = {}

    def start(self) -> None:
        """Connect, and stay connected until everyone who has started it has stopped it."""
        self._users += 1
        if not self._task:
            self._task = asyncio.create_task(self._stay_connected())

    async def stop(self) -> None:
        """Leave it, if nobody else needs it."""
        self._users -= 1
        if self._users or not self._task:
            return
        task, self._task = self._task, None
        if self._bus:
            self._bus.disconnect()
            self._cut_off()
        else:
            task.cancel()
        self.why = _STARTING
        self._looked.clear()
        await asyncio.gather(task, return_exceptions=True)

    @asynccontextmanager
    async def joined(self) -> AsyncIterator[Phrase | None]:
        """Connected while the block runs, or why that cannot be."""
        self.start()
        try:
            yield await self.looked()
        finally:
            await self.stop()

    async def looked(self) -> Phrase | None:
        """`why`, once that is known."""
        await self._looked.wait()
        return self.why

    def listen(
        self, heard: Callable[[Message], None], interface: str, member: str = "", path: str = "", more: str = ""
    ) -> None:
        """Hand every such signal to `heard`, whoever sends it. `more` goes into the match rule: ",arg0='name'"."""
        rule = _Rule(interface, member, path, heard, more)
        self._rules.append(rule)
        if self._bus:
            self._ask("AddMatch", None, "s", str(rule))

    def listen_to_properties(self, heard: Callable[[Message], None], interface: str, path: str = "") -> None:
        """The same for every change of the properties of such an interface."""
        self.listen(heard, PROPERTIES, "PropertiesChanged", path, f",arg0='{interface}'")

    def follow(self, name: str, changed: Callable[[str], None]) -> None:
        """Tell who owns `name` by the owner's unique name, now and whenever that changes; empty: nobody does.

        Without a bus nobody owns any, which is told again after each attempt to connect; while there is one, `DAEMON`
        owns itself, which is known at once. Nobody is started for that.
        """
        self._followed.setdefault(name, []).append(changed)
        if self._bus:
            self._find_owner(name, changed)
        elif self._looked.is_set():
            changed("")

    def serve(self, path: str, *interfaces: ServiceInterface, name: str = "") -> Callable[[], None]:
        """Let others call these at `path`, and find them under `name` if nobody has it; returns what ends that."""
        served = _Served(path, interfaces, name)
        self._served.append(served)
        if self._bus:
            self._export(self._bus, served)

        def end() -> None:
            self._served.remove(served)
            if self._bus:
                for interface in interfaces:
                    self._bus.unexport(path, interface)
                if name:
                    self._ask("ReleaseName", None, "s", name)

        return end

    def send(
        self,
        to: str,
        path: str,
        interface: str,
        member: str,
        heard: Callable[[Message], None] | None,
        signature: str = "",
        *body: Any,
        start: bool = False,
    ) -> int:
        """Call; `heard` gets the answer or the error, however late, or nothing. `start`: start who is not there.

        Returns the number of the call; 0: there is no bus.
        """
        if not self._bus or not self._bus.connected:
            return 0
        message = Message(
            destination=to,
            path=path,
            interface=interface,
            member=member,
            signature=signature,
            body=list(body),
            flags=_QUIET if not heard else MessageFlag.NONE if start else MessageFlag.NO_AUTOSTART,
            serial=self._bus.next_serial(),
        )
        if heard:
            self._answers[message.serial] = heard
        with suppress(OSError):
            self._bus.send(message).add_done_callback(lambda sent: sent.cancelled() or sent.exception())
        return message.serial

    async def call(self, to: str, path: str, interface: str, member: str, signature: str = "", *body: Any) -> list[Any]:
        """What `to` answers; nobody is started for it. Raises BusError, also where no answer comes in time."""
        if self.why or not self._bus:
            raise BusError(DISCONNECTED, self.why or self._gone())
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()

        def heard(message: Message) -> None:
            if not answer.done():
                answer.set_result(message)

        self._calls.add(answer)
        number = self.send(to, path, interface, member, heard, signature, *body)
        try:
            async with asyncio.timeout(self._deadline.total_seconds()):
                message = await answer
        except TimeoutError:
            raise BusError(NO_REPLY, phrase("{service} does not answer", service=to)) from None
        finally:
            self._calls.discard(answer)
            self._answers.pop(number, None)
        if message.message_type is not MessageType.METHOD_RETURN:
            text = str(message.body[0]) if message.body else str(message.error_name)
            raise BusError(str(message.error_name), verbatim(text))
        return message.body

    async def _stay_connected(self) -> None:
        loop = asyncio.get_running_loop()
        pause = RETRY
        while True:
            began = loop.time()
            try:
                async with asyncio.timeout(self._deadline.total_seconds()):
                    bus = await MessageBus(bus_address=self._address()).connect()
            except (OSError, EOFError, ValueError, AuthError) as error:
                said = getattr(error, "strerror", None) or str(error)
                why = verbatim(said) if said else phrase("it does not answer")
                self._leave(phrase("there is no {bus}: {why}", bus=self.name, why=why))
            else:
                self._join(bus)
                with suppress(Exception):
                    await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]
                if self._task is not asyncio.current_task():
                    return
                if loop.time() - began > self._deadline.total_seconds():
                    pause = RETRY
                self._cut_off()
                self._leave(self._gone())
            await asyncio.sleep(pause.total_seconds())
            pause = min(2 * pause, RETRY_AT_MOST)

    def _join(self, bus: MessageBus) -> None:
        self._bus, self.why = bus, None
        self._looked.set()
        bus.add_message_handler(self._on_message)
        self._ask("GetId", self._take_id, "")
        for rule in self._rules:
            self._ask("AddMatch", None, "s", str(rule))
        for served in self._served:
            self._export(bus, served)
        for name in self._followed:
            self._find_owner(name, partial(self._tell_owner, name))

    def _export(self, bus: MessageBus, served: _Served) -> None:
        """The name last: whoever finds it finds all of it. The library unexports as a connection ends."""
        for interface in served.interfaces:
            bus.export(served.path, interface)
        if served.name:
            self._ask("RequestName", None, "su", served.name, _DO_NOT_QUEUE)

    def _take_id(self, answer: Message) -> None:
        self.id = _text(answer)

    def _cut_off(self) -> None:
        """No answer that is still out will come."""
        self._bus = None
        self._answers.clear()
        for call in self._calls:
            if not call.done():
                call.set_exception(BusError(DISCONNECTED, self._gone()))

    def _gone(self) -> Phrase:
        return phrase("the {bus} is gone", bus=self.name)

    def _leave(self, why: Phrase) -> None:
        self.why = why
        self._looked.set()
        for name in tuple(self._followed):
            self._tell_owner(name, "")

    def _find_owner(self, name: str, changed: Callable[[str], None]) -> None:
        if name == DAEMON:
            changed(name)
            return
        rule = f"type='signal',sender='{DAEMON}',interface='{DAEMON}',member='NameOwnerChanged',arg0='{name}'"
        self._ask("AddMatch", None, "s", rule)
        self._ask("GetNameOwner", lambda answer: changed(_text(answer)), "s", name)

    def _tell_owner(self, name: str, owner: str) -> None:
        for changed in self._followed[name]:
            changed(owner)

    def _ask(self, member: str, heard: Callable[[Message], None] | None, signature: str, *body: Any) -> None:
        self.send(DAEMON, DAEMON_PATH, DAEMON, member, heard, signature, *body)

    def _on_message(self, message: Message) -> None:
        """Calls are for the library, which has what is served and refuses the rest."""
        if message.message_type is MessageType.METHOD_CALL:
            return
        if message.message_type is not MessageType.SIGNAL:
            if heard := self._answers.pop(message.reply_serial, None):
                heard(message)
            return
        if message.member == "NameOwnerChanged" and message.sender == DAEMON and message.body[0] in self._followed:
            self._tell_owner(message.body[0], message.body[2])
        for rule in self._rules:
            if rule.fits(message):
                rule.heard(message)


def _text(answer: Message) -> str:
    """Empty for an error."""
    text: str = answer.body[0] if answer.message_type is MessageType.METHOD_RETURN else ""
    return text


def session_bus(deadline: timedelta = DEADLINE) -> Bus:
    return Bus("session bus", _session_address, deadline)


def system_bus(deadline: timedelta = DEADLINE) -> Bus:
    return Bus("system bus", _system_address, deadline)


def _session_address() -> str:
    """Where the session bus listens; not every way to start a program sets the variable. Raises OSError."""
    if address := os.environ.get("DBUS_SESSION_BUS_ADDRESS") or session.bus_in(session.runtime_base()):
        return address
    raise OSError("DBUS_SESSION_BUS_ADDRESS is not set")


def _system_address() -> str:
    return os.environ.get("DBUS_SYSTEM_BUS_ADDRESS") or "unix:path=/run/dbus/system_bus_socket"
