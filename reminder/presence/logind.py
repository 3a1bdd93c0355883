"""logind, systemd's or elogind, which knows the sessions of this machine: its names, and the session that is ours.

$XDG_SESSION_ID, else the one that logind takes for the person's ─▶ its properties ─▶ is_locked()
                          └ changed, a request to lock, gone, come ─▶ changed()
"""

import os
import sys
from collections.abc import Callable
from typing import Any

from dbus_fast import Message, Variant

from reminder.bus import PROPERTIES, Bus, BusError
from reminder.presence.base import Unanswered
from reminder.presence.services import ABSENT, Services, silence

NAME = "org.freedesktop.login1"
PATH = "/org/freedesktop/login1"
MANAGER = f"{NAME}.Manager"
SESSION = f"{NAME}.Session"
USER = f"{NAME}.User"

UID = -1
"""The person's number."""
if sys.platform != "win32":
    UID = os.getuid()

_UNKNOWN = (
    *(f"{NAME}.{what}" for what in ("NoSuchSession", "NoSuchUser", "NoSessionForPID")),
    "org.freedesktop.DBus.Error.UnknownObject",
    *ABSENT,
)
"""How it says that there is no such session or user."""
_WITH_A_SCREEN = "x11", "wayland", "mir"


def named(bus: Bus) -> str:
    """ "logind" and, where that is so, why nobody on this bus can be asked."""
    return f"logind ({bus.why})" if bus.why else "logind"


class OwnSession:
    """The session of the person.

    A program that was started from a terminal or over the network may be in one of its own. Then the one with the
    screen counts, if there is one.
    """

    def __init__(self, bus: Bus, changed: Callable[[], None]) -> None:
        self._bus = bus
        self._changed = changed
        self._logind = Services(bus, [NAME], changed)
        self._path = ""
        """Where it is; empty: there is none, or that is just being asked, and any session's news may be about it."""
        self._has_screen = False

    def start(self) -> None:
        """Call `changed` whenever it may have been locked or unlocked, or be another one."""
        self._bus.listen(self._hear, PROPERTIES, "PropertiesChanged", more=f",arg0='{SESSION}'")
        for request in ("Lock", "Unlock"):
            self._bus.listen(self._hear, SESSION, request)
        for news in ("SessionNew", "SessionRemoved"):
            self._bus.listen(self._hear_manager, MANAGER, news, PATH)
        self._logind.start()

    async def is_locked(self) -> bool | None:
        """Locked, or not the one that is shown; None: there is no logind, or it has no session for us.

        Raises Unanswered.
        """
        self._path, self._has_screen = "", False
        if not await self._logind.there():
            return None
        properties = await self._find()
        if properties is None:
            return None
        return _is(properties, "LockedHint", True) or _is(properties, "Active", False)

    def _hear(self, message: Message) -> None:
        if self._path in ("", message.path):
            self._changed()

    def _hear_manager(self, message: Message) -> None:
        """Each login over the network and each timed job is a session, too."""
        if not self._has_screen or self._path in ("", *message.body):
            self._changed()

    async def _find(self) -> dict[str, Any] | None:
        second_best = None
        for find in (self._find_by_id, self._find_by_user):
            path = await find()
            if path and (properties := await self._ask(path, PROPERTIES, "GetAll", "s", SESSION)) is not None:
                if not isinstance(properties, dict):
                    raise Unanswered("logind answers nonsense")
                if any(_is(properties, "Type", kind) for kind in _WITH_A_SCREEN):
                    self._path, self._has_screen = path, True
                    return properties
                second_best = second_best or (path, properties)
        if second_best:
            self._path, properties = second_best
            return properties
        return None

    async def _find_by_id(self) -> str:
        id = os.environ.get("XDG_SESSION_ID")
        return _path(await self._ask(PATH, MANAGER, "GetSession", "s", id)) if id else ""

    async def _find_by_user(self) -> str:
        user = _path(await self._ask(PATH, MANAGER, "GetUser", "u", UID))
        if not user:
            return ""
        match await self._ask(user, PROPERTIES, "Get", "ss", USER, "Display"):
            case Variant(value=[str(), path]):
                return _path(path)
        return ""

    async def _ask(self, path: str, interface: str, member: str, signature: str, *body: Any) -> Any:
        """What it answers; None: there is no such thing."""
        try:
            answer = await self._bus.call(NAME, path, interface, member, signature, *body)
        except BusError as error:
            if error.name in _UNKNOWN:
                return None
            raise silence("logind", error) from None
        return answer[0] if answer else None


def _is(properties: dict[str, Any], name: str, value: object) -> bool:
    match properties.get(name):
        case Variant(value=found):
            return type(found) is type(value) and found == value
    return False


def _path(answer: object) -> str:
    """An object's; empty where there is none."""
    return answer if isinstance(answer, str) and answer.startswith("/") and answer != "/" else ""
