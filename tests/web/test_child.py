"""A child of the window's is ours whatever lies about, and keeps nobody waiting."""

from datetime import timedelta
from pathlib import Path

import pytest
from support.waiting import LONG

from reminder.errors import ReminderError
from reminder.web import child


def test_a_folder_of_the_same_name_that_lies_about_is_not_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "colorsys.py").write_text("print('theirs')\n")
    monkeypatch.chdir(tmp_path)
    assert child.ended("colorsys").printed == ""


def test_what_it_is_given_it_reads_and_what_it_complains_of_is_told_in_a_line() -> None:
    soon = timedelta(seconds=LONG)
    with pytest.raises(ReminderError, match=r"^Expecting property name"):
        child.printed("json.tool", given=b"{", within=soon)
    assert child.printed("json.tool", "--compact", given=b"[1]", within=soon).split() == ["[1]"]


def test_one_that_does_not_end_is_told_of() -> None:
    with pytest.raises(ReminderError, match=r"not ready after 0\.01 seconds"):
        child.ended("timeit", "-n", "1", "-r", "1", "import time; time.sleep(9)", within=timedelta(seconds=0.01))
