"""Services on a bus that may be there or not: which of them are, and what those that are there say.

    the owner of each name ─▶ changed() ─▶ there() ─▶ ask_all() ─▶ what was answered, and what did not answer

None of this triggers D-Bus activation.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

from reminder.errors import NoAnswer
from reminder.phrase import Phrase
from reminder.system.bus import DAEMON, DAEMON_PATH, DISCONNECTED, NO_REPLY, Bus, BusError

LOST = NO_REPLY, DISCONNECTED
ABSENT = tuple(f"org.freedesktop.DBus.Error.{name}" for name in ("ServiceUnknown", "NameHasNoOwner"))

SESSION_MANAGER = "org.gnome.SessionManager"
"""GNOME's, and under the same name Cinnamon's and MATE's."""
IDLE_INHIBITED = 8
"""Its flag for what keeps the screen awake."""

T = TypeVar("T")


class Services:
    """Which of some names have an owner."""

    def __init__(self, bus: Bus, names: Iterable[str], changed: Callable[[], None]) -> None:
        self._bus = bus
        self._names = tuple(names)
        self._changed = changed
        self._owners: dict[str, str] = {}
        self._met: set[str] = set()
        """Those that have an owner, or had one."""
        self._known = asyncio.Event()
        """The bus has said it of each, or that there is no bus."""

    def start(self) -> None:
        """Call `changed` whenever one comes or goes, after it was known for the first time of all."""
        for name in self._names:
            self._bus.follow(name, partial(self._change, name))

    async def there(self) -> list[str]:
        """The names that have an owner."""
        await self._known.wait()
        return [name for name in self._names if self._owners[name]]

    async def resting(self, there: Iterable[str], expected: Iterable[str]) -> list[str]:
        """Those that are not `there` but were, or are `expected`, and that the bus can activate."""
        absent = [name for name in self._names if name in self._met.union(expected).difference(there)]
        startable = await activatable(self._bus) if absent else ()
        return [name for name in absent if name in startable]

    def owner(self, name: str) -> str:
        """The unique name of its owner; empty: it has none."""
        return self._owners.get(name, "")

    def _change(self, name: str, owner: str) -> None:
        self._owners[name] = owner
        if owner:
            self._met.add(name)
        if self._known.is_set():
            self._changed()
        elif len(self._owners) == len(self._names):
            self._known.set()


async def activatable(bus: Bus) -> frozenset[str]:
    """The names that can be activated: the bus starts a service once one is called. Raises BusError."""
    match await bus.call(DAEMON, DAEMON_PATH, DAEMON, "ListActivatableNames"):
        case [[*names]]:
            return frozenset(names)
    return frozenset()


def silence(name: str | Phrase, error: BusError) -> NoAnswer:
    """What to say of one that does not answer as it should."""
    if error.name in LOST:
        return NoAnswer("{name} does not answer", name=name)
    return NoAnswer("{name} refused to tell: {why}", name=name, why=error.said)


async def ask_all(questions: Mapping[str, Coroutine[Any, Any, T | None]]) -> tuple[dict[str, T], list[NoAnswer]]:
    """What each has answered, those that do not tell (None) left out; and the silence of the others."""
    told = await asyncio.gather(*questions.values(), return_exceptions=True)
    answers: dict[str, T] = {}
    silent = []
    for who, answer in zip(questions, told, strict=True):
        match answer:
            case None:
                continue
            case NoAnswer():
                silent.append(answer)
            case BaseException():
                raise answer
            case _:
                answers[who] = answer
    return answers, silent
