"""Today, what was and what is to come: spans and outcomes of the history, and the day ahead -> Day, to be drawn.

Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from reminder.engine.day_ahead import Coming, DayAhead, Moved
from reminder.engine.schedule import Stretch
from reminder.model.plan import Plan
from reminder.phrase import Phrase, listed, phrase, sentences, verbatim
from reminder.storage import days
from reminder.storage.stats import Row, Span
from reminder.web.band import Drawing, Mark, Piece, around, draw
from reminder.wording.answers import HOLDS, OUTCOMES

_PIECES = {"at work": "work", "away": "rest", "asleep": "rest", "held": "hold", "paused": "hold"}
"""How each activity is drawn; any other leaves the ground as it is."""
_NAMES = {
    "done": phrase("done"),
    "observed": phrase("stopped by yourself"),
    "snoozed": phrase("put off"),
    "other": phrase("skipped or left out"),
    "come": phrase("to come"),
    "fixed": phrase("fixed time"),
    "plan": phrase("working hours"),
    "work": phrase("work"),
    "rest": phrase("away"),
    "hold": phrase("quiet"),
}

_MINUTE = timedelta(minutes=1)
_WORTH_TELLING = _MINUTE


class Entry(NamedTuple):
    """One line of the list that says what the picture says."""

    at: datetime
    kind: str
    what: Phrase
    then: Phrase | None = None


class Day(NamedTuple):
    now: str
    begin: str
    end: str
    to_come: int
    drawing: Drawing
    words: Phrase
    legend: tuple[tuple[str, Phrase], ...]
    ahead: tuple[Entry, ...]
    past: tuple[Entry, ...]
    """The latest first."""
    numbers: tuple[tuple[Phrase, Phrase], ...]
    """What each is, and the number."""
    problem: Phrase | None
    """Why nothing is known of what was."""


def today(
    plan: Plan, now: datetime, day: Stretch, ahead: DayAhead, behind: days.Day | None, problem: Phrase | None = None
) -> Day:
    """`day` is the one that is drawn, `behind` what the history has of it."""
    spans, rows = (behind.spans, behind.rows) if behind else ((), ())
    pieces = [Piece("plan", its.begin, its.end) for its in ahead.hours]
    pieces += [Piece(_PIECES[span.kind], span.began, span.ended) for span in _drawn(spans)]
    marks = [Mark(_kind(row.outcome), row.at) for row in rows]
    marks += [Mark("fixed" if it.fixed else "come", it.at) for it in ahead.coming]
    has_hours = any(ranges is not None for ranges in plan.hours.week)
    ends = [at for its in ahead.hours for at in its] if has_hours else []
    begin, end = around([now, *ends, *(m.at for m in marks), *(s.began for s in _drawn(spans))], day)
    shown = dict.fromkeys([mark.kind for mark in marks] + [piece.kind for piece in pieces])
    return Day(
        now.isoformat(),
        begin.isoformat(),
        end.isoformat(),
        len(ahead.coming),
        draw(pieces, marks, begin, end, now),
        _words(now, spans, rows, ahead),
        tuple((kind, name) for kind, name in _NAMES.items() if kind in shown),
        tuple(_entries(ahead)),
        tuple(sorted(_past(spans, rows), key=lambda entry: entry.at, reverse=True)),
        _numbers(behind.numbers) if behind else (),
        problem,
    )


def _drawn(spans: Iterable[Span]) -> list[Span]:
    return [span for span in spans if span.kind in _PIECES]


def _kind(outcome: str) -> str:
    return outcome if outcome in _NAMES else "other"


def _words(now: datetime, spans: Sequence[Span], rows: Sequence[Row], ahead: DayAhead) -> Phrase:
    """All that the picture shows."""
    worked = [span.began for span in spans if span.kind == "at work"]
    said = [phrase("Work since {at:clock}.", at=worked[0])] if worked else []
    tips = [phrase("{at:clock} ({outcome})", at=row.at, outcome=OUTCOMES[row.outcome]) for row in rows]
    if tips:
        said.append(phrase("Tips at {times}.", times=listed(tips)))
    said += [_spell(span) for span in spans if span.kind in ("away", "asleep", "held", "paused")]
    said.append(phrase("Now it is {at:clock}.", at=now))
    if ahead.coming:
        times = listed(phrase("{at:clock}", at=it.at) for it in ahead.coming)
        said.append(phrase("Still to come: {times}.", times=times))
    said += [phrase("No working hours from {begin:clock} to {end:clock}.", begin=b, end=e) for b, e in ahead.rests]
    return sentences(said)


def _spell(span: Span) -> Phrase:
    begin, end = span.began, span.ended
    if span.kind in ("away", "asleep"):
        return phrase("Away from {begin:clock} to {end:clock}.", begin=begin, end=end)
    why = HOLDS.get(span.reason, HOLDS["paused"])
    return phrase("Quiet from {begin:clock} to {end:clock}: {why}.", begin=begin, end=end, why=why)


def _entries(ahead: DayAhead) -> list[Entry]:
    return [Entry(it.at, "fixed" if it.fixed else "come", verbatim(it.words.title), _why(it)) for it in ahead.coming]


def _why(it: Coming) -> Phrase | None:
    if it.moved is None:
        return None
    if it.moved is Moved.SNOOZED:
        return phrase("It was put off until then.")
    if it.moved is Moved.APART:
        return phrase("Another one comes first.")
    return phrase("It waits until then: {hold}.", hold=HOLDS[it.moved])


def _past(spans: Sequence[Span], rows: Sequence[Row]) -> Iterator[Entry]:
    """Each tip, each absence and each time of quiet, and when work began."""
    for row in rows:
        yield Entry(row.at, _kind(row.outcome), verbatim(row.title), _became(row))
    for span in spans:
        length = span.ended - span.began
        if length < _WORTH_TELLING:
            continue
        if span.kind in ("away", "asleep"):
            yield Entry(span.began, "rest", phrase("Away for {length:long}", length=length))
        elif span.kind in ("held", "paused"):
            why = HOLDS.get(span.reason, HOLDS["paused"])
            yield Entry(
                span.began, "hold", phrase("Quiet for {length:long}", length=length), phrase("{why:sentence}", why=why)
            )
    if began := next((span.began for span in spans if span.kind == "at work"), None):
        yield Entry(began, "work", phrase("First work of the day"))


def _became(row: Row) -> Phrase:
    outcome = OUTCOMES[row.outcome]
    if row.waited < _WORTH_TELLING:
        return phrase("{outcome:sentence}", outcome=outcome)
    return phrase("{outcome:sentence} It had waited for {length:long}.", outcome=outcome, length=row.waited)


def _numbers(numbers: days.Numbers) -> tuple[tuple[Phrase, Phrase], ...]:
    return (
        (phrase("breaks taken"), phrase("{count}", count=numbers.breaks)),
        (phrase("of breaks in all"), phrase("{length:about}", length=numbers.length)),
        (phrase("put off"), phrase("{count}", count=numbers.put_off)),
        (phrase("at work since"), phrase("{at:clock}", at=numbers.first) if numbers.first else phrase("not yet")),
    )
