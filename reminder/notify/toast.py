"""Notifications with buttons on Windows and macOS, through desktop-notifier.

A notification carries the showing's id as its identifier, so that a press finds its showing whatever was shown between.
It is the handle, too: that of a showing before tells of that one.

A press is heard only by the process that posted: desktop-notifier (6.2) hangs its ears on the notification it has sent,
and registers no activator. So after a restart a press on what stands there does nothing, and neither need it, on
Windows, once the popup has gone to the notification centre: Microsoft promises no more to programs without a package.
"""

import asyncio
import sys
from contextlib import suppress
from datetime import timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING

from reminder.errors import in_words
from reminder.model.events import Clicked, Closed, NotifierReady, Put
from reminder.model.moment import Clock
from reminder.model.plan import Click, NotifierName
from reminder.notify.base import DEADLINE, NotPostedError, Poster
from reminder.phrase import Phrase, phrase
from reminder.storage import pictures
from reminder.wording.notifications import NAME, Note

if TYPE_CHECKING:
    from desktop_notifier import DesktopNotifier


_SOUNDS = "ms-winsoundevent:Notification."
_ALIKE = {"message-new-instant": "IM", "message-new-email": "Mail", "alarm-clock-elapsed": "Reminder"}
"""Names of the freedesktop sound theme; any other is Windows' usual sound."""


class Toast(Poster):
    name = NotifierName.TOAST.value
    plays_sounds = True

    def __init__(self, put: Put, clock: Clock, deadline: timedelta = DEADLINE) -> None:
        super().__init__(put, clock, deadline)
        self._centre: DesktopNotifier | None = None
        self._permission: asyncio.Task[bool] | None = None
        self._in_turn = asyncio.Lock()
        """A withdrawal waits for the post that it is about."""
        self._taken: set[str] = set()
        self._on_screen: set[str] = set()
        self._opening: set[str] = set()
        """Of these, the ones whose words open the window."""
        self._earlier: set[str] = set()
        """Of an earlier run, to be withdrawn once the centre is open."""

    async def why_not(self) -> Phrase | None:
        if sys.platform not in ("win32", "darwin"):
            return phrase("toasts are for Windows and macOS")
        if find_spec("desktop_notifier") is None:
            return phrase("desktop-notifier is not installed")
        try:
            if sys.platform == "darwin" and not _is_bundled():
                return phrase(
                    "macOS lets only a Python from python.org, or another signed application, post notifications"
                )
            centre = self._open()
        except Exception as error:
            return phrase("the notification centre cannot be reached: {why}", why=in_words(error))
        permission = self._permission or self._tasks.begin(centre.request_authorisation())
        done, _ = await asyncio.wait({permission}, timeout=self._deadline.total_seconds())
        if not done:
            if not self._permission:
                permission.add_done_callback(lambda _: self._put(NotifierReady(self._clock(), self.name)))
            self._permission = permission
            return phrase("the system is asking whether this program may post notifications; say yes")
        self._permission = None
        allowed = permission.result()
        return None if allowed else phrase("the system's settings do not allow it to post notifications")

    def _open(self) -> "DesktopNotifier":
        if self._centre is None:
            from desktop_notifier import DesktopNotifier

            self._centre = DesktopNotifier(app_name=NAME, app_icon=None)
            self._centre.on_dispatched = self._taken.add
            self._centre.on_button_pressed = lambda name, key: self._put_press(int(name), key)
            self._centre.on_clicked = self._hear_click
            self._centre.on_dismissed = self._hear_close
            for name in self._earlier:
                self._tasks.begin(self._withdraw(name))
        return self._centre

    async def post(self, note: Note) -> str:
        from desktop_notifier import Attachment, Button, Icon, Notification, Sound, Urgency

        name, picture = str(note.id), pictures.file(note.tip, note.about)
        centre = self._open()
        async with self._in_turn:
            self._taken.discard(name)
            await centre.send_notification(
                Notification(
                    title=note.title,
                    message=note.body,
                    urgency=Urgency(note.urgency.value),
                    buttons=tuple(Button(label, identifier=key) for key, label in note.buttons if _hears_buttons()),
                    # Windows cuts an attachment to a wide strip, macOS shows no icon but the application's
                    icon=Icon(path=picture) if picture and sys.platform == "win32" else None,
                    attachment=Attachment(path=picture) if picture and sys.platform == "darwin" else None,
                    sound=Sound(name=_sound(note.sound)) if note.sound else None,
                    identifier=name,
                )
            )
            if name not in self._taken:
                raise NotPostedError("the notification centre refused; the log has its reason")
            if note.id > 0:
                for before in self._on_screen - {name}:
                    await self._clear(before)
            self._on_screen.add(name)
            if note.click is Click.OPEN:
                self._opening.add(name)
        return name

    def withdraw(self, id: int, handle: str) -> None:
        names = {str(id), handle or str(id)}
        if self._centre:
            for name in names:
                self._tasks.begin(self._withdraw(name))
        elif handle:
            self._earlier |= names

    async def _withdraw(self, name: str) -> None:
        async with self._in_turn:
            await self._clear(name)

    async def _clear(self, name: str) -> None:
        self._on_screen.discard(name)
        self._opening.discard(name)
        with suppress(OSError):
            await self._open().clear(name)

    def _hear_click(self, name: str) -> None:
        if name in self._opening:
            self._put(Clicked(self._clock(), int(name)))
        else:
            self._hear_close(name)

    def _hear_close(self, name: str) -> None:
        self._put(Closed(self._clock(), int(name), by_person=True))


def _sound(name: str) -> str:
    """Windows has sounds for toasts of its own, and knows none of the sound themes' names."""
    if sys.platform != "win32" or name.startswith(_SOUNDS):
        return name
    return _SOUNDS + _ALIKE.get(name, "Default")


def _is_bundled() -> bool:
    from desktop_notifier.backends.macos_support import is_bundle

    return bool(is_bundle())


def _hears_buttons() -> bool:
    """macOS tells of a press only through a loop that is Cocoa's own; a button that does nothing is worse than none."""
    return sys.platform == "win32" or type(asyncio.get_running_loop()).__module__.startswith("rubicon.")
