"""`reminder stats`: what became of the tips, read beside the running program."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import UTC, datetime

from reminder.cli.result import Result, on_a_terminal
from reminder.errors import ReminderError, UsageError
from reminder.phrase import counted, phrase, verbatim
from reminder.storage import paths
from reminder.storage.stats import Summary, as_csv, as_data, rows, summary
from reminder.wording.language import lines, word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from reminder.cli.commands import Arguments
    from reminder.phrase import Phrase

MOST_DAYS = 36500
_WEEKS = 6
_HERE = "stats"
"""Where the check-in is offered."""
_HEADS = (
    phrase("day"),
    phrase("shown"),
    phrase("done"),
    phrase("observed"),
    phrase("snoozed"),
    phrase("skipped"),
    phrase("dismissed"),
    phrase("ignored"),
    phrase("natural"),
)
"""Above the days, and then the fields of `Counts`."""


def stats(args: Arguments) -> Result:
    path, today = paths.history_file(), datetime.now(UTC).astimezone().date()
    if args.clear:
        from reminder.storage.clearing import clear

        cleared = clear(path)
        said = counted("{count} showing forgotten.", "{count} showings forgotten.", cleared)
        return Result(said, {"cleared": cleared})
    if not 1 <= args.days <= MOST_DAYS:
        raise UsageError("--days {days}: from 1 to {most} is possible", days=args.days, most=MOST_DAYS)
    if args.csv:
        return Result(verbatim(as_csv(rows(path, args.days, today)).rstrip("\n")))
    found = summary(path, args.days, today)
    if args.json:
        return Result(None, as_data(found))
    table = _table(found)
    return Result(lines(_picture(path), verbatim(""), table, _offer()) if on_a_terminal() else table, as_data(found))


def _offer() -> Phrase | None:
    """The check-in, once, to people alone."""
    from reminder.settings.in_force import in_force
    from reminder.storage import offered

    if not offered.is_due(_HERE) or in_force().values["checkin"]["enabled"]:
        return None
    offered.note(_HERE)
    return phrase("Does something hurt? Tips can follow what you tell: reminder checkin on")


def _picture(path: Path) -> Phrase:
    """Today and the last weeks; drawn for people alone, as it takes longer than all the rest."""
    from reminder.system import lean  # noqa: F401 - before what imports msgspec

    # isort: split
    from reminder.cli.known import known_state
    from reminder.cli.picture import picture
    from reminder.storage.days import Empty, look
    from reminder.system import clock

    now_doing = None
    with suppress(ReminderError):  # the history is there without the program, too
        if known := known_state(timeout=1.0):
            from reminder.engine.spans import going_on

            now_doing = going_on(known)
    behind = look(path, clock.read().wall, weeks=_WEEKS, going_on=now_doing)
    if behind.empty is Empty.NOTHING_YET:
        from reminder.settings.in_force import in_force

        if in_force().plan.history_retention is None:
            behind = behind._replace(empty=Empty.NOT_RECORDED)
    return picture(behind, sys.stdout.encoding)


def _table(summary: Summary) -> Phrase:
    from reminder.cli.table import table

    days = [(word(phrase("{day:date}", day=day.isoformat())), *counts) for day, counts in summary.days]
    return table(_HEADS, [*days, (word(phrase("total")), *summary.total)], whole=len(_HEADS))
