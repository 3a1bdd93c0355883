"""Reads the days behind, with what goes on just now, for the pages that show them."""

from collections.abc import Iterable
from datetime import date, datetime

from reminder.engine.spans import going_on
from reminder.model.plan import Plan, Tip
from reminder.model.state import State
from reminder.settings.reading import packaged_plan
from reminder.storage import days, paths
from reminder.storage.database import FROM


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


def catalogue(plan: Plan, ids: Iterable[str]) -> tuple[Tip, ...]:
    """The tips that may come; the hidden ones, too, where `ids` has one that is none of them."""
    known = {tip.id for tip in plan.tips}
    is_known = all(id in known for id in ids if id and not id.startswith(FROM))
    return plan.tips if is_known else (*packaged_plan().tips, *plan.tips)
