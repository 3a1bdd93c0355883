"""What the icon on the panel can look like, and what its menu offers."""

from enum import IntEnum, StrEnum


class Shape(StrEnum):
    """Each is a file of `config/tray/`."""

    FAR = "far"
    NEARER = "nearer"
    NEAR = "near"
    DUE = "due"
    """Due, or on the screen and not answered yet."""
    HELD = "held"
    PAUSED = "paused"


class Entry(IntEnum):
    """A row of the menu, by a number that it has for good; none ever comes or goes."""

    HEADING = 1
    NOW = 2
    DONE = 3
    SNOOZE = 4
    SKIP = 5
    PAUSE = 6
    RESUME = 7
    SETTINGS = 8
    TODAY = 9
    QUIT = 10
    PAUSE_30M = 11
    PAUSE_1H = 12
    PAUSE_2H = 13
    PAUSE_UNTIL_TOMORROW = 14


MENU: tuple[Entry | None, ...] = (
    Entry.HEADING,
    None,
    Entry.NOW,
    Entry.DONE,
    Entry.SNOOZE,
    Entry.SKIP,
    None,
    Entry.PAUSE,
    Entry.RESUME,
    None,
    Entry.TODAY,
    Entry.SETTINGS,
    None,
    Entry.QUIT,
)
"""From above; None is a line between."""
PAUSES = (Entry.PAUSE_30M, Entry.PAUSE_1H, Entry.PAUSE_2H, Entry.PAUSE_UNTIL_TOMORROW)
"""Below `PAUSE`."""
