"""Reads the days behind, with what goes on just now, for the pages that show them."""

from datetime import date, datetime

from reminder.engine.spans import going_on
from reminder.model.plan import Plan
from reminder.model.state import State
from reminder.storage import days, paths


def read(
    plan: Plan, known: State | None, now: datetime, day: date | None = None, weeks: int = days.WEEKS
) -> days.Behind:
    """As `days.look`; `known` is where the running program stands. Raises HistoryError."""
    return days.look(
        paths.history_file(),
        now,
        day,
        weeks,
        records=plan.history_retention is not None,
        going_on=going_on(known) if known else None,
        lasts={rule.name: rule.lasts for rule in plan.reminders},
    )
