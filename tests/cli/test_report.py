"""`reminder report`, typed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.told import told
from support.typed import Complains, Says, Tells

from reminder.storage import checkins, paths

TODAY = datetime.now(UTC).astimezone().date()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the person is, who has told of three days."""
    for back in (20, 10, 0):
        day = TODAY - timedelta(days=back)
        checkins.add(paths.checkins_file(), told(day, {"neck": 4, "right-foot": 2}, doing="A cushion"))
    (folder := tmp_path / "here").mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_writes_a_file_of_the_days_that_are_asked_for(folder: Path, tells: Tells) -> None:
    found = tells(f"report --from {TODAY - timedelta(days=15)} --to 9999-12-31 it.html")

    assert found["file"] == str(folder / "it.html")
    assert (found["from"], found["to"], found["days"]) == (f"{TODAY - timedelta(days=10)}", f"{TODAY}", 2)
    assert "A cushion" in (folder / "it.html").read_text("utf-8")


def test_leaves_out_what_the_person_strikes_out(folder: Path, tells: Tells) -> None:
    sections = tells("report --without doing,right-foot --without since.neck")["sections"]

    assert "doing" not in sections
    assert [*sections["areas"]["items"], *sections["level"]["items"]] == ["areas.neck", "level.neck"]
    assert "since" not in sections


def test_is_html_where_it_is_piped(folder: Path, says: Says) -> None:
    assert says("report").startswith("<!doctype html>")
    assert [*folder.iterdir()] == []


@pytest.mark.parametrize(
    ("typed", "said", "code"),
    [
        ("report it.txt", "it.txt: the name of a report ends in .html or .pdf", 2),
        ("report --without nek it.html", "nothing there is called 'nek'; did you mean 'neck'?", 2),
        ("report --from yesterday", "--from 'yesterday' is no date; write it like 2026-12-24", 2),
        ("report --from 2026-02-01 --to 2026-01-01", "from 2026-02-01 to 2026-01-01 there is no day", 2),
        ("report --to 2020-01-01", "nothing was told of those days; to tell how it is today: reminder checkin", 1),
    ],
)
def test_says_what_is_wrong(folder: Path, typed: str, said: str, code: int, complains: Complains) -> None:
    assert complains(typed, code) == f"reminder: {said}"
    assert [*folder.iterdir()] == []
