"""The icon's menu, as panels read it on a bus: com.canonical.dbusmenu, version 3.

rows ─▶ show() ─▶ what has changed, told        a press ─▶ pressed(entry)

Measured on eight panels in Debian sid of October 2026: those of GTK 3 call the group methods from version 3 on, and
lose the press where these are refused; LXQt's takes a menu that is open away when rows come or go; a label that is
changed in the layout alone stays as it was on GNOME. So the rows are the same for life, and only
ItemsPropertiesUpdated says what is new. Some ask for all levels (-1), some for one.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from dbus_fast import Variant
from dbus_fast.annotations import DBusBool, DBusInt32, DBusSignature, DBusStr, DBusUInt32, DBusVariant
from dbus_fast.constants import ErrorType, PropertyAccess
from dbus_fast.errors import DBusError
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

from reminder.model.tray import MENU, PAUSES, Entry
from reminder.tray.face import Row

PATH = "/MenuBar"
_ROOT = 0
_LINE = 100
"""The first of the numbers that the lines between have."""
_READ = PropertyAccess.READ

Properties = dict[str, Variant]
Ids = Annotated[list[int], DBusSignature("ai")]
Names = Annotated[list[str], DBusSignature("as")]
Layout = Annotated[list[Any], DBusSignature("u(ia{sv}av)")]
Group = Annotated[list[Any], DBusSignature("a(ia{sv})")]
Events = Annotated[list[tuple[int, str, Variant, int]], DBusSignature("a(isvu)")]
Updates = Annotated[list[Any], DBusSignature("aiai")]
Changes = Annotated[list[Any], DBusSignature("a(ia{sv})a(ias)")]

_TOP = tuple(_LINE + place if entry is None else entry.value for place, entry in enumerate(MENU))
_BELOW = {_ROOT: _TOP, Entry.PAUSE.value: tuple(entry.value for entry in PAUSES)}


class Menu(ServiceInterface):
    def __init__(self, pressed: Callable[[Entry], None]) -> None:
        super().__init__("com.canonical.dbusmenu")
        self._pressed = pressed
        self._rows: Mapping[Entry, Row] = {}

    def show(self, rows: Mapping[Entry, Row]) -> None:
        before, self._rows = self._rows, rows
        if changed := [entry for entry in before if before[entry] != rows[entry]]:
            self.ItemsPropertiesUpdated([[entry.value, _row(entry, rows[entry])] for entry in changed])

    def _properties(self, id: int, names: list[str]) -> Properties:
        """Those of these names, or all; of a row that is none nothing."""
        if id == _ROOT:
            found = {"children-display": Variant("s", "submenu")}
        elif id in _TOP and id >= _LINE:
            found = {"type": Variant("s", "separator")}
        else:
            found = _row(Entry(id), self._rows[Entry(id)]) if id in self._rows else {}
        return {name: value for name, value in found.items() if not names or name in names}

    def _tree(self, id: int, depth: int, names: list[str]) -> list[Any]:
        below = _BELOW.get(id, ()) if depth else ()
        rows = [Variant("(ia{sv}av)", self._tree(each, depth - 1, names)) for each in below]
        return [id, self._properties(id, names), rows]

    def _take(self, id: int, what: str) -> None:
        """A press comes as `clicked`; the rest tells of the menu, which needs none of it."""
        if what == "clicked" and id in self._rows and self._rows[Entry(id)].enabled:
            self._pressed(Entry(id))

    @dbus_property(_READ)
    def Version(self) -> DBusUInt32:
        return 3

    @dbus_property(_READ)
    def Status(self) -> DBusStr:
        return "normal"

    @dbus_property(_READ)
    def TextDirection(self) -> DBusStr:
        return "ltr"

    @dbus_property(_READ)
    def IconThemePath(self) -> Names:
        return []

    @dbus_method()
    def GetLayout(self, parent: DBusInt32, depth: DBusInt32, names: Names) -> Layout:
        return [1, self._tree(parent, depth, names)]

    @dbus_method()
    def GetGroupProperties(self, ids: Ids, names: Names) -> Group:
        wanted = ids or [_ROOT, *_TOP, *_BELOW[Entry.PAUSE]]
        return [[id, self._properties(id, names)] for id in wanted if self._properties(id, [])]

    @dbus_method()
    def GetProperty(self, id: DBusInt32, name: DBusStr) -> DBusVariant:
        if value := self._properties(id, [name]).get(name):
            return value
        raise DBusError(ErrorType.INVALID_ARGS, "there is no such property")

    @dbus_method()
    def Event(self, id: DBusInt32, what: DBusStr, data: DBusVariant, when: DBusUInt32) -> None:
        self._take(id, what)

    @dbus_method()
    def EventGroup(self, events: Events) -> Ids:
        for id, what, _, _ in events:
            self._take(id, what)
        return []

    @dbus_method()
    def AboutToShow(self, id: DBusInt32) -> DBusBool:
        return False

    @dbus_method()
    def AboutToShowGroup(self, ids: Ids) -> Updates:
        return [[], []]

    @dbus_signal()
    def LayoutUpdated(self) -> Annotated[list[int], DBusSignature("ui")]:
        """Never sent, but panels want it to be there."""
        return [1, _ROOT]

    @dbus_signal()
    def ItemsPropertiesUpdated(self, changed: list[Any]) -> Changes:
        return [changed, []]


def _row(entry: Entry, row: Row) -> Properties:
    """An underscore would mark the next letter."""
    found = {"label": Variant("s", row.label.replace("_", "__")), "enabled": Variant("b", row.enabled)}
    if entry in _BELOW:
        found["children-display"] = Variant("s", "submenu")
    return found
