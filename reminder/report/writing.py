"""The page for the doctor as a file: Report -> HTML, or PDF -> a file that is the person's alone.

The two pictures are SVG, and the same in both. PDF is laid out by Typst, which finds the fonts for whatever script
somebody writes in; it comes with `pip install 'reminder[pdf]'` (.github/LIBRARIES.md).
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from reminder.errors import ReminderError, UsageError
from reminder.model.checkin import WORST
from reminder.phrase import Phrase, counted, phrase
from reminder.report import body, chart
from reminder.report.chart import Chart
from reminder.report.contents import Report, Section
from reminder.storage import files
from reminder.wording.body import area_in_words
from reminder.wording.markup import count, say, templates, worded

TITLE = phrase("Pain, as told in check-ins")
END = phrase("Told by the person and drawn up by reminder, a program for breaks. It is no diagnosis.")
_LEVELS = phrase("Levels from 0 to 10 over time")
_BODY = phrase("The body from the front and from behind; the darker an area, the more it hurts")
_BESIDE_THE_BODY = ("since", "areas", "course")
_SHADES = ("#ffffff", "#f7dcae", "#e3a552", "#a85a00")
"""Of an area that does not hurt, and three that hurt more and more; told apart without colour, too."""
ENDINGS = (".html", ".pdf")


class NoPdf(ReminderError):
    """What lays it out is not installed."""


def told(report: Report) -> Phrase:
    """How much there is to go by."""
    return counted(
        "From {first:full_date} to {last:full_date}; told on {count} day.",
        "From {first:full_date} to {last:full_date}; told on {count} days.",
        report.days,
        first=report.first.isoformat(),
        last=report.last.isoformat(),
    )


def html(report: Report) -> str:
    """A page that needs nothing beside it."""
    pictures = {"body": _body(report.levels), "levels": levels(report.chart)}
    data = {"report": report, "parts": _parts(report), "title": TITLE, "told": told(report), "end": END, **pictures}
    return _environment().get_template("report.html").render(data)


def pdf(report: Report) -> bytes:
    """Raises NoPdf, and ReminderError where it cannot be laid out."""
    if not has_pdf():
        raise NoPdf(
            "PDF needs one thing more: pip install 'reminder[pdf]'; or save it as .html, and print that in your browser"
        )
    import typst

    given = {
        "title": worded(TITLE),
        "told": worded(told(report)),
        "end": worded(END),
        "levels": {"svg": levels(report.chart), "alt": worded(_LEVELS)} if report.chart else None,
        "body": {"svg": _body(report.levels), "alt": worded(_BODY)} if report.levels else None,
        "parts": {name: [_as_data(section) for section in part] for name, part in _parts(report).items()},
    }
    layout = (Path(__file__).parent / "templates" / "report.typ").read_bytes()
    try:
        made: bytes = typst.compile(layout, format="pdf", sys_inputs={"it": json.dumps(given)})
    except (typst.TypstError, RuntimeError) as error:
        raise ReminderError("the PDF cannot be made ({why}); save it as .html instead", why=str(error)) from error
    return made


def has_pdf() -> bool:
    return find_spec("typst") is not None


def save(report: Report, path: Path) -> None:
    """In the form that its ending says; readable by the person alone. Raises ReminderError."""
    match path.suffix.lower():
        case ".html":
            content = html(report).encode("utf-8", "replace")
        case ".pdf":
            content = pdf(report)
        case _:
            raise UsageError("{path}: the name of a report ends in .html or .pdf", path=str(path))
    try:
        if path.exists() and not path.is_file():
            raise UsageError("{path} is no file", path=str(path))
        if not path.absolute().parent.is_dir():
            raise UsageError("{path}: there is no such folder", path=str(path.absolute().parent))
        files.replace(path, content, is_private=True)
    except OSError as error:
        raise ReminderError("{path} cannot be written: {why}", path=str(path), why=error) from error


def free_name(folder: Path, report: Report, ending: str | None = None) -> Path:
    """One that nothing has there; without `ending` that of a PDF where one can be made."""
    ending = ending or (".pdf" if has_pdf() else ".html")
    return files.free_name(folder, f"reminder-report-{report.last}", ending)


def _parts(report: Report) -> Mapping[str, list[Section]]:
    """As they stand on the page: beside the body, above the chart, and two by two."""
    parts: dict[str, list[Section]] = {"first": [], "level": [], "rest": []}
    for section in report.sections:
        where = "first" if section.name in _BESIDE_THE_BODY else "level" if section.name == "level" else "rest"
        parts[where].append(section)
    return parts


def _as_data(section: Section) -> dict[str, Any]:
    return {"question": worded(section.question), "items": [worded(item.said) for item in section.items]}


# --- the pictures -----------------------------------------------------------------------------------------------------


def levels(of: Chart | None) -> Markup:
    """The chart, as SVG; empty where there is none."""
    if not of:
        return Markup()
    return Markup(_environment().get_template("levels.svg").render({"chart": of, "title": _LEVELS}))


def _body(levels: Mapping[str, float]) -> Markup:
    return Markup(_environment().get_template("body.svg").render({"levels": levels, "title": _BODY}))


def _shade(level: float) -> str:
    """How an area is filled."""
    return _SHADES[0 if level <= 0 else min(3, 1 + int(3 * level / WORST))]


@cache
def _environment() -> Environment:
    made = templates("reminder.report")
    made.globals.update(say=say, count=count, area_in_words=area_in_words, shade=_shade)
    made.globals.update(FRONT=body.FRONT, BACK=body.BACK)
    made.globals.update(WIDTH=chart.WIDTH, LEFT=chart.LEFT, BARS=chart.BARS, height_of=chart.height_of)
    made.filters.update(worded=worded)
    return made
