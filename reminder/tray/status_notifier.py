"""The icon on the panels of Linux: a StatusNotifierItem on the bus of the session, which the program has anyway.

    who owns the watcher's name ─▶ IconChanged ─▶ … ─▶ show() ─▶ served, registered ─▶ the panel reads it

It is served while a panel listens, and registered again with each that comes: none asks by itself. It has a name on the
bus besides that of the connection, since there is no way to take an item back but to leave; the name can be left, and
the connection goes on. `menu` is its menu.

Measured on eight panels in Debian sid of October 2026: IconPixmap without an IconName is shown by all; which of several
sizes differs, and one takes the first. ItemIsMenu has to be there. Of the tooltip LXQt shows the title alone, and XFCE,
MATE and snixembed an empty box where the text has a bare & or <.
"""

import logging
import os
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any

from dbus_fast import Message, MessageType
from dbus_fast.annotations import DBusBool, DBusInt32, DBusObjectPath, DBusSignature, DBusStr
from dbus_fast.constants import PropertyAccess
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

from reminder.control import fields as f
from reminder.model.plan import Tray
from reminder.phrase import Phrase, phrase
from reminder.system.bus import DAEMON, DAEMON_PATH, Bus, BusError, session_bus
from reminder.tray import menu
from reminder.tray.face import Face, face
from reminder.tray.listener import Listener
from reminder.tray.menu import Menu
from reminder.tray.pictures import pictures
from reminder.wording.language import word
from reminder.wording.tray import NAME

WATCHER = "org.kde.StatusNotifierWatcher"
_WATCHER_PATH = "/StatusNotifierWatcher"
_PATH = "/StatusNotifierItem"
_ITEM = "org.kde.StatusNotifierItem"
_READ = PropertyAccess.READ
_NO_MARKUP = str.maketrans({"&": "+", "<": "(", ">": ")"})

Pixmaps = Annotated[list[Any], DBusSignature("a(iiay)")]
ToolTipped = Annotated[list[Any], DBusSignature("(sa(iiay)ss)")]

log = logging.getLogger("reminder")


async def why_not() -> Phrase | None:
    """Why there is no icon in this session; None: a panel takes it."""
    bus = session_bus()
    async with bus.joined() as why:
        if why:
            return why
        try:
            await bus.call(DAEMON, DAEMON_PATH, DAEMON, "GetNameOwner", "s", WATCHER)
        except BusError:
            return phrase(
                "no panel that takes icons (as StatusNotifierItem) is there;"
                " GNOME has one with its extension AppIndicator"
            )
    return None


class StatusNotifier:
    """Its methods belong to the loop and return at once."""

    def __init__(self, bus: Bus, wanted: Tray, listener: Listener) -> None:
        self._bus = bus
        self._wanted = wanted
        self._listener = listener
        self._panel = ""
        """Who owns the watcher's name."""
        self._registered = ""
        """With which of them."""
        self._name = f"{_ITEM}-{os.getpid()}-1"
        self._menu = Menu(lambda entry: listener.pressed(entry, self._item.take_token()))
        self._item = _Item(lambda: listener.clicked(self._item.take_token()))
        self._ends: list[Callable[[], None]] = []
        """What ends that they are served."""

    @property
    def shown(self) -> bool:
        return bool(self._panel) and self._wanted is not Tray.OFF

    def start(self) -> None:
        self._bus.start()
        self._bus.follow(WATCHER, self._found)

    def configure(self, wanted: Tray) -> None:
        was_shown, self._wanted = self.shown, wanted
        self._changed(was_shown)

    def show(self, status: f.Status, snooze: timedelta | None) -> None:
        if not self._ends:
            self._ends = [self._bus.serve(menu.PATH, self._menu), self._bus.serve(_PATH, self._item, name=self._name)]
        self._listener.asks_checkin = status.get("checkin", False)
        now = face(status, snooze)
        self._menu.show(now.rows)
        self._item.show(now)
        self._register()

    async def stop(self) -> None:
        self._leave()
        await self._bus.stop()

    def _found(self, panel: str) -> None:
        was_shown, self._panel = self.shown, panel
        self._changed(was_shown)

    def _changed(self, was_shown: bool) -> None:
        """Of two panels in turn the second may come before anything is shown again."""
        if self.shown and self._ends:
            self._register()
        if not self.shown:
            self._leave()
        if self.shown is not was_shown:
            self._listener.changed(self.shown)

    def _register(self) -> None:
        """With a panel that does not have it yet: each reads all of it anew."""
        if self._registered == self._panel:
            return
        self._registered = self._panel
        arguments = _WATCHER_PATH, WATCHER, "RegisterStatusNotifierItem", _tell_of_refusal, "s", self._name
        self._bus.send(self._panel, *arguments)

    def _leave(self) -> None:
        """Some panels go by the name, and one, which has found who has it, by the status."""
        self._registered = ""
        if self._ends:
            self._item.hide()
        for end in self._ends:
            end()
        self._ends = []


def _tell_of_refusal(answer: Message) -> None:
    if answer.message_type is MessageType.ERROR:
        why = str(answer.body[0]) if answer.body else str(answer.error_name)
        log.warning(word(phrase("the panel refuses the icon: {why}", why=why)))


class _Item(ServiceInterface):
    def __init__(self, clicked: Callable[[], None]) -> None:
        super().__init__(_ITEM)
        self._clicked = clicked
        self._face: Face | None = None
        self._hidden = False
        self._token = ""

    def show(self, now: Face) -> None:
        before, self._face = self._face, now
        if self._hidden:
            self._hidden = False
            self.NewStatus()
        if not before:
            return
        if now.shape != before.shape:
            self.NewIcon()
        if (now.title, now.text) != (before.title, before.text):
            self.NewToolTip()

    def hide(self) -> None:
        self._hidden = True
        self.NewStatus()

    def take_token(self) -> str:
        """What lets the window come to the front, once."""
        token, self._token = self._token, ""
        return token

    @dbus_property(_READ)
    def Category(self) -> DBusStr:
        return "ApplicationStatus"

    @dbus_property(_READ)
    def Id(self) -> DBusStr:
        return "reminder"

    @dbus_property(_READ)
    def Title(self) -> DBusStr:
        return str(word(NAME))

    @dbus_property(_READ)
    def Status(self) -> DBusStr:
        return "Passive" if self._hidden else "Active"

    @dbus_property(_READ)
    def IconName(self) -> DBusStr:
        """None: one that a panel's theme does not have would hide the pixmaps on some."""
        return ""

    @dbus_property(_READ)
    def IconPixmap(self) -> Pixmaps:
        try:
            found = pictures(self._face.shape) if self._face else []
        except OSError as error:
            log.error(word(phrase("the icon cannot be read: {why}", why=error)))
            return []
        return [[it.size, it.size, it.argb()] for it in found]

    @dbus_property(_READ)
    def IconAccessibleDesc(self) -> DBusStr:
        """What a screen reader says of it."""
        return self._face.title if self._face else ""

    @dbus_property(_READ)
    def ToolTip(self) -> ToolTipped:
        title, text = (self._face.title, self._face.text) if self._face else ("", "")
        return ["", [], title.translate(_NO_MARKUP), text.translate(_NO_MARKUP)]

    @dbus_property(_READ)
    def ItemIsMenu(self) -> DBusBool:
        return False

    @dbus_property(_READ)
    def Menu(self) -> DBusObjectPath:
        return menu.PATH

    @dbus_method()
    def Activate(self, x: DBusInt32, y: DBusInt32) -> None:
        self._clicked()

    @dbus_method()
    def SecondaryActivate(self, x: DBusInt32, y: DBusInt32) -> None:
        """The middle button is left alone, and so is the wheel, whose sign differs from panel to panel."""

    @dbus_method()
    def ContextMenu(self, x: DBusInt32, y: DBusInt32) -> None:
        """Panels show the menu by themselves."""

    @dbus_method()
    def Scroll(self, delta: DBusInt32, orientation: DBusStr) -> None:
        pass

    @dbus_method()
    def ProvideXdgActivationToken(self, token: DBusStr) -> None:
        self._token = token

    @dbus_signal()
    def NewIcon(self) -> None:
        pass

    @dbus_signal()
    def NewToolTip(self) -> None:
        pass

    @dbus_signal()
    def NewStatus(self) -> DBusStr:
        return "Passive" if self._hidden else "Active"
