"""A click on a notification of the installed program opens the window in the person's browser."""

from pathlib import Path

import pytest
from support.desk import Desk
from support.program import Program
from support.visits import Served
from support.waiting import wait_until

pytestmark = pytest.mark.desktop


def shown(program: Program) -> None:
    program.write('[notify]\nclick = "open"\n')
    assert program("start").code == 0
    wait_until(lambda: program.notifies_by)
    assert program("now").code == 0


def children(program: Program) -> list[str]:
    tasks = Path(f"/proc/{program.pid}/task").glob("*/children")
    return [child for task in tasks for child in task.read_text().split()]


def test_a_click_opens_the_window_in_front_and_counts_as_dismissed(program: Program, desk: Desk) -> None:
    note = program.note_visits()
    shown(program)
    desk.give_token("of the desktop")
    desk.press("default")
    wait_until(note.exists)
    address, *tokens = note.read_text().split(maxsplit=1)
    assert tokens == ["of the desktop of the desktop\n"]
    served = Served(program)
    assert served.get("/" + address.split("/", 3)[3], cookie="").headers["location"] == "/today"
    assert program.total["dismissed"] == 1
    assert not program.problems
    wait_until(lambda: not children(program))


def test_a_window_that_nobody_can_see_is_told(program: Program, desk: Desk) -> None:
    note = program.note_visits("[ -e $0.works ] || exit 1")
    shown(program)
    desk.press("default")
    why = "the window cannot be opened, as no browser was found; for its address: reminder open"
    wait_until(lambda: why in program.problems.values())

    (program.home / "browser.works").touch()
    assert program("now").code == 0
    desk.press("default")
    wait_until(note.exists)
    wait_until(lambda: not program.problems)
