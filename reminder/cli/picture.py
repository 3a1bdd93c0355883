"""Pictures of the days behind for a terminal: a day as a line of time, weeks as a table of shades.

Behind, the width of the terminal -> picture() -> lines, in colours where the terminal has them

No colour says anything alone: each kind has a sign of its own, each shade its number, and the day its words.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from io import StringIO
from itertools import groupby
from shutil import get_terminal_size

from rich.console import Console
from rich.text import Text

from reminder.phrase import Phrase, listed, verbatim
from reminder.storage.days import Behind, Day
from reminder.storage.stats import Counts, Span
from reminder.wording.days import DOING, EMPTY, OUTCOMES, day_in_words
from reminder.wording.language import word

_WIDEST = 100
_HOUR = timedelta(hours=1)

_DOING = {"at work": ("█", "#"), "held": ("▒", "/"), "paused": ("▒", "/"), "away": ("░", "."), "asleep": ("░", ".")}
_OUTCOMES = {
    "done": ("●", "*"),
    "observed": ("◉", "+"),
    "snoozed": ("◐", "~"),
    "skipped": ("⊘", "%"),
    "dismissed": ("○", "o"),
    "ignored": ("○", "o"),
}
"""The sign of each, and the one where the coding of the terminal has no such letter."""
_LETTERS = [sign for sign, _ in (*_DOING.values(), *_OUTCOMES.values())]
_STYLES = {"█": "cyan", "#": "cyan", "░": "green", ".": "green", "▒": "yellow", "/": "yellow"}
_SHADES = (
    (5, "#11332b on #d4ebe2"),
    (10, "#11332b on #a3d3c1"),
    (15, "#0b1f1a on #6db79f"),
    (10_000, "#ffffff on #1f6656"),
)
"""Up to how many breaks; each with the letters on it, so that it can be read on a light and on a dark ground."""


def picture(behind: Behind, coding: str) -> Phrase:
    """The day and the weeks of `behind`, no wider than the terminal; `coding` is that of its letters."""
    screen, width = StringIO(), min(get_terminal_size((80, 24)).columns, _WIDEST)
    console = Console(file=screen, force_terminal=True)
    if console.legacy_windows:  # it knows colours only by calls of its own
        console = Console(file=screen, color_system=None)
    for line in _lines(behind, width, is_plain=not _fits("".join(_LETTERS), coding)):
        console.print(line, width=width)
    return verbatim("\n".join(line.rstrip() for line in screen.getvalue().splitlines()))


def _lines(behind: Behind, width: int, is_plain: bool) -> Iterator[Text]:
    yield Text(f"{behind.day.day:%a %Y-%m-%d}", style="bold")
    if behind.empty:
        yield Text(str(word(EMPTY[behind.empty])))
    else:
        yield from _day(behind.day, width, is_plain)
        yield Text(str(word(day_in_words(behind.day))))
    if any(counts for _, counts in behind.weeks):
        yield Text()
        yield from _weeks(behind)


def _fits(text: str, coding: str) -> bool:
    try:
        text.encode(coding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


# --- a day ------------------------------------------------------------------------------------------------------------


def _day(day: Day, width: int, is_plain: bool) -> Iterator[Text]:
    """Three lines, of the tips, the spans and the hours, and what the signs mean."""
    spans = [span for span in day.spans if span.kind in DOING]
    moments = [at for span in spans for at in (span.began, span.ended)] + [row.at for row in day.rows]
    if not moments:
        return
    zone = day.end.tzinfo  # where clocks change, most of the day comes after it
    begin = min(moments).astimezone(zone).replace(minute=0, second=0, microsecond=0)
    hours = max(-((begin - max(moments)) // _HOUR), 1)
    cells = max(min((width - 2) // hours, 12), 1)
    signs = {span.kind: _DOING[span.kind][is_plain] for span in spans}
    signs |= {row.outcome: _OUTCOMES[row.outcome][is_plain] for row in day.rows}

    tips = [" "] * (hours * cells + 2)
    for row in day.rows:
        at = int((row.at - begin) / _HOUR * cells)
        tips[next((cell for cell in range(at, len(tips)) if tips[cell] == " "), at)] = signs[row.outcome]
    yield Text("".join(tips).rstrip())
    line = [signs.get(_longest(spans, begin + n * _HOUR / cells, _HOUR / cells), " ") for n in range(hours * cells)]
    yield Text.assemble(*((sign * len([*run]), _STYLES.get(sign, "")) for sign, run in groupby(line)))
    step = next(step for step in (1, 2, 3, 6, 12) if step * cells >= len("24 "))
    labels = [f"{(begin + hour * _HOUR).hour}".ljust(step * cells) for hour in range(0, hours + 1, step)]
    yield Text("".join(labels).rstrip())
    yield from _legend(signs, width)


def _longest(spans: Iterable[Span], begin: datetime, length: timedelta) -> str:
    """What was done for most of this time."""
    lasted = Counter[str]()
    for span in spans:
        lasted[span.kind] += max(int((min(span.ended, begin + length) - max(span.began, begin)).total_seconds()), 0)
    kind, seconds = max(lasted.items(), key=lambda pair: pair[1], default=("", 0))
    return kind if seconds else ""


def _legend(signs: dict[str, str], width: int) -> Iterator[Text]:
    """Each sign with its meanings, never folded in between."""
    meanings: dict[str, list[Phrase]] = {}
    for kind, meaning in (*OUTCOMES.items(), *DOING.items()):
        if kind in signs and meaning not in meanings.setdefault(signs[kind], []):
            meanings[signs[kind]].append(meaning)
    line = Text()
    for sign, said in meanings.items():
        entry = Text.assemble((sign, _STYLES.get(sign, "")), " ", str(word(listed(said))))
        if line and line.cell_len + 3 + entry.cell_len > width:
            yield line
            line = Text()
        line = Text("   " if line else "").join([line, entry])
    yield line


# --- weeks ------------------------------------------------------------------------------------------------------------


def _weeks(behind: Behind) -> Iterator[Text]:
    """Breaks taken, a row for each week; a day without any work has a dash."""
    days = behind.weeks
    yield Text(" " * 7 + " ".join(f"{day:%a}"[:2].rjust(3) for day, _ in days[:7]))
    for first in range(0, len(days), 7):
        line = Text(f"{days[first][0]:%d %b} ")
        for day, counts in days[first : first + 7]:
            line.append(" ").append(*_cell(day, counts, behind.today))
        yield line


def _cell(day: date, counts: Counts | None, today: date) -> tuple[str, str]:
    if counts is None:
        return "  -" if day <= today else "   ", ""
    breaks = counts.done + counts.observed + counts.natural
    return f"{breaks:3}", next(style for most, style in _SHADES if breaks <= most) if breaks else ""
