"""Tables: folded where the screen is narrow, never cut."""

import pytest
from support.homes import Home

import reminder.cli.table
from reminder.cli.main import main
from reminder.cli.table import table
from reminder.phrase import phrase
from reminder.settings.in_force import in_force
from reminder.wording.language import word

PATH = "/a/folder/with/quite/a/long/name/config.toml"
ROWS = [("reminders.posture.every", "25m", PATH), ("snooze.for", "a b c d e f g h i j k l m n o p q", "default")]
HEADS = phrase("setting"), phrase("value"), phrase("from")
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminder.cli.table, "on_a_terminal", lambda: True)


def test_what_is_no_terminal_gets_each_row_on_one_line() -> None:
    assert [line.split()[-1] for line in str(word(table(HEADS, ROWS))).splitlines()[2:]] == [PATH, "default"]


@pytest.mark.parametrize("columns", [10, 40, 60, 200])
@pytest.mark.usefixtures("terminal")
def test_a_terminal_gets_all_of_it_folded(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    drawn = str(word(table(HEADS, ROWS)))
    assert "\u2026" not in drawn
    start = drawn.splitlines()[0].index("from")
    assert "".join(line[start:] for line in drawn.splitlines()[2:]).replace(" ", "") == f"{PATH}default"
    for setting, *_ in ROWS:
        assert setting in drawn


@pytest.mark.usefixtures("terminal")
def test_ids_of_tips_are_never_folded(home: Home, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    assert main(["tips"]) == 0
    drawn = capsys.readouterr().out
    for tip in in_force().plan.tips:
        assert f" {tip.id} " in drawn


def test_a_table_may_be_empty() -> None:
    assert str(word(table((phrase("day"), phrase("shown")), []))).split()[:2] == ["day", "shown"]


@pytest.mark.usefixtures("terminal")
def test_what_fits_is_not_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("日本", "two and more words"), ("long", "x")]
    monkeypatch.setenv("COLUMNS", "31")
    fits = str(word(table(HEADS[:2], rows))).splitlines()
    monkeypatch.setenv("COLUMNS", "29")
    folded = str(word(table(HEADS[:2], rows))).splitlines()

    assert fits == [" setting   value", f" {28 * chr(0x2500)}", " 日本      two and more words", " long      x"]
    assert len(folded) == 5


def test_numbers_stand_to_the_right() -> None:
    drawn = str(word(table((phrase("day"), phrase("shown")), [("Mon", 7), ("Tue", 12)])))
    assert drawn.splitlines()[2:] == [" Mon       7", " Tue      12"]
