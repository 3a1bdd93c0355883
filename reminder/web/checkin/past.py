"""What was told before: check-ins, and the breaks taken beside them -> Past, as the page shows it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from reminder.model.checkin import CheckIn, TipWeights, weights
from reminder.model.plan import Plan
from reminder.phrase import Phrase, listed, phrase, sentences
from reminder.report.chart import By, Chart, chart, worst_first
from reminder.report.reading import breaks
from reminder.storage import checkins, paths
from reminder.wording.days import kind_in_words

_SHOWN: Mapping[str, timedelta] = {"week": timedelta(weeks=26), "month": timedelta(days=730)}
"""So far back the picture goes, drawn by weeks or by months."""


class Past(NamedTuple):
    """What was told before."""

    days: int
    since: date | None
    today: CheckIn | None
    before: CheckIn | None
    """The last one of an earlier day."""
    chart: Chart | None
    weights: TipWeights


def past(today: date, by: By) -> Past:
    """Raises CheckInsError."""
    path = paths.checkins_file()
    every = checkins.between(path)
    earlier = [it for it in every if it.day < today]
    return Past(
        days=len(every),
        since=every[0].day if every else None,
        today=next((it for it in every if it.day == today), None),
        before=earlier[-1] if earlier else None,
        chart=_chart(every, today, by),
        weights=weights(every, checkins.allowed(path)),
    )


def _chart(every: Sequence[CheckIn], today: date, by: By) -> Chart | None:
    shown = [it for it in every if timedelta() <= today - it.day <= _SHOWN[by]]
    if not shown:
        return None
    first = shown[0].day
    return chart(shown, worst_first(shown), first, today, by, breaks(first, today) or None)


def noted(it: Past, plan: Plan) -> Phrase | None:
    """That something was told today, and what comes of it."""
    if not it.today:
        return None
    kinds = sorted(it.weights.doubled & {tip.about for tip in plan.tips})
    often = phrase("Tips for {kinds} now come more often.", kinds=listed(kind_in_words(kind) for kind in kinds))
    return sentences([phrase("Thank you, that is noted."), often if kinds else None])
