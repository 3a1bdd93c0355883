"""Notifications by the desktop's own server, org.freedesktop.Notifications on the session bus.

    show ─▶ what the server is and can, once ─▶ CloseNotification, Notify ─▶ its id on the screen
        ─▶ ActionInvoked, NotificationClosed

The one before is closed and the new one posted anew, never put in its place: Plasma 6.7 changes only its history where
the popup of the old one is gone, as do others, and tells nobody that it went; LXQt 2.4 leaves the new words the room of
the old ones. Should the new one be refused, nothing is lost: the old one has its outcome by then.
A late answer is taken like one in time.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from dbus_fast import Message, MessageType, Variant
from msgspec import Struct

from reminder.model.events import (
    Clicked,
    Closed,
    NotifierLost,
    NotifierReady,
    Posted,
    PostFailed,
    PostLapsed,
    Pressed,
    Put,
    WentAlong,
)
from reminder.model.moment import Clock
from reminder.model.notification_servers import Row, row_for
from reminder.model.plan import OWN_SOUND, Click, NotifierName, Notify, Urgency
from reminder.model.showing import WARNING, WELCOME, Button, Choice
from reminder.notify import servers
from reminder.notify.base import DEADLINE, BackEnd
from reminder.notify.server import Server, why_no_server
from reminder.phrase import Phrase, phrase
from reminder.storage import paths, pictures
from reminder.system.bus import Bus
from reminder.wording.notifications import NAME, Note, one_word, opening

_URGENCY = {Urgency.LOW: 0, Urgency.NORMAL: 1, Urgency.CRITICAL: 2}
_CATEGORIES = {WARNING: "x-reminder.problem", WELCOME: "x-reminder.welcome"}
_BUTTONS = 3
"""GNOME Shell shows no more."""
_DISMISSED = 2
_NOT_YET = tuple(f"org.freedesktop.DBus.Error.Unknown{what}" for what in ("Object", "Interface", "Method"))
"""GNOME's server, and swaync's, have their name a moment before they can answer to it."""
_TOO_SOON = "org.freedesktop.Notifications.Error.ExcessNotificationGeneration"
"""Plasma takes no second one with the same words within a second, not even where the first was closed."""
_ASK_AGAIN = timedelta(seconds=0.2)
_CLICK = "default"
"""What the specification calls a click on the words."""
_CLICKED = {Click.DONE: f"/{_CLICK}", Click.OPEN: "/open", Click.NOTHING: ""}
"""How a handle ends, by what such a click does."""


class _Known(NamedTuple):
    row: Row
    version: str
    capabilities: frozenset[str]


class _Shown(NamedTuple):
    """What a number of the server's stands for."""

    id: int
    """The showing's."""
    click: Click
    """What a click on the words does; some servers tell of one that was not offered."""


class _Post(Struct, eq=False):
    """A note on its way to the screen."""

    note: Note
    deadline: asyncio.TimerHandle
    wanted: bool = True
    """It was neither withdrawn nor replaced meanwhile."""
    click: Click = Click.NOTHING
    """What a click on the words does; it is offered only where it does something."""


class DBus(BackEnd):
    name = NotifierName.DBUS.value

    def __init__(self, put: Put, clock: Clock, bus: Bus, deadline: timedelta = DEADLINE) -> None:
        super().__init__(put, clock)
        self._deadline = deadline
        self._bus = bus
        self._server = Server(self, bus)
        self._started = False
        self._owner = ""
        self._known: _Known | None = None
        self._posts: list[_Post] = []
        self._screen: dict[int, _Shown] = {}
        """By the server's number. One that timed out stays here: it can be answered in the notification centre."""
        self._tokens: dict[int, str] = {}
        """What comes just before a click, and lets what it opens come to the front (xdg-activation)."""
        self._earlier: dict[str, int] = {}
        """Handles that this run has not given to their showings; 0: take it off."""

    async def why_not(self) -> Phrase | None:
        return await (self._server.looked() if self._started else why_no_server(self._bus))

    def start(self) -> None:
        self._started = True
        self._server.start()

    async def stop(self) -> None:
        for post in self._posts:
            post.deadline.cancel()
        if self._started:
            self._started = False
            await self._server.stop()

    def show(self, note: Note) -> None:
        if self._server.why:
            self._put(PostFailed(self._clock(), note.id, self._server.why))
            return
        if note.id > 0:
            for post in self._posts:
                post.wanted = False
        loop = asyncio.get_running_loop()
        post = _Post(note, loop.call_later(self._deadline.total_seconds(), self._lapse, note.id))
        self._posts.append(post)
        self._begin(post)

    def withdraw(self, id: int, handle: str) -> None:
        for post in self._posts:
            if post.note.id == id:
                post.wanted = False
        on_screen = [number for number, shown in self._screen.items() if shown.id == id]
        for number in on_screen:
            self._close(number)
        if handle and not on_screen:
            self._earlier[handle] = 0
            self._recall()

    def adopt(self, id: int, handle: str) -> None:
        self._earlier[handle] = id
        self._recall()

    def lacks(self, notify: Notify) -> Sequence[Phrase]:
        known = self._known
        return tuple(servers.lacks(known.row, known.capabilities, notify)) if known else ()

    async def serves(self) -> Sequence[Phrase]:
        if self._owner:
            asked = asyncio.Event()
            self._learn(lambda _: asked.set(), start=False)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._deadline.total_seconds()):
                    await asked.wait()
        if not (known := self._known):
            return ()
        name, buttons = servers.name(known.row, known.version), servers.buttons(known.row, known.capabilities)
        return tuple(filter(None, (name, buttons)))

    # --- what becomes of the server -----------------------------------------------------------------------------------

    def found(self) -> None:
        self._put(NotifierReady(self._clock(), self.name))

    def lost(self, why: Phrase) -> None:
        self._put(NotifierLost(self._clock(), why))

    def owned_by(self, owner: str) -> None:
        """What the server before had on the screen went with it."""
        if owner != self._owner:
            for shown in self._screen.values():
                self._put(Closed(self._clock(), shown.id, by_person=False))
            self._screen.clear()
            self._tokens.clear()
            self._known = None
            self._owner = owner
        self._recall()

    def cut_off(self) -> None:
        for post in self._posts:
            post.deadline.cancel()
            if post.deadline.when() > asyncio.get_running_loop().time():
                self._put(PostLapsed(self._clock(), post.note.id))
        self._posts.clear()

    def signalled(self, member: str, body: list[Any]) -> None:
        match member, body:
            case "ActionInvoked", [int(number), str(key)] if (shown := self._screen.get(number)) and shown.id:
                if key == _CLICK and shown.click is Click.OPEN:
                    self._screen[number] = shown._replace(click=Click.NOTHING)  # GNOME tells of it twice
                    self._put(Clicked(self._clock(), shown.id, self._tokens.pop(number, "")))
                elif key == _CLICK and shown.click is Click.DONE:
                    self._put(Pressed(self._clock(), shown.id, Button.DONE))
                else:
                    self._put_press(shown.id, key, self._tokens.pop(number, ""))
                    if shown.id == WELCOME and key in set(Choice):
                        self._close(number)
            case "ActivationToken", [int(number), str(token)] if number in self._screen:
                self._tokens[number] = token
            case "NotificationClosed", [int(number), int(reason)] if (shown := self._screen.get(number)) and shown.id:
                if reason == _DISMISSED:
                    self._server.call("GetServerInformation", partial(self._dismiss, number), start=False)
                else:
                    self._put(Closed(self._clock(), shown.id, by_person=False))

    def _dismiss(self, number: int, answer: Message) -> None:
        """Only one that still answers was told by a person: fnott 1.8.0 calls all dismissed as it ends."""
        if answer.message_type is MessageType.METHOD_RETURN and (shown := self._screen.get(number)):
            self._put(Closed(self._clock(), shown.id, by_person=True))

    def _recall(self) -> None:
        """Pick up what an earlier run left with this same server."""
        if not self._owner:
            return
        for handle, id in self._earlier.items():
            click = next(click for click, ending in _CLICKED.items() if handle.endswith(ending))
            where, _, number = handle.removesuffix(_CLICKED[click]).rpartition("/")
            if where == self._server.unique(self._owner):
                if id:
                    self._screen[int(number)] = _Shown(id, click)
                    self._learn(partial(self._miss, int(number)), start=False)
                else:
                    self._close(int(number))
        self._earlier.clear()

    def _miss(self, number: int, known: _Known | Message) -> None:
        """What an earlier run left may have gone with it."""
        if not isinstance(known, _Known) or not known.row.forgets or not (shown := self._screen.get(number)):
            return
        if any(paths.menu_entry(folder).exists() for folder in paths.data_folders()):
            self._close(number)
            self._put(WentAlong(self._clock(), shown.id))

    # --- one notification ---------------------------------------------------------------------------------------------

    def _begin(self, post: _Post) -> None:
        if post in self._posts:
            self._learn(partial(self._post, post))

    def _learn(self, then: Callable[[_Known | Message], None], start: bool = True) -> None:
        """`then` gets what is known of the server, or the error with which it answered."""

        def capable(answer: Message) -> None:
            if answer.message_type is not MessageType.METHOD_RETURN:
                then(answer)
                return
            self._server.call("GetServerInformation", partial(named, frozenset(answer.body[0])), start=start)

        def named(capabilities: frozenset[str], answer: Message) -> None:
            match answer.message_type, answer.body:
                case MessageType.METHOD_RETURN, [str(name), str(vendor), str(version), *_]:
                    known = _Known(row_for(name, vendor), version, capabilities)
                    if answer.sender == self._owner:
                        self._known = known
                    then(known)
                case _:
                    then(_Known(row_for("", ""), "", capabilities))

        if self._known:
            then(self._known)
        else:
            self._server.call("GetCapabilities", capable, start=start)

    def _post(self, post: _Post, known: _Known | Message) -> None:
        if isinstance(known, _Known):
            self._notify(post, known)
        elif not self._tries_again(post, known, _NOT_YET):
            self._refuse(post, known)

    def _tries_again(self, post: _Post, refusal: Message, kinds: Sequence[str]) -> bool:
        """In a moment, if the refusal is one of these."""
        loop = asyncio.get_running_loop()
        if refusal.error_name not in kinds or loop.time() >= post.deadline.when():
            return False
        loop.call_later(_ASK_AGAIN.total_seconds(), self._begin, post)
        return True

    def _notify(self, post: _Post, known: _Known) -> None:
        note, (row, _, capabilities) = post.note, known
        if not post.wanted:
            self._finish(post)
            return
        if note.id > 0:
            for number in tuple(self._screen):
                self._close(number)
        buttons = note.buttons[:_BUTTONS] if "actions" in capabilities else ()
        if row.one_word:
            buttons = tuple((key, one_word().get(key, label)) for key, label in buttons)
        post.click = servers.click(row, note.click) if buttons else Click.NOTHING
        if post.click is Click.DONE:
            others = (button for button in buttons if button[0] != Button.DONE or not row.draws_click)
            buttons = ((_CLICK, one_word()[Button.DONE]), *others)
        elif post.click is Click.OPEN:
            buttons = ((_CLICK, opening()), *(buttons[: _BUTTONS - 1] if row.draws_click else buttons))
        icon, picture = paths.icon(), pictures.file(note.tip, note.about)
        hints = {
            "category": Variant("s", _CATEGORIES.get(note.id, "x-reminder.tip")),
            "urgency": Variant("y", _URGENCY[note.urgency]),
            "image-path": Variant("s", paths.told(picture) if picture else icon),
        }
        if not (self.passing and row.forgets):
            hints["desktop-entry"] = Variant("s", "reminder")
        if not note.sound:
            hints["suppress-sound"] = Variant("b", True)
        elif servers.SOUND in capabilities:
            own = note.sound == OWN_SOUND  # never with a name beside it: GNOME Shell 51 would play only that
            hints["sound-file" if own else "sound-name"] = Variant("s", paths.sound() if own else note.sound)
        self._server.call(
            "Notify",
            partial(self._take, post),
            "susssasa{sv}i",
            NAME,
            0,
            icon,
            *servers.written(row, capabilities, note.title, note.body),
            [word for button in buttons for word in button],
            hints,
            -1,
        )

    def _take(self, post: _Post, answer: Message) -> None:
        if answer.message_type is not MessageType.METHOD_RETURN:
            if not self._tries_again(post, answer, (_TOO_SOON,)):
                self._refuse(post, answer)
            return
        self._finish(post)
        number: int = answer.body[0]
        if not post.wanted:
            self._close(number)
            return
        self._screen[number] = _Shown(post.note.id, post.click)
        handle = f"{self._server.unique(answer.sender)}/{number}{_CLICKED[post.click]}"
        self._put(Posted(self._clock(), post.note.id, handle))

    def _refuse(self, post: _Post, answer: Message) -> None:
        self._finish(post)
        if post.wanted:
            said = str(answer.body[0] if answer.body else answer.error_name)
            why = phrase("the notification server refused: {why}", why=said)
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
        self._tokens.pop(number, None)
        self._server.call("CloseNotification", None, "u", number)
