"""Which programs keep the screen awake, as people call them: what managers were told -> names for the status.

    what one was told ─▶ keeper() ─▶ Keeper ─▶ best(), of all of them ─▶ names

A desktop passes on what programs asked of it, and some then name themselves: "a program (by GNOME)".
"""

from collections.abc import Iterable
from typing import NamedTuple

from reminder.model.desktops import DESKTOPS
from reminder.model.senses import Programs
from reminder.phrase import Phrase, phrase
from reminder.senses.sensor import SOMEBODY, plain_name

_NAMELESS = frozenset({"", "unknown", "systemd-inhibit", "gnome-session-inhibit"})
"""What stands where no program is named; the last two keep awake for what they run."""
_PASS_ON = {part: desktop.label for desktop in DESKTOPS for part in desktop.parts}
_PORTAL = "xdg-desktop-portal"


class Keeper(NamedTuple):
    """A program that keeps the screen awake."""

    name: str = ""
    """Empty: it is not known."""
    passed_on_by: str = ""
    """The desktop that asks on its behalf, or the portal of one."""


UNNAMED = Keeper()


def keeper(told: str) -> Keeper:
    """What `told` stands for: an application's id, the name or the path of a program, or an address on the bus."""
    name = "" if told.startswith(":") else plain_name(told)
    if name in _NAMELESS:
        return UNNAMED
    if name.startswith(_PORTAL):
        return Keeper(passed_on_by=_PORTAL)
    desktop = _PASS_ON.get(told.lower()) or _PASS_ON.get(name)
    return Keeper(passed_on_by=desktop) if desktop else Keeper(name)


def best(keepers: Iterable[Keeper]) -> Programs:
    """The names that say the most, in order: a desktop that may have passed on the wish of a named one is left out."""
    known = set(keepers)
    if named := {it.name for it in known if it.name}:
        return tuple(sorted(named))
    passed_on = sorted({it.passed_on_by for it in known if it.passed_on_by})
    return tuple(map(_passed_on, passed_on)) or (SOMEBODY if known else ())


def _passed_on(by: str) -> Phrase:
    if by == _PORTAL:
        return phrase("a program (by the desktop's portal)")
    return phrase("a program (by {desktop})", desktop=by)
