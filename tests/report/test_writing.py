"""The page for the doctor as a file."""

import stat
import sys
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from support.told import told

from reminder.errors import ReminderError, UsageError
from reminder.report import writing
from reminder.report.contents import Report, report
from reminder.report.writing import NoPdf, free_name, html, levels, pdf, save

FIRST = date(2026, 11, 2)
AWKWARD = "<b>&\"' #it *x* $y$ `z` @preview \\ עברית العربية 日本語 हिन्दी 🙂"


@pytest.fixture(scope="module")
def made() -> Report:
    days = [FIRST + timedelta(days=n) for n in range(20)]
    each = [told(day, {"neck": n % 11, "left-hand": 2}, words=AWKWARD, doing=AWKWARD) for n, day in enumerate(days)]
    return report(each, days[0], days[-1], {}, {})


def test_html_needs_nothing_beside_it_and_takes_no_text_for_markup(made: Report) -> None:
    page = html(made)

    assert page.startswith("<!doctype html>")
    assert "<b>" not in page
    assert "&lt;b&gt;&amp;" in page
    assert not [word for word in ("src=", "href=", "url(", "<script", "<link") if word in page]
    assert "It is no diagnosis." in page


def test_the_pictures_are_svg_by_themselves(made: Report) -> None:
    for picture in (levels(made.chart), writing._body(made.levels)):
        root = ElementTree.fromstring(picture)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert root.find("{http://www.w3.org/2000/svg}title") is not None


def test_pdf_is_one_page_in_any_script(made: Report) -> None:
    content = pdf(made)

    assert content.startswith(b"%PDF-")
    assert b"/Type/Pages/Count 1/" in content


def test_without_what_lays_it_out_there_is_no_pdf_and_what_to_do_is_said(
    made: Report, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(writing, "find_spec", lambda name: None)

    with pytest.raises(NoPdf, match=r"pip install 'reminder\[pdf\]'"):
        save(made, tmp_path / "it.pdf")
    assert [*tmp_path.iterdir()] == []
    assert free_name(tmp_path, made) == tmp_path / "reminder-report-2026-11-21.html"


@pytest.mark.parametrize("ending", [".html", ".pdf", ".PDF"])
def test_a_file_is_whole_and_the_persons_alone_whatever_was_there(made: Report, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"it{ending}"
    path.write_text("before")
    path.chmod(0o644)

    save(made, path)

    assert path.stat().st_size > 5000
    assert sys.platform == "win32" or stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize("name", ["it.txt", "it", "folder.html", "no/it.html"])
def test_what_cannot_be_a_report_is_named_and_nothing_is_written(made: Report, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.html").mkdir()

    with pytest.raises(UsageError):
        save(made, tmp_path / name)
    assert [*tmp_path.rglob("*")] == [tmp_path / "folder.html"]


def test_a_name_that_is_taken_is_not_taken_again(made: Report, tmp_path: Path) -> None:
    first = free_name(tmp_path, made)
    first.touch()

    assert free_name(tmp_path, made) == tmp_path / "reminder-report-2026-11-21-2.pdf"


def test_a_disk_that_takes_nothing_is_told_of(made: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing.files, "replace", full)
    with pytest.raises(ReminderError, match="No space left"):
        save(made, tmp_path / "it.html")
