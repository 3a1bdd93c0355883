"""The days behind in words: what a picture of them shows -> what a person reads."""

from __future__ import annotations

from reminder.phrase import counted, listed, phrase, sentences, verbatim

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from reminder.phrase import Phrase
    from reminder.storage.days import Day
    from reminder.storage.stats import Row

OUTCOMES = {
    "done": phrase("done"),
    "observed": phrase("stopped by yourself"),
    "snoozed": phrase("put off"),
    "skipped": phrase("skipped"),
    "dismissed": phrase("closed"),
    "ignored": phrase("not answered"),
}
"""Of tips, in the order in which they are told."""
DOING = {
    "at work": phrase("work"),
    "held": phrase("quiet"),
    "paused": phrase("quiet"),
    "away": phrase("away"),
    "asleep": phrase("away"),
}
QUIET = {
    "paused": phrase("paused by you"),
    "do not disturb": phrase("do not disturb was on"),
    "meeting": phrase("a meeting"),
    "full screen": phrase("a program had the full screen"),
    "app": phrase("a program that you named was running"),
}
"""Why it was, by the reason of a hold."""
_KINDS = {
    "stretch": phrase("stretch"),
    "wrists": phrase("wrists"),
    "neck": phrase("neck"),
    "shoulders": phrase("shoulders"),
    "back": phrase("back"),
    "workspace": phrase("workspace"),
    "move": phrase("move"),
    "ease": phrase("ease"),
}
EMPTY = {
    "not recorded": phrase("No history is kept: history.enabled is false."),
    "nothing yet": phrase("There is nothing yet: what you do with the tips, and your breaks, will stand here."),
    "nothing that day": phrase("There is nothing of that day."),
}


def kind_in_words(name: str) -> Phrase:
    """Of tips; a person's own kind is called as they call it."""
    return _KINDS.get(name, verbatim(name))


def day_in_words(day: Day) -> Phrase:
    """All that a picture of the day shows, but when each of it was."""
    return sentences(_said(day))


def tips_in_words(day: Day) -> Phrase:
    """How many there were, and what became of them."""
    number = {outcome: sum(row.outcome == outcome for row in day.tips) for outcome in OUTCOMES}
    outcomes = listed(_parts(number))
    return counted("{count} tip: {outcomes}.", "{count} tips: {outcomes}.", len(day.tips), outcomes=outcomes)


def recorded_by_others(day: Day) -> Iterator[Phrase]:
    """A sentence for each other program, which had its own tips and breaks."""
    active = {its.program: its.active for its in day.totals}
    for program, counts in day.others.items():
        parts = [*_parts(counts._asdict())]
        if counts.natural:
            parts.append(counted("{count} natural break", "{count} natural breaks", counts.natural))
        if worked := active.get(program):
            parts.append(phrase("{length:about} of work", length=worked))
        if parts:
            yield phrase("Recorded by {program}: {parts}.", program=program, parts=listed(parts))


def _parts(number: Mapping[str, int]) -> Iterator[Phrase]:
    """So many of each outcome that there is."""
    for outcome, said in OUTCOMES.items():
        if number[outcome]:
            yield phrase("{number} {outcome}", number=number[outcome], outcome=said)


def numbers_in_words(day: Day, is_over: bool) -> tuple[tuple[Phrase, Phrase, Phrase | None], ...]:
    """What each is, the number, and what there is to say of it."""
    numbers, none = day.numbers, phrase("none")
    away = counted("once away long enough", "{count} times away long enough", len(day.breaks)) if day.breaks else None
    longest = None
    if its := numbers.longest:
        longest = phrase("the longest {length:about}, at {at:clock}", length=its.end - its.begin, at=its.begin)
    since = phrase("{at:clock}", at=numbers.first) if numbers.first else phrase("not yet")
    worked = none
    if numbers.first and numbers.last:
        worked = phrase("{first:clock} to {last:clock}", first=numbers.first, last=numbers.last)
    return (
        (phrase("breaks taken"), phrase("{count}", count=numbers.breaks), away),
        (phrase("their length"), _length(day) if numbers.breaks else none, longest),
        (phrase("put off"), phrase("{count}", count=numbers.put_off), None),
        (phrase("first and last work"), worked, None) if is_over else (phrase("at work since"), since, None),
    )


def _length(day: Day) -> Phrase:
    """Totals that another program recorded do not tell."""
    is_told = day.numbers.length or not day.totals
    return phrase("{length:about}", length=day.numbers.length) if is_told else phrase("not recorded")


def became(row: Row) -> Phrase:
    """What became of a tip."""
    outcome = OUTCOMES[row.outcome]
    if row.waited.total_seconds() < 60:
        return phrase("{outcome:sentence}", outcome=outcome)
    return phrase("{outcome:sentence} It had waited for {length:long}.", outcome=outcome, length=row.waited)


def away(begin: datetime, end: datetime) -> Phrase:
    return phrase("Away from {begin:clock} to {end:clock}.", begin=begin, end=end)


def quiet(begin: datetime, end: datetime, reason: str) -> Phrase:
    why = QUIET.get(reason, QUIET["paused"])
    return phrase("Quiet from {begin:clock} to {end:clock}: {why}.", begin=begin, end=end, why=why)


def _said(day: Day) -> Iterator[Phrase]:
    numbers = day.numbers
    if numbers.first and numbers.last:
        yield phrase("Work from {first:clock} to {last:clock}.", first=numbers.first, last=numbers.last)
    if day.tips:
        yield tips_in_words(day)
    yield from recorded_by_others(day)
    if numbers.breaks:
        yield counted("{count} break taken.", "{count} breaks taken.", numbers.breaks)
    if day.breaks:
        yield phrase("Away for {length:about}.", length=numbers.length)
