"""The page of the history: what was read of the days behind -> all that is on the page.

Behind -> History: the weeks as a table of shades, the chosen day as a picture and a list, how often tips were done

Pure.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from reminder.model.plan import Tip
from reminder.phrase import Phrase, counted, phrase, sentences
from reminder.storage.days import Behind, Told, by_kind
from reminder.storage.stats import Counts, Row, plus
from reminder.web import past
from reminder.web.band import Drawing, around, draw
from reminder.web.past import Entry
from reminder.wording.days import (
    EMPTY,
    day_in_words,
    kind_in_words,
    numbers_in_words,
    recorded_by_others,
    tips_in_words,
)

_SHADES = (1, 5), (6, 10), (11, 15), (16, None)
"""Which numbers of breaks have the same shade, the lightest first."""
_DAY = timedelta(days=1)


class Cell(NamedTuple):
    """A day of the table."""

    day: str
    label: Phrase
    breaks: int | None
    """None: nobody worked."""
    shade: int
    """From 0, none, to the darkest."""


class Week(NamedTuple):
    monday: str
    cells: tuple[Cell | None, ...]
    """None is still to come."""


class Kind(NamedTuple):
    """How often tips of a kind were done; the bar in percent."""

    name: str
    words: Phrase
    done: int
    shown: int
    bar: float
    part: float


class Each(NamedTuple):
    """How often one tip was done, on a day and in all these weeks."""

    title: str
    done: int
    shown: int
    done_in_all: int
    shown_in_all: int
    tip: str
    """Its id."""


class Chosen(NamedTuple):
    """One day."""

    day: str
    name: Phrase
    before: str
    after: str
    """Empty: it is still to come."""
    empty: Phrase | None
    """Why there is nothing."""
    begin: str
    end: str
    drawing: Drawing
    words: Phrase
    tips: Phrase | None
    """How many there were, and what became of them."""
    others: tuple[Phrase, ...]
    """What other programs recorded."""
    legend: tuple[tuple[str, Phrase], ...]
    entries: tuple[Entry, ...]
    """The latest first."""
    more: int
    """So many entries are left out."""
    is_cut: bool
    """Some are left out, or would be."""
    numbers: tuple[tuple[Phrase, Phrase, Phrase | None], ...]
    """What each is, the number, and what there is to say of it."""
    each: tuple[Each, ...]


class History(NamedTuple):
    today: str
    yesterday: str
    first: str
    last: str
    """Of the weeks."""
    weeks: tuple[Week, ...]
    week: Phrase | None
    """What was done in that of the chosen day; None: nothing came."""
    shades: tuple[tuple[int, int | None], ...]
    """From how many breaks to how many; None: and more."""
    earlier: str
    """The last day of the weeks before these; empty: nothing is known of them."""
    later: str
    since: str
    """The first day of which anything is known."""
    months: tuple[str, ...]
    """The latest first."""
    kinds: tuple[Kind, ...]
    chosen: Chosen


def history(behind: Behind, catalogue: Iterable[Tip], everything: bool = False) -> History:
    """`everything`: each entry of the day is listed, however many there are."""
    days = _begun(behind)
    first, last = days[0][0], days[-1][0]
    earlier = first - _DAY if behind.since and behind.since < first else None
    later = min(last + _DAY, behind.today) if last < behind.today else None
    return History(
        behind.today.isoformat(),
        (behind.today - _DAY).isoformat(),
        first.isoformat(),
        last.isoformat(),
        tuple(_week(days[at : at + 7], behind.today) for at in range(0, len(days), 7)),
        _week_in_words(days, behind.day.day),
        _SHADES,
        earlier.isoformat() if earlier else "",
        later.isoformat() if later else "",
        (behind.since or behind.today).isoformat(),
        tuple(month.isoformat() for month in reversed(behind.months)),
        tuple(_kinds(by_kind(behind.tips, catalogue))),
        _chosen(behind, everything),
    )


def last_day(behind: Behind, month: date) -> date:
    """The last one of that month on which there was anything, else its first."""
    its = (day for day, counts in reversed(behind.weeks) if counts and day.replace(day=1) == month)
    return next(its, month)


def end_of_month(month: date) -> date:
    return (month + 31 * _DAY).replace(day=1) - _DAY


# --- weeks and kinds --------------------------------------------------------------------------------------------------


def _begun(behind: Behind) -> Sequence[tuple[date, Counts | None]]:
    """Without the weeks before the first one of which anything is known or that is looked at, but four at least."""
    days = behind.weeks
    if behind.since and behind.since < days[0][0]:
        return days
    empty = next((at for at, (day, counts) in enumerate(days) if counts or day == behind.day.day), len(days)) // 7
    return days[7 * min(empty, -(-len(days) // 7) - 4) :]


def _week(days: Sequence[tuple[date, Counts | None]], today: date) -> Week:
    cells = [_cell(day, counts) if day <= today or counts else None for day, counts in days]
    return Week(days[0][0].isoformat(), (*cells, *(7 - len(cells)) * [None]))


def _week_in_words(days: Sequence[tuple[date, Counts | None]], chosen: date) -> Phrase | None:
    monday = chosen - chosen.weekday() * _DAY
    its = [counts for day, counts in days if counts and monday <= day < monday + 7 * _DAY]
    done, shown = sum(map(_done, its)), sum(counts.shown for counts in its)
    if not shown:
        return None
    return phrase(
        "Done in the week of {at:short_date}: {done} of {shown}.", at=monday.isoformat(), done=done, shown=shown
    )


def _cell(day: date, counts: Counts | None) -> Cell:
    at = day.isoformat()
    if counts is None:
        return Cell(at, phrase("{at:long_date}: no work", at=at), None, 0)
    breaks = _done(counts) + counts.natural
    label = counted("{at:long_date}: {count} break taken", "{at:long_date}: {count} breaks taken", breaks, at=at)
    return Cell(at, label, breaks, sum(breaks >= least for least, _ in _SHADES))


def _done(counts: Counts) -> int:
    return counts.done + counts.observed


def _kinds(kinds: dict[str, Counts]) -> Iterable[Kind]:
    most = max((counts.shown for counts in kinds.values()), default=1)
    for name, counts in kinds.items():
        done, shown = _done(counts), counts.shown
        bar, part = (round(99 * number / most, 1) for number in (shown, done))
        yield Kind(name, kind_in_words(name), done, shown, bar, part)


# --- the chosen day ---------------------------------------------------------------------------------------------------


def _chosen(behind: Behind, everything: bool) -> Chosen:
    day, today = behind.day, behind.today
    pieces, marks = past.pieces(day), past.marks(day)
    begin, end = around([at for it in pieces for at in it[1:]] + [mark.at for mark in marks], (day.begin, day.end))
    entries = past.entries(day, is_over=day.day < today)
    latest = past.latest(entries)
    shown = entries if everything else latest
    return Chosen(
        day.day.isoformat(),
        _name(day.day, today),
        (day.day - _DAY).isoformat(),
        (day.day + _DAY).isoformat() if day.day < today else "",
        _empty(behind),
        begin.isoformat(),
        end.isoformat(),
        draw(pieces, marks, begin, end),
        sentences((day_in_words(day), *past.spells(day))),
        tips_in_words(day) if day.tips else None,
        tuple(recorded_by_others(day)),
        past.legend(marks, pieces),
        shown,
        len(entries) - len(shown),
        latest != entries,
        numbers_in_words(day, is_over=True),
        tuple(_each(day.tips, behind.tips)),
    )


def _name(day: date, today: date) -> Phrase:
    if day == today:
        return phrase("Today, {at:long_date}", at=day.isoformat())
    if day == today - _DAY:
        return phrase("Yesterday, {at:long_date}", at=day.isoformat())
    return phrase("{at:long_date}", at=day.isoformat())


def _empty(behind: Behind) -> Phrase | None:
    if not behind.empty:
        return None
    if behind.day.day > behind.today:
        return phrase("This day is still to come.")
    if behind.day.day == behind.today:
        return phrase("Nothing is recorded of today yet.")
    return EMPTY[behind.empty]


def _each(rows: Iterable[Row], told: Iterable[Told]) -> Iterable[Each]:
    """The most frequent first."""
    in_all = {(it.reminder, it.tip): it.counts for it in told}
    found: dict[tuple[str, str], tuple[str, Counts]] = {}
    for row in rows:
        _, counts = found.get((row.reminder, row.tip), ("", Counts()))
        found[row.reminder, row.tip] = row.title, plus(counts, Counts(shown=1)._replace(**{row.outcome: 1}))
    for its, (title, counts) in sorted(found.items(), key=lambda pair: -pair[1][1].shown):
        whole = in_all.get(its, counts)
        yield Each(title, _done(counts), counts.shown, _done(whole), whole.shown, its[1])
