"""The power managers of KDE and Xfce, as far as they say what keeps the screen awake."""

from dbus_fast import Message
from support.bus_service import Answer, Service

KDE = "org.kde.Solid.PowerManagement.PolicyAgent"
XFCE = "org.freedesktop.PowerManagement"
INHIBIT = f"{XFCE}.Inhibit"
SLEEP, SCREEN = 1, 4


class PowerDevil(Service):
    """KDE's. It has Xfce's interface too, and means sleep by it."""

    names = (KDE, XFCE, INHIBIT)

    def __init__(self) -> None:
        super().__init__()
        self.inhibitions: dict[str, int] = {}
        """Each program's name, and what it inhibits."""

    def inhibit(self, **inhibitions: int) -> None:
        self.inhibitions = inhibitions
        self.signal(_path(KDE), KDE, "InhibitionsChanged", "a(ss)as", [], [])
        self.signal(_path(INHIBIT), INHIBIT, "HasInhibitChanged", "b", self._has(SLEEP))

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
    """Xfce's, as its version 4.20 is: the interface is no name on the bus, and its signal is never sent."""

    names = (XFCE,)

    def __init__(self) -> None:
        super().__init__()
        self.programs: tuple[str, ...] = ()

    def inhibit(self, *programs: str) -> None:
        self.programs = programs

    def truth(self, call: Message) -> Answer:
        match call.path == _path(INHIBIT) and call.interface == INHIBIT and call.member:
            case "HasInhibit":
                return "b", bool(self.programs)
            case "GetInhibitors":
                return "as", list(self.programs)
        return None


def _path(name: str) -> str:
    return "/" + name.replace(".", "/")
