"""The power managers of KDE and Xfce, as far as they say what keeps the screen awake."""

from bus_service import Answer, Service
from dbus_fast import Message

KDE = "org.kde.Solid.PowerManagement.PolicyAgent"
XFCE = "org.freedesktop.PowerManagement.Inhibit"
SLEEP, SCREEN = 1, 4


class PowerDevil(Service):
    """KDE's. It has Xfce's interface too, and means sleep by it."""

    names = (KDE, XFCE)

    def __init__(self) -> None:
        super().__init__()
        self.inhibitions: dict[str, int] = {}
        """Each program's name, and what it inhibits."""

    def inhibit(self, **inhibitions: int) -> None:
        self.inhibitions = inhibitions
        self.signal(_path(KDE), KDE, "InhibitionsChanged", "a(ss)as", [], [])
        self.signal(_path(XFCE), XFCE, "HasInhibitChanged", "b", self._has(SLEEP))

    def truth(self, call: Message) -> Answer:
        match call.interface, call.member, call.body:
            case _, "HasInhibition", [int(what)]:
                return "b", self._has(what)
            case _, "ListInhibitions", []:
                return "a(ss)", [(name, "a reason") for name in self.inhibitions]
            case _, "HasInhibit", []:
                return "b", self._has(SLEEP)
        return None

    def _has(self, what: int) -> bool:
        return any(inhibited & what for inhibited in self.inhibitions.values())


class Xfce(Service):
    """Xfce's."""

    names = (XFCE,)

    def __init__(self) -> None:
        super().__init__()
        self.has_inhibit = False

    def inhibit(self, inhibited: bool) -> None:
        self.has_inhibit = inhibited
        self.signal(_path(XFCE), XFCE, "HasInhibitChanged", "b", inhibited)

    def truth(self, call: Message) -> Answer:
        return ("b", self.has_inhibit) if call.member == "HasInhibit" else None


def _path(name: str) -> str:
    return "/" + name.replace(".", "/")
