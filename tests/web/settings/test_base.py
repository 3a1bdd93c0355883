"""What the page of settings is made from, as it stands in real files."""

from pathlib import Path

import pytest
from support.homes import Home, new_home

from reminder.phrase import plainly
from reminder.settings import own_file
from reminder.settings.read import read
from reminder.settings.reading import Reading, circumstances, keep, packaged_reading
from reminder.settings.schema import SECTIONS
from reminder.storage import paths
from reminder.web.settings import base as base_module
from reminder.web.settings.base import load

TIP = """
[[tips]]
id = "look-at-the-tree"
about = "eyes"
title = "Look at the tree"
text = "Find the furthest leaf."
"""

HOOKS = {f"hooks.{name}" for name in SECTIONS["hooks"]}
"""The person alone decides these, by hand."""


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Home:
    return new_home(monkeypatch, tmp_path)


def test_knows_who_decides_and_every_tip(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write('[tips]\nfiles = ["tips.toml"]\nhide = ["look-at-the-tree", "plan-a-small-joy"]\n[snooze]\nfor = "9m"\n')
    home.user.with_name("tips.toml").write_text(TIP)
    monkeypatch.setenv("REMINDER_SNOOZE__LIMIT", "4")
    flagged = read(["history.keep=10d"])
    keep(flagged, circumstances(["history.keep=10d"], flagged.files), ["history.keep=10d"])
    base = load(runs=True)
    decided = {key: plainly(why) for key, why in base.decided.items()}
    assert "REMINDER_SNOOZE__LIMIT" in decided["snooze.limit"]
    assert "--set" in decided["history.keep"]
    assert {decided.pop(name) for name in HOOKS} == {f"Written by hand alone, in {home.user}."}
    assert decided.keys() == {"snooze.limit", "history.keep"}
    assert (base.value("snooze.for"), base.default("snooze.for"), base.is_own("snooze.for")) == ("9m", "5m", True)
    assert {"look-at-the-tree", "plan-a-small-joy"} <= {tip.id for tip in base.tips}
    assert load(runs=False).decided.keys() == {"snooze.limit", *HOOKS}


def test_while_the_program_runs_its_variables_decide_and_not_those_of_the_window(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write('[snooze]\nlimit = 7\nfor = "9m"\n[reminders.tea]\nat = ["12:30"]\n')
    monkeypatch.setenv("REMINDER_SNOOZE__FOR", "8m")
    monkeypatch.setenv("REMINDER_REMINDERS__POSTURE__EVERY", "44m")
    with monkeypatch.context() as theirs:
        theirs.delenv("REMINDER_SNOOZE__FOR")
        theirs.delenv("REMINDER_REMINDERS__POSTURE__EVERY")
        theirs.setenv("REMINDER_SNOOZE__LIMIT", "4")
        theirs.setenv("REMINDER_REMINDERS__TEA__EVERY", "3h")
        running = read()
        keep(running, circumstances((), running.files))
    base = load(runs=True)
    assert base.decided.keys() == {"snooze.limit", "reminders.tea.every", *HOOKS}
    assert "REMINDER_SNOOZE__LIMIT" in plainly(base.decided["snooze.limit"])
    assert [base.value(key) for key in ("snooze.limit", "snooze.for", "reminders.posture.every")] == [4, "9m", "20m"]
    assert (base.value("reminders.tea.every"), base.value("reminders.tea.at")) == ("3h", None)
    alone = load(runs=False)
    assert alone.decided.keys() == {"snooze.for", "reminders.posture.every", *HOOKS}
    assert (alone.value("snooze.limit"), alone.value("snooze.for")) == (7, "8m")


def test_what_is_written_while_the_settings_are_read_has_been_written_meanwhile(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def by_hand(runs: bool) -> Reading:
        home.write("[snooze]\nlimit = 7\n")
        return packaged_reading()

    home.write("[snooze]\nlimit = 4\n")
    monkeypatch.setattr(base_module, "_reading", by_hand)
    own = load(runs=False).own
    assert own
    assert own.values == {"snooze": {"limit": 4}}
    assert own.version != own_file.own().version


def test_no_child_reads_what_has_not_changed(home: Home) -> None:
    home.write('[snooze]\nfor = "9m"\n')
    reading = load(runs=False).reading
    assert load(runs=False).reading is reading
    home.write('[snooze]\nfor = "8m"\n')
    assert load(runs=False).value("snooze.for") == "8m"


def test_a_file_that_is_no_toml_is_told_of_with_its_line(home: Home) -> None:
    home.write('[snooze]\nfor = "9m\n')
    base = load(runs=False)
    assert base.own is None
    assert base.broken is not None
    assert "line 2" in plainly(base.broken)
    assert base.value("snooze.for") == "5m"
    assert base.texts["snooze.for"] == ("5 min",)
    assert paths.config_file() == home.user
