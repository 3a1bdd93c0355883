"""Screen savers, which tell whether they are active, or do not."""

from dbus_fast import Message
from support.bus_service import Answer, Service

GNOME, KDE, CINNAMON, MATE, XFCE = (
    f"org.{desktop}.ScreenSaver" for desktop in ("gnome", "freedesktop", "cinnamon", "mate", "xfce")
)


class ScreenSaver(Service):
    """One at `path`, by default where its desktop has it."""

    def __init__(self, name: str = GNOME, path: str = "") -> None:
        super().__init__()
        self.names = (name,)
        self.active = False
        self._name = name
        self._path = path or "/" + name.replace(".", "/")

    def activate(self, active: bool = True) -> None:
        self.active = active
        self.signal(self._path, self._name, "ActiveChanged", "b", active)

    def truth(self, call: Message) -> Answer:
        if (call.path, call.interface, call.member) == (self._path, self._name, "GetActive"):
            return "b", self.active
        return None
