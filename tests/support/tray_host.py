"""A panel without a screen: it takes icons as real ones do, in either of the two dialects that they speak.

Their calls are those that were seen with panels in Debian sid of October 2026, in the same order: `Gtk` as xfce4-panel
and waybar (libdbusmenu-gtk3), `Qt` as LXQt's and Plasma's (libdbusmenu-lxqt and -qt).
"""

from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.unpack import unpack_variants
from support.bus_service import PROPERTIES, Answer, Service

from reminder.system.tasks import Tasks

WATCHER = "org.kde.StatusNotifierWatcher"
ITEM, ITEM_PATH = "org.kde.StatusNotifierItem", "/StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
BUS = "org.freedesktop.DBus"


class Gone(Exception):
    """Whoever was called is not there any more."""


class Panel(Service):
    """What it has read of the last icon that was registered is what a person sees."""

    names = (WATCHER,)

    def __init__(self) -> None:
        super().__init__()
        self.registered: list[str] = []
        """By which name, one after the other."""
        self.shown: dict[str, Any] = {}
        """The properties of the icon; empty: there is none."""
        self.rows: dict[int, dict[str, Any]] = {}
        self.order: list[int] = []
        self.told: list[str] = []
        """Each signal that came from it."""
        self._work = Tasks()

    async def come(self) -> None:
        await super().come()
        self.bus.add_message_handler(self._follow)
        for sent in (f"interface='{ITEM}'", f"interface='{MENU}'", f"sender='{BUS}',member='NameOwnerChanged'"):
            await self.call(BUS, "/org/freedesktop/DBus", BUS, "AddMatch", "s", f"type='signal',{sent}")

    async def go(self) -> None:
        """What it has not read by then it reads no more."""
        await self._work.stop()
        await super().go()

    def truth(self, call: Message) -> Answer:
        if call.member != "RegisterStatusNotifierItem" or call.path != "/StatusNotifierWatcher":
            return None
        self.registered.append(call.body[0])
        self._soon(self.read_all())
        return ["", *()]

    async def call(self, *to: Any) -> list[Any]:
        name, path, interface, member, signature, *body = *to, *([""] if len(to) == 4 else [])
        reply = await self.bus.call(Message(name, path, interface, member, signature=signature, body=body))
        if reply.error_name in (
            "org.freedesktop.DBus.Error.ServiceUnknown",
            "org.freedesktop.DBus.Error.UnknownObject",
        ):
            raise Gone
        assert reply.message_type is MessageType.METHOD_RETURN, (member, reply.error_name, reply.body)
        return unpack_variants(reply.body)

    async def item(self, member: str, signature: str = "", *body: Any) -> list[Any]:
        return await self.call(self.registered[-1], ITEM_PATH, ITEM, member, signature, *body)

    async def menu(self, member: str, signature: str = "", *body: Any) -> list[Any]:
        if not self.shown:
            raise Gone
        return await self.call(self.registered[-1], self.shown["Menu"], MENU, member, signature, *body)

    @property
    def has_read(self) -> bool:
        """There is a menu, and no answer under way that would be put in the place of what is told meanwhile."""
        return bool(self.rows) and not self._work

    def row(self, label: str) -> int:
        """The number of the row that begins so."""
        [found] = [id for id, row in self.rows.items() if row.get("label", "").startswith(label)]
        return found

    def is_enabled(self, label: str) -> bool:
        return bool(self.rows[self.row(label)].get("enabled", True))

    async def click(self, times: int = 1) -> None:
        for _ in range(times):
            await self.item("Activate", "ii", 0, 25)

    async def get_all(self) -> None:
        [self.shown] = await self.call(self.registered[-1], ITEM_PATH, PROPERTIES, "GetAll", "s", ITEM)

    async def read_all(self) -> None:
        raise NotImplementedError

    async def read_again(self, signal: str) -> None:
        raise NotImplementedError

    async def open(self) -> None:
        raise NotImplementedError

    async def press(self, label: str) -> None:
        raise NotImplementedError

    def _take(self, node: list[Any]) -> None:
        id, properties, below = node
        self.rows.setdefault(id, {}).update(properties)
        self.order += [id]
        for child in below:
            self._take(child)

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        self._work.begin(self._unless_gone(work))

    async def _unless_gone(self, work: Coroutine[Any, Any, None]) -> None:
        """As real ones, it minds no icon, and no bus, that goes while it is read."""
        with suppress(Gone, EOFError):
            await work

    def _follow(self, message: Message) -> None:
        if message.message_type is not MessageType.SIGNAL:
            return
        if message.member == "NameOwnerChanged":
            name, _, owner = message.body
            if self.registered and name == self.registered[-1] and not owner:
                self.shown = {}
        elif message.interface in (ITEM, MENU):
            self.told.append(message.member)
            if message.member == "ItemsPropertiesUpdated":
                for id, properties in unpack_variants(message.body[0]):
                    self.rows[id].update(properties)
            elif self.shown:
                self._soon(self.read_again(message.member))


class Gtk(Panel):
    """It reads all at once and again, opens and presses by the group methods, and never asks what is in the menu."""

    async def read_all(self) -> None:
        for _ in range(2):
            await self.get_all()
        if not self.shown:
            raise Gone
        await self.call(self.registered[-1], self.shown["Menu"], PROPERTIES, "GetAll", "s", MENU)
        names = ["type", "label", "visible", "enabled", "children-display", "toggle-state"]
        _, layout = await self.menu("GetLayout", "iias", 0, -1, names)
        self.rows, self.order = {}, []
        self._take(layout)
        for level in ([0], [id for id in self.order if id]):
            [found] = await self.menu("GetGroupProperties", "aias", level, [])
            self.rows.update(dict(found))

    async def read_again(self, signal: str) -> None:
        await self.get_all()

    async def open(self) -> None:
        assert await self.menu("AboutToShowGroup", "ai", [0]) == [[], []]

    async def press(self, label: str) -> None:
        await self.open()
        assert await self.menu("EventGroup", "a(isvu)", [[self.row(label), "clicked", Variant("i", 0), 4711]]) == [[]]


class Qt(Panel):
    """It reads one property after the other and one level of the menu, the lower ones as they are opened."""

    async def read_all(self) -> None:
        await self.call(self.registered[-1], ITEM_PATH, "org.freedesktop.DBus.Introspectable", "Introspect")
        found = {}
        for name in ("Id", "Title", "Status", "IconName", "IconPixmap", "ToolTip", "Menu", "ItemIsMenu"):
            [found[name]] = await self.call(self.registered[-1], ITEM_PATH, PROPERTIES, "Get", "ss", ITEM, name)
        self.shown = found
        self.rows, self.order = {}, []
        await self._unfold(0)

    async def read_again(self, signal: str) -> None:
        for name in {"NewIcon": ["IconName", "IconPixmap"], "NewToolTip": ["ToolTip"]}.get(signal, []):
            [self.shown[name]] = await self.call(self.registered[-1], ITEM_PATH, PROPERTIES, "Get", "ss", ITEM, name)

    async def open(self) -> None:
        assert await self.menu("AboutToShow", "i", 0) == [False]
        await self.menu("Event", "isvu", 0, "opened", Variant("s", ""), 0)
        for id in [id for id, row in self.rows.items() if id and row.get("children-display") == "submenu"]:
            assert await self.menu("AboutToShow", "i", id) == [False]
            await self._unfold(id)

    async def press(self, label: str) -> None:
        await self.open()
        await self.menu("Event", "isvu", 0, "closed", Variant("s", ""), 0)
        await self.menu("Event", "isvu", self.row(label), "clicked", Variant("s", ""), 0)

    async def _unfold(self, id: int) -> None:
        _, layout = await self.menu("GetLayout", "iias", id, 1, [])
        self._take(layout)
