"""The login session that a program belongs to: which it is, as its surroundings tell, and in words for another program.

    environment, own cgroup ─▶ here() ─▶ Session ─▶ words ─▶ a knock ─▶ read() ─▶ is_same()
                                            └▶ enter(): what this program and its children take for theirs

The environment is where a session is kept: libraries and children look there too. Only `enter` writes to it, and
whoever connects reads it anew. Every command imports this, so it does without typing and pathlib.
"""

from __future__ import annotations

import os
import sys
from collections import namedtuple

from reminder.errors import ReminderError
from reminder.phrase import listed, phrase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reminder.phrase import Phrase

OF_EACH_USER = "/run/user"
"""Where Linux has the runtime directories. A shell that lacks the variable, as after `su -`, has to find the same."""
_OWN_GROUPS = "/proc/self/cgroup"

_VARIABLES = (
    "XDG_SESSION_ID",
    "XDG_SEAT",
    "XDG_CURRENT_DESKTOP",
    "DBUS_SESSION_BUS_ADDRESS",
    "DISPLAY",
    "XAUTHORITY",
    "WAYLAND_DISPLAY",
    "XDG_RUNTIME_DIR",
)
"""Those of each field of a session."""


class Session(
    namedtuple(
        "Session",
        ("id", "seat", "desktop", "bus", "display", "authority", "wayland", "runtime"),
        defaults=("", "", "", "", "", "", "", ""),
    )
):
    """One login of the person, by the values of its variables; empty: there is none, or nobody has said it."""

    __slots__ = ()
    id: str
    """logind's."""
    seat: str
    desktop: str
    bus: str
    display: str
    authority: str
    wayland: str
    runtime: str

    @property
    def has_screen(self) -> bool:
        """One of this machine: what `ssh -X` sets leads to another one."""
        return bool(self._screens())

    @property
    def name(self) -> Phrase:
        """For the person: "Wayland display wayland-0, session 2"."""
        wayland = phrase("Wayland display {display}", display=self.wayland) if self.wayland else None
        x11 = phrase("X11 display {display}", display=self.display) if self.display else None
        named = wayland or x11, phrase("session {id}", id=self.id) if self.id else None, self.seat
        if any(named):
            return listed(named)
        return phrase("a session bus without a screen") if self.bus else phrase("no login")

    @property
    def environment(self) -> dict[str, str]:
        """The variables and their values; those without one are not set in it."""
        return {variable: value for variable, value in zip(_VARIABLES, self, strict=True) if value}

    @property
    def words(self) -> tuple[str, ...]:
        """As `read` reads them."""
        return tuple(f"{variable}={value}" for variable, value in self.environment.items())

    def is_same(self, other: Session) -> bool:
        """By logind's id, where both have one; else by the screen they are on, or the bus where neither has one."""
        if self.id and other.id:
            return self.id == other.id
        if self.has_screen or other.has_screen:
            return self.has_screen_of(other)
        return self.bus == other.bus

    def has_screen_of(self, other: Session) -> bool:
        """Both are on one, whoever they are."""
        return bool(self._screens() & other._screens())

    def _screens(self) -> set[str]:
        host, colon, number = self.display.rpartition(":")
        found = {f":{number.partition('.')[0]}"} if colon and number and host in ("", "unix") else set()
        if self.wayland:
            found.add(os.path.join(self.runtime, self.wayland))  # noqa: PTH118 - an absolute name stays as it is
        return found


def of(environment: Mapping[str, str]) -> Session:
    """That of a program with these variables."""
    return Session(*(environment.get(variable, "") for variable in _VARIABLES))


def here() -> Session:
    """That of this program, also where its environment lacks what its surroundings tell.

    GNOME 51, Budgie 10.10 and Phosh 0.58 start programs without XDG_SESSION_ID, `su -` and cron without the rest.
    """
    found = of(os.environ)
    if sys.platform != "linux":
        return found
    runtime = runtime_base()
    return found._replace(id=found.id or _id_of_cgroup(), runtime=runtime, bus=found.bus or bus_in(runtime))


def read(words: Iterable[str]) -> Session:
    """What `words` were made of. What is none of ours is passed over."""
    return of(dict(word.partition("=")[::2] for word in words))


def enter(session: Session) -> None:
    """Be of that session from now on, and so the children."""
    for variable in _VARIABLES:
        os.environ.pop(variable, None)
    os.environ.update(session.environment)


def bus_in(runtime: str) -> str:
    """The address of the session bus that listens in a runtime directory; empty: none does."""
    path = f"{runtime}/bus"
    return f"unix:path={path}" if runtime and os.path.exists(path) else ""  # noqa: PTH110 - see above


def runtime_base() -> str:
    """The person's runtime directory; empty: there is none that is theirs to write in."""
    if sys.platform != "linux":
        return ""
    named = os.environ.get("XDG_RUNTIME_DIR", "")
    if named.startswith("/") and os.access(named, os.W_OK | os.X_OK):
        return named.rstrip("/")
    found = f"{OF_EACH_USER}/{os.getuid()}"
    return found if os.access(found, os.W_OK | os.X_OK) and is_private(found) else ""


def is_private(directory: str) -> bool:
    """Whether it belongs to this user alone. Raises OSError."""
    if sys.platform == "win32":
        raise NotImplementedError
    found = os.lstat(directory)
    return (found.st_mode & 0o170077) == 0o040000 and found.st_uid == os.getuid()


def require_own_home() -> None:
    """Raises ReminderError for root in another person's environment, as `sudo -E` and `su` leave it.

    Root may write everywhere, and what it leaves there locks the person out.
    """
    if sys.platform == "win32" or os.getuid() != 0:
        return
    home = os.environ.get("HOME", "")
    places = {
        "XDG_RUNTIME_DIR": os.environ.get("XDG_RUNTIME_DIR", ""),
        "XDG_STATE_HOME": os.environ.get("XDG_STATE_HOME", home),
        "XDG_CONFIG_HOME": os.environ.get("XDG_CONFIG_HOME", home),
    }
    for variable, place in places.items():
        if owner := _other_owner(place):
            raise ReminderError(
                "you are root here, and {place} ({variable}) belongs to {owner}:"
                " run it as {owner}, without sudo or su; for a reminder of root's own: su -",
                place=place,
                variable="HOME" if place == home else variable,
                owner=owner,
            )


def _other_owner(place: str) -> str | Phrase:
    """Whose a folder is, or will be once it is made; empty: ours, or that cannot be known."""
    if sys.platform == "win32" or not place.startswith("/"):
        return ""
    while place != "/" and not os.path.lexists(place):
        place = os.path.dirname(place)  # noqa: PTH120 - see above
    try:
        owner = os.stat(place).st_uid  # noqa: PTH116 - see above
    except OSError:
        return ""
    return user_name(owner) if owner != os.getuid() else ""


def user_name(uid: int) -> str | Phrase:
    """As people know them."""
    if sys.platform == "win32":
        raise NotImplementedError
    try:
        import pwd

        return pwd.getpwuid(uid).pw_name
    except (ImportError, KeyError):
        return phrase("the user {uid}", uid=uid)


def _id_of_cgroup() -> str:
    """systemd keeps what a login starts in "session-2.scope"; what its user manager starts is elsewhere."""
    try:
        with open(_OWN_GROUPS, encoding="utf-8", errors="replace") as file:  # noqa: PTH123 - see above
            parts = file.read().replace("\n", "/").split("/")
    except OSError:
        return ""
    start, end = "session-", ".scope"
    scopes = (part[len(start) : -len(end)] for part in parts if part.startswith(start) and part.endswith(end))
    return next(scopes, "")
