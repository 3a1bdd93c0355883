"""A service on a bus of which a test decides what it answers: the truth, an error, nonsense, late, or nothing."""

import asyncio
import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from dbus_fast import DBusError, Message, MessageType, Variant
from dbus_fast.aio import MessageBus

PROPERTIES = "org.freedesktop.DBus.Properties"
HANGS = object()
"""An answer that never comes, unless it is given by `answer_late`."""

Answer = Any
"""A signature and a body, or a DBusError, or HANGS; or a function of the call that gives one of these."""


def a_signal(path: str, interface: str, member: str, signature: str, *body: Any) -> Message:
    return Message(
        message_type=MessageType.SIGNAL,
        path=path,
        interface=interface,
        member=member,
        signature=signature,
        body=list(body),
    )


class Service:
    """What has `names` on the bus. It knows what is in `says`, and nothing else."""

    names: Iterable[str] = ()

    def __init__(self, address: str | None = None) -> None:
        """`address`: the bus; None: the session's."""
        self.says: dict[str, Answer] = {}
        """What is called, a method's or a property's name -> answer. Goes before what it says by itself."""
        self.asked: list[str] = []
        self.late: list[Message] = []
        """The calls that hang."""
        self.bus: MessageBus | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = 0
        self._address = address

    async def __aenter__(self) -> Any:
        await self.come()
        return self

    async def __aexit__(self, *why: object) -> None:
        await self.go()

    async def come(self) -> None:
        """Be there."""
        self._loop, self._thread = asyncio.get_running_loop(), threading.get_ident()
        self.bus = await MessageBus(self._address).connect()
        self.bus.add_message_handler(self._hear)
        for name in self.names:
            await self.bus.request_name(name)

    async def go(self) -> None:
        """Leave, as a crash would."""
        if self.bus:
            if self.bus.connected:
                self.bus.disconnect()
                await self.bus.wait_for_disconnect()  # type: ignore[no-untyped-call]
            self.bus = None
        self.late.clear()

    def hang(self, *what: str) -> None:
        """Do not answer these any more."""
        self.says.update(dict.fromkeys(what, HANGS))

    def refuse(self, *what: str) -> None:
        self.says.update(dict.fromkeys(what, DBusError("org.freedesktop.DBus.Error.AccessDenied", "not you")))

    def answer_late(self) -> None:
        """Answer truly what hangs, and what is asked from now on."""
        self.says.clear()
        while self.late and self.bus:
            call = self.late.pop(0)
            if isinstance(answer := self._answer(call), Message):
                self.bus.send(answer)

    def signal(self, path: str, interface: str, member: str, signature: str, *body: Any) -> None:
        """Say it to all, also from another thread than that of its loop."""
        send = partial(self.bus.send, a_signal(path, interface, member, signature, *body))
        if self._thread == threading.get_ident():
            send()
        elif self._loop:
            self._loop.call_soon_threadsafe(send)

    def changed(self, path: str, interface: str, **properties: Variant) -> None:
        self.signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", interface, properties, [])

    def truth(self, call: Message) -> Answer:
        """What it says by itself; None: it does not know what it is asked."""
        return None

    def _hear(self, call: Message) -> Message | bool | None:
        if call.message_type is not MessageType.METHOD_CALL:
            return None
        self.asked.append(asked(call))
        return self._answer(call)

    def _answer(self, call: Message) -> Message | bool:
        answer = self.says.get(asked(call), self.truth)
        if isinstance(answer, Callable):
            answer = answer(call)
        match answer:
            case None:
                return Message.new_error(call, "org.freedesktop.DBus.Error.UnknownMethod", "no such thing")
            case DBusError():
                return Message.new_error(call, answer.type, answer.text)
            case [str(signature), *body]:
                return Message.new_method_return(call, signature, body)
        self.late.append(call)
        return True


def asked(call: Message) -> str:
    """The name of the method, or the property."""
    return str(call.body[1] if call.member in ("Get", "GetProperty") else call.member)
