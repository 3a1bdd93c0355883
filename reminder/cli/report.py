"""`reminder report`: the page for the doctor, of what was told in check-ins."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import reminder.system.lean  # noqa: F401 - before what imports msgspec
from reminder.cli.commands import Arguments
from reminder.cli.result import Result, on_a_terminal
from reminder.errors import UsageError
from reminder.phrase import phrase, verbatim
from reminder.report import writing
from reminder.report.contents import Report
from reminder.report.reading import read
from reminder.settings.in_force import in_force
from reminder.settings.values import did_you_mean


def report_(args: Arguments) -> Result:
    """To a file; without one to one of this folder, or as HTML to whoever reads what this prints."""
    today = datetime.now(UTC).astimezone().date()
    first = _day("--from", args.first) if args.first else None
    last = _day("--to", args.last) if args.last else today
    if first and first > last:
        raise UsageError("from {first} to {last} there is no day", first=first.isoformat(), last=last.isoformat())
    without = [name.strip() for given in args.without for name in given.split(",") if name.strip()]
    tips = in_force().plan.tips
    found = read(tips, first, last, without)
    known = read(tips, first, last).names if without else ()
    for name in without:
        if name not in known:
            raise UsageError("nothing there is called {name!r}; {hint}", name=name, hint=did_you_mean(name, known))
    if args.json and not args.file:
        return Result(None, _as_data(found))
    if not args.file and not on_a_terminal():
        return Result(verbatim(writing.html(found).rstrip("\n")))
    path = Path(args.file) if args.file else writing.free_name(Path(), found)
    writing.save(found, path)
    said = phrase("{path} is written, for you alone to read.", path=str(path.absolute()))
    return Result(said, {"file": str(path.absolute()), **_as_data(found)})


def _as_data(report: Report) -> dict[str, object]:
    sections = {
        section.name: {"question": section.question, "items": {item.name: item.said for item in section.items}}
        for section in report.sections
    }
    return {
        "from": report.first.isoformat(),
        "to": report.last.isoformat(),
        "days": report.days,
        "sections": sections,
    }


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError("{option} {day!r} is no date; write it like 2026-12-24", option=option, day=text) from None
