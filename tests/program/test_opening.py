"""A click on a notification of the installed program opens the window in the person's browser."""

from pathlib import Path

import pytest
from support.desk import Desk
from support.program import Program
from support.visits import Served
from support.waiting import wait_until

pytestmark = pytest.mark.desktop


def with_browser(program: Program, then: str = "") -> Path:
    """One that notes what it was begun with."""
    browser, note = program.home / "browser", program.home / "note"
    said = '"$1" "$XDG_ACTIVATION_TOKEN" "$DESKTOP_STARTUP_ID"'
    browser.write_text(f"#!/bin/sh\n{then}\necho noise\necho {said} >{note}.new\nmv {note}.new {note}\n")
    browser.chmod(0o755)
    program.environment["BROWSER"] = str(browser)
    program.write('[notify]\nclick = "open"\n')
    return note


def shown(program: Program) -> None:
    assert program("start").code == 0
    wait_until(lambda: program.notifies_by)
    assert program("now").code == 0


def children(program: Program) -> list[str]:
    tasks = Path(f"/proc/{program.pid}/task").glob("*/children")
    return [child for task in tasks for child in task.read_text().split()]


def faults(program: Program) -> list[str]:
    return [problem["text"] for problem in program.status["settings"]["problems"]]


def test_a_click_opens_the_window_in_front_and_counts_as_dismissed(program: Program, desk: Desk) -> None:
    note = with_browser(program)
    shown(program)
    desk.give_token("of the desktop")
    desk.press("default")
    wait_until(note.exists)
    address, *tokens = note.read_text().split(maxsplit=1)
    assert tokens == ["of the desktop of the desktop\n"]
    served = Served(program)
    assert served.get("/" + address.split("/", 3)[3], cookie="").headers["location"] == "/today"
    assert program.total["dismissed"] == 1
    assert faults(program) == []
    wait_until(lambda: not children(program))


def test_a_window_that_nobody_can_see_is_told(program: Program, desk: Desk) -> None:
    note = with_browser(program, then="[ -e $0.works ] || exit 1")
    shown(program)
    desk.press("default")
    why = "the window cannot be opened, as no browser was found; for its address: reminder open"
    wait_until(lambda: why in faults(program))

    (program.home / "browser.works").touch()
    assert program("now").code == 0
    desk.press("default")
    wait_until(note.exists)
    wait_until(lambda: not faults(program))
