"""Whether the check-in is on; and while it is not, whether the page of today offers it."""

from reminder.settings.reading import known
from reminder.storage import offered

ENABLED = "checkin.enabled"
_HERE = "window"


def is_on() -> bool:
    """By the settings that were read last."""
    reading = known()
    return bool(reading and reading.values.get("checkin", {}).get("enabled", False))


def is_due() -> bool:
    """Nobody has seen or declined it here, or told of anything."""
    return offered.is_due(_HERE) and not is_on()


def note() -> None:
    """It was seen, or declined."""
    offered.note(_HERE)
