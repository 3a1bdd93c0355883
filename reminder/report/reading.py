"""Reads what the page for the doctor is made of: check-ins and history -> Report."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from reminder.errors import ReminderError
from reminder.model.plan import Tip
from reminder.report.contents import Report, report
from reminder.storage import checkins, paths
from reminder.storage.stats import summary
from reminder.system import clock

_MOST_DAYS = 36500


class NothingTold(ReminderError):
    """There is no check-in of those days."""


def read(tips: Iterable[Tip], first: date | None, last: date, without: Collection[str] = ()) -> Report:
    """From the first check-in of those days on, at most to today. Raises ReminderError."""
    told = checkins.between(paths.checkins_file(), first or date.min, last)
    if not told:
        raise NothingTold("nothing was told of those days; to tell how it is today: reminder checkin")
    begin, end = told[0].day, max(told[-1].day, min(last, clock.read().wall.date()))
    return report(told, begin, end, breaks(begin, end), {tip.id: tip.title for tip in tips}, without)


def breaks(first: date, last: date) -> Mapping[date, int]:
    """How many were taken, of each day on which anything is recorded; none where the history cannot be read."""
    days = min((last - first).days + 1, _MOST_DAYS)
    try:
        found = summary(paths.history_file(), days, last).days
    except ReminderError:
        return {}
    return {day: counts.done + counts.observed + counts.natural for day, counts in found if any(counts)}
