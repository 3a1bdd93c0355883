"""Check-ins as people tell them."""

from datetime import UTC, date, datetime, time
from typing import Any

from reminder.model.checkin import AreaPain, CheckIn


def told(day: date, levels: dict[str, int] | None = None, **more: Any) -> CheckIn:
    """On that day, at midnight: by the area how much it hurt."""
    areas = tuple(AreaPain(*it) for it in (levels or {}).items())
    return CheckIn(day=day, at=datetime.combine(day, time(), UTC), areas=areas, **more)
