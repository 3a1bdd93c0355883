"""The days behind, drawn in a terminal of any width, with colours and without."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import reminder.cli.stats
from reminder.cli.main import main
from reminder.cli.picture import picture
from reminder.model.activity import Activity
from reminder.model.effects import Record, RecordBreak, RecordSpan
from reminder.model.senses import Reason
from reminder.model.showing import Outcome, Showing, Words
from reminder.storage import offered
from reminder.storage.days import look
from reminder.storage.history import History
from reminder.wording.language import word

EVENING = datetime(2026, 3, 10, 18, tzinfo=ZoneInfo("Europe/Berlin"))


def at(clock: str) -> datetime:
    return EVENING.replace(hour=int(clock[:2]), minute=int(clock[3:]))


def tip(clock: str, outcome: Outcome) -> Record:
    id = int(at(clock).timestamp() * 1000)
    words = Words("Look up", "Far away.", "look-up")
    lasts, ticks = timedelta(seconds=30), timedelta()
    return Record(Showing(id=id, reminder="r", words=words, lasts=lasts, at=at(clock), ticks=ticks), outcome, at(clock))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A history with one day in it."""
    history = History(tmp_path / "history.db")
    for entry in (
        RecordSpan(Activity.OUTSIDE_HOURS, None, at("00:00"), at("08:30")),
        RecordSpan(Activity.AT_WORK, None, at("08:30"), at("10:00")),
        RecordSpan(Activity.AWAY, None, at("10:00"), at("10:30")),
        RecordBreak(at("10:00"), at("10:30")),
        RecordSpan(Activity.HELD, Reason.MEETING, at("10:30"), at("11:30")),
        RecordSpan(Activity.AT_WORK, None, at("11:30"), at("12:30")),
        tip("08:50", Outcome.DONE),
        tip("08:51", Outcome.SNOOZED),
        tip("09:30", Outcome.OBSERVED),
        tip("11:30", Outcome.SKIPPED),
        tip("12:00", Outcome.IGNORED),
    ):
        assert history.record(entry) is None
    return tmp_path / "history.db"


def drawn(path: Path, monkeypatch: pytest.MonkeyPatch, columns: int, coding: str = "utf-8") -> list[str]:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "dumb")
    return str(word(picture(look(path, EVENING, weeks=2), coding))).splitlines()


def test_a_day_is_a_line_of_time_with_its_words_below(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert drawn(path, monkeypatch, 62) == [
        "Tue 2026-03-10",
        "          ●◐      ◉                       ⊘     ○",
        "      ██████████████████░░░░░░▒▒▒▒▒▒▒▒▒▒▒▒████████████",
        "8           9           10          11          12          13",
        "● done   ◉ stopped by yourself   ◐ put off   ⊘ skipped",
        "○ not answered   █ work   ▒ quiet   ░ away",
        "Work from 08:30 to 12:30. 5 tips: 1 done, 1 stopped by",
        "yourself, 1 put off, 1 skipped, 1 not answered. 3 breaks",
        "taken. Away for 30 min.",
        "",
        "        Mo  Tu  We  Th  Fr  Sa  Su",
        "02 Mar    -   -   -   -   -   -   -",
        "09 Mar    -   3",
    ]


@pytest.mark.parametrize("columns", [40, 80, 300])
def test_a_picture_is_as_wide_as_the_terminal_and_no_wider(
    columns: int, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = drawn(path, monkeypatch, columns)
    assert max(map(len, lines)) <= min(columns, 100)
    assert sum("█" in line and "░" in line for line in lines) in (1, 2)


def test_a_coding_without_such_letters_has_others(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = drawn(path, monkeypatch, 62, "ascii")
    assert "".join(lines).isascii()
    assert lines[2].strip() == "##################......////////////############"


def test_colours_are_for_terminals_that_want_them(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = drawn(path, monkeypatch, 62)
    monkeypatch.setenv("TERM", "xterm-256color")
    coloured = str(word(picture(look(path, EVENING, weeks=2), "utf-8")))
    monkeypatch.setenv("NO_COLOR", "1")
    uncoloured = str(word(picture(look(path, EVENING, weeks=2), "utf-8")))

    assert "\x1b[36m█" in coloured
    assert uncoloured.replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines() == plain


def test_a_day_without_anything_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "62")
    tomorrow = look(path, EVENING + timedelta(days=1), weeks=1)
    assert str(word(picture(tomorrow, "utf-8"))).splitlines()[1] == "There is nothing of that day."
    nothing = look(path.with_name("none"), EVENING, weeks=1)
    assert len(str(word(picture(nothing, "utf-8"))).splitlines()) == 3


def test_stats_draws_for_people_alone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    offered.note("stats")
    assert main(["stats"]) == 0
    table = capsys.readouterr().out
    monkeypatch.setattr(reminder.cli.stats, "on_a_terminal", lambda: True)
    monkeypatch.setenv("TERM", "dumb")
    assert main(["stats"]) == 0
    above, below = capsys.readouterr().out.split("\n\n")
    assert "There is nothing yet" in above
    assert below == table
    monkeypatch.setenv("REMINDER_HISTORY__ENABLED", "false")
    assert main(["stats"]) == 0
    assert "No history is kept" in capsys.readouterr().out
    assert main(["stats", "--json"]) == 0
    assert capsys.readouterr().out.startswith("{")
