"""logind, systemd's or elogind, which knows the sessions of this machine: its names, and what it knows of a session.

own() ─▶ $XDG_SESSION_ID, else that of the own cgroup, else the one that logind takes for the person's ─▶ Known
                                    └ changed, a request to lock, gone, come ─▶ changed()
"""

import sys
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol, TypeVar

from dbus_fast import Message, Variant

from reminder.errors import NoAnswer
from reminder.phrase import Phrase, phrase
from reminder.senses.linux.services import ABSENT, Services, silence
from reminder.system import session
from reminder.system.bus import PROPERTIES, Bus, BusError

NAME = "org.freedesktop.login1"
PATH = "/org/freedesktop/login1"
MANAGER = f"{NAME}.Manager"
SESSION = f"{NAME}.Session"
USER = f"{NAME}.User"

UID = -1
"""The person's number."""
if sys.platform != "win32":
    import os

    UID = os.getuid()

_UNKNOWN = (
    *(f"{NAME}.{what}" for what in ("NoSuchSession", "NoSuchUser", "NoSessionForPID")),
    "org.freedesktop.DBus.Error.UnknownObject",
    *ABSENT,
)
"""How it says that there is no such session or user."""
T = TypeVar("T")

_WITH_A_SCREEN = "x11", "wayland", "mir"
_OVER = "closing"
"""The state of a session that was left while some process of it goes on: systemd 262 keeps it for as long as that."""


def named(bus: Bus) -> str | Phrase:
    """ "logind" and, where that is so, why nothing on this bus can be called."""
    return phrase("logind ({why})", why=bus.why) if bus.why else "logind"


class Known(NamedTuple):
    """What logind says of a session."""

    path: str
    id: str = ""
    type: str = ""
    is_over: bool = False
    """The person has logged out of it."""
    is_locked: bool = False
    is_shown: bool = True
    seat: str = ""
    display: str = ""
    """X11's; empty under Wayland, and where the display manager has not said it."""
    desktop: str = ""
    leader: int = 0
    """The process whose end is the session's."""

    @property
    def has_screen(self) -> bool:
        return self.type in _WITH_A_SCREEN

    @property
    def is_at_hand(self) -> bool:
        """The person can see it."""
        return self.is_shown and not (self.is_locked or self.is_over)


async def known(bus: Bus, id: str) -> Known | None:
    """The session of this id; None: there is none. Raises NoAnswer."""
    path = _path(await _ask(bus, PATH, MANAGER, "GetSession", "s", id)) if id else ""
    return await _known(bus, path)


async def own(bus: Bus) -> Known | None:
    """The session of the person; None: there is none. One that is over counts for none. Raises NoAnswer.

    A program that was started from a terminal or over the network may be in one of its own. Then the one with the
    screen counts, if there is one.
    """
    second_best = None
    for find in (_by_id, _by_user):
        found = await find(bus)
        if found and not found.is_over:
            if found.has_screen:
                return found
            second_best = second_best or found
    return second_best


class AtHand(Protocol):
    """What knows whether the session of the person is before them."""

    def follow(self, changed: Callable[[], None]) -> None:
        """Call `changed` whenever that may be otherwise, or be said of another session."""

    async def is_locked(self) -> bool | None:
        """Locked, or not the one that is shown; None: logind does not run, or has none for us. Raises NoAnswer."""


class OwnSession:
    """The session of the person, and word of whatever becomes of it."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._changed: Callable[[], None] = lambda: None
        self._logind = Services(bus, [NAME], lambda: self._changed())
        self._found: Known | None = None
        """None: there is none, or that is just being asked, and any session's news may be about it."""

    def follow(self, changed: Callable[[], None]) -> None:
        """Call `changed` whenever it may have been locked or unlocked, or be another one."""
        self._changed = changed
        self._bus.listen_to_properties(self._hear, SESSION)
        for request in ("Lock", "Unlock"):
            self._bus.listen(self._hear, SESSION, request)
        for news in ("SessionNew", "SessionRemoved"):
            self._bus.listen(self._hear_manager, MANAGER, news, PATH)
        self._logind.start()

    async def find(self) -> Known | None:
        """None: there is no logind, or it has no session for us. Raises NoAnswer."""
        self._found = None
        if not await self.has_logind():
            return None
        self._found = found = await own(self._bus)
        return found

    async def is_locked(self) -> bool | None:
        """As `AtHand` has it."""
        found = await self.find()
        return found and not found.is_at_hand

    async def has_logind(self) -> bool:
        return bool(await self._logind.there())

    def _hear(self, message: Message) -> None:
        if not self._found or self._found.path == message.path:
            self._changed()

    def _hear_manager(self, message: Message) -> None:
        """Each login over the network and each timed job is a session, too."""
        if not self._found or not self._found.has_screen or self._found.path in message.body:
            self._changed()


async def _by_id(bus: Bus) -> Known | None:
    return await known(bus, session.here().id)


async def _by_user(bus: Bus) -> Known | None:
    user = _path(await _ask(bus, PATH, MANAGER, "GetUser", "u", UID))
    if not user:
        return None
    match await _ask(bus, user, PROPERTIES, "Get", "ss", USER, "Display"):
        case Variant(value=[str(), path]):
            return await _known(bus, _path(path))
    return None


async def _known(bus: Bus, path: str) -> Known | None:
    if not path:
        return None
    properties = await _ask(bus, path, PROPERTIES, "GetAll", "s", SESSION)
    if properties is None:
        return None
    if not isinstance(properties, dict):
        raise NoAnswer("logind answers nonsense")
    values = {name: found.value for name, found in properties.items() if isinstance(found, Variant)}
    seat = values.get("Seat")
    return Known(
        path,
        _value(values, "Id", ""),
        _value(values, "Type", ""),
        _value(values, "State", "") == _OVER,
        _value(values, "LockedHint", False),
        _value(values, "Active", True),
        _value({"Seat": seat[0]} if isinstance(seat, list | tuple) and seat else {}, "Seat", ""),
        _value(values, "Display", ""),
        _value(values, "Desktop", ""),
        _value(values, "Leader", 0),
    )


async def _ask(bus: Bus, path: str, interface: str, member: str, signature: str, *body: Any) -> Any:
    """What it answers; None: there is no such thing."""
    try:
        answer = await bus.call(NAME, path, interface, member, signature, *body)
    except BusError as error:
        if error.name in _UNKNOWN:
            return None
        raise silence("logind", error) from None
    return answer[0] if answer else None


def _value(values: Mapping[str, Any], name: str, default: T) -> T:
    """That of a property, if it is of the kind that it should be."""
    found = values.get(name)
    return found if type(found) is type(default) else default


def _path(answer: object) -> str:
    """An object's; empty where there is none."""
    return answer if isinstance(answer, str) and answer.startswith("/") and answer != "/" else ""
