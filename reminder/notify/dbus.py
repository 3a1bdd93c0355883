"""Notifications by the desktop's own server, org.freedesktop.Notifications on the session bus.

    show ─▶ GetCapabilities, once per server ─▶ Notify ─▶ its id on the screen ─▶ ActionInvoked, NotificationClosed

One connection is kept for life: some desktops remove what a program posted when it leaves the bus. Every message is
taken in the order in which it comes, without a task between, so that a button pressed before its notification was
replaced belongs to the old one and one pressed after to the new one. A late answer is taken like one in time.

A server that may be started on demand counts as there, but only a notification starts it: at login, being first would
put the wrong one in the place of the desktop's own.
"""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from dbus_fast import Message, MessageFlag, MessageType, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.errors import AuthError

from reminder.model import (
    Answer,
    Closed,
    NotifierLost,
    NotifierName,
    NotifierReady,
    Posted,
    PostFailed,
    PostLapsed,
    Pressed,
    Urgency,
)
from reminder.notify.base import DEADLINE, BackEnd, Clock, Note, Put

NAME = INTERFACE = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
BUS = "org.freedesktop.DBus"
RETRY = timedelta(seconds=1)
RETRY_AT_MOST = timedelta(seconds=60)

_URGENCY = {Urgency.LOW: 0, Urgency.NORMAL: 1, Urgency.CRITICAL: 2}
_BUTTONS = 3
"""GNOME Shell shows no more."""
_DISMISSED = 2
_QUIET = MessageFlag.NO_REPLY_EXPECTED | MessageFlag.NO_AUTOSTART
_RULES = (
    f"type='signal',interface='{INTERFACE}',path='{PATH}'",
    f"type='signal',sender='{BUS}',interface='{BUS}',member='NameOwnerChanged',arg0='{NAME}'",
)


@dataclass(slots=True, eq=False)
class _Post:
    """A note on its way to the screen."""

    note: Note
    deadline: asyncio.TimerHandle
    wanted: bool = True
    """It was neither withdrawn nor replaced meanwhile."""
    replaces: tuple[int, ...] = ()


class DBus(BackEnd):
    """The notification server of a Linux desktop."""

    name = NotifierName.DBUS.value

    def __init__(self, put: Put, clock: Clock, deadline: timedelta = DEADLINE) -> None:
        super().__init__(put, clock)
        self._deadline = deadline
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._bus: MessageBus | None = None
        self._answers: dict[int, Callable[[Message], None]] = {}
        self._looked = asyncio.Event()
        self._why: str | None = "it is just starting"
        self._owner = ""
        """The server's unique name, as long as one runs."""
        self._capabilities: frozenset[str] | None = None
        self._posts: list[_Post] = []
        self._screen: dict[int, int] = {}
        """The server's id -> ours. One that timed out stays here: it can be answered in the notification centre."""
        self._earlier: dict[str, int] = {}
        """Handles of an earlier run; 0: take it off."""

    async def why_not(self) -> str | None:
        if not self._task:
            return await why_no_server(self._clock)
        await self._looked.wait()
        return self._why

    def start(self) -> None:
        self._task = asyncio.create_task(self._stay_connected())

    async def stop(self) -> None:
        self._stopping = True
        for post in self._posts:
            post.deadline.cancel()
        if self._bus:
            self._bus.disconnect()
        elif self._task:
            self._task.cancel()
        if self._task:
            await asyncio.gather(self._task, return_exceptions=True)

    def show(self, note: Note) -> None:
        if self._why:
            self._put(PostFailed(self._clock(), note.id, self._why))
            return
        if note.id:
            for post in self._posts:
                post.wanted = False
        loop = asyncio.get_running_loop()
        post = _Post(note, loop.call_later(self._deadline.total_seconds(), self._lapse, note.id))
        self._posts.append(post)
        if self._capabilities is None:
            self._call(NAME, "GetCapabilities", partial(self._learn, post))
        else:
            self._notify(post, self._capabilities)

    def withdraw(self, id: int, handle: str) -> None:
        for post in self._posts:
            if post.note.id == id:
                post.wanted = False
        on_screen = [number for number, known in self._screen.items() if known == id]
        for number in on_screen:
            self._close(number)
        if handle and not on_screen:
            self._earlier[handle] = 0
            self._recall()

    def adopt(self, id: int, handle: str) -> None:
        self._earlier[handle] = id
        self._recall()

    # --- the connection -----------------------------------------------------------------------------------------------

    async def _stay_connected(self) -> None:
        pause = RETRY
        while True:
            try:
                async with asyncio.timeout(self._deadline.total_seconds()):
                    bus = await MessageBus(bus_address=_address()).connect()
            except (OSError, EOFError, ValueError, AuthError) as error:
                self._lose(f"there is no session bus: {str(error) or 'it does not answer'}")
            else:
                self._begin(bus)
                with suppress(Exception):
                    await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]
                if self._stopping:
                    return
                if not self._why:
                    pause = RETRY
                self._end()
            await asyncio.sleep(pause.total_seconds())
            pause = min(2 * pause, RETRY_AT_MOST)

    def _begin(self, bus: MessageBus) -> None:
        self._bus = bus
        bus.add_message_handler(self._hear)
        for rule in _RULES:
            self._call(BUS, "AddMatch", None, "s", rule)
        self._call(BUS, "GetNameOwner", self._hear_owner, "s", NAME)

    def _end(self) -> None:
        self._bus = None
        self._answers.clear()
        for post in self._posts:
            post.deadline.cancel()
            if post.wanted and post.deadline.when() > asyncio.get_running_loop().time():
                self._put(PostLapsed(self._clock(), post.note.id))
        self._posts.clear()
        self._change_owner("")
        self._lose("the session bus is gone")

    def _call(
        self, to: str, member: str, heard: Callable[[Message], None] | None, signature: str = "", *body: Any
    ) -> None:
        if not self._bus:
            return
        message = Message(
            destination=to,
            path="/org/freedesktop/DBus" if to == BUS else PATH,
            interface=to,
            member=member,
            signature=signature,
            body=list(body),
            flags=MessageFlag.NONE if heard else _QUIET,
            serial=self._bus.next_serial(),
        )
        if heard:
            self._answers[message.serial] = heard
        with suppress(OSError):
            self._bus.send(message).add_done_callback(lambda sent: sent.cancelled() or sent.exception())

    def _hear(self, message: Message) -> None:
        if message.message_type is not MessageType.SIGNAL:
            if heard := self._answers.pop(message.reply_serial, None):
                heard(message)
        elif message.member == "NameOwnerChanged" and message.sender == BUS and message.body[0] == NAME:
            self._change_owner(message.body[2])
            if self._owner:
                self._serve()
            else:
                self._call(BUS, "ListActivatableNames", self._hear_activatable)
        elif message.interface == INTERFACE and message.sender == self._owner and message.body[0] in self._screen:
            self._hear_person(message.member, self._screen[message.body[0]], message.body[1])

    def _hear_owner(self, answer: Message) -> None:
        if answer.message_type is MessageType.METHOD_RETURN:
            self._change_owner(answer.body[0])
            self._serve()
        else:
            self._call(BUS, "ListActivatableNames", self._hear_activatable)

    def _hear_activatable(self, answer: Message) -> None:
        if self._owner:
            return
        if answer.message_type is MessageType.METHOD_RETURN and NAME in answer.body[0]:
            self._serve()
        else:
            self._lose("no notification server runs on the session bus")

    def _change_owner(self, owner: str) -> None:
        """What the server before had on the screen went with it."""
        if owner != self._owner:
            for id in self._screen.values():
                self._put(Closed(self._clock(), id, by_person=False))
            self._screen.clear()
            self._capabilities = None
            self._owner = owner
        self._recall()

    def _recall(self) -> None:
        """Pick up what an earlier run left with this same server."""
        if not self._owner:
            return
        for handle, id in self._earlier.items():
            owner, _, number = handle.rpartition("/")
            if owner == self._owner and id:
                self._screen[int(number)] = id
            elif owner == self._owner:
                self._close(int(number))
        self._earlier.clear()

    def _serve(self) -> None:
        self._why = None
        self._put(NotifierReady(self._clock(), self.name))
        self._looked.set()

    def _lose(self, why: str) -> None:
        self._why = why
        self._put(NotifierLost(self._clock(), why))
        self._looked.set()

    # --- one notification ---------------------------------------------------------------------------------------------

    def _learn(self, post: _Post, answer: Message) -> None:
        if answer.message_type is MessageType.METHOD_RETURN:
            self._capabilities = frozenset(answer.body[0])
            self._notify(post, self._capabilities)
        else:
            self._refuse(post, answer)

    def _notify(self, post: _Post, capabilities: frozenset[str]) -> None:
        note = post.note
        if not post.wanted:
            self._finish(post)
            return
        if note.id:
            post.replaces = tuple(self._screen)
        buttons = note.buttons[:_BUTTONS] if "actions" in capabilities else ()
        hints = {
            "desktop-entry": Variant("s", "reminder"),
            "category": Variant("s", "x-reminder.tip" if note.id else "x-reminder.problem"),
            "urgency": Variant("y", _URGENCY[note.urgency]),
        }
        if not note.sound:
            hints["suppress-sound"] = Variant("b", True)
        elif "sound" in capabilities:
            hints["sound-name"] = Variant("s", note.sound)
        self._call(
            NAME,
            "Notify",
            partial(self._take, post),
            "susssasa{sv}i",
            "reminder",
            post.replaces[-1] if post.replaces else 0,
            "appointment-soon",
            note.title,
            escape(note.body, quote=False) if "body-markup" in capabilities else note.body,
            [word for button in buttons for word in button],
            hints,
            -1,
        )

    def _take(self, post: _Post, answer: Message) -> None:
        if answer.message_type is not MessageType.METHOD_RETURN:
            self._refuse(post, answer)
            return
        self._finish(post)
        number: int = answer.body[0]
        if not post.wanted:
            if not any(number in other.replaces for other in self._posts):
                self._close(number)
            return
        for before in post.replaces:
            if before != number:
                self._close(before)
        self._screen[number] = post.note.id
        self._put(Posted(self._clock(), post.note.id, f"{answer.sender}/{number}"))

    def _refuse(self, post: _Post, answer: Message) -> None:
        self._finish(post)
        if post.wanted:
            why = f"the notification server refused: {answer.body[0] if answer.body else answer.error_name}"
            self._put(PostFailed(self._clock(), post.note.id, why))

    def _finish(self, post: _Post) -> None:
        post.deadline.cancel()
        self._posts.remove(post)

    def _lapse(self, id: int) -> None:
        self._put(PostLapsed(self._clock(), id))

    def _close(self, number: int) -> None:
        self._screen.pop(number, None)
        self._call(NAME, "CloseNotification", None, "u", number)

    def _hear_person(self, member: str | None, id: int, what: Any) -> None:
        if member == "ActionInvoked" and what in set(Answer):
            self._put(Pressed(self._clock(), id, Answer(what)))
        elif member == "NotificationClosed":
            self._put(Closed(self._clock(), id, by_person=what == _DISMISSED))


def _address() -> str:
    """The session bus; not every way to start a program sets the variable."""
    if address := os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return address
    socket = Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere"), "bus")
    if socket.exists():
        return f"unix:path={socket}"
    raise OSError("DBUS_SESSION_BUS_ADDRESS is not set")


async def why_no_server(clock: Clock) -> str | None:
    """Why no notification server can be reached now, or None."""
    look = DBus(lambda event: None, clock)
    look.start()
    try:
        return await look.why_not()
    finally:
        await look.stop()
