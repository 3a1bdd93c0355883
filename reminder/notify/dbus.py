"""Notifications by the desktop's own server, org.freedesktop.Notifications on the session bus.

    show ─▶ GetCapabilities, once per server ─▶ Notify ─▶ its id on the screen ─▶ ActionInvoked, NotificationClosed

A button that was pressed before its notification was replaced belongs to the old showing, one pressed after to the new
one; `server` keeps the order. A late answer is taken like one in time.
"""

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any

from dbus_fast import Message, MessageType, Variant
from msgspec import Struct

from reminder.model import (
    WARNING,
    Answer,
    Clock,
    Closed,
    NotifierLost,
    NotifierName,
    NotifierReady,
    Posted,
    PostFailed,
    PostLapsed,
    Pressed,
    Put,
    Urgency,
)
from reminder.notify.base import DEADLINE, BackEnd, Note
from reminder.notify.server import Server, why_no_server

_URGENCY = {Urgency.LOW: 0, Urgency.NORMAL: 1, Urgency.CRITICAL: 2}
_BUTTONS = 3
"""GNOME Shell shows no more."""
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
"""Where a body is markup; `html` would bring every entity there is, 400 KB, for these three."""
_DISMISSED = 2
_NOT_YET = tuple(f"org.freedesktop.DBus.Error.Unknown{what}" for what in ("Object", "Interface", "Method"))
"""GNOME's server has its name a moment before it can answer to it."""
_ASK_AGAIN = timedelta(seconds=0.2)


class _Post(Struct, eq=False):
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
        self._server = Server(self, deadline)
        self._started = False
        self._owner = ""
        self._capabilities: frozenset[str] | None = None
        self._posts: list[_Post] = []
        self._screen: dict[int, int] = {}
        """The server's id -> ours. One that timed out stays here: it can be answered in the notification centre."""
        self._earlier: dict[str, int] = {}
        """Handles that this run has not given to their showings; 0: take it off."""

    async def why_not(self) -> str | None:
        return await (self._server.looked() if self._started else why_no_server())

    def start(self) -> None:
        self._started = True
        self._server.start()

    async def stop(self) -> None:
        for post in self._posts:
            post.deadline.cancel()
        await self._server.stop()

    def show(self, note: Note) -> None:
        if self._server.why:
            self._put(PostFailed(self._clock(), note.id, self._server.why))
            return
        if note.id != WARNING:
            for post in self._posts:
                post.wanted = False
        loop = asyncio.get_running_loop()
        post = _Post(note, loop.call_later(self._deadline.total_seconds(), self._lapse, note.id))
        self._posts.append(post)
        if self._capabilities is None:
            self._ask(post)
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

    # --- what becomes of the server -----------------------------------------------------------------------------------

    def found(self) -> None:
        self._put(NotifierReady(self._clock(), self.name))

    def lost(self, why: str) -> None:
        self._put(NotifierLost(self._clock(), why))

    def owned_by(self, owner: str) -> None:
        """What the server before had on the screen went with it."""
        if owner != self._owner:
            for id in self._screen.values():
                self._put(Closed(self._clock(), id, by_person=False))
            self._screen.clear()
            self._capabilities = None
            self._owner = owner
        self._recall()

    def cut_off(self) -> None:
        for post in self._posts:
            post.deadline.cancel()
            if post.deadline.when() > asyncio.get_running_loop().time():
                self._put(PostLapsed(self._clock(), post.note.id))
        self._posts.clear()

    def signalled(self, member: str, body: list[Any]) -> None:
        number, what = body[:2]
        if id := self._screen.get(number):
            if member == "ActionInvoked" and what in set(Answer):
                self._put(Pressed(self._clock(), id, Answer(what)))
            elif member == "NotificationClosed":
                self._put(Closed(self._clock(), id, by_person=what == _DISMISSED))

    def _recall(self) -> None:
        """Pick up what an earlier run left with this same server."""
        if not self._owner:
            return
        for handle, id in self._earlier.items():
            where, _, number = handle.rpartition("/")
            if where == self._server.unique(self._owner):
                if id:
                    self._screen[int(number)] = id
                else:
                    self._close(int(number))
        self._earlier.clear()

    # --- one notification ---------------------------------------------------------------------------------------------

    def _ask(self, post: _Post) -> None:
        if post in self._posts:
            self._server.call("GetCapabilities", partial(self._learn, post))

    def _learn(self, post: _Post, answer: Message) -> None:
        loop = asyncio.get_running_loop()
        if answer.message_type is MessageType.METHOD_RETURN:
            capabilities = frozenset(answer.body[0])
            if "body-markup" in capabilities:
                self._settle(post, capabilities)
            else:
                self._server.call("GetServerInformation", partial(self._learn_name, post, capabilities))
        elif answer.error_name in _NOT_YET and loop.time() < post.deadline.when():
            loop.call_later(_ASK_AGAIN.total_seconds(), self._ask, post)
        else:
            self._refuse(post, answer)

    def _learn_name(self, post: _Post, capabilities: frozenset[str], answer: Message) -> None:
        """dunst reads markup whenever its settings do not forbid it, but tells so only where they ask for it."""
        if answer.message_type is not MessageType.METHOD_RETURN:
            self._notify(post, capabilities)
        elif answer.body[0] == "dunst":
            self._settle(post, capabilities | {"body-markup"})
        else:
            self._settle(post, capabilities)

    def _settle(self, post: _Post, capabilities: frozenset[str]) -> None:
        self._capabilities = capabilities
        self._notify(post, capabilities)

    def _notify(self, post: _Post, capabilities: frozenset[str]) -> None:
        note = post.note
        if not post.wanted:
            self._finish(post)
            return
        if note.id != WARNING:
            post.replaces = tuple(self._screen)
        buttons = note.buttons[:_BUTTONS] if "actions" in capabilities else ()
        hints = {
            "desktop-entry": Variant("s", "reminder"),
            "category": Variant("s", "x-reminder.problem" if note.id == WARNING else "x-reminder.tip"),
            "urgency": Variant("y", _URGENCY[note.urgency]),
        }
        if not note.sound:
            hints["suppress-sound"] = Variant("b", True)
        elif "sound" in capabilities:
            hints["sound-name"] = Variant("s", note.sound)
        self._server.call(
            "Notify",
            partial(self._take, post),
            "susssasa{sv}i",
            "reminder",
            post.replaces[-1] if post.replaces else 0,
            "appointment-soon",
            note.title,
            note.body.translate(_ESCAPED) if "body-markup" in capabilities else note.body,
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
        self._put(Posted(self._clock(), post.note.id, f"{self._server.unique(answer.sender)}/{number}"))

    def _refuse(self, post: _Post, answer: Message) -> None:
        self._finish(post)
        if post.wanted:
            why = f"the notification server refused: {answer.body[0] if answer.body else answer.error_name}"
            self._put(PostFailed(self._clock(), post.note.id, why))

    def _finish(self, post: _Post) -> None:
        if post.deadline.when() <= asyncio.get_running_loop().time():
            self.found()  # it answers again
        post.deadline.cancel()
        self._posts.remove(post)

    def _lapse(self, id: int) -> None:
        self._put(PostLapsed(self._clock(), id))

    def _close(self, number: int) -> None:
        self._screen.pop(number, None)
        self._server.call("CloseNotification", None, "u", number)
