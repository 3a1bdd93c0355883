"""The first run of the installed program welcomes the person, once."""

from pathlib import Path

import pytest
from support.desk import Desk
from support.program import Program
from support.waiting import wait_until

pytestmark = pytest.mark.desktop


@pytest.fixture
def fresh(program: Program) -> Program:
    """Of somebody who has not run it before."""
    (program.state / "state.json").unlink()
    return program


def test_the_first_run_welcomes_and_the_second_does_not(fresh: Program, desk: Desk) -> None:
    fresh.start()
    wait_until(lambda: desk.tips)
    welcome = desk.last
    assert welcome.title.startswith("Your first tip: ")
    assert welcome.body == "After every 20 minutes of work you get a short tip. It tries to come at a good moment."
    assert welcome.actions == ["settings", "Settings", "login", "At every login"]
    assert welcome.body in fresh("status").out
    assert fresh.status["last"] is None
    assert fresh("restart").code == 0
    assert desk.closed == [welcome.id]
    wait_until(lambda: fresh.notifies_by)
    assert fresh("now").code == 0
    assert len(desk.tips) == 2


def test_login_is_switched_on_from_it(fresh: Program, desk: Desk) -> None:
    fresh.start()
    wait_until(lambda: desk.tips)
    welcome = desk.last
    desk.press("login")
    entry = fresh.home / "config" / "autostart" / "reminder.desktop"
    wait_until(entry.exists)
    wait_until((fresh.home / "data" / "applications" / "reminder.desktop").exists)
    wait_until(lambda: desk.warnings)
    assert desk.closed == [welcome.id]
    assert desk.last.title == "It starts at every login now"


def test_one_that_finds_no_desktop_welcomes_with_the_next_run(fresh: Program, desk: Desk) -> None:
    desk.go()
    assert fresh("start").code == 0
    assert fresh("stop").code == 0
    desk.come()
    fresh.start()
    wait_until(lambda: desk.tips)
    assert desk.last.title.startswith("Your first tip: ")


def test_the_settings_are_opened_from_it(fresh: Program, desk: Desk) -> None:
    note = fresh.note_visits()
    fresh.start()
    wait_until(lambda: desk.tips)
    desk.press("settings")
    wait_until(note.exists)


def test_login_is_not_offered_where_it_was_said_no_to(fresh: Program, desk: Desk) -> None:
    assert fresh("autostart", "off").code == 0
    fresh.start()
    wait_until(lambda: desk.tips)
    assert desk.last.actions == ["settings", "Settings"]


def test_whoever_has_a_history_is_not_welcomed(fresh: Program, desk: Desk) -> None:
    Path(fresh.state / "history.db").touch()
    fresh.start()
    assert fresh("now").code == 0
    assert desk.last.actions[0] == "done"
