"""The person's other sessions that the program knows: those that it served before, or that have asked to be.

    keep() ─▶ sessions.json, beside the socket ─▶ begin() ─▶ returned(), at_hand()

A session of somebody who works here and at home goes on while the other one is served. The file goes with the last of
them, as the runtime directory does.
"""

import json
from contextlib import suppress
from pathlib import Path

from reminder.control.address import runtime_directory
from reminder.senses.linux import logind
from reminder.storage.files import read, replace
from reminder.system import session
from reminder.system.bus import Bus
from reminder.system.session import Session

_MOST = 8


class KnownSessions:
    """Those that logind can tell of."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._kept: dict[str, Session] = {}
        self._at_hand: set[str] = set()
        self._returned: list[str] = []
        """Those that came to be at hand while this program served another one, and are so still."""

    def __bool__(self) -> bool:
        return bool(self._kept)

    async def begin(self, own_id: str) -> None:
        """Recall them, without the one that is served. Raises NoAnswer."""
        self._kept = {kept.id: kept for kept in _read() if kept.id != own_id}
        self._at_hand = set(self._kept)  # where logind is silent about one, that it answers later is no news of it
        self._at_hand = {kept.id for kept in await self.at_hand()}

    def keep(self, one: Session) -> None:
        """Also for those who serve after this program."""
        if not one.id:
            return
        self._kept.pop(one.id, None)
        self._kept[one.id] = one
        self._at_hand.add(one.id)
        self.hand_on(one)

    def hand_on(self, one: Session) -> None:
        """For those who serve after this program alone: it is the one that is served now, as it is about to be left."""
        if not one.id:
            return
        lasting = [*(kept for kept in _read() if kept.id != one.id), one][-_MOST:]
        with suppress(OSError):
            replace(_file(), json.dumps([kept.words for kept in lasting]).encode())

    async def at_hand(self) -> list[Session]:
        """Those that the person can see, the last one known first. Raises NoAnswer."""
        found = []
        for id, kept in reversed(list(self._kept.items())):
            known = await logind.known(self._bus, id)
            if known is None or known.is_over:
                del self._kept[id]
            elif known.is_at_hand:
                found.append(kept)
        return found

    async def returned(self) -> tuple[Session, bool] | None:
        """One that the person has unlocked, or has before them again, and whether since this was last asked.

        It stays so until it is locked or left: the one that is served may be locked only later. Raises NoAnswer.
        """
        before, now = self._at_hand, await self.at_hand()
        self._at_hand = {kept.id for kept in now}
        news = [kept.id for kept in now if kept.id not in before]
        self._returned = [*news, *(id for id in self._returned if id in self._at_hand and id not in news)]
        return (self._kept[self._returned[0]], bool(news)) if self._returned else None


def _file() -> Path:
    return Path(runtime_directory(), "sessions.json")


def _read() -> list[Session]:
    with suppress(OSError, ValueError, TypeError, AttributeError):
        return [session.read(words) for words in json.loads(read(_file()))]
    return []
