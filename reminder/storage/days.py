"""The days behind: what the history says of a day and of weeks, drawn by the page and by `reminder stats`.

history.db -> look() -> Behind: the day with its spans, tips and breaks, the weeks around it, what became of which tip

A day goes from midnight to midnight, but work that goes on over midnight belongs to the day on which it began: until
nobody has worked for `REST`. Where that is not before noon there is no such night, as on a machine that nobody leaves.
It is a matter of instants, in the zone that the person is in now; `stats` counts by the calendar that was seen then.
Only what is shown is read, by the keys of the tables, so that ten years take hardly longer than one.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple

from reminder.engine.schedule import Stretch, instant, stamp
from reminder.model.activity import Activity
from reminder.model.effects import RecordSpan
from reminder.model.plan import Tip
from reminder.model.showing import Outcome
from reminder.storage.database import FROM, INDEXED, TABLES, milliseconds
from reminder.storage.stats import COLUMNS, SPANS, Counts, Row, Span, plus, reading, row, span, tally

REST = timedelta(hours=4)
"""So long nobody works between one day and the next."""
WEEKS = 12

_WORK = Activity.AT_WORK, Activity.HELD
_WORKED = f"""SELECT began_ms, ended_ms FROM spans WHERE machine = 1 AND kind IN ('{_WORK[0]}', '{_WORK[1]}')
              AND began_ms >= ? AND began_ms < ?"""
_NEXT = {
    "outcomes": "SELECT min(at_ms) FROM outcomes WHERE at_ms >= ?",
    "spans": "SELECT min(began_ms) FROM spans WHERE machine = 1 AND began_ms >= ?",
}
"""The first row from a moment on."""
_FIRST_DAY = "SELECT min(day) FROM days WHERE day >= ?"
_TOTALS = """SELECT program, began, ended, active_s, total(done), total(snoozed), total(skipped), total(natural)
             FROM days LEFT JOIN tallies USING (machine, day) WHERE days.day = ? GROUP BY days.machine"""
_OTHERS = """SELECT kind, reason, began, ended FROM spans
             WHERE machine IN (SELECT number FROM machines WHERE number <> 1) AND began_ms >= ? AND began_ms < ?
             AND ended_ms > ? ORDER BY began_ms"""
"""What another program recorded, on this machine; it may be of the same time as ours."""
_NEXT_REMINDER = "SELECT min(reminder) FROM outcomes WHERE reminder >= ?"
_NEXT_TIP = "SELECT min(tip) FROM outcomes WHERE reminder = ? AND tip >= ?"
_HOW_OFTEN = """SELECT count(*) FROM outcomes
                WHERE reminder = ? AND tip = ? AND outcome = ? AND at_ms >= ? AND at_ms < ?"""
_HOW_OFTEN_EACH = """SELECT reminder, tip, outcome, count(*) FROM outcomes WHERE at_ms >= ? AND at_ms < ?
                     GROUP BY reminder, tip, outcome"""
_LONGEST_NIGHT = timedelta(hours=12)
_FIRST, _LAST = date(1971, 1, 1), date(9000, 1, 1)
_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)


class Empty(StrEnum):
    """Why there is nothing to see."""

    NOT_RECORDED = "not recorded"
    """The settings want no history, and there is none of before."""
    NOTHING_YET = "nothing yet"
    NOTHING_THAT_DAY = "nothing that day"


class Numbers(NamedTuple):
    """What people ask of a day."""

    breaks: int
    """Tips that were done or observed, and natural breaks."""
    length: timedelta
    """Of the natural breaks, of what each tip asked for, and of what another program recorded; not of totals."""
    longest: Stretch | None
    """The longest natural break."""
    put_off: int
    first: datetime | None
    last: datetime | None
    """First and last work; None where no work was recorded."""


class Totals(NamedTuple):
    """What another program counted of a day, which has no single breaks of it."""

    program: str
    counts: Counts
    began: datetime
    ended: datetime
    active: timedelta | None
    """So long the person worked, where that is known."""


class Day(NamedTuple):
    """One day, or night: `spans` are cut at its ends, and the tips and breaks began within them."""

    day: date
    begin: datetime
    end: datetime
    spans: tuple[Span, ...]
    rows: tuple[Row, ...]
    breaks: tuple[Stretch, ...]
    numbers: Numbers
    totals: tuple[Totals, ...] = ()

    @property
    def tips(self) -> tuple[Row, ...]:
        """Without what another program showed."""
        return tuple(row for row in self.rows if not row.tip.startswith(FROM))

    @property
    def others(self) -> dict[str, Counts]:
        """What other programs recorded, by their names."""
        found = {its.program: its.counts for its in self.totals}
        for its in self.rows:
            if its.tip.startswith(FROM):
                one = Counts(shown=1)._replace(**{its.outcome: 1})
                found[its.title] = plus(found.get(its.title, Counts()), one)
        return found


class Told(NamedTuple):
    """How often a tip was shown and what became of it; without a tip, a reminder's own words."""

    reminder: str
    tip: str
    counts: Counts


class Behind(NamedTuple):
    """What the page shows at once."""

    empty: Empty | None
    today: date
    day: Day
    weeks: tuple[tuple[date, Counts | None], ...]
    """Whole weeks from a Monday on; None where nobody worked and nothing came, and for days to come."""
    tips: tuple[Told, ...]
    """Of these weeks, the most frequent first."""
    since: date | None
    """The first day with a row."""
    months: tuple[date, ...]
    """The first day of each month with a row, in order."""


def look(
    path: Path,
    now: datetime,
    day: date | None = None,
    weeks: int = WEEKS,
    records: bool = True,
    going_on: RecordSpan | None = None,
    lasts: Mapping[str, timedelta] | None = None,
) -> Behind:
    """`day`, today where it is None, and the `weeks` that it is among. Raises HistoryError.

    `records`: the settings want a history; `going_on`: what is not recorded yet, see `engine.spans`; `lasts`: how long
    the tips of each reminder ask for.
    """

    def find(db: sqlite3.Connection | None, version: int) -> Behind:
        reader = _Reader(db, version, now, going_on)
        today = reader.today()
        chosen = _possible(day or today)
        first, last = _weeks_around(chosen, today, weeks)
        found, months = reader.day(chosen, lasts or {}), reader.months()
        empty = None
        if not (found.spans or found.rows or found.breaks or found.totals):
            nothing = Empty.NOTHING_YET if records else Empty.NOT_RECORDED
            empty = Empty.NOTHING_THAT_DAY if months else nothing
        return Behind(empty, today, found, reader.days(first, last), reader.tips(first, last), reader.since(), months)

    return reading(path, find, None) or find(None, 0)


def tips(path: Path, now: datetime, first: date | None = None, last: date | None = None) -> tuple[Told, ...]:
    """The same of any days; without them of all that there is. Raises HistoryError."""
    return reading(path, lambda db, version: _Reader(db, version, now).tips(first, last), ())


def by_kind(told: Iterable[Told], catalogue: Iterable[Tip]) -> dict[str, Counts]:
    """Summed by the kind of the tip, the most frequent first; what has none any more, by its reminder's name."""
    kinds = {tip.id: tip.about for tip in catalogue}
    sums: dict[str, Counts] = {}
    for it in told:
        kind = kinds.get(it.tip, it.reminder)
        sums[kind] = plus(sums.get(kind, Counts()), it.counts)
    return dict(sorted(sums.items(), key=lambda pair: -pair[1].shown))


def bounds(
    db: sqlite3.Connection | None, version: int, day: date, now: datetime, going_on: RecordSpan | None
) -> Stretch:
    """From when to when that day was, by the open file."""
    return _Reader(db, version, now, going_on).bounds(day)


class _Reader:
    """The open file, with what it says of nights, which bound the days."""

    def __init__(
        self, db: sqlite3.Connection | None, version: int, now: datetime, going_on: RecordSpan | None = None
    ) -> None:
        self._db, self._version, self._now = db, version, now
        self._going_on = _as_span(going_on, self._cleared()) if going_on else None
        assert now.tzinfo, "a day has its midnights in a zone"
        self._zone = now.tzinfo
        self._begins: dict[date, datetime] = {}

    def today(self) -> date:
        """Yesterday still, while the night goes on."""
        day = self._now.date()
        begin = self._begin(day)
        at_night = begin > instant(day, time(), self._zone) and self._now - begin < REST
        return day - _DAY if self._now < begin or at_night else day

    def day(self, day: date, lasts: Mapping[str, timedelta]) -> Day:
        begin, end = within = self.bounds(day)
        spans = [span(*columns) for columns in self._find("spans", SPANS, within)]
        if self._going_on and begin < self._going_on.ended and self._going_on.began < end:
            spans = [*(it for it in spans if it.began < self._going_on.began), self._going_on]
        spans = _beside(spans, [span(*columns) for columns in self._find("spans", _OTHERS, (begin - _DAY, end, begin))])
        cut = tuple(it._replace(began=max(it.began, begin), ended=min(it.ended, end)) for it in spans)
        query = f"SELECT {COLUMNS} FROM outcomes WHERE at_ms >= ? AND at_ms < ? ORDER BY at_ms"
        rows = tuple(row(*columns) for columns in self._find("outcomes", query, within))
        query = "SELECT began, ended FROM breaks WHERE began_ms >= ? AND began_ms < ? ORDER BY began_ms"
        found = self._find("breaks", query, within)
        breaks = tuple(Stretch(*map(datetime.fromisoformat, columns)) for columns in found)
        totals = self._totals(day)
        return Day(day, begin, end, cut, rows, breaks, _numbers(cut, rows, breaks, totals, lasts), totals)

    def days(self, first: date, last: date) -> tuple[tuple[date, Counts | None], ...]:
        days = [first + n * _DAY for n in range((last - first).days + 1)]
        return tuple((day, self._counts(day, self.bounds(day))) for day in days)

    def tips(self, first: date | None, last: date | None) -> tuple[Told, ...]:
        begin = self.bounds(first).begin if first else self._moment(0)
        end = self.bounds(last).end if last else self._now + _DAY
        found: dict[tuple[str, str], dict[str, int]] = {}
        for reminder, tip, outcome, number in self._outcomes(begin, end):
            found.setdefault((reminder, tip), {})[outcome] = number
        told = [Told(*names, _counts(counted)) for names, counted in found.items()]
        return tuple(sorted(told, key=lambda it: (-it.counts.shown, it)))

    def _outcomes(self, begin: datetime, end: datetime) -> Iterator[tuple[str, str, str, int]]:
        """By reminder and tip. There are far fewer of these than rows, so it goes from one to the next by the index."""
        if self._version < INDEXED:
            yield from self._find("outcomes", _HOW_OFTEN_EACH, (begin, end))  # of before others recorded anything here
            return
        for reminder in self._each(_NEXT_REMINDER):
            for tip in self._each(_NEXT_TIP, reminder):
                if tip.startswith(FROM):
                    continue
                for outcome in Outcome:
                    ((number,),) = self._find("outcomes", _HOW_OFTEN, (reminder, tip, outcome, begin, end))
                    if number:
                        yield reminder, tip, outcome, number

    def _each(self, query: str, *given: str) -> Iterator[str]:
        """The texts that there are, in order."""
        least = ""
        while (rows := self._find("outcomes", query, (*given, least))) and rows[0][0] is not None:
            yield rows[0][0]
            least = rows[0][0] + "\0"

    def since(self) -> date | None:
        return self._next_of_any(self._moment(0))

    def months(self) -> tuple[date, ...]:
        found: list[date] = []
        after = self._moment(0)
        while day := self._next_of_any(after):
            found.append(day.replace(day=1))
            after = instant((day.replace(day=1) + 31 * _DAY).replace(day=1), time(), self._zone)
        return tuple(found)

    def _next_of_any(self, after: datetime) -> date | None:
        """The first day from then on of which there is anything."""
        ((counted,),) = self._find("days", _FIRST_DAY, (after.astimezone(self._zone).date().isoformat(),)) or [(None,)]
        days = [*(self._next(table, after) for table in _NEXT), date.fromisoformat(counted) if counted else None]
        return min(filter(None, days), default=None)

    def _next(self, table: str, after: datetime) -> date | None:
        """The day of the first row from then on."""
        for (moment,) in self._find(table, _NEXT[table], (after,)):
            return self._moment(moment).astimezone(self._zone).date() if moment is not None else None
        return None

    def _counts(self, day: date, within: Stretch) -> Counts | None:
        query = "SELECT outcome, count(*) FROM outcomes WHERE at_ms >= ? AND at_ms < ? GROUP BY outcome"
        counted = dict(self._find("outcomes", query, within))
        query = "SELECT count(*) FROM breaks WHERE began_ms >= ? AND began_ms < ?"
        ((natural,),) = self._find("breaks", query, within) or [(0,)]
        totals = self._totals(day)
        if not counted and not natural and not totals and not self._has_work(within):
            return None
        return reduce(plus, (its.counts for its in totals), _counts(counted, natural))

    def _totals(self, day: date) -> tuple[Totals, ...]:
        return tuple(_totals(*columns) for columns in self._find("days", _TOTALS, (day.isoformat(),)))

    def _has_work(self, within: Stretch) -> bool:
        now = self._going_on
        goes_on = now is not None and now.kind in _WORK and now.began < within.end and within.begin < now.ended
        return goes_on or bool(self._find("spans", f"{_WORKED} LIMIT 1", within))

    # --- where a day ends ---------------------------------------------------------------------------------------------

    def bounds(self, day: date) -> Stretch:
        day = _possible(day)
        return Stretch(self._begin(day), self._begin(day + _DAY))

    def _begin(self, day: date) -> datetime:
        if day not in self._begins:
            self._begins[day] = self._end_of_night(instant(day, time(), self._zone))
        return self._begins[day]

    def _end_of_night(self, midnight: datetime) -> datetime:
        """When the work was over that went on over this midnight; midnight itself where there was none."""
        noon = midnight + _LONGEST_NIGHT
        work = self._work(midnight, noon)
        _, end = next(work)
        for began, ended in work:
            if end <= midnight - REST or began - end >= REST:
                break
            end = ended
        return stamp(end.astimezone(self._zone)) if midnight < end <= noon else midnight

    def _work(self, midnight: datetime, noon: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The last that began before midnight, and each that began from then to noon."""
        now = self._going_on if self._going_on and self._going_on.kind in _WORK else None
        if now and now.began < midnight:
            yield now.began, now.ended
            return
        before = self._find("spans", f"{_WORKED} ORDER BY began_ms DESC LIMIT 1", (midnight - _DAY, midnight))
        for began, ended in before or [(0, 0)]:
            yield self._moment(began), self._moment(ended)
        for began, ended in self._find("spans", f"{_WORKED} ORDER BY began_ms", (midnight, noon)):
            yield self._moment(began), self._moment(ended)
        if now and now.began < noon:
            yield now.began, now.ended

    # --- the file -----------------------------------------------------------------------------------------------------

    def _cleared(self) -> datetime | None:
        """Until when all was deleted that went on then."""
        for (cleared,) in self._find("spans", "SELECT cleared FROM machines WHERE number = 1", ()):
            return datetime.fromisoformat(cleared) if cleared else None
        return None

    def _find(self, table: str, query: str, values: tuple[datetime | str, ...]) -> list[tuple[Any, ...]]:
        if self._db is None or self._version < TABLES[table]:
            return []
        plain = [it if isinstance(it, str) else milliseconds(it) for it in values]
        return self._db.execute(query, plain).fetchall()

    def _moment(self, milliseconds: int) -> datetime:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _weeks_around(day: date, today: date, weeks: int) -> tuple[date, date]:
    """First and last day: the weeks up to today's, or as many before those, so that each of their days has the same."""
    latest = max(day, today)
    sunday = latest + (6 - latest.weekday()) * _DAY
    sunday -= (sunday - day) // (weeks * _WEEK) * weeks * _WEEK
    return sunday - weeks * _WEEK + _DAY, min(sunday, latest)


def _possible(day: date) -> date:
    """Farther off there is no history, and the days and weeks around have no date any more."""
    return min(max(day, _FIRST), _LAST)


def _as_span(going_on: RecordSpan, cleared: datetime | None) -> Span | None:
    """As it will be recorded."""
    began = max(going_on.began, cleared.astimezone(going_on.began.tzinfo)) if cleared else going_on.began
    return Span(going_on.kind, going_on.reason or "", began, going_on.ended) if began < going_on.ended else None


def _counts(counted: Mapping[str, int], natural: int = 0) -> Counts:
    return Counts(shown=sum(counted.values()), natural=natural)._replace(**counted)


def _totals(program: str, began: str, ended: str, active: float | None, *counted: float) -> Totals:
    """Of what `_TOTALS` finds."""
    worked = None if active is None else timedelta(seconds=active)
    counts = tally(*map(int, counted))
    return Totals(program, counts, datetime.fromisoformat(began), datetime.fromisoformat(ended), worked)


def _beside(ours: list[Span], others: list[Span]) -> list[Span]:
    """In order; of what another program recorded only the times of which nothing is known here."""
    found = ours
    for other in others:
        parts, began = [], other.began
        for its in found:
            parts.append(other._replace(began=began, ended=min(its.began, other.ended)))
            began = max(began, its.ended)
        parts.append(other._replace(began=began))
        found = sorted([*found, *(it for it in parts if it.began < it.ended)], key=lambda it: it.began)
    return found


def _numbers(
    spans: tuple[Span, ...],
    rows: tuple[Row, ...],
    breaks: tuple[Stretch, ...],
    totals: tuple[Totals, ...],
    lasts: Mapping[str, timedelta],
) -> Numbers:
    taken = [row for row in rows if row.outcome in (Outcome.DONE, Outcome.OBSERVED)]
    worked = [span for span in spans if span.kind in _WORK]
    length = sum((its.end - its.begin for its in breaks), timedelta())
    first = [*(span.began for span in worked[:1]), *(its.began for its in totals)]
    last = [*(span.ended for span in worked[-1:]), *(its.ended for its in totals)]
    return Numbers(
        breaks=len(taken) + len(breaks) + sum(its.counts.done + its.counts.natural for its in totals),
        length=sum((_length(row, lasts) for row in taken), length),
        longest=max(breaks, key=lambda its: its.end - its.begin, default=None),
        put_off=sum(row.outcome == Outcome.SNOOZED for row in rows) + sum(its.counts.snoozed for its in totals),
        first=min(first, default=None),
        last=max(last, default=None),
    )


def _length(row: Row, lasts: Mapping[str, timedelta]) -> timedelta:
    """Another program records it; a tip asks for one."""
    return row.answered - row.at if row.tip.startswith(FROM) else lasts.get(row.reminder, timedelta())
