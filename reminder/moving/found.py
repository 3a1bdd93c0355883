"""What another break reminder was set to, as far as it can be said in our settings, and the rest by its name.

Place -> bytes -> Reader.knows(), Reader.read() -> Found, one of each store -> together() -> one of each peer
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Protocol

from reminder.model.activity import Activity
from reminder.model.senses import Reason
from reminder.model.showing import Outcome
from reminder.moving.archive import Archive
from reminder.phrase import Phrase, phrase

SHORT, LONG = "posture", "break"
"""Our reminders that short breaks and long ones become."""
MOST_SETTINGS, MOST_HISTORY = 1024 * 1024, 64 * 1024 * 1024
"""Bytes of a file that is read."""


class Home(NamedTuple):
    """Where programs keep what they know of the person."""

    system: str
    """As `sys.platform` has it."""
    home: Path
    environment: Mapping[str, str]

    @property
    def config(self) -> Path:
        """Settings: where Electron, Qt and GLib put them on this system."""
        if self.system == "win32":
            return self._told("APPDATA", self.home / "AppData" / "Roaming")
        if self.system == "darwin":
            return self.home / "Library" / "Application Support"
        return self._told("XDG_CONFIG_HOME", self.home / ".config")

    @property
    def data(self) -> Path:
        """What programs collect; on Linux beside the settings."""
        return self.config if self.system != "linux" else self._told("XDG_DATA_HOME", self.home / ".local" / "share")

    @property
    def state(self) -> Path:
        return self.config if self.system != "linux" else self._told("XDG_STATE_HOME", self.home / ".local" / "state")

    def flatpak(self, app: str) -> Path:
        """The folder of one, which has `config` and `data` in it."""
        return self.home / ".var" / "app" / app

    def snap(self, name: str) -> Path:
        """The home that one sees."""
        return self.home / "snap" / name / "current"

    def _told(self, variable: str, otherwise: Path) -> Path:
        told = Path(self.environment.get(variable, ""))
        return told if told.is_absolute() else otherwise


class Place(NamedTuple):
    """Where a peer may keep something: a file, or what a command of the system prints."""

    path: Path | None = None
    command: tuple[str, ...] = ()
    changed: bool = False
    """Of what `gsettings` lists only what is not the default counts, as in a dump of dconf."""
    history: bool = False
    """Each history that is there is read; of the settings only the first that is there, since that one wins."""
    instead: Phrase | None = None
    """What to do where something is there that cannot be read here."""


class Loss(NamedTuple):
    """What has no counterpart here."""

    name: str
    """As the peer calls it: `morningHour`."""
    why: Phrase
    """What that means for the person."""


class TipText(NamedTuple):
    title: str
    text: str


class Tally(NamedTuple):
    """Breaks of one kind on one day."""

    taken: int = 0
    natural: int = 0
    skipped: int = 0
    postponed: int = 0


class PeerDay(NamedTuple):
    """The totals of a day, where the history has no single breaks."""

    began: datetime
    """With its zone, as every moment here."""
    ended: datetime
    breaks: Mapping[str, Tally]
    """Of SHORT and LONG."""
    active: timedelta | None = None
    """So long the person worked; None: the history does not tell."""


class PeerBreak(NamedTuple):
    """A single break, as it would be an outcome here."""

    reminder: str
    """SHORT or LONG."""
    outcome: Outcome
    at: datetime
    answered: datetime


class PeerSpan(NamedTuple):
    """What the person did for a time."""

    kind: Activity
    began: datetime
    ended: datetime
    reason: Reason | None = None
    """Of what is held."""


class Found(NamedTuple):
    """What one store of a peer gives."""

    peer: str
    """Its name on the command line: `stretchly`."""
    name: str
    """Its name in a sentence: `Stretchly`."""
    version: str = ""
    """As far as its form tells: `1.22`, `2.0.0-2.0.6`."""
    source: str = ""
    """The file or store that it was read from."""
    settings: Mapping[str, object] = {}
    """By dotted key of ours, the value as our file has it: `reminders.posture.every` is `25m`."""
    tips: tuple[TipText, ...] = ()
    login: bool | None = None
    """Whether it starts at login; None: its settings do not tell."""
    days: tuple[PeerDay, ...] = ()
    breaks: tuple[PeerBreak, ...] = ()
    spans: tuple[PeerSpan, ...] = ()
    losses: tuple[Loss, ...] = ()
    problems: tuple[Phrase, ...] = ()
    """What could not be read: it is broken, half written or newer. What could be is above."""
    ending: tuple[Phrase, ...] = ()
    """How to end the peer and its start at login."""
    archive: Archive | None = None
    """Of ourselves: its files of tips, its history and its check-ins are in it."""


def by_its_icon(name: str, login: Phrase) -> tuple[Phrase, ...]:
    """How to end one that has an icon; `login` says it of its start at login."""
    return phrase("Quit {name}: in the menu of its icon", name=name), login


class Reader(Protocol):
    """A module of this folder, for one peer; its functions depend on what they are given, and touch nothing."""

    PEER: str
    NAME: str

    def places(self, home: Home) -> Iterable[Place]:
        """In the order in which the peer itself looks; nothing on a system that it is not for."""

    def knows(self, data: bytes) -> bool:
        """Whether it is this peer's, settings or history, by what is in it and not by its name. Never raises."""

    def read(self, data: bytes, source: str) -> Found:
        """What can be read of data that it knows, and the rest among `problems`. Never raises."""


def together(found: Iterable[Found]) -> list[Found]:
    """One of each peer, in order: its settings and its histories."""
    peers: dict[str, Found] = {}
    for it in found:
        peers[it.peer] = _joined(peers[it.peer], it) if it.peer in peers else it
    return list(peers.values())


def _joined(one: Found, other: Found) -> Found:
    return one._replace(
        version=one.version or other.version,
        source=", ".join(filter(None, (one.source, other.source))),
        settings={**other.settings, **one.settings},
        tips=one.tips or other.tips,
        login=one.login if one.login is not None else other.login,
        days=one.days + other.days,
        breaks=one.breaks + other.breaks,
        spans=one.spans + other.spans,
        losses=one.losses + tuple(it for it in other.losses if it not in one.losses),
        problems=one.problems + tuple(it for it in other.problems if it not in one.problems),
        ending=one.ending or other.ending,
    )
