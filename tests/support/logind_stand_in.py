"""logind with its sessions and inhibitors, on a bus that stands for the system's."""

import os
from dataclasses import dataclass

from dbus_fast import DBusError, Message, Variant
from support.bus_service import Answer, Service

LOGIND = "org.freedesktop.login1"
PATH = "/org/freedesktop/login1"
MANAGER, SESSION, USER = (f"{LOGIND}.{interface}" for interface in ("Manager", "Session", "User"))


@dataclass
class Session:
    """One of a person."""

    id: str
    type: str = "wayland"
    locked: bool = False
    active: bool = True
    state: str = "active"
    display: str = ""
    leader: int = 0
    desktop: str = ""

    @property
    def path(self) -> str:
        return f"{PATH}/session/_3{self.id}"

    def properties(self) -> dict[str, Variant]:
        return {
            "Id": Variant("s", self.id),
            "Type": Variant("s", self.type),
            "LockedHint": Variant("b", self.locked),
            "Active": Variant("b", self.active),
            "State": Variant("s", self.state),
            "Display": Variant("s", self.display),
            "Leader": Variant("u", self.leader),
            "Desktop": Variant("s", self.desktop),
            "Seat": Variant("(so)", ("seat0", f"{PATH}/seat/seat0")),
        }


class Logind(Service):
    """The first of its sessions is the one it takes for the person's."""

    names = (LOGIND,)

    def __init__(self, address: str, *sessions: Session) -> None:
        super().__init__(address)
        self.sessions = list(sessions)
        self.inhibitors: list[tuple[str, str, str, str, int, int]] = []

    def lock(self, session: Session, locked: bool = True) -> None:
        """A locker says that it has locked, or does not any more."""
        session.locked = locked
        self.changed(session.path, SESSION, LockedHint=Variant("b", locked))

    def show(self, session: Session, active: bool = True) -> None:
        """It is on the screen, or another one is."""
        session.active = active
        self.changed(session.path, SESSION, Active=Variant("b", active))

    def begin(self, session: Session) -> None:
        self.sessions.append(session)
        self.signal(PATH, MANAGER, "SessionNew", "so", session.id, session.path)

    def end(self, session: Session) -> None:
        self.sessions.remove(session)
        self.signal(PATH, MANAGER, "SessionRemoved", "so", session.id, session.path)

    def leave(self, session: Session) -> None:
        """The person logs out of it, and some process of it goes on. Without a seat nobody is told."""
        session.state = "closing"

    def inhibit(self, *inhibitors: tuple[str, str, str, str, int, int]) -> None:
        """What, who, why, mode, uid, pid."""
        self.inhibitors = list(inhibitors)
        self.changed(PATH, MANAGER, BlockInhibited=Variant("s", ":".join(what for what, *_ in inhibitors)))

    def sleep(self, begins: bool) -> None:
        self.signal(PATH, MANAGER, "PrepareForSleep", "b", begins)

    def truth(self, call: Message) -> Answer:
        match call.path, call.member, call.body:
            case _, "GetSession", [id]:
                found = next((session for session in self.sessions if session.id == id), None)
                return ("o", found.path) if found else no_such("Session")
            case _, "GetUser", [uid]:
                return ("o", f"{PATH}/user/_{uid}") if self.sessions and uid == os.getuid() else no_such("User")
            case _, "Get", [interface, "Display"] if interface == USER:
                living = [session for session in self.sessions if session.state != "closing"]
                shown = (living[0].id, living[0].path) if living else ("", "/")
                return "v", Variant("(so)", shown)
            case path, "GetAll", [interface] if interface == SESSION:
                found = next((session for session in self.sessions if session.path == path), None)
                if found:
                    return "a{sv}", found.properties()
                return DBusError("org.freedesktop.DBus.Error.UnknownObject", "no such session")
            case _, "ListInhibitors", []:
                return "a(ssssuu)", self.inhibitors
        return None


def no_such(what: str) -> DBusError:
    return DBusError(f"{LOGIND}.NoSuch{what}", "there is none")
